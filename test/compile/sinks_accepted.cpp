// SPDX-License-Identifier: BSL-1.0
// accepted
#include <fstream>
#include <popline.hpp>
#include <string>

struct hash {
    void operator()(std::string_view octets) { size += octets.size(); }
    boost::asio::awaitable<void> commit() { co_return; }
    std::size_t size = 0;
};

boost::asio::awaitable<void> fetch(const popline::mail& one, std::string folder) {
    std::string text;
    co_await one.retrieve(popline::append_to(text));
    std::ofstream stream("/tmp/message.eml");
    co_await one.retrieve(stream);
    hash named;
    co_await one.retrieve(named);
    co_await one.retrieve(hash());
    co_await one.retrieve([&text](std::string_view octets) { text += octets; });
    const auto keeps = [folder](std::string_view) {};
    co_await one.retrieve(keeps);
    auto awaits = [&](std::string_view) -> boost::asio::awaitable<int> { co_return 1; };
    co_await one.retrieve(awaits);
}
