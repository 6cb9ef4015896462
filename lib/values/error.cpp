// SPDX-License-Identifier: BSL-1.0
#include <new>
#include <popline/error.hpp>
#include <popline/printable.hpp>
#include <system_error>

#include "values/response_code.hpp"

namespace popline {

struct error::parts {
    std::string verb;
    message_number number;
    std::string raw_reply;
    std::string reply;
    std::string detail;
    boost::system::error_code cause;
    std::string what;
};

namespace {

std::string sentence(const boost::system::error_code& code, const error::circumstances& known,
                     const std::string& reply) {
    std::string made = "popline: ";
    if (!known.verb.empty()) made.append(known.verb);
    if (known.number != 0) made.append(" ").append(std::to_string(known.number));
    if (!known.verb.empty()) made.append(": ");
    made.append(code.message());
    if (!reply.empty()) made.append(": \"").append(reply).append("\"");
    if (!known.detail.empty()) made.append(" (").append(printable(known.detail)).append(")");
    if (known.cause) made.append(": ").append(known.cause.message());
    return made;
}

}  // namespace

error::error(boost::system::error_code code) : error(code, {}) {}

error::error(boost::system::error_code code, const circumstances& known) : system_error(code) {
    auto reply = printable(known.raw_reply);
    auto what = sentence(code, known, reply);
    parts_ = std::make_shared<const parts>(parts{std::string(known.verb), known.number,
                                                 std::string(known.raw_reply), std::move(reply),
                                                 std::string(known.detail), known.cause, std::move(what)});
}

const std::string& error::verb() const noexcept {
    return parts_->verb;
}
message_number error::number() const noexcept {
    return parts_->number;
}
const std::string& error::reply() const noexcept {
    return parts_->reply;
}
const std::string& error::raw_reply() const noexcept {
    return parts_->raw_reply;
}
std::string_view error::response_code() const noexcept {
    return values::response_code(parts_->raw_reply);
}
const std::string& error::detail() const noexcept {
    return parts_->detail;
}
boost::system::error_code error::cause() const noexcept {
    return parts_->cause;
}
const char* error::what() const noexcept {
    return parts_->what.c_str();
}

namespace {

/// Converts a code of the generic or the system category to the same category of Boost.System, so that
/// comparisons with Boost's codes work.
boost::system::error_code translated(const std::error_code& code) noexcept {
    if (code.category() == std::generic_category()) return {code.value(), boost::system::generic_category()};
    if (code.category() == std::system_category()) return {code.value(), boost::system::system_category()};
    return code;
}

}  // namespace

boost::system::error_code code_of(const std::exception_ptr& failure) noexcept {
    if (!failure) return {};
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& known) {
        return known.code();
    } catch (const std::system_error& known) {
        return translated(known.code());
    } catch (const std::bad_alloc&) {
        return make_error_code(boost::system::errc::not_enough_memory);
    } catch (...) {
        return errc::foreign_exception;
    }
}

advice advice_for(const error& failure) noexcept {
    const bool explained = failure.code() == errc::no_unique_id && failure.cause();
    return advice_for(explained ? failure.cause() : failure.code());
}

advice advice_for(const std::exception_ptr& failure) noexcept {
    if (!failure) return advice::give_up;
    try {
        std::rethrow_exception(failure);
    } catch (const error& known) {
        return advice_for(known);
    } catch (...) {
        return advice_for(code_of(failure));
    }
}

namespace detail {

void rethrow(std::string_view verb, message_number number) {
    try {
        throw;
    } catch (const error&) {
        throw;
    } catch (const boost::system::system_error& foreign) {
        if (foreign.code() != boost::system::errc::operation_canceled) throw;
        throw error(foreign.code(), {.verb = verb, .number = number});
    }
}

}  // namespace detail

}  // namespace popline
