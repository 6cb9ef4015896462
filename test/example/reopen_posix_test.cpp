// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "reopen.hpp"

namespace popline::test {

TEST_CASE("[R116] without /proc a terminal is opened a second time, and the first keeps its flags") {
    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
    REQUIRE(terminal >= 0);
    REQUIRE(::grantpt(terminal) == 0);
    REQUIRE(::unlockpt(terminal) == 0);
    const int user_side = ::open(::ptsname(terminal), O_RDWR | O_NOCTTY);
    REQUIRE(user_side >= 0);
    const int second = tool::reopen(user_side);
    REQUIRE(second >= 0);
    CHECK((::fcntl(second, F_GETFL) & O_NONBLOCK) != 0);
    CHECK((::fcntl(user_side, F_GETFL) & O_NONBLOCK) == 0);
    for (const int each : {second, user_side, terminal})
        ::close(each);
}

TEST_CASE("[R116] without /proc a pipe is not opened a second time") {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    CHECK(tool::reopen(ends[1]) == -1);
    for (const int each : ends)
        ::close(each);
}

}  // namespace popline::test
