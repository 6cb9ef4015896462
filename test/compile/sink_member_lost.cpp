// SPDX-License-Identifier: BSL-1.0
// refused: has_enough_is_a_const_bool_and_const_sinks_have_const_members
#include <popline.hpp>

struct first_piece {
    void operator()(std::string_view) { has_one = true; }
    bool has_enough() { return has_one; }
    bool has_one = false;
};

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    co_await one.retrieve(first_piece());
}
