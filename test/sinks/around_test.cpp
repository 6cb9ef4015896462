// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <popline/counting.hpp>
#include <popline/hashing.hpp>
#include <popline/header_only.hpp>
#include <popline/lines.hpp>
#include <popline/tee.hpp>
#include <stdexcept>

#include "deliver.hpp"

// The sinks that stand around others.

namespace popline::test {

namespace {

using boost::asio::awaitable;

/// Writes down what happens to it, under a name, in a diary that it may share.
class diarist {
  public:
    diarist(char name, std::string& diary) : name_(name), diary_(&diary) {}
    void operator()(std::string_view octets) { note(octets); }
    void commit() { note("commit"); }
    void abandon() noexcept { note("abandon"); }

  protected:
    void note(std::string_view what) { diary_->append({name_, ':'}).append(what).append(" "); }

  private:
    char name_;
    std::string* diary_;
};

struct slow_diarist : diarist {
    using diarist::diarist;
    awaitable<void> operator()(std::string_view octets) {
        co_await boost::asio::post(boost::asio::use_awaitable);
        note(octets);
    }
    awaitable<void> commit() {
        co_await boost::asio::post(boost::asio::use_awaitable);
        note("commit");
    }
};

void fail(std::string_view) {
    throw std::runtime_error("no");
}

template <class Sink, class... Further>
void check_passes_on(Further&... further) {
    std::string diary;
    deliver(Sink(diarist('a', diary), further...), "x\r\n");
    CHECK(diary == "a:x\r\n a:commit ");
    diary.clear();
    deliver(Sink(slow_diarist('a', diary), further...), "x\r\n");
    CHECK(diary == "a:x\r\n a:commit ");
    diary.clear();
    Sink named(diarist('a', diary), further...);
    sink into(named);
    into.abandon();
    CHECK(diary == "a:abandon ");
    std::string text;
    CHECK(sink(Sink(append_to(text), further...)).keeps_in_memory());
    CHECK_FALSE(into.keeps_in_memory());
    CHECK(sink(Sink(header_only(append_to(text)), further...)).keeps_in_memory());
}

}  // namespace

TEST_CASE("a sink around another passes on octets, commit, abandon, and whether it is kept in memory") {
    sha256::digest digest{};
    std::string rest;
    check_passes_on<counting>();
    check_passes_on<hashing>(digest);
    check_passes_on<header_only>();
    check_passes_on<lines>();
    auto append = append_to(rest);
    CHECK(sink(tee(fail, append)).keeps_in_memory());
    CHECK(sink(tee(append, fail)).keeps_in_memory());
    CHECK_FALSE(sink(tee(fail, fail)).keeps_in_memory());
}

TEST_CASE("tee writes to the first, then to the second, and so commits, whichever of them is awaited") {
    for (const int slow : {0, 1, 2, 3}) {
        CAPTURE(slow);
        std::string diary;
        diarist a('a', diary);
        diarist b('b', diary);
        slow_diarist slow_a('a', diary);
        slow_diarist slow_b('b', diary);
        auto first = (slow & 1) != 0 ? sink(slow_a) : sink(a);
        auto second = (slow & 2) != 0 ? sink(slow_b) : sink(b);
        deliver(tee(std::move(first), std::move(second)), "xy", 1);
        CHECK(diary == "a:x b:x a:y b:y a:commit b:commit ");
    }
}

TEST_CASE("tee fails with either, and both hear that the message will not be whole") {
    for (const bool first_fails : {true, false}) {
        std::string diary;
        diarist good('a', diary);
        auto first = first_fails ? sink(fail) : sink(good);
        auto second = first_fails ? sink(good) : sink(fail);
        CHECK_THROWS_AS(deliver(tee(std::move(first), std::move(second)), "x"), std::runtime_error);
        CHECK(diary == (first_fails ? "a:abandon " : "a:x a:abandon "));
    }
}

TEST_CASE("tee has enough when both have, and spares the one that has it earlier") {
    const std::string message = "a: b\r\n\r\nbody\r\n";
    for (const std::size_t piece : {1U, 3U, 100U}) {
        std::string header;
        std::string whole;
        CHECK(deliver(tee(header_only(append_to(header)), append_to(whole)), message, piece)
              == message.size());
        CHECK(header == "a: b\r\n\r\n");
        CHECK(whole == message);
        header.clear();
        whole.clear();
        CHECK(deliver(tee(append_to(whole), header_only(append_to(header))), message, piece)
              == message.size());
        CHECK(header == "a: b\r\n\r\n");
        CHECK(whole == message);
    }
    std::string one;
    std::string two;
    CHECK(deliver(tee(header_only(append_to(one)), header_only(append_to(two))), message, 1) == 8);
    CHECK(one == two);
}

TEST_CASE("header_only ends behind the first empty line, wherever the message is cut") {
    struct row {
        std::string message;
        std::string header;
    };
    const row rows[] = {
        {"a: b\r\nc: d\r\n\r\nbody\r\n\r\n", "a: b\r\nc: d\r\n\r\n"},
        {"\r\nbody\r\n", "\r\n"},
        {"a\r\n\r\n", "a\r\n\r\n"},
        {"a\n\n\r\n\r\nb", "a\n\n\r\n\r\n"},
        {"a\r\n\n\r\r\n\r\rb\r\n\r\nc", "a\r\n\n\r\r\n\r\rb\r\n\r\n"},
        {"a\r\r\n\r\nb", "a\r\r\n\r\n"},
        {"no end\r\n", "no end\r\n"},
        {"", ""},
    };
    for (const auto& [message, header] : rows)
        for (std::size_t piece = 1; piece <= message.size() + 1; ++piece) {
            CAPTURE(message);
            CAPTURE(piece);
            std::string got;
            header_only only(append_to(got));
            const auto taken = deliver(only, message, piece);
            CHECK(got == header);
            CHECK(taken >= header.size());
            CHECK(taken < header.size() + piece);
            got.clear();  // and the next one from its beginning
            deliver(only, message, piece);
            CHECK(got == header);
        }
}

TEST_CASE("counting tells the octets of one message, the last if none is on its way") {
    std::string text;
    counting counted(append_to(text));
    CHECK(counted.octets() == 0);
    deliver(counted, std::string(1'000, 'x'), 7);
    CHECK(counted.octets() == 1'000);
    deliver(counted, "ab");
    CHECK(counted.octets() == 2);
    deliver(counted, "");
    CHECK(counted.octets() == 0);
    counting broken(fail);
    CHECK_THROWS_AS(deliver(broken, "abc"), std::runtime_error);
    CHECK(broken.octets() == 3);
    CHECK_THROWS_AS(deliver(broken, "abcd"), std::runtime_error);
    CHECK(broken.octets() == 4);
}

TEST_CASE("hashing writes the SHA-256 of each message, once it is whole, and nothing of one that was not") {
    // FIPS 180-2, appendix B, and the digest of nothing.
    const auto abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const auto nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const auto two_blocks = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
    sha256::digest digest{};
    std::string text;
    hashing hashed(append_to(text), digest);
    for (const std::size_t piece : {1U, 2U, 100U}) {
        deliver(hashed, "abc", piece);
        CHECK(hexadecimal(digest) == abc);
        deliver(hashed, "", piece);
        CHECK(hexadecimal(digest) == nothing);
        deliver(hashed, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", piece);
        CHECK(hexadecimal(digest) == two_blocks);
    }
    bool fails = true;
    auto at_first = [&](std::string_view) {
        if (fails) throw std::runtime_error("no");
    };
    hashing again(at_first, digest);
    CHECK_THROWS_AS(deliver(again, "half"), std::runtime_error);
    CHECK(hexadecimal(digest) == two_blocks);
    fails = false;
    deliver(again, "abc");
    CHECK(hexadecimal(digest) == abc);
}

}  // namespace popline::test
