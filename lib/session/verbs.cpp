// SPDX-License-Identifier: BSL-1.0
#include "session/verbs.hpp"

#include <algorithm>
#include <array>

#include "net/adopted_socket.hpp"
#include "net/route.hpp"
#include "protocol/listing.hpp"
#include "protocol/number.hpp"
#include "protocol/phase_rules.hpp"
#include "protocol/status.hpp"
#include "session/ask.hpp"
#include "session/login.hpp"
#include "values/words.hpp"

namespace popline {

namespace asio = boost::asio;
using connection_pointer = std::shared_ptr<net::connection>;
using protocol::shape;
using protocol::verb;

namespace {

/// Throws if the executor of the session has several threads, which would crash the session. Throws if the
/// caller runs on another executor: its operations would complete in a thread that the user does not expect.
/// `connect` checks both in every build.
void insist_on_usable_executor(const asio::any_io_executor& here, const asio::any_io_executor& of) {
    if (const auto fault = fault_of_executor(of); !fault.empty())
        throw error(errc::wrong_executor, {.detail = fault});
    if (!is_same_executor(here, of))
        throw error(errc::wrong_executor,
                    {.detail = "connect is awaited on another executor than the session's"});
}

/// The stream of the user, or null if there is none.
std::unique_ptr<net::byte_stream> adopted(std::optional<connected_socket> socket, const net::connection& by) {
    if (!socket) return nullptr;
    net::failure why;
    auto made = net::adopt_socket(by.executor(), std::move(*socket), why);
    if (why) throw as_error(why, protocol::command());
    return made;
}

/// The error for a failed step of opening. It names a verb only if the server refused: `STLS` if it refused
/// STLS, `greeting` if its greeting refused the connection.
error opening_error(const net::failure& why) {
    switch (static_cast<errc>(why.code.category() == error_category() ? why.code.value() : 0)) {
        case errc::stls_refused: return as_error(why, verb::stls);
        case errc::greeting_refused:
        case errc::in_use:
        case errc::login_delay:
        case errc::temporary_failure:
        case errc::permanent_failure: return as_error(why, verb::greeting);
        default: return as_error(why, protocol::command());
    }
}

}  // namespace

asio::awaitable<void> open(connection_pointer connection, server target,
                           std::optional<connected_socket> through) {
    try {
        const auto here = co_await asio::this_coro::executor;
        insist_on_usable_executor(here, connection->executor());
        if (connection->failed()) throw as_error(connection->failed(), protocol::command());
        if (connection->state().phase() != phase::disconnected)
            throw error(errc::wrong_phase,
                        {.verb = "connect",
                         .detail = "a session connects once, and the phase is "
                                   + std::string(protocol::name(connection->state().phase()))});
        const auto first_hop = through ? net::hop::brought : net::hop::dialled;
        if (const auto fault = net::fault_of_route(target, first_hop); !fault.empty())
            throw error(errc::invalid_argument, {.detail = fault});
        auto brought = adopted(std::move(through), *connection);
        const auto why = co_await net::connection::open(connection, target, std::move(brought));
        if (why) throw opening_error(why);
    } catch (...) {
        rethrow_translated();
    }
}

namespace verbs {

drop_listing read_drop_listing(const net::lease& held) {
    const auto read = protocol::parse_drop_listing(held->reply.words);
    if (!read) throw malformed_error(*held, held.connection()->limits());
    return *read;
}

asio::awaitable<popline::capabilities> capabilities(connection_pointer connection) {
    insist_on_connection(connection.get(), "CAPA");
    if (connection->failed()) throw as_error(connection->failed(), protocol::command());
    co_await ask_capabilities(connection);
    co_return connection->state().capabilities().value_or(popline::capabilities());
}

/// Refuses commands that change the state of the session. `connect`, `login`, `utf8` and `quit` send these.
asio::awaitable<command_reply> command(connection_pointer connection, std::string text,
                                       reply_shape shape_of) {
    constexpr std::array<std::string_view, 7> phase_changing = {"STLS", "USER", "PASS", "APOP",
                                                                "AUTH", "QUIT", "UTF8"};
    std::string_view rest = text;
    const auto first = values::take_word(rest);
    const auto changes = [&](std::string_view name) { return values::same_letters(first, name); };
    if (first.empty()) throw error(errc::invalid_argument, {.detail = "the command is empty"});
    if (const auto* const found = std::ranges::find_if(phase_changing, changes);
        found != phase_changing.end())
        throw error(errc::invalid_argument,
                    {.verb = *found,
                     .detail = "this command changes the state of the session, and is not sent as text"});

    auto form = shape::status;
    if (shape_of == reply_shape::multi_line) form = shape::lines;
    const auto held = co_await ask(connection, protocol::build(verb::other, form, text));
    command_reply made{held->reply.words, {}};
    std::string_view lines = held->reply.lines;
    while (!lines.empty())
        made.lines.emplace_back(values::take_line(lines));
    co_return made;
}

}  // namespace verbs

}  // namespace popline
