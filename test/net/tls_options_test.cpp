// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include "net/key_pins.hpp"
#include "net/tls_stage.hpp"
#include "values/hex.hpp"

// What the options of a `tls` accept and refuse, in memory.

namespace popline::test {

namespace {

struct outcome {
    boost::system::error_code code;
    std::string words;
    bool has_written = false;  ///< whether the client wrote a command
};

/// Connects to this server with these options.
outcome meet(const tls_context& shown, const tls_options& with, const std::string& host = "pop.example.com") {
    tls_stage here(shown, host);
    here.to = here.to.tls(tls(with));
    started opening(here.context.get_executor(), [&] { return here.one.connect(here.to); });
    here.settle();
    const auto why = opening.thrown();
    return {opening.code(), why ? why->detail() : "", !here.there->written.empty()};
}

/// The same digest in base64.
std::string base64_of(const std::string& hexadecimal) {
    const auto digest = net::parse_pin(hexadecimal).value();
    unsigned char text[45];
    EVP_EncodeBlock(text, digest.data(), 32);
    return reinterpret_cast<const char*>(text);
}

std::string detail_of(const tls_options& refused) {
    try {
        const tls made(refused);
    } catch (const error& why) {
        CHECK(why.code() == errc::invalid_argument);
        return why.detail();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("[R43] the oldest version is TLS 1.2, or 1.3 by choice") {
    for (const int most : {TLS1_2_VERSION, TLS1_3_VERSION})
        for (const auto oldest : {tls_version::v1_2, tls_version::v1_3}) {
            CAPTURE(most);
            const auto there = make_server({});
            SSL_CTX_set_max_proto_version(there.get(), most);
            const auto came = meet(there, our_options().minimum(oldest));
            const bool is_refused = most == TLS1_2_VERSION && oldest == tls_version::v1_3;
            if (is_refused)
                CHECK(came.code == errc::handshake_failed);
            else
                CHECK_FALSE(came.code);
        }
}

TEST_CASE("[R43] a security level refuses keys that are too short for it") {
    const auto there = make_server({});  // P-256 has 128 bits; level 3 needs 128, level 4 needs 192
    CHECK_FALSE(meet(there, our_options().security_level(3)).code);
    CHECK(meet(there, our_options().security_level(4)).code);
    for (const int level : {-1, 6})
        CHECK_THROWS_AS(our_options().security_level(level), error);
}

TEST_CASE("[R43] a revoked certificate is refused, and one whose list is missing or too old") {
    const auto good = make_server({});
    const auto revoked = make_server({});
    const scratch_file list(revocations_pem(revoked));
    const scratch_file expired(revocations_pem(nullptr, -1));
    const auto with_list = our_options().revocations(list.path());

    CHECK_FALSE(meet(revoked, our_options()).code);
    CHECK_FALSE(meet(good, with_list).code);
    const auto came = meet(revoked, with_list);
    CHECK(came.code == errc::certificate_rejected);
    CHECK(came.words == "certificate revoked");
    CHECK(meet(good, our_options().revocations(expired.path())).words == "CRL has expired");

    const auto stranger = make_server({.by = issuer::stranger});
    CHECK(meet(stranger, with_list).code == errc::certificate_rejected);
    CHECK(detail_of(our_options().revocations("/nope")) == "/nope: there is no such file");
    const scratch_file no_list(authority_pem());
    CHECK(detail_of(our_options().revocations(no_list.path())).starts_with(no_list.path()));
}

TEST_CASE("[R43] a pin is checked in addition to the chain and the host name") {
    const auto there = make_server({});
    const auto pin = key_digest(there);
    const auto other = key_digest(make_server({}));
    for (const auto& text : {pin, "sha256//" + pin, base64_of(pin), "sha256//" + base64_of(pin)}) {
        CAPTURE(text);
        CHECK_FALSE(meet(there, our_options().pin(text)).code);
        CHECK_FALSE(meet(there, our_options().pin(other).pin(text)).code);
    }
    const auto came = meet(there, our_options().pin(other));
    CHECK(came.code == errc::certificate_rejected);
    const auto shown = net::parse_pin(pin).value();
    std::string lower;
    for (const auto byte : shown)
        values::append_hex(lower, byte);
    CHECK(came.words == "no pin matches the server's key, whose SHA-256 is " + lower);
    CHECK_FALSE(came.has_written);

    CHECK(meet(there, our_options().pin(pin), "pop.example.org").code == errc::certificate_rejected);
    const auto itself = make_server({.by = issuer::itself});
    CHECK(meet(itself, our_options().pin(key_digest(itself))).code == errc::certificate_rejected);
}

TEST_CASE("[R43] a pin instead of the chain needs the right key and nothing else, and only if asked for") {
    const auto strange = make_server({.dns_names = {}, .days_to = 0, .by = issuer::itself});
    const auto alone = our_options().pins(pin_check::instead_of_chain);
    CHECK_FALSE(meet(strange, alone.pin(key_digest(strange))).code);
    const auto other = meet(make_server({}), alone.pin(key_digest(strange)));
    CHECK(other.code == errc::certificate_rejected);  // its chain is good, but that does not count
    CHECK_FALSE(other.has_written);
    CHECK(detail_of(alone) == "pins instead of the chain need at least one pin");
    CHECK(detail_of(alone.pin(key_digest(strange)).revocations("/nope"))
          == "revocations are a part of the chain's check, which the pins replace");
}

TEST_CASE("a text that is no SHA-256 is refused as a pin") {
    const std::string good(64, 'a');
    CHECK(net::parse_pin(good));
    const std::string same(44, 'A');
    for (const std::string& bad :
         {std::string(), std::string("sha256//"), good + "a", good.substr(1), "g" + good.substr(1), same,
          std::string(43, 'A'), std::string(42, 'A') + "B=", std::string(42, 'A') + "==", " " + good}) {
        CAPTURE(bad);
        CHECK_FALSE(net::parse_pin(bad));
        CHECK_THROWS_AS(tls_options().pin(bad), error);
    }
    CHECK(net::parse_pin(std::string(43, 'A') + "="));
}

TEST_CASE("a client's key behind a password is shown with the password, and refused in words without") {
    const auto own = make_server({.common_name = "ada", .dns_names = {}, .purpose = "clientAuth"});
    const scratch_file chain(certificate_pem(own));
    const scratch_file locked(key_pem(own, "open sesame"));
    const scratch_file plain(key_pem(own));
    const scratch_file foreign(key_pem(make_server({})));
    const auto accept_any = [](int, X509_STORE_CTX*) { return 1; };
    const auto with = our_options().client_certificate(chain.path(), locked.path(), "open sesame");
    for (const auto& options : {with, our_options().client_certificate(chain.path(), plain.path())}) {
        const auto there = make_server({});
        SSL_CTX_set_verify(there.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
        CHECK_FALSE(meet(there, options).code);
    }
    const auto of = [&](const std::string& key) {
        return our_options().client_certificate(chain.path(), key);
    };
    CHECK(detail_of(of(locked.path())) == locked.path() + ": the key has a password");
    CHECK(detail_of(with.client_certificate(chain.path(), locked.path(), "close sesame"))
          == locked.path() + ": the password does not decrypt the key");
    CHECK(detail_of(with.client_certificate(chain.path(), locked.path(), std::string(5000, 'x')))
          == locked.path() + ": the password does not decrypt the key");
    CHECK(detail_of(with.client_certificate(chain.path(), locked.path()))
          == locked.path() + ": the key has a password");  // the password of before is not kept
    CHECK(detail_of(of(foreign.path())) == foreign.path() + ": key values mismatch");
}

}  // namespace popline::test
