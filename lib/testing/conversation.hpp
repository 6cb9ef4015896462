// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "testing/command.hpp"
#include "testing/post_office.hpp"
#include "testing/reply_batch.hpp"
#include "testing/transaction.hpp"

namespace popline::testing::detail {

/// The server's side of a POP3 session, without I/O: it gets command lines and produces replies. All rules of
/// POP3 are here and in `transaction`.
class conversation {
  public:
    enum class outcome { go_on, start_tls, hang_up, drop_link };

    /// The office must outlive the conversation.
    conversation(post_office& office, bool under_tls) : office_(office), under_tls_(under_tls) {}

    void greet(reply_batch& out);
    /// Obeys a line and appends the reply. The line has no CRLF; with CRLF it has at most limit() bytes.
    outcome obey(std::string_view line, reply_batch& out);
    /// Appends the reply to a line longer than limit(), which was discarded.
    void refuse_long_line(reply_batch& out);

    /// The longest line that the server accepts, in octets, CRLF included: 255 for a command (RFC 2449
    /// section 4), and 12,288 for the response to a challenge of AUTH, as in common servers.
    std::size_t limit() const noexcept { return answering_challenge_ ? 12288 : 255; }
    bool answering_challenge() const noexcept { return answering_challenge_; }

    void tls_started();
    /// Frees the maildrop and deletes no message, because only QUIT commits deletions. Call it when the
    /// client is gone.
    void drop() noexcept;

  private:
    void authorize(command const& given, reply_batch& out, outcome& next);
    void transact(command const& given, reply_batch& out);
    void capa(reply_batch& out) const;
    void lang(command const& given, reply_batch& out) const;
    bool is_refused_utf8(std::string_view argument, reply_batch& out) const;
    void auth(command const& given, reply_batch& out);
    void apop(command const& given, reply_batch& out);
    void plain(std::string_view response, reply_batch& out);
    void log_in(std::string_view user, std::string_view password, reply_batch& out);
    void open_maildrop(account& of, reply_batch& out);
    outcome quit(reply_batch& out);

    bool refused(command const& given, reply_batch& out);
    bool offers_stls() const noexcept;
    /// Appends "-ERR text". The response code comes first if RESP-CODES is enabled (RFC 2449 section 8,
    /// RFC 3206).
    void fail(std::string_view code, std::string_view text, reply_batch& out) const;

    post_office& office_;
    bool under_tls_;
    bool answering_challenge_ = false;
    bool is_utf8_ = false;  // UTF8 was obeyed
    std::optional<std::string> user_;
    std::string stamp_;                // the timestamp for APOP; empty: APOP is disabled
    std::optional<transaction> mail_;  // set while in the transaction state
};

}  // namespace popline::testing::detail
