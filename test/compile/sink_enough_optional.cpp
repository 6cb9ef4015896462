// SPDX-License-Identifier: BSL-1.0
// refused: has_enough_is_a_const_bool_and_const_sinks_have_const_members
#include <optional>
#include <popline.hpp>

struct finds {
    void operator()(std::string_view octets) { found = octets.find("X-Spam"); }
    std::optional<std::size_t> has_enough() const { return found; }  // true only if asked in words
    std::optional<std::size_t> found;
};

boost::asio::awaitable<void> fetch(const popline::mail& one, finds& into) {
    co_await one.retrieve(std::ref(into));
}
