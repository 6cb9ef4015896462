// SPDX-License-Identifier: BSL-1.0
#include "net/end_of_stream.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <popline/errc.hpp>

#include "protocol/status.hpp"
#include "protocol/verb.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

bool is_hang_up(error_code cause) {
    return cause == asio::error::eof || cause == asio::error::connection_reset
           || cause == asio::error::broken_pipe || cause == asio::error::connection_aborted;
}

}  // namespace

failure end_of_stream(const channel& on, error_code cause) {
    failure why{is_hang_up(cause) ? errc::closed : errc::io_error, {}, {}, cause};
    if (cause == boost::system::errc::not_enough_memory) why = out_of_memory();
    if (cause.category() == error_category()) why = {cause, {}, on.transport.tls_reason()};
    if (cause == asio::error::eof) why.cause.clear();
    // Some servers say goodbye with a lone `-ERR` while no reply is due. No other bytes can be genuine then.
    if (const auto left = on.transport.unread(); on.pipeline.unanswered() == 0 && !left.empty()) {
        const auto line = left.substr(0, left.find_last_not_of("\r\n") + 1);
        const auto said = protocol::parse_status(line, protocol::challenges::refused);
        const bool leave = said && said->result == protocol::sign::err && line.find('\n') == line.npos;
        if (!leave) why.code = errc::unsolicited_data;
        why.words = leave ? std::string(said->words.substr(0, on.pipeline.limits().quoted_reply_bytes))
                          : unsolicited_words(on, line);
    }
    if (const auto refused = on.pipeline.refused_in_a_row(); refused > 1)
        why.detail = "after " + std::to_string(refused) + " refusals in a row";
    return why;
}

std::string unsolicited_words(const channel& on, std::string_view bytes) {
    if (on.pipeline.after_secret()) return {};
    return std::string(bytes.substr(0, on.pipeline.limits().quoted_reply_bytes));
}

failure reply_timed_out(const channel& on) {
    const auto* const head = on.pipeline.head();
    if (!head) return {errc::reply_timed_out};
    // A server that expects TLS sends nothing to a client that speaks plaintext.
    if (head->what.name == protocol::verb::greeting)
        return {errc::greeting_timed_out,
                {},
                on.transport.is_tls() ? "" : "does this port want TLS from the start?"};
    return {errc::reply_timed_out,
            {},
            std::string(protocol::name(head->what.name))
                + ", commands in flight: " + std::to_string(on.pipeline.unanswered())};
}

}  // namespace popline::net
