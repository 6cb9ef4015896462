// SPDX-License-Identifier: BSL-1.0
// Replaces glibc's malloc, which allows that.
#include "memory/failing_heap.hpp"

#include <malloc.h>
#include <openssl/crypto.h>

#include <cerrno>
#include <cstdlib>

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

thread_local std::size_t until_failure = 0;  // 0: no allocation fails
thread_local bool has_failed = false;
thread_local volatile bool in_openssl = false;  // volatile: compilers assume that malloc does not read it
thread_local bool openssl_has_failed = false;
thread_local long blocks = 0;

bool fails() noexcept {
    if (until_failure == 0 || --until_failure > 0) return false;
    has_failed = true;
    openssl_has_failed = in_openssl;
    errno = ENOMEM;
    return true;
}

void* taken(void* block) noexcept {
    if (block) ++blocks;
    return block;
}

// Like OpenSSL's own function, it returns null for a size of 0.
void* openssl_malloc(std::size_t size, const char*, int) {
    in_openssl = true;
    void* const made = size > 0 ? std::malloc(size) : nullptr;
    in_openssl = false;
    return made;
}
void* openssl_realloc(void* block, std::size_t size, const char*, int) {
    in_openssl = true;
    void* const made = std::realloc(block, size);
    in_openssl = false;
    return made;
}
void openssl_free(void* block, const char*, int) {
    std::free(block);
}

}  // namespace

bool failing_heap::know_openssl() noexcept {
    return CRYPTO_set_mem_functions(openssl_malloc, openssl_realloc, openssl_free) == 1;
}

bool failing_heap::failed_in_openssl() noexcept {
    return openssl_has_failed;
}

void failing_heap::fail(std::size_t nth) noexcept {
    has_failed = openssl_has_failed = false;
    until_failure = nth;
}

bool failing_heap::stop() noexcept {
    until_failure = 0;
    return has_failed;
}

long failing_heap::live() noexcept {
    return blocks;
}

extern "C" {

void* malloc(std::size_t size) {
    return fails() ? nullptr : taken(__libc_malloc(size));
}
void* calloc(std::size_t count, std::size_t size) {
    return fails() ? nullptr : taken(__libc_calloc(count, size));
}
void* realloc(void* block, std::size_t size) {
    if (fails()) return nullptr;
    if (block) --blocks;
    return taken(__libc_realloc(block, size));
}
void* memalign(std::size_t alignment, std::size_t size) {
    return fails() ? nullptr : taken(__libc_memalign(alignment, size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    return fails() ? nullptr : taken(__libc_memalign(alignment, size));
}
int posix_memalign(void** made, std::size_t alignment, std::size_t size) {
    *made = fails() ? nullptr : taken(__libc_memalign(alignment, size));
    return *made ? 0 : ENOMEM;
}
void free(void* block) {
    if (block) --blocks;
    __libc_free(block);
}

}  // extern "C"

}  // namespace popline::test
