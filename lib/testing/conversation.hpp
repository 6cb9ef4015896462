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

/// What a session says to each line, whatever the line came through. All of POP3's rules are here and in
/// transaction.
class conversation {
  public:
    enum class outcome { go_on, start_tls, hang_up, drop_link };

    /// The office outlives it.
    conversation(post_office& office, bool under_tls) : office_(office), under_tls_(under_tls) {}

    void greet(reply_batch& out);
    /// Obeys a line without its CRLF, at most limit() octets with it.
    outcome obey(std::string_view line, reply_batch& out);
    /// For a line past the limit, which was thrown away.
    void refuse_long_line(reply_batch& out);

    /// RFC 2449 section 4 for commands, RFC 4422 section 3.7 (and common servers) for what follows AUTH.
    std::size_t limit() const noexcept { return answering_challenge_ ? 12288 : 255; }
    bool answering_challenge() const noexcept { return answering_challenge_; }

    void tls_started();
    /// The client is gone; without a QUIT nothing is deleted.
    void drop() noexcept;

  private:
    void authorize(command const& given, reply_batch& out, outcome& next);
    void transact(command const& given, reply_batch& out);
    void capa(reply_batch& out) const;
    void auth(command const& given, reply_batch& out);
    void apop(command const& given, reply_batch& out);
    void plain(std::string_view response, reply_batch& out);
    void log_in(std::string_view user, std::string_view password, reply_batch& out);
    void open_maildrop(account& of, reply_batch& out);
    outcome quit(reply_batch& out);

    bool refused(command const& given, reply_batch& out);
    bool offers_stls() const noexcept;
    /// "-ERR text", with the code if response codes are on (RFC 2449 section 8, RFC 3206).
    void fail(std::string_view code, std::string_view text, reply_batch& out) const;

    post_office& office_;
    bool under_tls_;
    bool answering_challenge_ = false;
    std::optional<std::string> user_;
    std::string stamp_;                // empty: no APOP
    std::optional<transaction> mail_;  // the transaction state is when this is
};

}  // namespace popline::testing::detail
