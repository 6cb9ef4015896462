// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/require.hpp>
#include <cstddef>
#include <new>
#include <utility>

namespace popline::test {

/// The executor of a context. It throws `std::bad_alloc` for as many handlers as the test has set.
struct scarce_executor {
    boost::asio::io_context* context;
    std::size_t* without_memory;

    template <class Function>
    void execute(Function&& what) const {
        if (*without_memory > 0) {
            --*without_memory;
            throw std::bad_alloc();
        }
        boost::asio::require(context->get_executor(), boost::asio::execution::blocking.never)
            .execute(std::forward<Function>(what));
    }
    boost::asio::execution_context& query(boost::asio::execution::context_t) const noexcept {
        return *context;
    }
    static constexpr auto query(boost::asio::execution::blocking_t) noexcept {
        return boost::asio::execution::blocking_t(boost::asio::execution::blocking.never);
    }
    scarce_executor require(boost::asio::execution::blocking_t::never_t) const { return *this; }
    friend bool operator==(const scarce_executor&, const scarce_executor&) noexcept = default;
};

}  // namespace popline::test
