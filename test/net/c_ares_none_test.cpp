// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <boost/asio/io_context.hpp>
#include <popline/c_ares.hpp>
#include <popline/error.hpp>
#include <string_view>

using namespace popline;

TEST_CASE("a build without c-ares says so, and says why it cannot use it") {
    CHECK_FALSE(has_c_ares());
    boost::asio::io_context context;
    try {
        use_c_ares(context);
        FAIL("the call should throw");
    } catch (const error& why) {
        CHECK(why.code() == boost::system::errc::operation_not_supported);
        CHECK(std::string_view(why.what()).find("this build of popline lacks c-ares")
              != std::string_view::npos);
        CHECK(advice_for(why.code()) == advice::ask_a_person);
    }
}
