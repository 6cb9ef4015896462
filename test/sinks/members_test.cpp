// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <cstdio>
#include <functional>
#include <popline/buffered.hpp>
#include <popline/counting.hpp>
#include <popline/hashing.hpp>
#include <popline/header_only.hpp>
#include <popline/hook.hpp>
#include <popline/lines.hpp>
#include <popline/tee.hpp>
#include <popline/written_to.hpp>
#include <vector>

#include "deliver.hpp"

// A table of what a sink passes on: the ways to wrap a target, and the members that a target may have.

namespace popline::test {

namespace {

/// Which members were called, and what `has_enough` and `keeps_in_memory` return.
struct notes {
    std::string octets;
    int commits = 0;
    int abandons = 0;
    bool enough = false;
    bool in_memory = false;
};

struct probe {
    explicit probe(notes& into) noexcept : to(&into) {}
    void operator()(std::string_view octets) { to->octets += octets; }
    void commit() { ++to->commits; }
    void abandon() noexcept { ++to->abandons; }
    bool has_enough() const noexcept { return to->enough; }
    bool keeps_in_memory() const noexcept { return to->in_memory; }
    notes* to;
};
/// Larger than the storage inside a sink.
struct large_probe : probe {
    using probe::probe;
    char more[64] = {};
};
struct awaited_probe : probe {
    using probe::probe;
    boost::asio::awaitable<void> operator()(std::string_view octets) {
        to->octets += octets;
        co_return;
    }
    boost::asio::awaitable<void> commit() {
        ++to->commits;
        co_return;
    }
};

void swallow(std::string_view) {}

struct enough {
    void operator()(std::string_view) {}
    bool has_enough() const noexcept { return true; }
};

template <class Probe>
struct targets {
    explicit targets(notes& into) : target(into), inner(target), kept(into) {}
    Probe target;
    sink inner;
    Probe kept;
    sha256::digest digest{};
};

struct wrapping {
    const char* name;
    std::function<sink(targets<probe>&)> wrap;
};

const wrapping wrappings[] = {
    {"a name", [](auto& all) { return sink(all.target); }},
    {"a temporary", [](auto& all) { return sink(probe(all.kept)); }},
    {"a large temporary", [](auto& all) { return sink(large_probe(*all.kept.to)); }},
    {"awaited", [](auto& all) { return sink(awaited_probe(*all.kept.to)); }},
    {"std::ref", [](auto& all) { return sink(std::ref(all.target)); }},
    {"std::ref of a sink", [](auto& all) { return sink(std::ref(all.inner)); }},
    {"counting", [](auto& all) { return sink(counting(all.target)); }},
    {"hashing", [](auto& all) { return sink(hashing(all.target, all.digest)); }},
    {"header_only", [](auto& all) { return sink(header_only(all.target)); }},
    {"lines", [](auto& all) { return sink(lines(all.target)); }},
    {"buffered", [](auto& all) { return sink(buffered(all.target)); }},
    {"tee, first", [](auto& all) { return sink(tee(all.target, enough())); }},
    {"tee, second", [](auto& all) { return sink(tee(enough(), all.target)); }},
    {"buffered lines", [](auto& all) { return sink(buffered(lines(all.target))); }},
    {"counting a std::ref", [](auto& all) { return sink(counting(std::ref(all.target))); }},
};

/// Passes on two lines, the second without CRLF. Then commits if `whole` is true, and else abandons.
void hand_over(sink& into, bool whole) {
    boost::asio::io_context context;
    auto body = [&]() -> boost::asio::awaitable<void> {
        for (const char* piece : {"a: b\r\n", "c: d"}) {
            auto pending = into.write(piece);
            if (pending) co_await *std::move(pending);
        }
        if (!whole) co_return into.abandon();
        auto pending = into.commit();
        if (pending) co_await *std::move(pending);
    };
    run(context, body);
}

}  // namespace

TEST_CASE("[R79] each way to wrap a sink passes on each member: a table") {
    std::printf("%-22s%-8s%-8s%-9s%-12s%s\n", "", "octets", "commit", "abandon", "has_enough",
                "keeps_in_memory");
    for (const auto& [name, wrap] : wrappings) {
        CAPTURE(name);
        notes seen;
        targets<probe> all(seen);
        sink into = wrap(all);
        hand_over(into, true);
        const bool octets = seen.octets == "a: b\r\nc: d";
        const bool commit = seen.commits == 1 && seen.abandons == 0;
        hand_over(into, false);
        const bool abandon = seen.commits == 1 && seen.abandons == 1;
        const bool before = into.has_enough();
        seen.enough = true;
        const bool has_enough = !before && into.has_enough();
        const bool remembers = into.keeps_in_memory();
        seen.in_memory = true;
        const bool in_memory = !remembers && into.keeps_in_memory();
        std::printf("%-22s%-8s%-8s%-9s%-12s%s\n", name, octets ? "yes" : "NO", commit ? "yes" : "NO",
                    abandon ? "yes" : "NO", has_enough ? "yes" : "NO", in_memory ? "yes" : "NO");
        CHECK(octets);
        CHECK(commit);
        CHECK(abandon);
        CHECK(has_enough);
        CHECK(in_memory);
    }
}

TEST_CASE("a target without members is called for its bytes alone, and a std::ref is the target itself") {
    sink plain(swallow);
    CHECK_FALSE(plain.has_enough());
    CHECK_FALSE(plain.keeps_in_memory());
    hand_over(plain, true);
    hand_over(plain, false);
    std::string text;
    auto into_text = append_to(text);
    sink referring(std::ref(into_text));
    CHECK(referring.keeps_in_memory());
    hand_over(referring, true);
    CHECK(text == "a: b\r\nc: d");
}

TEST_CASE("a hook calls the target of a std::ref, and not a copy") {
    int calls = 0;
    struct counter {
        int* calls;
        counter(int& into) : calls(&into) {}
        counter(const counter&) = delete;
        bool operator()(int by) {
            *calls += by;
            return true;
        }
    } count(calls);
    const hook<bool(int)> called(std::ref(count));
    const hook<bool(int)> again(std::ref(called));
    CHECK(called);
    CHECK(called(2));
    CHECK(again(3));
    CHECK(calls == 5);
}

TEST_CASE("tee abandons only what it has not committed") {
    struct breaking {
        void operator()(std::string_view) {}
        void commit() { throw std::runtime_error("no"); }
    };
    for (const bool first_is_awaited : {false, true}) {
        notes seen;
        probe plain(seen);
        awaited_probe awaited(seen);
        breaking second;
        tee both(first_is_awaited ? sink(awaited) : sink(plain), second);
        CHECK_THROWS_AS(deliver(std::ref(both), "x"), std::runtime_error);
        CHECK(seen.commits == 1);
        CHECK(seen.abandons == 0);
        both.abandon();  // of the next message
        CHECK(seen.abandons == 1);
    }
}

TEST_CASE("tee commits neither sink before both have taken all") {
    notes seen;
    probe first(seen);
    auto breaks = [](std::string_view) -> boost::asio::awaitable<void> {
        throw std::runtime_error("no");
        co_return;
    };
    CHECK_THROWS_AS(deliver(tee(first, breaks), "small"), std::runtime_error);
    CHECK(seen.octets == "small");
    CHECK(seen.commits == 0);
    CHECK(seen.abandons == 1);
}

TEST_CASE("header_only passes on nothing of the body, also if its caller does not stop") {
    std::string got;
    sink only(header_only(append_to(got)));
    hand_over(only, false);
    got.clear();
    boost::asio::io_context context;
    auto body = [&]() -> boost::asio::awaitable<void> {
        for (const char* piece : {"a: b\r\n\r\nbody", "\r\nmore\r\n\r\n", ""}) {
            auto pending = only.write(piece);
            if (pending) co_await *std::move(pending);
        }
    };
    run(context, body);
    CHECK(got == "a: b\r\n\r\n");
}

}  // namespace popline::test
