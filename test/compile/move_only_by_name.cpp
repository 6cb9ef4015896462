// SPDX-License-Identifier: BSL-1.0
// refused: this_cannot_be_copied_pass_std_ref_of_it
#include <memory>
#include <popline.hpp>

boost::asio::awaitable<void> fetch(const popline::mail& one) {
    auto keeps = [size = std::make_unique<std::size_t>(0)](std::string_view octets) {
        *size += octets.size();
    };
    co_await one.retrieve(keeps);
}
