// SPDX-License-Identifier: BSL-1.0
#include "netrc.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "secret_line.hpp"

namespace tool {

namespace {

constexpr std::string_view blanks = " \t\r\n";

/// The words of the text, one after the other. A word may be a password, so its memory is overwritten.
class netrc_words {
  public:
    explicit netrc_words(std::string_view text) : text_(text) {
        word_.reserve(text.size());  // it never moves, so no copy is left behind
    }
    netrc_words(const netrc_words&) = delete;
    netrc_words& operator=(const netrc_words&) = delete;
    ~netrc_words() { overwrite(word_.data(), word_.size()); }

    /// Reads the next word of the language itself; false at the end of the text.
    bool next_keyword() {
        skip_blanks();
        while (at_ < text_.size() && text_[at_] == '#') {
            at_ = std::min(text_.find('\n', at_), text_.size());
            skip_blanks();
        }
        if (at_ == text_.size()) return false;
        read();
        return true;
    }
    /// Reads the value that must follow a word. It may begin with `#`.
    std::string_view next_value() {
        skip_blanks();
        if (at_ == text_.size()) fail("a value is missing at the end");
        read();
        return word_;
    }
    /// The word that was read last.
    std::string_view word() const noexcept { return word_; }
    /// Leaves out all lines up to an empty one, as a macro has them.
    void skip_macro() { at_ = std::min({text_.find("\n\n", at_), text_.find("\n\r\n", at_), text_.size()}); }
    [[noreturn]] void fail(const std::string& why) const {
        const auto line = 1 + std::ranges::count(text_.substr(0, at_), '\n');
        throw std::invalid_argument("line " + std::to_string(line) + ": " + why);
    }

  private:
    void skip_blanks() { at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size()); }
    void read() {
        overwrite(word_.data(), word_.size());
        word_.clear();
        if (text_[at_] == '"') return read_quoted();
        const auto end = std::min(text_.find_first_of(blanks, at_), text_.size());
        word_.append(text_.substr(at_, end - at_));
        at_ = end;
    }
    void read_quoted() {
        const auto begin = at_;
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
            const bool is_escape = text_[at_] == '\\' && at_ + 1 < text_.size();
            word_ += is_escape ? escaped(text_[++at_]) : text_[at_];
        }
        if (at_ == text_.size()) {
            at_ = begin;
            fail("a quote does not end");
        }
        ++at_;
    }
    static char escaped(char letter) noexcept {
        switch (letter) {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            default: return letter;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string word_;
};

char in_small(char letter) noexcept {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// A final dot is not part of the name.
bool is_same_host(std::string_view one, std::string_view other) {
    if (one.ends_with('.')) one.remove_suffix(1);
    if (other.ends_with('.')) other.remove_suffix(1);
    return std::ranges::equal(one, other, {}, in_small, in_small);
}

struct netrc_entry {
    bool is_of_host = false;
    std::optional<std::string> user;
    popline::secret password;

    bool fits(std::string_view wanted) const {
        if (!is_of_host) return false;
        return user ? wanted.empty() || *user == wanted : !wanted.empty();
    }
};

}  // namespace

std::optional<netrc_login> find_in_netrc(std::string_view text, std::string_view host,
                                         std::string_view user) {
    netrc_words from(text);
    netrc_entry now;
    std::optional<netrc_entry> found;
    const auto keep = [&] {
        if (!found && now.fits(user)) found = std::exchange(now, {});
    };
    bool is_in_entry = false;
    while (from.next_keyword()) {
        const auto word = from.word();
        if (word == "machine" || word == "default") {
            keep();
            now = {};
            is_in_entry = true;
            now.is_of_host = word == "default" || is_same_host(from.next_value(), host);
        } else if (word == "macdef") {
            from.next_value();
            from.skip_macro();
        } else if (is_in_entry && word == "login") {
            now.user = std::string(from.next_value());
        } else if (is_in_entry && word == "password") {
            now.password = popline::secret(from.next_value());
        } else if (is_in_entry && word == "account") {
            from.next_value();
        } else {
            from.fail("there is no such word: give machine, default, login, password, account or macdef");
        }
    }
    keep();
    if (!found) return std::nullopt;
    return netrc_login{found->user.value_or(std::string(user)), std::move(found->password)};
}

}  // namespace tool
