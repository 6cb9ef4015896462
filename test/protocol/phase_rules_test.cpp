// SPDX-License-Identifier: BSL-1.0
#include "protocol/phase_rules.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace popline::test {

using protocol::after_success;
using protocol::permitted;
using protocol::verb;

namespace {

constexpr phase phases[] = {phase::disconnected, phase::connecting, phase::authorization,
                            phase::transaction,  phase::update,     phase::closed};

}  // namespace

TEST_CASE("[R40][R42] which command may be submitted in which phase") {
    // One letter per phase, in the order above: y if the command is legal in it.
    struct {
        verb of;
        std::string_view legal;
    } const table[] = {
        {verb::greeting, "-y----"}, {verb::capa, "--yy--"}, {verb::stls, "-yy---"},  {verb::user, "--y---"},
        {verb::pass, "--y---"},     {verb::apop, "--y---"}, {verb::auth, "--y---"},  {verb::stat, "---y--"},
        {verb::list, "---y--"},     {verb::uidl, "---y--"}, {verb::retr, "---y--"},  {verb::top, "---y--"},
        {verb::dele, "---y--"},     {verb::noop, "---y--"}, {verb::rset, "---y--"},  {verb::quit, "--yy--"},
        {verb::utf8, "--y---"},     {verb::lang, "--yy--"}, {verb::other, "--yy--"},
    };
    static_assert(std::size(table) == static_cast<std::size_t>(verb::other) + 1);
    for (const auto& [of, legal] : table)
        for (std::size_t at = 0; at < legal.size(); ++at) {
            INFO(std::string(name(of)), " in phase ", at);
            CHECK(permitted(of, phases[at]) == (legal[at] == 'y'));
        }
}

TEST_CASE("[R41] only an authentication command of ours leads into the transaction") {
    for (auto at = 0; at <= static_cast<int>(verb::other); ++at) {
        const auto v = static_cast<verb>(at);
        const bool login = v == verb::user || v == verb::pass || v == verb::apop || v == verb::auth;
        INFO(std::string(name(v)));
        CHECK((after_success(v, phase::authorization) == phase::transaction) == login);
        CHECK((after_success(v, phase::connecting) == phase::transaction) == login);
    }
    CHECK(after_success(verb::greeting, phase::connecting) == phase::authorization);
    CHECK(after_success(verb::quit, phase::update) == phase::closed);
    CHECK(after_success(verb::dele, phase::transaction) == phase::transaction);
    CHECK(after_success(verb::stls, phase::connecting) == phase::connecting);
}

}  // namespace popline::test
