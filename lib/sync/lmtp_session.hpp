// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <popline/sync/delivery.hpp>
#include <popline/sync/lmtp_delivery.hpp>
#include <string>
#include <vector>

#include "sync/lmtp_connection.hpp"
#include "sync/spooled_message.hpp"

namespace popline::syncing {

/// One connection to an LMTP server, and its dialogue. Each operation throws what `lmtp_connection` throws,
/// and `temporary_failure` with the server's words if the server ends the session.
class lmtp_session {
  public:
    lmtp_session(const boost::asio::any_io_executor& executor, const lmtp_server& server,
                 const std::vector<std::string>& recipients, const lmtp_options& how)
        : connection_(std::make_shared<lmtp_connection>(executor)),
          server_(server),
          recipients_(recipients),
          how_(how) {}

    /// Connects, reads the greeting, and sends LHLO. Throws `temporary_failure` with the server's words if
    /// the server refuses the client.
    boost::asio::awaitable<void> open();
    /// Sends a message to all recipients. If the size of the next message is given and the server offers
    /// PIPELINING, the first commands of that message are sent with the end of this one.
    boost::asio::awaitable<delivery_result> deliver(std::shared_ptr<spooled_message> message,
                                                    std::optional<std::uint64_t> next_bytes);
    /// Whether `open` has completed.
    bool has_opened() const noexcept { return has_opened_; }
    /// Whether another message may follow.
    bool is_usable() const noexcept { return is_usable_; }
    /// After an exception of `deliver`: whether the server may have got the whole message.
    bool may_have_delivered() const noexcept { return may_have_delivered_; }
    /// After an exception of `deliver`: whether any of the message was sent.
    bool has_begun_text() const noexcept { return has_begun_text_; }
    /// Sends QUIT, waits for the reply, and closes the connection.
    boost::asio::awaitable<void> quit();

  private:
    enum class worst { accepted, failed, no_recipient, rejected };

    /// What the replies to one message say so far.
    struct verdict {
        worst how = worst::accepted;
        std::string words = {};
    };

    void read_offers(const lmtp_reply& from);
    std::vector<std::string> envelope(std::uint64_t bytes) const;
    bool pipelines_data() const noexcept { return offers_pipelining_ && recipients_.size() == 1; }
    std::string envelope_group(std::uint64_t bytes);
    boost::asio::awaitable<void> send_envelope(std::uint64_t bytes, verdict& made);
    boost::asio::awaitable<void> begin_data(verdict& made);
    boost::asio::awaitable<void> send_text(std::shared_ptr<spooled_message> message, std::string after);
    boost::asio::awaitable<void> send(std::string text);
    boost::asio::awaitable<void> reset();
    void judge(const lmtp_reply& one, const std::string& verb, verdict& so_far) const;
    [[noreturn]] void refuse(const lmtp_reply& one, const std::string& what) const;
    static delivery_result result_of(verdict of);

    std::shared_ptr<lmtp_connection> connection_;
    const lmtp_server& server_;
    const std::vector<std::string>& recipients_;
    const lmtp_options& how_;
    bool offers_pipelining_ = false;
    bool offers_8bit_ = false;
    bool offers_size_ = false;
    bool has_opened_ = false;
    bool is_usable_ = true;
    bool is_envelope_sent_ = false;  // of the next message, with the end of the last one
    bool needs_reset_ = false;       // the server refused a part of the last envelope
    bool has_begun_text_ = false;
    bool may_have_delivered_ = false;
};

}  // namespace popline::syncing
