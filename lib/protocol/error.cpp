// SPDX-License-Identifier: BSL-1.0
#include <popline/error.hpp>
#include <popline/printable.hpp>

#include "protocol/status.hpp"

namespace popline {

struct error::parts {
    std::string verb;
    message_number number;
    std::string raw_reply;
    std::string reply;
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
                                                 std::string(known.raw_reply), std::move(reply), known.cause,
                                                 std::move(what)});
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
    return protocol::response_code(parts_->raw_reply);
}
boost::system::error_code error::cause() const noexcept {
    return parts_->cause;
}
const char* error::what() const noexcept {
    return parts_->what.c_str();
}

boost::system::error_code code_of(const std::exception_ptr& failure) noexcept {
    if (!failure) return {};
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& known) {
        return known.code();
    } catch (...) {
        return errc::io_error;
    }
}

}  // namespace popline
