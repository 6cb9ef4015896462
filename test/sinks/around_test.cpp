// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/counting.hpp>
#include <popline/hashing.hpp>
#include <popline/header_only.hpp>
#include <popline/lines.hpp>
#include <popline/tee.hpp>

#include "deliver.hpp"
#include "diarist.hpp"

namespace popline::test {

namespace {

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
    sink into(std::ref(named));
    into.abandon();
    CHECK(diary == "a:abandon ");
    std::string text;
    CHECK(sink(Sink(append_to(text), further...)).keeps_in_memory());
    CHECK_FALSE(into.keeps_in_memory());
    CHECK(sink(Sink(header_only(append_to(text)), further...)).keeps_in_memory());
}

}  // namespace

TEST_CASE(
    "a sink that wraps another passes on bytes, commit, abandon, and whether the message is in memory") {
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

}  // namespace popline::test
