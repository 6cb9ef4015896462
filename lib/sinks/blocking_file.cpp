// SPDX-License-Identifier: BSL-1.0
#include <popline/blocking_file.hpp>
#include <utility>

#include "sinks/atomic_file.hpp"

namespace popline {

blocking_file::blocking_file(std::filesystem::path path)
    : blocking_file(std::move(path), sinks::system_files()) {}
blocking_file::blocking_file(std::filesystem::path path, sinks::file_system& system) noexcept
    : path_(std::move(path)), system_(&system), what_is_there_(sinks::existing::refuse) {}
blocking_file::blocking_file(blocking_file&&) noexcept = default;
blocking_file::~blocking_file() = default;

blocking_file blocking_file::replace_existing() && {
    what_is_there_ = sinks::existing::replace;
    return std::move(*this);
}

sinks::atomic_file& blocking_file::at_work() {
    if (!writing_) writing_ = std::make_unique<sinks::atomic_file>(*system_, path_, what_is_there_);
    return *writing_;
}

void blocking_file::operator()(std::string_view octets) {
    auto& to = at_work();
    while (!(octets = to.keep(octets)).empty())
        to.write_out();
}

void blocking_file::commit() {
    at_work().commit();
    writing_->is_final();
    writing_.reset();
}

void blocking_file::abandon() noexcept {
    writing_.reset();
}

}  // namespace popline
