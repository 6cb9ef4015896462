// SPDX-License-Identifier: BSL-1.0
// refused: this_cannot_be_copied_pass_std_ref_of_it
#include <popline.hpp>
#include <string>

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    std::string text;
    popline::tee named(popline::append_to(text), popline::append_to(text));
    co_await one.retrieve(named);  // a copy could not be asked afterwards
}
