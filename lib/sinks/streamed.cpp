// SPDX-License-Identifier: BSL-1.0
#include <cerrno>
#include <fstream>
#include <popline/detail/streamed.hpp>
#include <popline/error.hpp>

namespace popline::detail {

namespace {

/// False for a file stream that is not open; true for all other streams. The flush of a file stream that is
/// not open reports no failure.
bool is_open(const std::ostream& to) {
    const auto* const buffer = dynamic_cast<const std::filebuf*>(to.rdbuf());
    return !buffer || buffer->is_open();
}

[[noreturn]] void refuse(const std::ostream& to, int system_said) {
    const auto* const words = is_open(to) ? "the std::ostream has failed" : "the std::ostream is not open";
    throw error(errc::file_failed,
                {.detail = words, .cause = {system_said, boost::system::system_category()}});
}

}  // namespace

void streamed::operator()(std::string_view octets) {
    errno = 0;
    to_->write(octets.data(), static_cast<std::streamsize>(octets.size()));
    if (!*to_) refuse(*to_, errno);
}

void streamed::commit() {
    errno = 0;
    to_->flush();
    if (!*to_ || !is_open(*to_)) refuse(*to_, errno);
}

}  // namespace popline::detail
