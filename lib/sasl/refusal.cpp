// SPDX-License-Identifier: BSL-1.0
#include "sasl/refusal.hpp"

#include <algorithm>
#include <initializer_list>

#include "protocol/status.hpp"
#include "values/words.hpp"

namespace popline::sasl {

namespace {

constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// The words of the server's refusal. Its functions look for words in it; letter case does not matter.
class sentence {
  public:
    explicit sentence(std::string_view text) noexcept : text_(text) {}

    /// Whether a word of the refusal begins with one of these texts: "argument" also matches "arguments".
    bool has(std::initializer_list<std::string_view> beginnings) const noexcept {
        return any([&](std::string_view word) {
            return std::ranges::any_of(beginnings, [&](std::string_view head) {
                return values::same_letters(word.substr(0, head.size()), head);
            });
        });
    }
    /// Whether one of these texts is a whole word of the refusal.
    bool has_whole(std::initializer_list<std::string_view> wholes) const noexcept {
        return any([&](std::string_view word) {
            return std::ranges::any_of(
                wholes, [&](std::string_view whole) { return values::same_letters(word, whole); });
        });
    }

  private:
    template <class Test>
    bool any(Test test) const noexcept {
        for (auto left = text_; !left.empty();) {
            const auto begins = std::ranges::find_if(left, is_letter);
            left.remove_prefix(static_cast<std::size_t>(begins - left.begin()));
            const auto ends = std::ranges::find_if_not(left, is_letter);
            const auto word = left.substr(0, static_cast<std::size_t>(ends - left.begin()));
            if (word.empty()) return false;
            if (test(word)) return true;
            left.remove_prefix(word.size());
        }
        return false;
    }

    std::string_view text_;
};

/// Whether the words say that the server does not have the mechanism or command.
bool is_missing(const sentence& words) noexcept {
    return words.has({"unknown", "unsupported", "unrecogni", "unimplemented", "unavailable", "disabled"})
           || (words.has_whole({"not", "no", "never"})
               && words.has({"support", "implement", "recogni", "known", "available", "enabled", "understood",
                             "such"}));
}

bool is_complaint(const sentence& words) noexcept {
    return is_missing(words)
           || words.has(
               {"invalid", "illegal", "unexpected", "expect", "requir", "missing", "extra", "trailing"})
           || words.has_whole({"bad", "wrong", "not", "no", "cannot", "too"});
}

/// Whether the words are about the user or the password, even if they also mention a mechanism.
bool says_credentials(const sentence& words) noexcept {
    return words.has(
        {"password", "passwd", "passphrase", "credential", "username", "account", "mailbox", "maildrop"});
}

bool says_user(const sentence& words) noexcept {
    const bool advises = words.has_whole({"use", "instead"});  // such as "use USER and PASS"
    return !advises && words.has_whole({"user", "login", "logon", "log", "name"});
}

bool says_mechanism(const sentence& words) noexcept {
    if (says_credentials(words)) return false;
    if (words.has({"command", "mech", "verb"}) && is_complaint(words)) return true;
    if (says_user(words)) return false;
    if (words.has_whole({"method", "type", "scheme", "request", "format"}) && is_complaint(words))
        return true;
    if (words.has_whole({"auth", "sasl", "plain", "authenticate"}) && is_missing(words)) return true;
    if (words.has({"implement", "support", "recogni"}) && is_missing(words)) return true;
    if (words.has_whole({"protocol"}) && words.has_whole({"error", "violation"})) return true;
    if (words.has_whole({"line"}) && words.has_whole({"long"})) return true;
    return words.has({"syntax", "argument", "parameter", "malformed", "unsupported", "unrecogni",
                      "unimplemented", "cancel", "abort"})
           || words.has_whole({"usage", "base", "initial"});
}

}  // namespace

bool is_about_mechanism(std::string_view words, milestone until) noexcept {
    const auto code = protocol::registered_code(words);
    if (!code.empty() && code != "SYS/PERM") return false;
    if (until != milestone::responded) return code.empty() || says_mechanism(sentence(words));
    return says_mechanism(sentence(words));
}

}  // namespace popline::sasl
