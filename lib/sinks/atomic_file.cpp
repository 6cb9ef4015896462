// SPDX-License-Identifier: BSL-1.0
#include "sinks/atomic_file.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <popline/error.hpp>
#include <utility>

namespace popline::sinks {

namespace {

namespace system_errc = boost::system::errc;

/// Short, whatever the file's own name is, and nobody else's.
std::string temporary_name() {
    constexpr std::string_view digits = "0123456789abcdef";
    unsigned char random[16];
    if (RAND_bytes(random, sizeof random) != 1) return {};
    std::string made = ".popline-";
    for (const auto octet : random)
        made.append({digits[octet >> 4U], digits[octet & 0xFU]});
    return made;
}

}  // namespace

atomic_file::atomic_file(file_system& system, std::filesystem::path path, existing what_is_there)
    : system_(system), path_(std::move(path)), what_is_there_(what_is_there) {}

std::string_view atomic_file::keep(std::string_view octets) {
    const auto taken = octets.substr(0, buffer - buffer_.size());
    buffer_.append(taken);
    return octets.substr(taken.size());
}

/// Throws if there was a failure, when everything is taken back.
void atomic_file::expect(const boost::system::error_code& failure) {
    if (!failure) return;
    failure_ = failure;
    roll_back();
    throw error(errc::file_failed, {.detail = path_.native(), .cause = failure});
}

std::filesystem::path atomic_file::folder() const {
    auto found = path_.parent_path();
    return found.empty() ? std::filesystem::path(".") : found;
}

void atomic_file::open() {
    // Told now, and not after all of the message has come; what counts is the renaming.
    if (what_is_there_ == existing::refuse && system_.exists(path_))
        expect(make_error_code(system_errc::file_exists));
    const auto name = temporary_name();
    if (name.empty() || !path_.has_filename()) expect(make_error_code(system_errc::invalid_argument));
    temporary_ = folder() / name;
    boost::system::error_code failure;
    file_ = system_.create(temporary_, failure);
    expect(failure);
    stands_ = standing::open;
}

void atomic_file::write_out() {
    expect(failure_);
    if (stands_ == standing::nothing) open();
    std::string_view rest = buffer_;
    while (!rest.empty()) {
        boost::system::error_code failure;
        const auto written = system_.write(file_, rest, failure);
        // Nothing written and nothing wrong: that would go on for ever.
        if (!failure && written == 0) failure = make_error_code(system_errc::io_error);
        expect(failure);
        rest.remove_prefix(std::min(written, rest.size()));
    }
    buffer_.clear();
}

void atomic_file::commit() {
    write_out();
    expect(system_.sync(file_));
    stands_ = standing::closed;
    expect(system_.close(std::exchange(file_, file_system::none)));
    expect(what_is_there_ == existing::replace ? system_.rename(temporary_, path_)
                                               : system_.rename_to_new(temporary_, path_));
    stands_ = standing::named;
    expect(system_.sync_folder(folder()));
}

void atomic_file::roll_back() noexcept {
    const auto stood = std::exchange(stands_, standing::nothing);
    buffer_.clear();
    if (stood == standing::open) system_.close(std::exchange(file_, file_system::none));
    if (stood == standing::open || stood == standing::closed) system_.remove(temporary_);
    if (stood == standing::named && what_is_there_ == existing::refuse) system_.remove(path_);
}

}  // namespace popline::sinks
