// SPDX-License-Identifier: BSL-1.0
// [R95]
// refused: gcc_12_destroys_a_temporary_closure_twice_so_give_it_a_name
// compiler: g++-12 only
#include <popline.hpp>
#include <string>

boost::asio::awaitable<void> fetch(const popline::mail& one, std::string folder,
                                   popline::sha256::digest& digest) {
    co_await one.retrieve(popline::hashing([folder](std::string_view) {}, digest));
}
