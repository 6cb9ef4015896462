// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <exception>
#include <memory>
#include <string_view>

#include "sinks/atomic_file.hpp"

namespace popline::sinks {

/// A file whose calls are made on an executor of its own. Shared by the sink and by a call that is under way:
/// the last of them takes back what was not committed and heard of.
class written_file {
  public:
    written_file(file_system& system, std::filesystem::path path, existing what_is_there,
                 boost::asio::any_io_executor disk)
        : file_(system, std::move(path), what_is_there), disk_(std::move(disk)) {}

    std::string_view keep(std::string_view octets) { return file_.keep(octets); }
    /// Writes out the buffer and keeps the rest, until all is kept.
    static boost::asio::awaitable<void> write_out(std::shared_ptr<written_file> to, std::string_view rest);
    /// Tells where the message is now.
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
