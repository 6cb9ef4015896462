// SPDX-License-Identifier: BSL-1.0
#include "sync/file_writer.hpp"

#include <boost/asio/post.hpp>
#include <popline/error.hpp>
#include <utility>

#include "sinks/folder_of.hpp"
#include "sinks/offload.hpp"

namespace popline::syncing {

namespace asio = boost::asio;

asio::awaitable<void> file_writer::run(std::shared_ptr<file_writer> by, std::function<void()> job) {
    const bool has_run = co_await sinks::offload(by->disk_, std::move(job));
    if (!has_run)
        throw error(errc::file_failed, {.detail = "the executor of its file work has ended",
                                        .cause = make_error_code(boost::system::errc::operation_canceled)});
}

asio::awaitable<void> file_writer::write_rest(std::shared_ptr<file_writer> by,
                                              std::shared_ptr<incoming_message> of, std::string_view rest) {
    while (!rest.empty()) {
        std::function<void()> job = [by, of] { of->write_out(by->folders_); };
        co_await run(by, std::move(job));
        if (of->failure()) std::rethrow_exception(of->failure());
        rest = of->fill(rest);
    }
}

maybe_awaitable file_writer::queue(const std::shared_ptr<file_writer>& by,
                                   const std::shared_ptr<incoming_message>& whole) {
    const auto bytes = whole->bytes_in_memory();
    const std::lock_guard lock(by->guard_);
    by->queue_.push_back({whole, bytes});
    by->bytes_queued_ += bytes;
    // Without memory for the job, the flush writes the messages.
    if (!by->has_job_) by->has_job_ = post_job(by);
    if (by->bytes_queued_ <= most_bytes_queued) return {};
    return write_now(by, whole);
}

/// The jobs of an executor run in their order, so most of what was queued before is written, too, when this
/// completes. A failure to write is told by the flush.
asio::awaitable<void> file_writer::write_now(std::shared_ptr<file_writer> by,
                                             std::shared_ptr<incoming_message> whole) {
    std::function<void()> job = [by, whole] { whole->write_out(by->folders_); };
    co_await run(by, std::move(job));
}

bool file_writer::post_job(const std::shared_ptr<file_writer>& by) noexcept try {
    asio::post(by->disk_, [by] { write_queued(by); });
    return true;
} catch (...) {
    return false;
}

void file_writer::write_queued(const std::shared_ptr<file_writer>& by) noexcept {
    // A job per message would wake a thread for each.
    for (std::size_t written = 1; by->write_next(); ++written)
        if (written % most_written_per_job == 0 && post_job(by)) return;
}

/// Writes the next message. Returns false if none is queued: then the job ends.
bool file_writer::write_next() noexcept {
    queued next;
    {
        const std::lock_guard lock(guard_);
        if (queue_.empty()) {
            has_job_ = false;
            return false;
        }
        next = std::move(queue_.front());
        queue_.pop_front();
    }
    next.message->write_early(folders_);
    const std::lock_guard lock(guard_);
    bytes_queued_ -= next.bytes;
    return true;
}

void file_writer::discard(std::vector<std::shared_ptr<incoming_message>> what) noexcept {
    if (what.empty()) return;
    const auto remove = [](const std::vector<std::shared_ptr<incoming_message>>& all) {
        for (const auto& one : all)
            one->discard();
    };
    try {
        asio::post(disk_, [remove, kept = what] { remove(kept); });
    } catch (...) {
        remove(what);
    }
}

sinks::file_system::error_code file_writer::sync_found(const found_file& file) {
    {
        const std::lock_guard lock(guard_);
        for (const auto& one : {file.name, sinks::folder_of(file.name)})
            if (const auto before = not_synced_.find(one); before != not_synced_.end()) return before->second;
    }
    const auto failure = file.file->sync();
    if (failure) note_failed_sync(file.name, failure);
    return failure;
}

void file_writer::note_failed_sync(const std::filesystem::path& of, sinks::file_system::error_code failure) {
    const std::lock_guard lock(guard_);
    not_synced_.emplace(of, failure);
}

}  // namespace popline::syncing
