// SPDX-License-Identifier: BSL-1.0
#include "sync/eager_lessons.hpp"

#include <doctest/doctest.h>

namespace popline::test {

namespace {

quirks knowing(finding takes_eager) {
    quirks made;
    made.takes_eager = takes_eager;
    return made;
}

login_facts facts(bool is_eager, finding found) {
    login_facts made;
    made.is_eager = is_eager;
    made.takes_eager = found;
    return made;
}

}  // namespace

TEST_CASE(
    "a server of which nothing is known is sent LIST with AUTH only where a login is expected to succeed") {
    const syncing::eager_lessons none;
    quirks broken = knowing(finding::yes);
    broken.breaks_pipelining = true;
    const struct {
        quirks known;
        bool is_expected, may;
    } rows[] = {
        {knowing(finding::unknown), true, true}, {knowing(finding::unknown), false, false},
        {knowing(finding::yes), false, true},    {knowing(finding::yes), true, true},
        {knowing(finding::no), true, false},     {broken, true, false},
    };
    for (const auto& [known, is_expected, may] : rows) {
        CAPTURE(to_string(known));
        CHECK(none.may_try(known, is_expected) == may);
    }
}

TEST_CASE("a login in the ordinary way, after one with LIST had failed, says that LIST was the reason") {
    const struct {
        finding before, seen, after;
    } rows[] = {
        {finding::unknown, finding::unknown, finding::no},
        {finding::unknown, finding::no, finding::no},
        // it took them before, so the connection may have been lost by chance
        {finding::yes, finding::unknown, finding::unknown},
        {finding::yes, finding::no, finding::no},
    };
    for (const auto& [before, seen, after] : rows) {
        CAPTURE(static_cast<int>(before));
        CAPTURE(static_cast<int>(seen));
        syncing::eager_lessons learnt;
        auto known = knowing(before);
        learnt.note_failure(facts(true, seen), known);
        CHECK(known.takes_eager == (seen == finding::no ? finding::no : before));
        CHECK_FALSE(learnt.may_try(known, true));
        CHECK(learnt.take_failure());
        CHECK_FALSE(learnt.take_failure());
        learnt.note_login(facts(false, finding::unknown), known);
        CHECK(known.takes_eager == after);
        CHECK_FALSE(learnt.may_try(knowing(finding::yes), true));
        learnt.note_login(facts(false, finding::unknown), known);
        CHECK(known.takes_eager == after);
    }
}

TEST_CASE(
    "a failed login whose reason the server gave is tried without `eager`, and no server is suspected") {
    for (const auto before : {finding::unknown, finding::yes}) {
        syncing::eager_lessons learnt;
        auto known = knowing(before);
        auto how = facts(true, finding::unknown);
        how.is_explained = true;
        learnt.note_failure(how, known);
        CHECK_FALSE(learnt.may_try(known, true));
        CHECK(learnt.take_failure());
        learnt.note_login(facts(false, finding::unknown), known);
        CHECK(known.takes_eager == before);
    }
}

TEST_CASE("a failed login with which nothing was sent teaches nothing, and a good one tells what it found") {
    syncing::eager_lessons learnt;
    auto known = knowing(finding::yes);
    learnt.note_failure(facts(false, finding::unknown), known);
    CHECK_FALSE(learnt.take_failure());
    CHECK(learnt.may_try(known, false));
    learnt.note_login(facts(false, finding::unknown), known);
    CHECK(known.takes_eager == finding::yes);
    learnt.note_login(facts(true, finding::no), known);
    CHECK(known.takes_eager == finding::no);
    known = quirks();
    learnt.note_login(facts(true, finding::yes), known);
    CHECK(known.takes_eager == finding::yes);
}

}  // namespace popline::test
