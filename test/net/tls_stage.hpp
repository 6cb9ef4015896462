// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <doctest/doctest.h>

#include "net/operations.hpp"
#include "support/embedded.hpp"

namespace popline::test {

/// Options that trust our authority and no other.
inline tls_options our_options() {
    static const scratch_file file(authority_pem());
    return tls_options().authorities(file.path());
}

inline tls our_authority() {
    static const tls only(our_options());
    return only;
}

/// A server's context whose newest version of TLS is this one.
inline tls_context of_version(int version, const certificate_plan& plan = {}) {
    auto made = make_server(plan);
    SSL_CTX_set_max_proto_version(made.get(), version);
    return made;
}

/// A session and a peer that speaks TLS with it, in memory.
struct tls_stage : stage {
    explicit tls_stage(const certificate_plan& plan, const std::string& host = "pop.example.com",
                       security way = security::implicit_tls)
        : tls_stage(make_server(plan), host, way) {}
    explicit tls_stage(tls_context shown, const std::string& host = "pop.example.com",
                       security way = security::implicit_tls)
        : there(peer(plain_greeting,
                     [this](std::string_view asked) { return mute ? std::string() : plain_answer(asked); })),
          one(context) {
        resolver->knows(host, {"192.0.2.1"});
        to = popline::server(host).security(way).tls(our_authority());
        if (way == security::implicit_tls)
            there->secure(std::move(shown));
        else
            there->behind_stls = std::move(shown);
    }
    /// Connects and logs in, and returns the result. Afterwards no command is unanswered.
    boost::system::error_code open() {
        started opening(context.get_executor(), [this]() -> boost::asio::awaitable<void> {
            co_await one.connect(to);
            co_await one.login("user", "secret");
            co_await one.noop();  // the CAPA after the login is written with it
        });
        settle();
        CHECK(opening.completions() == 1);
        CHECK(opening.threw_ours());
        return opening.code();
    }

    bool mute = false;  ///< from then on it answers nothing by itself
    std::shared_ptr<scripted_peer> there;
    session one;
    server to;
};

}  // namespace popline::test
