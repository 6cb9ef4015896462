// SPDX-License-Identifier: BSL-1.0
// Replaces glibc's malloc, which allows that. All code in this program allocates through these functions.
#include "memory/heap.hpp"

#include <malloc.h>

#include <algorithm>
#include <cerrno>

// glibc's own functions, under the names that are not replaced.
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
}

namespace popline::test {

namespace {

heap counted;  // used by one thread only
bool exhausted = false;

void* taken(void* block) noexcept {
    if (!block) return block;
    counted.live += malloc_usable_size(block);
    counted.peak = std::max(counted.peak, counted.live);
    ++counted.allocations;
    return block;
}

void given_back(void* block) noexcept {
    if (block) counted.live -= malloc_usable_size(block);
}

}  // namespace

heap heap::now() noexcept {
    return counted;
}
void heap::begin_peak() noexcept {
    counted.peak = counted.live;
}
void heap::exhaust(bool empty) noexcept {
    exhausted = empty;
}

extern "C" {

void* malloc(std::size_t size) {
    return exhausted ? nullptr : taken(__libc_malloc(size));
}
void* calloc(std::size_t count, std::size_t size) {
    return exhausted ? nullptr : taken(__libc_calloc(count, size));
}
void* realloc(void* block, std::size_t size) {
    if (exhausted) return nullptr;
    given_back(block);
    return taken(__libc_realloc(block, size));
}
void* memalign(std::size_t alignment, std::size_t size) {
    return exhausted ? nullptr : taken(__libc_memalign(alignment, size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return exhausted ? nullptr : taken(__libc_memalign(alignment, size));
}
int posix_memalign(void** made, std::size_t alignment, std::size_t size) {
    *made = exhausted ? nullptr : taken(__libc_memalign(alignment, size));
    return *made ? 0 : ENOMEM;
}
void free(void* block) {
    given_back(block);
    __libc_free(block);
}

}  // extern "C"

}  // namespace popline::test
