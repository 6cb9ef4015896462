// SPDX-License-Identifier: BSL-1.0
#include "sync/maildir_name.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <popline/sha256.hpp>

namespace popline::syncing {

namespace {

constexpr std::size_t token_digits = 32;
constexpr char mark = 'T';
constexpr std::size_t longest_host = 64;
constexpr std::int64_t second = 1'000'000;

/// Adds a text with its length before it, so that no two lists of texts give the same bytes.
void add_text(sha256& to, std::string_view text) {
    to.update(std::to_string(text.size()) + ":");
    to.update(text);
}

/// The name of this host. Only letters, digits, dots and hyphens are kept: a slash and a colon have a meaning
/// in a Maildir, and a comma begins a field.
std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "localhost";
    std::string made(name.data());
    made.resize(std::min(made.size(), longest_host));
    for (auto& letter : made) {
        const bool is_kept = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')
                             || (letter >= '0' && letter <= '9') || letter == '.' || letter == '-';
        if (!is_kept) letter = '_';
    }
    return made.empty() ? "localhost" : made;
}

}  // namespace

std::string token_of(const received_item& of) {
    sha256 sum;
    add_text(sum, of.item.account);
    add_text(sum, of.item.unique_id);
    add_text(sum, hexadecimal(of.digest));
    return hexadecimal(sum.finish()).substr(0, token_digits);
}

std::string_view token_in(std::string_view name) noexcept {
    const auto begin = name.find('.');
    if (begin == name.npos) return {};
    const auto unique = name.substr(begin + 1, name.find('.', begin + 1) - begin - 1);
    if (unique.size() <= token_digits || unique[unique.size() - token_digits - 1] != mark) return {};
    const auto token = unique.substr(unique.size() - token_digits);
    return token.find_first_not_of("0123456789abcdef") == token.npos ? token : std::string_view();
}

maildir_namer::maildir_namer() : host_(host_name()) {}

std::string maildir_namer::make_name(std::string_view token, std::uint64_t bytes) {
    static std::atomic<unsigned> number = 0;
    const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    last_ = std::max<std::int64_t>(last_ + 1, now.count());
    const auto fraction = std::to_string(second + last_ % second).substr(1);  // six digits
    std::string made = std::to_string(last_ / second);
    made.append(".M").append(fraction);
    made.append("P").append(std::to_string(::getpid()));
    made.append("Q").append(std::to_string(++number));
    made.push_back(mark);
    made.append(token).append(".").append(host_);
    made.append(",S=").append(std::to_string(bytes));
    return made;
}

}  // namespace popline::syncing
