// SPDX-License-Identifier: BSL-1.0
#include "destination.hpp"

#include <chrono>
#include <fstream>
#include <popline/file.hpp>
#include <popline/file_name.hpp>
#include <popline/sink.hpp>
#include <stdexcept>

#include "console.hpp"

namespace tool {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

/// A sink for a message that is on the disk already, as it seems.
class comparison {
  public:
    explicit comparison(fs::path with) : path_(std::move(with)), file_(path_, std::ios::binary) {
        std::error_code none;
        if (!file_ || !fs::is_regular_file(path_, none))
            throw std::runtime_error(path_.string() + " is there already, and cannot be read");
    }

    void operator()(std::string_view octets) {
        there_.resize(octets.size());
        file_.read(there_.data(), static_cast<std::streamsize>(there_.size()));
        if (static_cast<std::size_t>(file_.gcount()) != octets.size() || there_ != octets) differ();
    }
    void commit() {
        if (file_.peek() != std::ifstream::traits_type::eof()) differ();
    }

  private:
    [[noreturn]] void differ() const {
        throw std::runtime_error(path_.string() + " is there already, and is another message");
    }

    fs::path path_;
    std::ifstream file_;
    std::string there_;
};

}  // namespace

destination::destination(const std::string& name)
    : kind_(name == "-"       ? kind::output
            : name == "null:" ? kind::nowhere
                              : kind::folder),
      folder_(name) {
    if (kind_ != kind::folder) return;
    std::error_code failure;
    fs::create_directories(folder_, failure);
    if (!failure && !fs::is_directory(folder_, failure))
        failure = std::make_error_code(std::errc::not_a_directory);
    if (failure) throw std::runtime_error("cannot use " + name + " as a folder: " + failure.message());
    run_ = std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
}

fs::path destination::path_of(const popline::mail& one) const {
    if (one.has_unique_id()) return folder_ / (popline::file_name(one.unique_id()) + ".eml");
    return folder_ / ("%no-unique-id-" + run_ + "-" + std::to_string(one.number()) + ".eml");
}

bool destination::has(const popline::mail& one) const {
    std::error_code none;
    return kind_ == kind::folder && fs::exists(fs::symlink_status(path_of(one), none));
}

asio::awaitable<void> destination::receive(popline::message& one) {
    if (kind_ == kind::nowhere) {
        auto ignore = [](std::string_view) {};
        co_await one.read_to(ignore);
    } else if (kind_ == kind::output) {
        co_await one.read_to(print_message);
    } else if (has(one.mail())) {
        comparison same(path_of(one.mail()));
        co_await one.read_to(same);
    } else {
        popline::file written(path_of(one.mail()), disk_);
        co_await one.read_to(written);
    }
}

}  // namespace tool
