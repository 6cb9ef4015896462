// SPDX-License-Identifier: BSL-1.0
#include "session/languages.hpp"

#include <algorithm>

#include "session/ask.hpp"
#include "values/words.hpp"

namespace popline::verbs {

namespace asio = boost::asio;
using protocol::shape;
using protocol::verb;

namespace {

bool belongs_to_tag(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/// RFC 5646 section 2.1. `*` is a language range of RFC 4647.
bool is_tag(std::string_view text) noexcept {
    return text == "*" || (!text.empty() && std::ranges::all_of(text, belongs_to_tag));
}

}  // namespace

asio::awaitable<void> use_utf8(std::shared_ptr<net::connection> connection) {
    const auto held = submit(connection, protocol::build(verb::utf8, shape::status));
    const auto why = co_await came(held);
    if (why) {
        if (connection->has_left(*held))
            connection->fail(net::with_detail({errc::session_closed}, {"UTF8 was cancelled"}));
        throw as_error(why, held->what);
    }
    accept(held);
}

std::vector<language> read_languages(const net::lease& held) {
    std::vector<language> all;
    for (std::string_view lines = held->reply.lines; !lines.empty();) {
        auto rest = values::take_line(lines);
        const auto tag = values::take_word(rest);
        if (tag.empty()) continue;
        const auto* const name = values::skip_blanks(rest);
        all.push_back({std::string(tag), std::string(name, rest.data() + rest.size())});
    }
    return all;
}

asio::awaitable<std::string> set_language(std::shared_ptr<net::connection> connection, std::string tag) {
    if (!is_tag(tag))
        throw error(errc::invalid_argument,
                    {.verb = "LANG", .detail = "a language is letters, digits and hyphens, or a lone *"});
    const auto held = co_await ask(connection, protocol::build(verb::lang, shape::status, tag));
    std::string_view words = held->reply.words;
    const auto chosen = values::take_word(words);
    co_return is_tag(chosen) ? std::string(chosen) : std::string();
}

}  // namespace popline::verbs
