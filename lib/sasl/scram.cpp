// SPDX-License-Identifier: BSL-1.0
#include "sasl/scram.hpp"

#include <openssl/rand.h>

#include <array>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <popline/error.hpp>
#include <utility>

#include "sasl/base64.hpp"
#include "sasl/key_derivation.hpp"
#include "sasl/message.hpp"
#include "sasl/saslprep.hpp"
#include "sasl/scram_message.hpp"

namespace popline::sasl {

namespace asio = boost::asio;

namespace {

/// Iterations in a row. They take about a millisecond; then others on the executor have their turn.
constexpr std::uint32_t slice = 2'000;

struct names {
    std::string_view plain, plus;
};

constexpr names names_of(hash by) noexcept {
    switch (by) {
        case hash::md5: break;
        case hash::sha1: return {"SCRAM-SHA-1", "SCRAM-SHA-1-PLUS"};
        case hash::sha256: return {"SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"};
        case hash::sha512: return {"SCRAM-SHA-512", "SCRAM-SHA-512-PLUS"};
    }
    return {};
}

secret prepared(std::string_view text, std::string_view what) {
    auto made = saslprep(text);
    if (made) return *std::move(made);
    const std::string why =
        prepares_more_than_ascii()
            ? " holds characters that SASLprep (RFC 4013) forbids"
            : " is not printable ASCII, and this build of popline lacks libidn for other text";
    throw error(errc::no_mechanism, {.verb = "AUTH", .detail = std::string(what) + why});
}

secret exclusive_or(std::string_view a, std::string_view b) {
    std::string made(a);
    for (std::size_t at = 0; at < made.size(); ++at)
        made[at] = static_cast<char>(made[at] ^ b[at]);
    return made;
}

}  // namespace

std::string scram::random_nonce() {
    std::array<unsigned char, 24> octets;
    if (RAND_bytes(octets.data(), octets.size()) != 1)
        throw error(errc::no_mechanism, {.verb = "AUTH", .detail = "OpenSSL has no random numbers"});
    const auto shown = base64({reinterpret_cast<const char*>(octets.data()), octets.size()});
    return std::string(shown.reveal());
}

scram::scram(hash by, scram_binding how, const detail::user_and_password& who, iteration_bounds within,
             std::function<std::string()> nonces)
    : hash_(by), binding_(std::move(how)), who_(who), bounds_(within), nonces_(std::move(nonces)) {}

std::string_view scram::name() const noexcept {
    const auto known = names_of(hash_);
    return binding_.bindings.empty() ? known.plain : known.plus;
}

std::string scram::gs2_header() const {
    if (!binding_.bindings.empty()) return "p=" + binding_.bindings[used_].type + ",,";
    return binding_.could_be_bound ? "y,," : "n,,";
}

asio::awaitable<std::optional<secret>> scram::initial_response() {
    stage_ = stage::begun;
    server_error_.clear();
    nonce_ = nonces_();
    const auto user = prepared(who_.user, "the user name");
    bare_ = "n=" + escaped_user(user.reveal()) + ",r=" + nonce_;
    co_return joined({gs2_header(), bare_});
}

asio::awaitable<std::optional<secret>> scram::respond(std::string_view challenge) {
    if (stage_ == stage::begun) {
        auto response = co_await prove(challenge);
        co_return response;
    }
    co_return check_proof(challenge);
}

asio::awaitable<std::optional<secret>> scram::prove(std::string_view message) {
    const auto first = read_server_first(message);
    if (!first) co_return std::nullopt;
    if (!first->nonce.starts_with(nonce_) || first->nonce.size() == nonce_.size())
        throw error(errc::server_unproved, {.verb = "AUTH", .detail = "the server gave back another nonce"});
    if (first->iterations < bounds_.fewest || first->iterations > bounds_.most)
        throw error(errc::iteration_count,
                    {.verb = "AUTH", .detail = "the server asks for " + std::to_string(first->iterations)});
    derivation how{hash_, first->salt, first->iterations};
    const auto keys = co_await keys_for(std::move(how));

    auto bound = gs2_header();
    if (!binding_.bindings.empty()) bound += binding_.bindings[used_].data;
    const auto without_proof = joined({"c=", base64(bound).reveal(), ",r=", first->nonce});
    const auto all = joined({bare_, ",", message, ",", without_proof.reveal()});
    const auto stored = digest(hash_, keys.client.reveal());
    const auto signature = hmac(hash_, stored.reveal(), all.reveal());
    const auto proof = exclusive_or(keys.client.reveal(), signature.reveal());
    expected_ = hmac(hash_, keys.server.reveal(), all.reveal());
    stage_ = stage::proof_sent;
    co_return joined({without_proof.reveal(), ",p=", base64(proof.reveal()).reveal()});
}

asio::awaitable<scram_keys> scram::keys_for(derivation how) {
    if (who_.keys)
        if (auto known = who_.keys->find(how)) co_return *std::move(known);
    const auto password = prepared(who_.password.reveal(), "the password");
    key_derivation work(hash_, password.reveal(), how.salt, how.iterations);
    const auto executor = co_await asio::this_coro::executor;
    while (!work.advance(slice))
        co_await asio::post(executor, asio::deferred);
    const auto salted = work.salted_password();
    scram_keys made{hmac(hash_, salted.reveal(), "Client Key"), hmac(hash_, salted.reveal(), "Server Key")};
    if (who_.keys) who_.keys->keep(std::move(how), made);
    co_return made;
}

/// Returns the empty response to the server's last message. To an error it is the same: the refusal follows.
std::optional<secret> scram::check_proof(std::string_view message) {
    if (stage_ != stage::proof_sent) return std::nullopt;
    stage_ = stage::ended;
    const auto last = read_server_final(message);
    // To cancel here would let the next mechanism show the password to an impostor.
    if (!last)
        throw error(errc::server_unproved, {.verb = "AUTH", .detail = "its last message is malformed"});
    if (!last->error.empty()) {
        server_error_ = last->error;
        return secret();
    }
    if (!equal_in_constant_time(last->signature, expected_.reveal()))
        throw error(errc::server_unproved, {.verb = "AUTH", .detail = "its signature is wrong"});
    stage_ = stage::proved;
    return secret();
}

/// With another binding, if the server refused the one of this exchange before it got a proof. A server that
/// is only busy says so, and so does one that refuses the user.
bool scram::tries_again(const error& refusal) noexcept {
    const bool is_about_other =
        refusal.code() == condition::try_later || refusal.code() == errc::authentication_failed;
    const bool refused_binding =
        (stage_ == stage::begun && !is_about_other) || server_error_ == "unsupported-channel-binding-type";
    if (!refused_binding || used_ + 1 >= binding_.bindings.size()) return false;
    ++used_;
    return true;
}

std::string scram::remark() const {
    return server_error_.empty() ? std::string() : "the server says: " + server_error_;
}

}  // namespace popline::sasl
