// SPDX-License-Identifier: BSL-1.0
#include "net/c_ares_resolver.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/error.hpp>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "net/c_ares_office.hpp"

using namespace std::string_literals;

namespace popline::test {

namespace {

namespace asio = boost::asio;
using addresses = std::vector<asio::ip::address>;

const auto ipv4 = asio::ip::make_address("192.0.2.1");
const auto ipv6 = asio::ip::make_address("2001:db8::1");

dns_message with_ipv4(const dns_question& to) {
    return to.type == dns_question::type_a ? to.answer().record(dns_question::type_a, "\xC0\x00\x02\x01"s)
                                           : to.answer();
}
dns_message with_both(const dns_question& to) {
    return to.type == dns_question::type_aaaa ? to.answer().record(
               dns_question::type_aaaa, "\x20\x01\x0D\xB8"s + std::string(11, '\0') + "\1")
                                              : with_ipv4(to);
}

/// Answers as the name says.
std::optional<dns_message> as_named(const dns_question& to) {
    const auto named = std::string_view(to.name).substr(to.name.starts_with('_') ? 1 : 0);
    const auto begins = [&](const char* with) { return named.starts_with(with); };
    if (begins("silent")) return std::nullopt;
    if (begins("both")) return with_both(to);
    if (begins("ipv6")) return to.type == dns_question::type_a ? to.answer() : with_both(to);
    if (begins("half")) return to.type == dns_question::type_a ? with_ipv4(to) : to.server_failed();
    if (begins("empty")) return to.answer();
    if (begins("missing")) return to.no_such_name();
    if (begins("failing")) return to.server_failed();
    if (begins("refused")) return to.answer().flags(0x8185);
    return with_ipv4(to);
}

std::ptrdiff_t entries_of(const char* folder) {
    return std::distance(std::filesystem::directory_iterator(folder), {});
}
std::ptrdiff_t threads_of_process() {
    return entries_of("/proc/self/task");
}

std::string numbered(const char* name, int number) {
    return name + std::to_string(number) + ".example.com";
}

}  // namespace

TEST_CASE("c-ares finds the addresses of a name of both families, or says why it finds none") {
    const struct {
        const char* name;
        boost::system::error_code why;
        addresses found;
    } cases[] = {
        {"ipv4.example.com", {}, {ipv4}},
        {"ipv6.example.com", {}, {ipv6}},
        {"both.example.com", {}, {ipv4, ipv6}},
        {"both.example.com.", {}, {ipv4, ipv6}},
        {"half.example.com", {}, {ipv4}},
        {"empty.example.com", asio::error::host_not_found, {}},
        {"missing.example.com", asio::error::host_not_found, {}},
        {"failing.example.com", asio::error::host_not_found_try_again, {}},
        {"refused.example.com", asio::error::host_not_found_try_again, {}},
    };
    c_ares_office here(as_named);
    for (const auto& each : cases) {
        CAPTURE(std::string(each.name));
        auto seen = here.addresses_of(each.name);
        CHECK(seen.why == each.why);
        std::ranges::sort(seen.addresses);
        CHECK(seen.addresses == each.found);
    }
    for (const auto& one : here.addresses_of("localhost").addresses)
        CHECK(one.is_loopback());
    const auto too_long = here.addresses_of(std::string(300, 'a'));
    CHECK(too_long.why.failed());
}

TEST_CASE("c-ares answers through the executor, and once") {
    c_ares_office here(as_named);
    looked_up seen;
    const auto pending = here.ask("localhost", seen);
    looked_up last;
    const auto later = here.ask("ipv4.example.com", last);
    while (here.context->run_one_for(std::chrono::seconds(60)) == 1 && seen.times == 0)
        CHECK(last.times == 0);
    CHECK(seen.times == 1);
    here.run_until_answered(last);
    CHECK(here.context->poll() == 0);
    CHECK(seen.times == 1);
}

TEST_CASE("c-ares finds the SRV records of a name, none, or the reason") {
    const auto answer = [&](const dns_question& to) -> std::optional<dns_message> {
        if (to.name == "_records._tcp.example.com")
            return to.answer().srv(1, 2, 995, "\4mail\xC0\x1A"s).srv(0, 0, 0, "\0"s);
        if (to.name == "_text._tcp.example.com") return to.answer().record(16, "\4text"s);
        if (to.name == "_malformed._tcp.example.com") return to.answer().record(33, "\0\1\0"s);
        if (to.name == "_large._tcp.example.com") return to.answer().flags(0x8380);
        return as_named(to);
    };
    const auto by_tcp = [](const dns_question& to) {
        auto large = to.answer();
        for (int each = 0; each < 1'000; ++each)
            large = large.srv(1, 1, 995, "\4mail\xC0\x18"s);
        return std::optional(large);
    };
    const struct {
        const char* name;
        boost::system::error_code why;
        std::vector<net::srv_record> found;
    } cases[] = {
        {"_records._tcp.example.com", {}, {{1, 2, 995, "mail.example.com"}, {}}},
        {"_text._tcp.example.com", {}, {}},
        {"_empty._tcp.example.com", {}, {}},
        {"_missing._tcp.example.com", {}, {}},
        {"_failing._tcp.example.com", asio::error::host_not_found_try_again, {}},
    };
    c_ares_office here(answer, by_tcp);
    for (const auto& each : cases) {
        CAPTURE(std::string(each.name));
        const auto seen = here.services_of(each.name);
        CHECK(seen.why == each.why);
        CHECK(seen.services == each.found);
    }
    const auto malformed = here.services_of("_malformed._tcp.example.com");
    CHECK(malformed.why.failed());
    CHECK(malformed.services.empty());
    const auto large = here.services_of("_large._tcp.example.com");
    CHECK_FALSE(large.why);
    CHECK(large.services.size() == 1'000);
}

TEST_CASE("an answer that c-ares gets truncated is asked for again by TCP") {
    c_ares_office here([](const dns_question& to) { return std::optional(to.answer().flags(0x8380)); },
                       [](const dns_question& to) { return std::optional(with_both(to)); });
    auto seen = here.addresses_of("pop.example.com");
    CHECK_FALSE(seen.why);
    std::ranges::sort(seen.addresses);
    CHECK(seen.addresses == addresses{ipv4, ipv6});
}

TEST_CASE("[R93] a thousand names without an answer do not delay another one, and take one thread") {
    c_ares_office here(as_named);
    const auto threads_before = threads_of_process();
    CHECK_FALSE(here.resolver->has_thread());
    looked_up silent;
    std::vector<std::unique_ptr<net::look_up>> pending;
    for (int number = 0; number < 1'000; ++number)
        pending.push_back(here.ask(numbered("silent", number), silent));
    CHECK(here.addresses_of("ipv4.example.com").addresses == addresses{ipv4});
    CHECK(silent.times == 0);
    CHECK(here.resolver->has_thread());
    CHECK(threads_of_process() <= threads_before + 1);
}

TEST_CASE("c-ares asks again what gets no answer, and then gives up") {
    std::atomic<int> lost = 0;
    c_ares_office here([&](const dns_question& to) {
        const bool is_lost =
            to.name.starts_with("lost") && ++lost <= 2;  // the first question for each family
        return is_lost ? std::nullopt : as_named(to);
    });
    here.settings.first_time_out = std::chrono::milliseconds(1);
    here.resolver.emplace(here.settings);
    CHECK(here.addresses_of("silent.example.com").why == asio::error::host_not_found_try_again);
    here.settings.first_time_out = std::chrono::milliseconds(500);
    here.resolver.emplace(here.settings);
    CHECK(here.addresses_of("lost.example.com").addresses == addresses{ipv4});
    CHECK(lost > 2);
}

TEST_CASE("c-ares answers thousands of names") {
    c_ares_office here(as_named);
    looked_up seen;
    std::vector<std::unique_ptr<net::look_up>> pending;
    for (int number = 0; number < 5'000; ++number)
        pending.push_back(here.ask(numbered("both", number), seen));
    here.run_until_answered(seen, 5'000);
    CHECK_FALSE(seen.why);
    CHECK(seen.addresses.size() == 2);
}

TEST_CASE("c-ares is asked for no more names at a time than the limit says") {
    asio::io_context unused;
    asio::ip::udp::socket server(unused, {asio::ip::address_v4::loopback(), 0});
    net::c_ares_settings settings;
    settings.most = 2;
    settings.first_time_out = std::chrono::hours(1);  // each question comes once
    settings.servers = [port = server.local_endpoint().port()] {
        return "127.0.0.1:" + std::to_string(port);
    };
    net::c_ares_resolver resolver(settings);
    asio::io_context context;
    int answers = 0;
    std::vector<std::unique_ptr<net::look_up>> pending;
    constexpr int names = 100;
    for (int number = 0; number < names; ++number)
        pending.push_back(resolver.resolve(context.get_executor(), numbered("ipv4", number),
                                           [&](auto why, auto) { answers += why ? 0 : 1; }));
    for (int round = 0; round < names / 2; ++round) {
        std::vector<std::pair<asio::ip::udp::endpoint, dns_question>> held(4);  // two for each name
        for (auto& [from, question] : held) {
            std::array<char, 512> buffer;
            const auto size = server.receive_from(asio::buffer(buffer), from);
            question = *read_question({buffer.data(), size});
        }
        CHECK(server.available() == 0);
        for (const auto& [to, question] : held)
            server.send_to(asio::buffer(with_ipv4(question).text()), to);
    }
    const auto waits = asio::make_work_guard(context);
    while (answers < names)
        REQUIRE(context.run_one_for(std::chrono::seconds(60)) == 1);
}

TEST_CASE("[R93] a look-up by c-ares that is given up never answers, whether it waits or has come back") {
    std::mutex guard;
    std::condition_variable changed;
    bool was_asked = false, is_open = false;
    c_ares_office here([&](const dns_question& to) {
        if (to.name.starts_with("held")) {
            std::unique_lock lock(guard);
            was_asked = true;
            changed.notify_all();
            changed.wait(lock, [&] { return is_open; });
        }
        return as_named(to);
    });
    looked_up nobody;
    auto held = here.ask("held.example.com", nobody);
    {
        std::unique_lock lock(guard);
        changed.wait(lock, [&] { return was_asked; });
        held.reset();
        is_open = true;
        changed.notify_all();
    }
    CHECK(here.addresses_of("ipv4.example.com").times == 1);

    auto posted = here.ask("localhost", nobody);
    looked_up later;
    const auto last = here.ask("ipv4.example.net", later);
    posted.reset();
    here.run_until_answered(later);
    CHECK(here.context->poll() == 0);
    CHECK(nobody.times == 0);
}

TEST_CASE("a context with pending look-ups by c-ares ends at once, and so does the resolver") {
    c_ares_office here(as_named);
    looked_up silent;
    std::vector<std::unique_ptr<net::look_up>> pending;
    for (int number = 0; number < 100; ++number)
        pending.push_back(here.ask(numbered("silent", number), silent));
    CHECK(here.addresses_of("ipv4.example.com").times == 1);
    pending.clear();
    here.restart_context();
    CHECK(here.addresses_of("ipv4.example.net").times == 1);
    CHECK(silent.times == 0);

    looked_up aborted;
    const auto asked = here.ask("silent.example.com", aborted);
    CHECK(here.addresses_of("both.example.com").times == 1);
    here.resolver.reset();
    here.run_until_answered(aborted);
    CHECK(aborted.why == asio::error::operation_aborted);
}

TEST_CASE(
    "the thread of c-ares ends when it is idle, and leaves no descriptor; the next name gets another one") {
    c_ares_office here(as_named);
    here.settings.idle = std::chrono::milliseconds(1);
    here.resolver.emplace(here.settings);
    const auto descriptors = entries_of("/proc/self/fd");
    for (int times = 1; times <= 3; ++times) {
        CHECK(here.addresses_of("ipv4.example.com").times == 1);
        while (here.resolver->has_thread())
            std::this_thread::yield();
        CHECK(entries_of("/proc/self/fd") == descriptors);
    }
}

TEST_CASE("c-ares reads a configuration that has changed, and asks its new servers for what is pending") {
    const auto file =
        std::filesystem::temp_directory_path() / ("popline-resolv-" + std::to_string(::getpid()));
    const dns_server other([](const dns_question& to) { return std::optional(with_both(to)); });
    c_ares_office here(as_named);
    std::atomic<int> read = 0;
    here.settings.servers = [&, first = here.settings.servers] {
        return ++read == 1 ? first() : "127.0.0.1:" + std::to_string(other.port());
    };
    here.settings.configuration = file;
    here.resolver.emplace(here.settings);
    looked_up silent;
    const auto pending = here.ask("silent.example.com", silent);
    CHECK(here.addresses_of("ipv4.example.com").addresses == addresses{ipv4});
    CHECK(here.addresses_of("ipv4.example.net").addresses == addresses{ipv4});
    CHECK(read == 1);
    std::ofstream(file) << "nameserver 127.0.0.1\n";
    CHECK(here.addresses_of("ipv4.example.org").addresses.size() == 2);
    here.run_until_answered(silent);
    CHECK(silent.addresses.size() == 2);
    CHECK(read == 2);
    std::filesystem::remove(file);
}

TEST_CASE("if c-ares cannot be configured, the look-up fails, and the next one tries again") {
    c_ares_office here(as_named);
    std::atomic<bool> is_wrong = true;
    here.settings.servers = [&, right = here.settings.servers] { return is_wrong ? "no address" : right(); };
    here.resolver.emplace(here.settings);
    CHECK(here.addresses_of("ipv4.example.com").why.failed());
    is_wrong = false;
    looked_up seen;
    // Those that come before the thread has ended the batch of the first one fail, too.
    for (int tries = 0; tries < 100 && seen.addresses.empty(); ++tries)
        seen = here.addresses_of("ipv4.example.com");
    CHECK(seen.addresses == addresses{ipv4});
}

}  // namespace popline::test
