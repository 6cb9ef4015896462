// SPDX-License-Identifier: BSL-1.0
#include "net/proxy_step.hpp"

#include <array>
#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <utility>

#include "net/http_connect.hpp"
#include "net/opener.hpp"
#include "net/socks5.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

std::unique_ptr<proxy_dialogue> dialogue_with(const proxy& via, const server& target) {
    if (via.protocol() == proxy::kind::socks5)
        return std::make_unique<socks5>(via, target.host(), target.port());
    return std::make_unique<http_connect>(via, target.host(), target.port());
}

/// Writes and reads until the dialogue has ended, and then no error is returned, or until the stream fails or
/// is not ready. Bytes that are not for the dialogue become the leftover.
error_code go_on(opened& way, proxy_dialogue& with) {
    const auto hear = [&](std::string_view came) {
        const auto used = with.hear(came);
        if (with.is_accepted()) way.leftover = came.substr(used);
    };
    if (const auto before = std::exchange(way.leftover, {}); !before.empty()) hear(before);
    error_code why;
    while (!why && !with.is_accepted() && !with.why_not()) {
        if (const auto output = with.output(); !output.empty()) {
            with.written(way.stream->write_some(output, why));
            continue;
        }
        std::array<char, 1024> room;
        const auto size = way.stream->read_some(room, why);
        hear({room.data(), size});
    }
    return why;
}

failure broken_off(error_code cause) {
    if (cause == boost::system::errc::not_enough_memory) return out_of_memory();
    if (cause == asio::error::eof) return {errc::proxy_closed};
    return {errc::proxy_closed, {}, {}, cause};
}

failure about_proxy(failure why, const proxy& via) {
    if (why.code.category() != error_category()) return why;  // cancelled, or no memory
    const auto words = std::exchange(why.detail, {});
    return with_detail(std::move(why), {"the proxy ", via.host(), words.empty() ? "" : ": ", words});
}

}  // namespace

asio::awaitable<failure> reach_proxy(std::shared_ptr<opener> by, const server& target) {
    const auto to = destination::of(target);
    failure why = co_await opener::connect(std::move(by), to);
    if (!why.detail.empty()) why.detail.insert(0, "the proxy ");
    co_return why;
}

asio::awaitable<failure> pass_proxy(std::shared_ptr<opener> by, const server& target) {
    const auto& via = *target.proxy();
    const auto with = dialogue_with(via, target);
    by->begin_limit(target.limits().proxy_timeout, errc::proxy_timed_out);
    failure why;
    for (;;) {
        const auto failed = go_on(by->way, *with);
        why = with->why_not();
        if (failed && failed != asio::error::would_block) why = broken_off(failed);
        if (why || with->is_accepted()) break;
        by->watch(with->output().empty() ? direction::read : by->way.stream->blocks_writing());
        co_await by->wait();
        why = by->verdict();
        if (why) break;
    }
    by->end_limit();
    if (why) by->way.stream->close();
    co_return about_proxy(std::move(why), via);
}

}  // namespace popline::net
