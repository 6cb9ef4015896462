// SPDX-License-Identifier: BSL-1.0
#include "session/trial.hpp"

#include <utility>

#include "sasl/conceal.hpp"

namespace popline {

namespace asio = boost::asio;
using protocol::verb;

namespace {

/// The error for a refused login. Its detail is that of `last`, followed by all attempts, the oldest first.
error refusal_after(const error& last, boost::system::error_code code, const std::string& tried) {
    const auto detail = last.detail().empty() ? tried : last.detail() + "; " + tried;
    return error(code, {.verb = last.verb(), .raw_reply = last.raw_reply(), .detail = detail});
}

/// The same error, with what the mechanism has to say about it. These may be words of the server, so they are
/// cut, and hidden if they repeat the secret.
error remarked(const error& why, const mechanism& by, const limits& within) {
    auto remark = by.remark();
    if (remark.empty()) return why;
    sasl::conceal(remark, by.hidden(), {});
    if (remark.size() > within.quoted_reply_bytes) remark.resize(within.quoted_reply_bytes);
    return error(why.code(), {.verb = why.verb(), .raw_reply = why.raw_reply(), .detail = remark});
}

}  // namespace

asio::awaitable<void> trial::run(const std::vector<sasl::way>& among) {
    for (const auto& one : among) {
        const bool accepted = co_await accepts(one);
        if (accepted) co_return;
    }
    throw refusal_after(*before_, errc::no_mechanism, tried_);
}

asio::awaitable<bool> trial::accepts(const sasl::way& one) {
    auto when = std::optional(one.when);
    bool is_second_form = false;
    while (when) {
        attempt now(one);
        now.when = *when;
        now.ahead = ahead_;
        note(now);
        co_await exchange(now);
        if (!now.refused) {
            note_login(now);
            co_return true;
        }
        now.refused = remarked(*now.refused, *one.by, connection_->limits());
        const bool has_responded = now.until != sasl::milestone::named;
        const bool is_over = static_cast<bool>(connection_->failed());
        if (!is_over && has_responded && one.by->tries_again(*now.refused)) continue;
        if (is_over || !now.is_about_mechanism()) {
            if (!before_) throw *now.refused;
            throw refusal_after(*now.refused, now.refused->code(), tried_);
        }
        before_ = now.refused;
        when = std::exchange(is_second_form, true) ? std::nullopt : other_form(now);
    }
    co_return false;
}

asio::awaitable<void> trial::exchange(attempt& now) {
    try {
        co_await authenticate(connection_, now, challenges_);
    } catch (const error& why) {
        // An impostor must not be taken for a lost connection, which is worth another try.
        if (now.fault && why.code() != condition::cancelled) std::rethrow_exception(now.fault);
        if (why.code() != errc::closed) throw;
        const bool hung_up = before_ && now.until == sasl::milestone::named;
        if (!hung_up) throw remarked(why, now.by, connection_->limits());
        // the server ended the session after its refusal
        throw refusal_after(*before_, errc::no_mechanism, tried_ + ", and the server closed the connection");
    }
    if (now.fault) std::rethrow_exception(now.fault);
}

std::optional<first_response> trial::other_form(const attempt& now) const {
    if (now.was_unasked) return first_response::when_asked;
    const bool was_named_only = now.when == first_response::when_asked && now.until == sasl::milestone::named;
    if (was_named_only && !has_decided_when_) return first_response::with_auth;
    return std::nullopt;
}

void trial::note_login(const attempt& now) {
    auto& facts = connection_->login;
    facts.mechanism = now.by.name();
    if (now.step != verb::auth || now.until != sasl::milestone::responded) return;
    facts.first = now.was_unasked ? first_response::with_auth : first_response::when_asked;
}

void trial::note(const attempt& now) {
    tried_.append(tried_.empty() ? "tried " : ", ");
    if (now.step == verb::auth) tried_.append("AUTH ");
    tried_.append(now.by.name());
    if (now.when == first_response::when_asked) tried_.append(" without an initial response");
}

}  // namespace popline
