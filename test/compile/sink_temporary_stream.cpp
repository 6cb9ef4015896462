// SPDX-License-Identifier: BSL-1.0
// refused: a_temporary_stream_is_no_sink_because_its_errors_would_be_lost
#include <fstream>
#include <popline.hpp>

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    co_await one.retrieve(std::ofstream("/tmp/message.eml"));
}
