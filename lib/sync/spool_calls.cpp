// SPDX-License-Identifier: BSL-1.0
#include "sync/spool_calls.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/asio/query.hpp>
#include <cerrno>

#include "sinks/temporary_name.hpp"

namespace popline::syncing {

namespace asio = boost::asio;

asio::execution_context::id spool_calls::id;

spool_calls& spool_calls::of(const asio::any_io_executor& executor) {
    return asio::use_service<spool_calls>(asio::query(executor, asio::execution::context));
}

int spool_calls::create(const std::filesystem::path& folder, error_code& failure) {
    const auto name = folder / sinks::make_temporary_name();
    const int made = ::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (made < 0)
        failure = {errno, boost::system::system_category()};
    else
        ::unlink(name.c_str());
    return made;
}

std::size_t spool_calls::write(int file, std::uint64_t at, std::string_view bytes, error_code& failure) {
    for (;;) {
        const auto written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (written > 0) return static_cast<std::size_t>(written);
        if (written < 0 && errno == EINTR) continue;
        failure = {written < 0 ? errno : EIO, boost::system::system_category()};
        return 0;
    }
}

}  // namespace popline::syncing
