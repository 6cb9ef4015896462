// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline.hpp>
#include <type_traits>

#include "support/thrown.hpp"

// Properties of the types that need no server. Most of them are checked by the compiler.

namespace popline {

namespace {

template <class... Result>
constexpr bool all_default_constructible = (std::is_default_constructible_v<Result> && ...);

}  // namespace

// `co_spawn` makes one when an operation fails.
static_assert(all_default_constructible<drop_listing, scan_listing, std::vector<mail>, mail, command_reply,
                                        batch_result, capabilities, std::vector<item_outcome>,
                                        std::optional<message>, std::string>);

static_assert(std::is_nothrow_move_constructible_v<session> && !std::is_copy_constructible_v<session>);
static_assert(std::is_nothrow_move_constructible_v<message> && !std::is_copy_constructible_v<message>);
static_assert(std::is_nothrow_move_constructible_v<retrieval> && !std::is_copy_constructible_v<retrieval>);
static_assert(std::is_copy_constructible_v<mail> && std::is_nothrow_move_constructible_v<mail>);
static_assert(std::is_nothrow_copy_constructible_v<error>);

// No type converts to another one by accident.
static_assert(!std::is_convertible_v<boost::asio::io_context&, session>);
static_assert(!std::is_constructible_v<session, int>);
static_assert(std::is_convertible_v<const char*, server>);

// The unique-id of a temporary mail is a string, not a view.
static_assert(std::is_same_v<decltype(std::declval<mail>().unique_id()), std::string>);
static_assert(std::is_same_v<decltype(std::declval<mail&>().unique_id()), std::string_view>);

// The result is a view into the capabilities.
template <class Value>
concept has_parameters = requires(Value&& value) {
    std::forward<Value>(value).parameters("SASL");
};
static_assert(has_parameters<const capabilities&> && !has_parameters<capabilities>);

TEST_CASE("a default-made result is empty") {
    CHECK(batch_result().done == 0);
    CHECK(batch_result().all_done());
    CHECK(item_outcome().result == outcome::not_tried);
    CHECK(drop_listing().messages == 0);
    const mail none;
    CHECK(none.number() == 0);
    CHECK_FALSE(none.has_unique_id());
    CHECK_FALSE(none.size());
    CHECK(test::code_thrown_by([&] { return none.unique_id(); }) == errc::no_unique_id);
}

TEST_CASE("code_of returns the code of the exception_ptr that co_spawn passes to its handler") {
    CHECK_FALSE(code_of(nullptr));
    CHECK(code_of(std::make_exception_ptr(error(errc::in_use))) == errc::in_use);
    CHECK(code_of(std::make_exception_ptr(error(errc::in_use))) == condition::try_later);
    CHECK(code_of(std::make_exception_ptr(std::logic_error("no code"))) == errc::foreign_exception);
}

}  // namespace popline
