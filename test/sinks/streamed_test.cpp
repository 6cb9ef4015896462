// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <fstream>
#include <memory>
#include <popline/counting.hpp>
#include <popline/tee.hpp>
#include <sstream>

#include "deliver.hpp"
#include "scratch_folder.hpp"
#include "session/scene.hpp"

// A std::ostream that fails does not throw by itself.

namespace popline::test {

namespace {

/// A buffer that takes `most` bytes, and whose flush fails.
class failing_buffer : public std::streambuf {
  public:
    explicit failing_buffer(std::streamsize most) : left_(most) {}

  private:
    std::streamsize xsputn(const char*, std::streamsize size) override {
        const auto taken = std::min(size, left_);
        left_ -= taken;
        return taken;
    }
    int overflow(int) override { return traits_type::eof(); }
    int sync() override { return -1; }
    std::streamsize left_;
};

struct failing_stream : std::ostream {
    explicit failing_stream(std::streamsize most) : std::ostream(nullptr), buffer(most) { rdbuf(&buffer); }
    failing_buffer buffer;
};

struct way_to_fail {
    const char* name;
    std::unique_ptr<std::ostream> (*make)();
    int system_says = 0;
};

const way_to_fail ways_to_fail[] = {
    {"never opened", []() -> std::unique_ptr<std::ostream> { return std::make_unique<std::ofstream>(); }},
    {"not to be opened",
     []() -> std::unique_ptr<std::ostream> { return std::make_unique<std::ofstream>("/nope/nope"); }},
    {"both ways, never opened",
     []() -> std::unique_ptr<std::ostream> { return std::make_unique<std::fstream>(); }},
    {"a full disk",
     []() -> std::unique_ptr<std::ostream> { return std::make_unique<std::ofstream>("/dev/full"); }, ENOSPC},
    {"half is taken",
     []() -> std::unique_ptr<std::ostream> { return std::make_unique<failing_stream>(1'000); }},
    {"the flush fails",
     []() -> std::unique_ptr<std::ostream> { return std::make_unique<failing_stream>(1 << 30); }},
    {"no buffer", []() -> std::unique_ptr<std::ostream> { return std::make_unique<std::ostream>(nullptr); }},
    {"failed before",
     []() -> std::unique_ptr<std::ostream> {
         auto made = std::make_unique<std::ostringstream>();
         made->setstate(std::ios::failbit);
         return made;
     }},
};

}  // namespace

TEST_CASE(
    "[R74][R79][R82] a std::ostream that fails in any way fails its message alone, which cannot be marked") {
    for (const std::size_t octets : {0U, 3'000U, 200'000U})
        for (const auto& [name, make, system_says] : ways_to_fail)
            for (int wrapped = 0; wrapped < 3; ++wrapped) {
                CAPTURE(octets);
                CAPTURE(name);
                CAPTURE(wrapped);
                embedded there;
                const auto sent = fill(there, 2, octets);
                auto body = [&](session& session) -> awaitable<void> {
                    auto messages = session.retrieve(co_await session.mails());
                    auto first = co_await messages.next();
                    const auto stream = make();
                    std::string text;
                    counting counted(*stream);
                    tee both(append_to(text), std::ref(*stream));
                    sink named(std::ref(*stream));
                    auto into = wrapped == 0   ? std::move(named)
                                : wrapped == 1 ? sink(std::ref(counted))
                                               : sink(std::ref(both));
                    const auto why = co_await failure_of(first->read_to(std::move(into)));
                    CHECK(why.code() == errc::file_failed);
                    CHECK((system_says == 0 || why.cause().value() == system_says));
                    const std::string what = why.what();
                    CHECK(what.find("std::ostream") != what.npos);
                    CHECK_THROWS_AS(first->mark_deleted(), error);
                    auto second = co_await messages.next();
                    std::ostringstream good;
                    co_await second->read_to(good);
                    CHECK(good.str() == sent[1]);
                    second->mark_deleted();
                    const auto committed = co_await session.quit();
                    CHECK(committed.done == 1);
                };
                play(there, there.secured(), body);
                CHECK(there.server.messages().size() == 1);
            }
}

TEST_CASE("[R4][R82] an empty message fails if the file stream was never opened") {
    std::ofstream closed;
    CHECK_THROWS_AS(deliver(closed, ""), error);
    std::ostringstream text;
    deliver(text, "");
    CHECK(text.str().empty());
}

TEST_CASE("a std::ostream is flushed before the retrieval completes") {
    scratch_folder folder;
    std::ofstream file(folder / "one", std::ios::binary);
    deliver(file, "octets");
    CHECK(folder.text("one") == "octets");
}

TEST_CASE("a std::ostream that throws fails its message with its own exception") {
    std::ofstream closed;
    closed.exceptions(std::ios::badbit);
    CHECK_THROWS_AS(deliver(closed, "octets"), std::ios_base::failure);
}

}  // namespace popline::test
