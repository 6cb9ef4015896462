// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <popline/server.hpp>
#include <sstream>

#include "deliver.hpp"

// How callables are held: copied, a temporary moved, and by std::ref the callable itself.

namespace popline::test {

namespace {

/// A sink with state of its own. It reports how often it was copied, and where it is called.
struct stateful {
    explicit stateful(int& of) : copies(&of) {}
    stateful(const stateful& other) : copies(other.copies), octets(other.octets) { ++*copies; }
    stateful(stateful&&) = default;
    void operator()(std::string_view piece) { octets += piece.size(); }
    void operator()(const trace_event& event) { octets += event.verb.size(); }
    bool has_enough() const noexcept { return octets >= 4; }
    int* copies;
    std::size_t octets = 0;
};

/// A callable that needs a large alignment, as types for wide registers do.
struct alignas(32) aligned {
    void operator()(std::string_view) { *misplaced += reinterpret_cast<std::uintptr_t>(this) % 32; }
    std::uintptr_t* misplaced;
};

}  // namespace

TEST_CASE("a named sink is copied once, with its state, and a temporary is moved") {
    int copies = 0;
    stateful named(copies);
    named.octets = 2;
    CHECK(deliver(named, "123456", 1) == 2);  // after 2 more bytes the copy has enough
    CHECK(copies == 1);
    CHECK(named.octets == 2);
    const stateful constant(copies);
    CHECK(deliver(constant, "123456", 1) == 4);
    CHECK(copies == 2);
    stateful given(copies);
    CHECK(deliver(sink(std::move(given)), "123456", 1) == 4);
    CHECK(copies == 2);
}

TEST_CASE("a sink in std::ref is the sink itself, which is asked afterwards") {
    int copies = 0;
    stateful named(copies);
    CHECK(deliver(std::ref(named), "123456", 1) == 4);
    CHECK(named.octets == 4);
    CHECK(copies == 0);
}

TEST_CASE("a sink that can only be moved is taken by std::ref") {
    struct moved {
        std::unique_ptr<std::string> octets = std::make_unique<std::string>();
        void operator()(std::string_view piece) { *octets += piece; }
    };
    moved named;
    deliver(std::ref(named), "abc");
    CHECK(*named.octets == "abc");
}

TEST_CASE("a named std::ostream, and a string in append_to, are referred to") {
    std::ostringstream stream;
    deliver(stream, "abc");
    CHECK(stream.str() == "abc");
    std::string text;
    const auto into = append_to(text);
    deliver(into, "abc");
    CHECK(text == "abc");
}

TEST_CASE("a copy of a sink has the alignment that its type asks for") {
    std::uintptr_t misplaced = 0;
    const aligned named{&misplaced};
    sink two[] = {sink(named), sink(named)};  // the storage of one of them is at no multiple of 32
    for (sink& one : two)
        CHECK_FALSE(one.write("abc"));
    CHECK(misplaced == 0);
}

TEST_CASE("a hook copies a named callable, and calls the one in std::ref") {
    int copies = 0;
    stateful named(copies);
    const trace_event event{.what = trace_event::kind::began, .verb = "NOOP"};
    const auto copied = server("pop.example.com").trace(named);
    copied.trace()(event);
    CHECK(copies == 1);
    CHECK(named.octets == 0);
    const auto referred = server("pop.example.com").trace(std::ref(named));
    referred.trace()(event);
    CHECK(copies == 1);
    CHECK(named.octets == 4);
}

TEST_CASE("a trace goes on after its callable is gone, and copies of a server share one") {
    std::string lines;
    std::optional<server> where;
    {
        const auto note = [&lines, prefix = std::string("> ")](const trace_event& event) {
            lines += prefix + std::string(event.verb);
        };
        where = server("pop.example.com").trace(note);
    }
    const auto again = *where;
    where.reset();
    again.trace()({.what = trace_event::kind::began, .verb = "NOOP"});
    CHECK(lines == "> NOOP");
}

}  // namespace popline::test
