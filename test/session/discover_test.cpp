// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <optional>
#include <popline/discover.hpp>
#include <popline/error.hpp>
#include <popline/within.hpp>
#include <string>
#include <vector>

#include "net/environment.hpp"
#include "support/run.hpp"

using namespace std::chrono_literals;

namespace popline::test {

namespace {

using boost::asio::awaitable;
using boost::system::error_code;
using net::srv_record;
using srv_records = std::vector<srv_record>;
using strings = std::vector<std::string>;

/// Names that have SRV records, and names that DNS fails for; any other never gets an answer.
class table_of_services final : public net::resolver {
  public:
    void knows(const std::string& name, srv_records found) { table_[name].found = std::move(found); }
    void fails(const std::string& name, error_code why) { table_[name].why = why; }

    std::unique_ptr<net::look_up> resolve(const boost::asio::any_io_executor&, const std::string&,
                                          completion) override {
        throw std::logic_error("nobody asks for an address");
    }
    std::unique_ptr<net::look_up> find_services(const boost::asio::any_io_executor& executor,
                                                const std::string& name, services_completion then) override {
        auto made = std::make_unique<pending>(open_);
        asked.push_back(name);
        const auto found = table_.find(name);
        if (found == table_.end()) return made;
        boost::asio::post(executor, [alive = std::weak_ptr<int>(made->alive), then = std::move(then),
                                     line = found->second] {
            if (!alive.expired()) then(line.why, line.found);
        });
        return made;
    }
    /// How many look-ups wait.
    int open() const { return *open_; }

    strings asked;

  private:
    struct pending final : net::look_up {
        explicit pending(std::shared_ptr<int> all) : open(std::move(all)) { ++*open; }
        ~pending() override { --*open; }
        std::shared_ptr<int> open;
        std::shared_ptr<int> alive = std::make_shared<int>(0);
    };
    struct line {
        error_code why;
        srv_records found;
    };
    std::map<std::string, line> table_;
    std::shared_ptr<int> open_ = std::make_shared<int>(0);
};

struct dns_stage {
    dns_stage() { net::environment::of(context.get_executor()).resolver = resolver; }

    /// Both answers for example.com.
    void knows(srv_records pop3s, srv_records pop3) const {
        resolver->knows("_pop3s._tcp.example.com", std::move(pop3s));
        resolver->knows("_pop3._tcp.example.com", std::move(pop3));
    }
    discovery discover(const std::string& domain = "example.com") {
        discovery found;
        auto body = [&]() -> awaitable<void> { found = co_await popline::discover(domain); };
        run(context, body);
        return found;
    }
    std::optional<error> failure(const std::string& domain = "example.com") {
        try {
            discover(domain);
        } catch (const error& why) {
            return why;
        }
        return std::nullopt;
    }

