// SPDX-License-Identifier: BSL-1.0
#include "sync/mailbox_job.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>
#include <ctime>
#include <popline/error.hpp>
#include <popline/printable.hpp>
#include <thread>
#include <utility>

#include "sinks/folder_of.hpp"
#include "sync/mbox_quoting.hpp"

namespace popline::syncing {

namespace {

constexpr std::size_t buffer_bytes = 64 * 1'024;
// No call waits for a lock and for a time, so the job tries again and again.
constexpr std::chrono::milliseconds between_tries{20};

std::string from_line() {
    const auto now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char date[32];
    const auto size = std::strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y", &parts);
    return "From popline@localhost " + std::string(date, size) + "\n";
}

}  // namespace

mailbox_job::mailbox_job(std::filesystem::path mailbox, const mbox_options& how, mailbox_calls& calls,
                         messages group, stop_flag stop)
    : mailbox_(std::move(mailbox)),
      lock_wait_(how.lock_wait),
      calls_(calls),
      group_(std::move(group)),
      group_size_(group_.size()),
      stop_(std::move(stop)) {}

mailbox_job::~mailbox_job() {
    if (file_ >= 0) calls_.close(file_);
}

void mailbox_job::run() {
    try {
        for (const auto& one : group_)
            if (!one) throw error(errc::invalid_argument, {.detail = "a message was not opened"});
        open_and_lock();
        append();
        expect(calls_.sync(file_), "cannot sync");
        expect(calls_.sync_folder(sinks::folder_of(mailbox_)), "cannot sync the folder of");
    } catch (const error& failure) {
        cause_ = failure.code();
        words_ = failure.what();
        roll_back();
    } catch (...) {
        roll_back();
        throw;
    }
    if (file_ >= 0) calls_.close(std::exchange(file_, -1));
    group_.clear();
}

std::vector<delivery_result> mailbox_job::results() const {
    const auto how = cause_ ? delivered::failed : delivered::stored;
    return {group_size_, delivery_result{how, cause_ ? std::string() : mailbox_.native(), cause_, words_}};
}

void mailbox_job::open_and_lock() {
    const auto until = std::chrono::steady_clock::now() + lock_wait_;
    for (;;) {
        boost::system::error_code failure;
        if (file_ < 0) file_ = calls_.open(mailbox_, failure);
        expect(failure, "cannot open");
        failure = calls_.lock(file_);
        if (!failure && calls_.is_at(file_, mailbox_)) break;
        if (!failure) {
            calls_.close(std::exchange(file_, -1));
        } else if (failure != boost::system::errc::resource_unavailable_try_again) {
            expect(failure, "cannot lock");
        }
        if (*stop_)
            throw error(boost::asio::error::operation_aborted,
                        {.detail = "waiting for " + mailbox_.native()});
        if (std::chrono::steady_clock::now() >= until) {
            failure = make_error_code(boost::system::errc::resource_unavailable_try_again);
            expect(failure, "another program keeps locked");
        }
        if (failure) std::this_thread::sleep_for(between_tries);
    }
    boost::system::error_code failure;
    old_size_ = size_ = calls_.size(file_, failure);
    expect(failure, "cannot read");
    is_locked_ = true;
}

void mailbox_job::append() {
    // A power cut can have left a part of a message: end its line, and write the empty line that ends it.
    char last[2] = {'\n', '\n'};
    const auto known = static_cast<std::size_t>(std::min<std::uint64_t>(old_size_, sizeof last));
    const std::span<char> end(last + sizeof last - known, known);
    expect(calls_.read(file_, old_size_ - known, end), "cannot read");
    if (last[1] != '\n') buffer_ += '\n';
    if (last[1] != '\n' || last[0] != '\n') buffer_ += '\n';

    const auto first_line = from_line();
    std::string piece(buffer_bytes, '\0');
    for (const auto& one : group_) {
        mbox_quoting quoting;
        buffer_ += first_line;
        for (std::uint64_t from = 0;;) {
            const auto taken = one->read(from, piece);
            if (taken == 0) break;
            from += taken;
            quoting.add(std::string_view(piece).substr(0, taken), buffer_);
            if (buffer_.size() >= buffer_bytes) write_out();
        }
        quoting.end(buffer_);
    }
    write_out();
}

void mailbox_job::write_out() {
    const auto bytes = buffer_.size();
    expect(calls_.write(file_, size_, buffer_), "cannot write");
    size_ += bytes;
    buffer_.clear();
}

void mailbox_job::roll_back() noexcept {
    if (!is_locked_ || file_ < 0) return;
    auto failure = calls_.truncate(file_, old_size_);
    if (!failure) failure = calls_.sync(file_);
    if (!failure) return;
    try {
        words_ += "; it cannot be cut back to its old length of " + std::to_string(old_size_)
                  + " bytes: " + failure.message();
    } catch (const std::bad_alloc&) {
        // The first failure is said without this.
    }
}

void mailbox_job::expect(const boost::system::error_code& failure, const char* step) const {
    if (failure)
        throw error(errc::file_failed, {.detail = step + (" " + mailbox_.native()), .cause = failure});
}

}  // namespace popline::syncing
