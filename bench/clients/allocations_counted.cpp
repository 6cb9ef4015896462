// SPDX-License-Identifier: BSL-1.0
// What operator new is asked for. OpenSSL's own memory comes from malloc and is not counted.
#include <cstdlib>
#include <new>

#include "clients/popline_jobs.hpp"

namespace {

std::uint64_t counted = 0;

void* allocate(std::size_t size) {
    ++counted;
    if (void* made = std::malloc(size == 0 ? 1 : size)) return made;
    throw std::bad_alloc();
}

}  // namespace

std::uint64_t bench::allocations() noexcept {
    return counted;
}

void* operator new(std::size_t size) {
    return allocate(size);
}
void* operator new[](std::size_t size) {
    return allocate(size);
}
void operator delete(void* place) noexcept {
    std::free(place);
}
void operator delete[](void* place) noexcept {
    std::free(place);
}
void operator delete(void* place, std::size_t) noexcept {
    std::free(place);
}
void operator delete[](void* place, std::size_t) noexcept {
    std::free(place);
}