    std::shared_ptr<table_of_services> resolver = std::make_shared<table_of_services>();
    boost::asio::io_context context;
};

/// Each server in words.
strings in_words(const discovery& found) {
    strings made;
    for (const auto& [server, place] : found.servers)
        made.push_back(server.host() + ':' + std::to_string(server.port())
                       + (server.security() == security::implicit_tls ? " TLS" : " STLS")
                       + (place == host_place::in_domain ? "" : " elsewhere")
                       + (server.expect_name() ? " for " + *server.expect_name() : ""));
    return made;
}

}  // namespace

TEST_CASE("discover orders servers: TLS from the start, then STLS; and in each group by priority") {
    dns_stage one;
    one.knows({{20, 0, 995, "backup.example.com"}, {10, 0, 1'995, "mail.example.com"}},
              {{5, 0, 110, "mail.example.com"}});
    const auto found = one.discover();
    CHECK(in_words(found)
          == strings{"mail.example.com:1995 TLS", "backup.example.com:995 TLS", "mail.example.com:110 STLS"});
    CHECK_FALSE(found.is_declined);
    CHECK(one.resolver->asked == strings{"_pop3s._tcp.example.com", "_pop3._tcp.example.com"});
    CHECK(one.resolver->open() == 0);
}

TEST_CASE("the certificate of a host outside the domain must contain the domain") {
    dns_stage one;
    one.knows({{1, 0, 995, "example.com"},
               {2, 0, 995, "Mail.EXAMPLE.com"},
               {3, 0, 995, "mail.example.net"},
               {4, 0, 995, "badexample.com"},
               {5, 0, 995, "com"}},
              {});
    CHECK(in_words(one.discover("Example.COM."))
          == strings{"example.com:995 TLS", "Mail.EXAMPLE.com:995 TLS",
                     "mail.example.net:995 TLS elsewhere for example.com",
                     "badexample.com:995 TLS elsewhere for example.com",
                     "com:995 TLS elsewhere for example.com"});
}

TEST_CASE("a service that a domain declines is told apart from one that DNS says nothing about") {
    const srv_records none, declined{{0, 0, 0, ""}}, some{{0, 0, 110, "a.example.com"}},
        no_port{{0, 0, 0, "a.b"}};
    const struct {
        srv_records pop3s, pop3;
        std::size_t servers;
        bool is_declined;
    } cases[] = {
        {none, none, 0, false},    {declined, declined, 0, true}, {declined, none, 0, true},
        {none, declined, 0, true}, {declined, some, 1, false},    {some, declined, 1, false},
        {no_port, none, 0, false},
    };
    for (const auto& each : cases) {
        dns_stage one;
        one.knows(each.pop3s, each.pop3);
        const auto found = one.discover();
        CHECK(found.servers.size() == each.servers);
        CHECK(found.is_declined == each.is_declined);
    }
}

TEST_CASE("a failure of either question fails discover at once, and names the question") {
    for (const auto* const service : {"_pop3s._tcp.", "_pop3._tcp."}) {
        dns_stage one;
        const auto name = service + std::string("example.com");
        one.resolver->fails(name,
                            boost::asio::error::host_not_found_try_again);  // the other one never answers
        const auto why = one.failure();
        REQUIRE(why);
        CHECK(why->code() == errc::resolve_failed);
        CHECK(why->cause() == boost::asio::error::host_not_found_try_again);
        CHECK(why->detail() == name);
        CHECK(one.resolver->open() == 0);
    }
}

TEST_CASE("what is no name of a domain is refused before DNS is asked") {
    dns_stage one;
    const std::string domains[] = {"",
                                   "ada@example.com",
                                   "192.0.2.1",
                                   "::1",
                                   "pop3s://a.b",
                                   "a..b",
                                   "a b",
                                   "b\xC3\xBC"
                                   "cher.example",
                                   std::string(64, 'a') + ".com"};
    for (const auto& each : domains) {
        CAPTURE(each);
        const auto why = one.failure(each);
        REQUIRE(why);
        CHECK(why->code() == errc::invalid_argument);
        CHECK_FALSE(why->detail().empty());
    }
    CHECK(one.resolver->asked.empty());
}

TEST_CASE("a cancelled discover gives up both questions, and so does the end of the context") {
    dns_stage one;
    boost::asio::cancellation_signal cancel;
    error_code ended;
    const auto keep = [&](const std::exception_ptr& why, const discovery&) { ended = code_of(why); };
    boost::asio::co_spawn(one.context, discover("example.com"),
                          boost::asio::bind_cancellation_slot(cancel.slot(), keep));
    one.context.poll();
    CHECK(one.resolver->open() == 2);
    cancel.emit(boost::asio::cancellation_type::terminal);
    one.context.run();
    CHECK(ended == condition::cancelled);
    CHECK(one.resolver->open() == 0);

    const auto resolver = one.resolver;
    {
        dns_stage other;
        net::environment::of(other.context.get_executor()).resolver = resolver;
        boost::asio::co_spawn(other.context, discover("example.com"), keep);
        other.context.poll();
        CHECK(resolver->open() == 2);
    }
    CHECK(resolver->open() == 0);
}

TEST_CASE("discover has a limit of time, and within sets a shorter one") {
    dns_stage one;
    auto body = [&]() -> awaitable<void> {
        auto found = co_await within(1ms, discover("example.com"));
        CHECK(found.servers.empty());
    };
    try {
        run(one.context, body);
        FAIL_CHECK("it completed without an answer");
    } catch (const error& why) {
        CHECK(why.code() == errc::timed_out);
    }
    CHECK(one.resolver->open() == 0);
}

TEST_CASE("discover refuses an executor whose threads would run it at once") {
    boost::asio::thread_pool pool(2);
    error_code ended;
    boost::asio::co_spawn(pool, discover("example.com"),
                          [&](const std::exception_ptr& why, const discovery&) { ended = code_of(why); });
    pool.join();
    CHECK(ended == errc::wrong_executor);
}

}  // namespace popline::test
