// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>
#include <malloc.h>
#include <string.h>

#include "net/canary.hpp"
#include "net/operations.hpp"

// After a login no copy of the password is left, however the login ended. The test searches all memory.

// A sanitizer keeps hundreds of megabytes of freed memory, and has memory of its own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

using namespace popline;
using namespace popline::test;
using boost::asio::awaitable;

namespace {

/// A server that stores nothing that the client sends. It counts the lines, and tells them apart by their
/// first bytes.
class forgetful final : public net::byte_stream {
  public:
    struct manners {
        const char* capabilities;
        bool takes_user = true;
        bool takes_password = true;
        bool answers_login = true;
        std::size_t takes = SIZE_MAX;  ///< the server takes this many bytes of the login, and then no more
        bool takes_initial_response = true;
        bool has_auth = true;
    };
    explicit forgetful(const manners& like) : manners_(like) { say("+OK\r\n"); }

    std::size_t read_some(std::span<char> into, boost::system::error_code& failure) override {
        failure.clear();
        if (said_.empty()) failure = boost::asio::error::would_block;
        const auto taken = said_.copy(into.data(), into.size());
        said_.erase(0, taken);
        return taken;
    }
    std::size_t write_some(std::string_view octets, boost::system::error_code& failure) override {
        failure.clear();
        const bool login = octets.starts_with("AUTH") || octets.starts_with("USER") || in_login_;
        in_login_ = in_login_ || login;
        if (login && taken_ >= manners_.takes) failure = boost::asio::error::would_block;
        if (failure) return 0;
        const auto most = login ? std::min(octets.size(), manners_.takes - taken_) : octets.size();
        if (login) taken_ += most;
        for (auto rest = octets.substr(0, most); !rest.empty();) {
            const auto end = rest.find('\n');
            if (fresh_) answer(rest.substr(0, 4), end == rest.npos ? rest : rest.substr(0, end));
            fresh_ = end != rest.npos;
            rest.remove_prefix(fresh_ ? end + 1 : rest.size());
        }
        tell();
        return most;
    }
    boost::system::error_code flush() override { return {}; }
    void wait(net::direction way, std::shared_ptr<net::ready_listener> who) override {
        waits_[static_cast<int>(way)] = std::move(who);
        tell();
    }
    void cancel_waits() noexcept override { release(boost::asio::error::operation_aborted); }
    void close() noexcept override { cancel_waits(); }

    boost::asio::any_io_executor executor;

  private:
    void answer(std::string_view verb, std::string_view line) {
        if (verb == "CAPA") return say(manners_.capabilities);
        if (!manners_.answers_login) return;
        if (verb == "USER") return say(manners_.takes_user ? "+OK\r\n" : "-ERR who?\r\n");
        const bool bare = line.size() < 12;
        const bool unknown = !manners_.has_auth || (!bare && !manners_.takes_initial_response);
        if (verb == "AUTH" && unknown) return say("-ERR syntax\r\n");
        if (verb == "AUTH" && bare) return say("+ \r\n");
        if (verb == "STAT") return say("+OK 0 0\r\n");
        say(manners_.takes_password ? "+OK\r\n" : "-ERR no\r\n");
    }
    void say(std::string_view octets) { said_ += octets; }
    void tell() {
        if (!said_.empty()) release({}, net::direction::read);
    }
    void release(boost::system::error_code failure) {
        release(failure, net::direction::read);
        release(failure, net::direction::write);
    }
    void release(boost::system::error_code failure, net::direction way) {
        if (auto who = std::exchange(waits_[static_cast<int>(way)], nullptr))
            boost::asio::post(executor, [way, who, failure] { who->on_ready(way, failure); });
    }

    manners manners_;
    std::string said_;
    bool fresh_ = true;
    bool in_login_ = false;
    std::size_t taken_ = 0;
    std::shared_ptr<net::ready_listener> waits_[2];
};

class forgetful_street final : public net::connector {
  public:
    explicit forgetful_street(const forgetful::manners& like) : manners_(like) {}
    std::unique_ptr<net::attempt> connect(const boost::asio::any_io_executor& executor,
                                          const boost::asio::ip::tcp::endpoint&,
                                          const std::optional<boost::asio::ip::address>&,
                                          completion then) override {
        auto made = std::make_unique<forgetful>(manners_);
        made->executor = executor;
        boost::asio::post(executor, [then = std::move(then), stream = std::move(made)]() mutable {
            then({}, std::move(stream));
        });
        return std::make_unique<net::attempt>();
    }

