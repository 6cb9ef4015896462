// SPDX-License-Identifier: BSL-1.0
#include "net/failure.hpp"

#include <doctest/doctest.h>

#include <boost/system/errc.hpp>
#include <popline/errc.hpp>

namespace popline::test {

using net::failure;

TEST_CASE("a failure is kept whole, and only one with a code is a failure") {
    CHECK_FALSE(failure{});
    const auto lack_of_memory = boost::system::errc::make_error_code(boost::system::errc::not_enough_memory);
    const auto kept = net::keep({errc::connect_failed, "words", "detail", lack_of_memory});
    REQUIRE(kept);
    CHECK(*kept);
    CHECK(kept->code == errc::connect_failed);
    CHECK(kept->words == "words");
    CHECK(kept->detail == "detail");
    CHECK(kept->cause == lack_of_memory);
    CHECK(net::out_of_memory().code == boost::system::errc::not_enough_memory);
}

TEST_CASE("a detail is appended to the earlier details") {
    failure why{errc::session_closed};
    why.detail = "a ";
    const auto made = net::with_detail(std::move(why), {"STLS", " on its way", ""});
    CHECK(made.code == errc::session_closed);
    CHECK(made.detail == "a STLS on its way");
}

}  // namespace popline::test
