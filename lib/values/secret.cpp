// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <popline/error.hpp>
#include <popline/secret.hpp>
#include <utility>

#include "values/wipe.hpp"

namespace popline {

namespace {

std::string_view insist_on_text(const char* octets) {
    if (!octets) throw error(errc::invalid_argument, {.detail = "the password is a null pointer"});
    return octets;
}

}  // namespace

secret::secret(const char* octets) : secret(insist_on_text(octets)) {}

secret::secret(std::string_view octets)
    : octets_(std::make_unique_for_overwrite<char[]>(octets.size())), size_(octets.size()) {
    std::ranges::copy(octets, octets_.get());
}

secret::secret(secret&& other) noexcept
    : octets_(std::move(other.octets_)), size_(std::exchange(other.size_, 0)) {}

secret& secret::operator=(secret other) noexcept {
    std::swap(octets_, other.octets_);
    std::swap(size_, other.size_);
    return *this;
}

secret::~secret() {
    if (octets_) values::overwrite(octets_.get(), size_);
}

}  // namespace popline