  private:
    forgetful::manners manners_;
};

constexpr auto with_plain = "+OK\r\nSASL PLAIN\r\nPIPELINING\r\n.\r\n";
constexpr auto without = "+OK\r\nUSER\r\nPIPELINING\r\n.\r\n";

/// The password, and its part of the response of PLAIN. A short one fits into a `std::string` without heap
/// memory, a long one does not.
struct password {
    explicit password(bool is_long)
        : clear(is_long ? "3uGr3at-Tit-in-the-Mine-0xC4n4ry" : "3uGr3at0x"),
          encoded(is_long ? "M3VHcjNhdC1UaXQtaW4tdGhlLU1pbmUtMHhDNG40cnk=" : "M3VHcjNhdDB4") {}
    std::size_t sightings() const { return clear.sightings() + encoded.sightings(); }
    canary clear;
    canary encoded;
};

enum class ending { answered, cancelled, destroyed };

void log_in_and_look(const forgetful::manners& like, ending how, bool is_long, bool continued) {
    mallopt(M_PERTURB, 0);  // else glibc may be told to overwrite what is freed, as tool/mutants does
    const password hidden(is_long);
    stage here;
    net::environment::of(here.context.get_executor()).connector = std::make_shared<forgetful_street>(like);
    limits within;
    if (continued) within.command_bytes = 14;  // AUTH PLAIN fits, an initial response does not
    std::optional<session> one(here.context);
    started opening(here.context.get_executor(), [&] { return one->connect(stage::where().limits(within)); });
    here.settle();
    REQUIRE(opening.succeeded());
    {
        std::optional<secret> given(hidden.clear.reveal());
        started login(here.context.get_executor(), [&]() -> awaitable<void> {
            auto who = credentials("a", std::move(*given)).send_in_clear();
            co_await one->login(std::move(who));
        });
        here.settle();
        if (how == ending::cancelled) login.cancel();
        if (how == ending::destroyed) one.reset();
        here.settle();
        REQUIRE(login.completions() == 1);
    }
    CHECK(hidden.sightings() == 0);
}

}  // namespace

TEST_CASE("[R55][R85] the search finds a copy of the canary") {
    const password hidden(true);
    CHECK(hidden.sightings() == 0);
    std::string copy(hidden.clear.reveal().reveal());
    CHECK(hidden.clear.sightings() == 1);
    explicit_bzero(copy.data(), copy.size());
    CHECK(hidden.clear.sightings() == 0);
}

TEST_CASE("[R55][R85] after a login no copy of its password is left, however the login ended") {
    for (const bool is_long : {true, false})
        for (const bool continued : {false, true}) {
            if (continued && is_long) continue;
            CAPTURE(is_long);
            CAPTURE(continued);
            log_in_and_look({with_plain}, ending::answered, is_long, continued);
            log_in_and_look({without}, ending::answered, is_long, false);
            log_in_and_look({with_plain, true, false}, ending::answered, is_long, continued);
            log_in_and_look({without, true, false}, ending::answered, is_long, false);
            log_in_and_look({without, false}, ending::answered, is_long, false);
            for (const bool has_auth : {true, false}) {
                CAPTURE(has_auth);
                for (const bool accepted : {true, false})
                    log_in_and_look({with_plain, true, accepted, true, SIZE_MAX, false, has_auth},
                                    ending::answered, is_long, continued && has_auth);
            }
            for (const auto how : {ending::cancelled, ending::destroyed})
                for (const auto* const announced : {with_plain, without})
                    for (const std::size_t takes : {0UL, 3UL, 12UL, SIZE_MAX}) {
                        CAPTURE(takes);
                        CAPTURE(how == ending::cancelled);
                        log_in_and_look({announced, true, true, false, takes}, how, is_long,
                                        continued && announced == with_plain);
                    }
        }
}

#endif
