// SPDX-License-Identifier: BSL-1.0
#include <popline/lines.hpp>

namespace popline {

namespace asio = boost::asio;

asio::awaitable<void> lines::operator()(std::string_view octets) {
    while (!octets.empty() && !into_.has_enough()) {
        const auto piece = take_piece(octets);
        if (piece.empty()) break;
        auto pending = into_.write(piece);
        if (pending) co_await *std::move(pending);
    }
}

asio::awaitable<void> lines::commit() {
    // The last line of a message ends in CRLF. Another sink, such as header_only, may hand on a last line
    // without CRLF.
    joined_.swap(begun_);
    begun_.clear();
    if (!joined_.empty() && !into_.has_enough()) {
        auto pending = into_.write(joined_);
        if (pending) co_await *std::move(pending);
    }
    auto pending = into_.commit();
    if (pending) co_await *std::move(pending);
}

void lines::abandon() noexcept {
    begun_.clear();
    around::abandon();
}

/// How many of these bytes belong to the current line, with its end. 0 if the end of the line is not among
/// the bytes.
std::size_t lines::to_the_end_of_line(std::string_view octets) const noexcept {
    if (begun_.ends_with('\r') && octets.starts_with('\n')) return 1;
    const auto at = octets.find("\r\n");
    return at == std::string_view::npos ? 0 : at + 2;
}

/// Returns the next line. If the line is longer than `longest_` bytes, returns a piece of it, of at most
/// `longest_` bytes. Returns nothing if more bytes must come first.
std::string_view lines::take_piece(std::string_view& octets) {
    const auto within = octets.substr(0, longest_ - begun_.size());
    auto size = to_the_end_of_line(within);
    if (size == 0) {
        if (begun_.size() + within.size() < longest_) {
            begun_.append(within);
            octets = {};
            return {};
        }
        size = within.ends_with('\r') ? within.size() - 1 : within.size();
    }
    const auto piece = octets.substr(0, size);
    octets.remove_prefix(size);
    if (begun_.empty()) return piece;
    joined_.swap(begun_);
    begun_.clear();
    return joined_.append(piece);
}

}  // namespace popline
