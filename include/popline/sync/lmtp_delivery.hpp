// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/execution_context.hpp>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <popline/export.hpp>
#include <popline/sync/delivery.hpp>
#include <string>
#include <vector>

namespace popline {

namespace syncing {
class spool;
}

/// Where an LMTP server listens: a host and a port, or a UNIX socket.
struct lmtp_server {
    std::string host = {};
    std::uint16_t port = 24;
    std::filesystem::path socket = {};  ///< a UNIX socket; if it is not empty, it is used instead of the host
};

/// How long a server may take, by default as RFC 5321 section 4.5.3.2 asks.
struct lmtp_limits {
    std::chrono::milliseconds connect = std::chrono::minutes(1);
    std::chrono::milliseconds greeting = std::chrono::minutes(5);
    std::chrono::milliseconds reply = std::chrono::minutes(5);      ///< to LHLO, MAIL, RCPT and RSET
    std::chrono::milliseconds data = std::chrono::minutes(2);       ///< for the reply to DATA
    std::chrono::milliseconds write = std::chrono::minutes(3);      ///< for each 64 KiB of a message
    std::chrono::milliseconds data_end = std::chrono::minutes(10);  ///< for each reply to a message
    std::chrono::milliseconds quit = std::chrono::seconds(2);       ///< for the reply to QUIT
};

/// How an `lmtp_delivery` names itself and its messages.
struct lmtp_options {
    std::string client = "localhost";  ///< the name in LHLO
    std::string sender = {};           ///< the address in MAIL FROM; empty for the null address `<>`
    lmtp_limits limits = {};
    /// Where messages of more than 64 KiB wait for their flush. If it is empty, this is the default folder
    /// for temporary files.
    std::filesystem::path spool_folder = {};
};

/// Delivers each message to one or more recipients at an LMTP server (RFC 2033).
///
/// Until its flush, a message waits in memory, or in a temporary file if it has more than 64 KiB. The file
/// has no name, and only its owner could read it. `flush` makes one connection for the group and closes it
/// with QUIT.
///
/// If the server offers PIPELINING, MAIL and RCPT of the next message are sent with the end of the message
/// before, and so is DATA for a single recipient: each message costs one round trip. BODY and SIZE are sent
/// if the server offers 8BITMIME and SIZE; the size is that of the message as it came.
///
/// **What a reply means.** A message is `delivered::stored` if the server accepts it for every recipient.
/// Otherwise the worst reply decides: 5xx is `delivered::rejected`, and 4xx is `delivered::failed`. A 5xx
/// that refuses a recipient is `delivered::failed`, too, unless it is 552: it says nothing about the message,
/// and `sync` ends a run in which no message can be delivered. The words of the server are in
/// `delivery_result::words`. If the server refuses one of several recipients before the
/// message is sent, none of them gets it. If it refuses one of them after that, the others have the message,
/// and a later run delivers it to all recipients again. To avoid that, use one delivery and one ledger per
/// recipient.
///
/// **If the connection breaks.** A broken connection, a time limit, and a reply that has no valid form or
/// comes too early end the connection. The message in flight is `delivered::failed` if any of it was sent.
/// Another connection takes the other messages. After two connections in a row that delivered no message, or
/// one that did not open, the remaining messages are `delivered::failed`.
///
/// Each line of the message ends in CRLF when it is sent: a bare LF and a bare CR become CRLF, and so does a
/// CRLF with more CRs before it. A message is not refused for them, because then it would never arrive; they
/// are not sent as they are, because servers that take `LF . LF` or `CR . CR` for the end of a message would
/// read the rest of the message as commands. All other bytes stay.
///
/// **What is promised.** Each message is delivered at least once to each recipient. If the connection breaks
/// after the end of a message was sent and before the last reply to it, the server may have the message: the
/// words of the result say so. If the power is cut before the ledger has recorded the message, the next run
/// delivers it again, too.
///
/// All network work is asynchronous on the executor of the session.
/// Requires that the executor's context of the file work outlives the delivery and all its sinks, and goes on
/// running.
/// Throws `errc::invalid_argument` if there is no server or no recipient, or an address or the name of the
/// client cannot be sent: it contains `<`, `>`, a control character or a byte that is not ASCII. A sink
/// throws `errc::file_failed` if a message cannot be written to its temporary file.
/// Cancellation of a flush closes the connection. The flush completes with the results of the messages that
/// the server has accepted, and with `delivered::failed` for the others. A look-up of the host that has begun
/// goes on alone, and keeps the context at work until it ends.
/// Lifetime: a sink may outlive the delivery. The delivery must outlive a flush.
class POPLINE_EXPORT lmtp_delivery : public delivery {
  public:
    /// `disk` is an executor for file work, or an execution context.
    template <std::convertible_to<boost::asio::any_io_executor> Executor>
    lmtp_delivery(lmtp_server server, std::vector<std::string> recipients, const Executor& disk,
                  lmtp_options how = {})
        : lmtp_delivery(std::move(server), std::move(recipients), boost::asio::any_io_executor(disk),
                        std::move(how), nullptr) {}
    template <std::derived_from<boost::asio::execution_context> Context>
    lmtp_delivery(lmtp_server server, std::vector<std::string> recipients, Context& disk,
                  lmtp_options how = {})
        : lmtp_delivery(std::move(server), std::move(recipients), disk.get_executor(), std::move(how)) {}
    ~lmtp_delivery() override;

    sink open(const delivery_item& item) override;
    /// Delivers the group.
    /// Throws `std::bad_alloc`. What the server or the network refused is in the results.
    /// Cancellation closes the connection.
    [[nodiscard]] boost::asio::awaitable<std::vector<delivery_result>> flush(
        std::vector<received_item> group) override;
    bool can_stop() const noexcept override { return true; }
    void drop() noexcept override;

  private:
    lmtp_delivery(lmtp_server server, std::vector<std::string> recipients, boost::asio::any_io_executor disk,
                  lmtp_options how, std::nullptr_t);

    lmtp_server server_;
    std::vector<std::string> recipients_;
    lmtp_options how_;
    std::unique_ptr<syncing::spool> spool_;
};

}  // namespace popline
