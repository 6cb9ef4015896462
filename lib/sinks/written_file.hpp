// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <exception>
#include <memory>
#include <string_view>

#include "sinks/atomic_file.hpp"

namespace popline::sinks {

/// An `atomic_file` whose blocking calls run on another executor. The sink and the running call both own it.
/// The last owner removes the file, unless the coroutine knows that the commit succeeded. The coroutine and
/// the call use the file in turns, never at the same time.
class written_file {
  public:
    written_file(file_system& system, std::filesystem::path path, existing what_is_there,
                 boost::asio::any_io_executor disk)
        : file_(system, std::move(path), what_is_there), disk_(std::move(disk)) {}

    std::string_view fill(std::string_view bytes) { return file_.fill(bytes); }
    /// Writes the buffer to the file and fills the buffer again, until all remaining bytes are in the
    /// buffer.
    static boost::asio::awaitable<void> write_out(std::shared_ptr<written_file> to, std::string_view rest);
    /// Commits the file, and stores in `tell` where the message is.
    static boost::asio::awaitable<void> commit(std::shared_ptr<written_file> to,
                                               std::shared_ptr<stored_as> tell);

  private:
    using step = void (atomic_file::*)();
    static boost::asio::awaitable<void> on_disk(std::shared_ptr<written_file> of, step call);

    atomic_file file_;
    boost::asio::any_io_executor disk_;
    std::exception_ptr failure_;
};

}  // namespace popline::sinks
