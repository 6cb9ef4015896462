// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/sync/quirks.hpp>

namespace popline::test {

TEST_CASE("quirks are written as words and read again") {
    struct row {
        quirks known;
        const char* words;
    };
    quirks all;
    all.breaks_pipelining = true;
    all.refuses_uidl = all.lists_wrong_sizes = true;
    all.cuts_after = 17;
    quirks sizes;
    sizes.lists_wrong_sizes = true;
    quirks logins;
    logins.xoauth2_in_one_step = true;
    logins.takes_eager = finding::yes;
    quirks hasty;
    hasty.takes_eager = finding::no;
    const row table[] = {
        {{}, ""},
        {sizes, "lists-wrong-sizes"},
        {logins, "xoauth2-in-one-step takes-eager"},
        {hasty, "takes-no-eager"},
        {all, "breaks-pipelining refuses-uidl lists-wrong-sizes cuts-after=17"},
    };
    for (const auto& one : table) {
        CAPTURE(one.words);
        CHECK(to_string(one.known) == one.words);
        CHECK(quirks_from(one.words) == one.known);
    }
}

TEST_CASE("words that a newer program wrote are ignored, and so are numbers that cannot be read") {
    quirks uidl;
    uidl.refuses_uidl = true;
    CHECK(quirks_from("sings-at-night refuses-uidl  cuts-after=x cuts-after=99999999999") == uidl);
}

}  // namespace popline::test
