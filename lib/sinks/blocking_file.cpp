// SPDX-License-Identifier: BSL-1.0
#include <popline/blocking_file.hpp>
#include <utility>

#include "sinks/atomic_file.hpp"

namespace popline {

blocking_file::blocking_file(std::filesystem::path path)
    : blocking_file(std::move(path), sinks::system_files()) {}
blocking_file::blocking_file(std::filesystem::path path, sinks::file_system& system)
    : path_(std::move(path)),
      system_(&system),
      what_is_there_(sinks::existing::refuse),
      stored_(std::make_unique<sinks::stored_as>()) {}
blocking_file::blocking_file(blocking_file&&) noexcept = default;
blocking_file::~blocking_file() = default;

blocking_file blocking_file::with(sinks::existing what_is_there) && {
    what_is_there_ = what_is_there;
    return std::move(*this);
}

blocking_file blocking_file::replace_existing() && {
    return std::move(*this).with(sinks::existing::replace);
}

blocking_file blocking_file::keep_existing() && {
    return std::move(*this).with(sinks::existing::keep);
}

blocking_file blocking_file::set_aside_existing() && {
    return std::move(*this).with(sinks::existing::set_aside);
}

blocking_file blocking_file::named_by_digest() && {
    return std::move(*this).with(sinks::existing::by_digest);
}

const std::filesystem::path& blocking_file::name() const noexcept {
    return stored_->name;
}

const std::filesystem::path& blocking_file::set_aside() const noexcept {
    return stored_->set_aside;
}

sinks::atomic_file& blocking_file::current() {
    if (!writing_) writing_ = std::make_unique<sinks::atomic_file>(*system_, path_, what_is_there_);
    return *writing_;
}

void blocking_file::operator()(std::string_view octets) {
    auto& to = current();
    while (!(octets = to.fill(octets)).empty())
        to.write_out();
}

void blocking_file::commit() {
    current().commit();
    writing_->confirm();
    *stored_ = writing_->take_stored();
    writing_.reset();
}

void blocking_file::abandon() noexcept {
    writing_.reset();
}

}  // namespace popline
