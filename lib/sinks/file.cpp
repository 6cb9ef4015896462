// SPDX-License-Identifier: BSL-1.0
#include <popline/file.hpp>

#include "sinks/written_file.hpp"

namespace popline {

namespace asio = boost::asio;

file::file(std::filesystem::path path, asio::any_io_executor disk, sinks::file_system* system)
    : path_(std::move(path)),
      disk_(std::move(disk)),
      system_(system ? system : &sinks::system_files()),
      what_is_there_(sinks::existing::refuse),
      stored_(std::make_shared<sinks::stored_as>()) {}
file::file(file&&) noexcept = default;
file::~file() = default;

file file::with(sinks::existing what_is_there) && {
    what_is_there_ = what_is_there;
    return std::move(*this);
}

file file::replace_existing() && {
    return std::move(*this).with(sinks::existing::replace);
}

file file::keep_existing() && {
    return std::move(*this).with(sinks::existing::keep);
}

file file::set_aside_existing() && {
    return std::move(*this).with(sinks::existing::set_aside);
}

file file::named_by_digest() && {
    return std::move(*this).with(sinks::existing::by_digest);
}

const std::filesystem::path& file::name() const noexcept {
    return stored_->name;
}

const std::filesystem::path& file::set_aside() const noexcept {
    return stored_->set_aside;
}

sinks::written_file& file::current() {
    if (!writing_) writing_ = std::make_shared<sinks::written_file>(*system_, path_, what_is_there_, disk_);
    return *writing_;
}

maybe_awaitable file::operator()(std::string_view octets) {
    const auto rest = current().fill(octets);
    if (rest.empty()) return {};
    return sinks::written_file::write_out(writing_, rest);
}

asio::awaitable<void> file::commit() {
    current();
    return sinks::written_file::commit(std::exchange(writing_, nullptr), stored_);
}

void file::abandon() noexcept {
    writing_.reset();
}

}  // namespace popline
