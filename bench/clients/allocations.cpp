// SPDX-License-Identifier: BSL-1.0
// A library that is preloaded into a client. It counts the calls of malloc, calloc, realloc and
// aligned_alloc, and prints the count when the process ends. operator new and OpenSSL use no other functions.
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdio>

extern "C" {

// The second names of glibc's functions, whose usual names are defined below.
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* place, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
}

namespace {

std::atomic<unsigned long> counted = 0;

[[gnu::destructor]] void tell() {
    char line[64];
    const int size = std::snprintf(line, sizeof line, "allocations=%lu\n", counted.load());
    if (::write(STDERR_FILENO, line, static_cast<std::size_t>(size)) < 0) return;
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) {
    ++counted;
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
    ++counted;
    return __libc_calloc(count, size);
}
void* realloc(void* place, std::size_t size) {
    ++counted;
    return __libc_realloc(place, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    ++counted;
    return __libc_memalign(alignment, size);
}
}
