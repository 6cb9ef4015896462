// SPDX-License-Identifier: BSL-1.0
#include <popline/file.hpp>

#include "sinks/written_file.hpp"

namespace popline {

namespace asio = boost::asio;

file::file(std::filesystem::path path, asio::any_io_executor disk, sinks::file_system* system) noexcept
    : path_(std::move(path)),
      disk_(std::move(disk)),
      system_(system ? system : &sinks::system_files()),
      what_is_there_(sinks::existing::refuse) {}
file::file(file&&) noexcept = default;
file::~file() = default;

file file::replace_existing() && {
    what_is_there_ = sinks::existing::replace;
    return std::move(*this);
}

sinks::written_file& file::at_work() {
    if (!writing_) writing_ = std::make_shared<sinks::written_file>(*system_, path_, what_is_there_, disk_);
    return *writing_;
}

asio::awaitable<void> file::operator()(std::string_view octets) {
    const auto rest = at_work().keep(octets);
    if (rest.empty()) return {};
    return sinks::written_file::write_out(writing_, rest);
}

asio::awaitable<void> file::commit() {
    at_work();
    return sinks::written_file::commit(std::exchange(writing_, nullptr));
}

void file::abandon() noexcept {
    writing_.reset();
}

}  // namespace popline
