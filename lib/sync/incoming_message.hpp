// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "sync/temporary_file.hpp"

namespace popline::syncing {

class preparation;

/// A message on its way into a file. Its bytes wait in memory until `write_out` writes them to a temporary
/// file.
///
/// The sink fills it on the session's executor. While a job writes it out for the sink, the sink waits. After
/// the message is whole, only jobs on the executor of file work write it out. A mutex keeps these apart.
class incoming_message {
  public:
    static constexpr std::size_t buffer_bytes = std::size_t{64} << 10;

    enum class state {
        open,       ///< its bytes come
        whole,      ///< it waits for its group
        in_flush,   ///< its group is flushed
        taken,      ///< one job syncs its file and gives it a name
        abandoned,  ///< the retrieval failed; another one may follow
        dropped,    ///< the delivery forgot it
    };

    incoming_message(sinks::file_system& system, std::uint64_t serial,
                     std::optional<std::uint64_t> listed_bytes);

    std::uint64_t serial() const noexcept { return serial_; }
    state now() const noexcept { return state_; }
    void become(state next) noexcept { state_ = next; }

    /// Copies bytes into the buffer until it is full. Returns the bytes that were not copied.
    std::string_view fill(std::string_view bytes);
    std::size_t bytes_in_memory() const noexcept { return buffer_.size(); }

    /// Writes the buffer to the file, and makes the file if there is none. Does nothing if the message is not
    /// needed any more, or after a failure. Blocks, and throws nothing.
    void write_out(preparation& folders) noexcept;
    /// Like `write_out`, before the flush. If this process has too many open files, the message stays in
    /// memory and the flush writes it: other messages of the group have closed their files then.
    void write_early(preparation& folders) noexcept;
    /// Ends a message that does not become whole. Removes what was written, unless a job uses the message
    /// now: then the last owner removes it. Blocks only for the removal.
    void abandon() noexcept;
    /// Removes what was written. Requires that it is dropped. Blocks while another job writes it out.
    void discard() noexcept;
    /// Makes the caller the only job that uses the message. Blocks while another job writes it out.
    void take() noexcept;

    /// The file. Requires `take`.
    temporary_file& file() noexcept { return file_; }
    /// Why it could not be written. Null if nothing failed.
    const std::exception_ptr& failure() const noexcept { return failure_; }

  private:
    bool is_needed() const noexcept {
        const auto current = now();
        return current == state::open || current == state::whole || current == state::in_flush;
    }
    enum class try_again { no, if_too_many_files };
    void write(preparation& folders, try_again later) noexcept;
    void write_buffer(preparation& folders);

    const std::uint64_t serial_;
    std::atomic<state> state_ = state::open;
    std::string buffer_;
    std::mutex guard_;
    temporary_file file_;
    std::exception_ptr failure_;
};

}  // namespace popline::syncing
