// SPDX-License-Identifier: BSL-1.0
// Each rule is broken here once by hand. A rule that cannot fail would prove nothing.
#include "rules.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace popline::test {

using kind = event::kind;

namespace {

/// A record written down in short: `s0` submitted, `x0` dropped, `o6` offered so many octets, `wA` wrote a
/// whole line, `pA` wrote one octet, `-` dry, `h0` heard an octet, `a0` answered, `g0` given, `e0` ended,
/// `E0` ended with another's words, `=8` due, `c` cut, `f` forged, `b` broke, `t0` taken, `m` misled.
record seen_in(std::string_view text) {
    record made;
    while (!text.empty()) {
        const auto word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(word.size() + 1, text.size()));
        const std::size_t value = word.size() < 2 ? 0 : std::stoul("0" + std::string(word.substr(1)));
        const auto note = [&](kind what, char octet = 0) {
            made.push_back({what, value, value, octet, word[0] != 'E'});
        };
        switch (word[0]) {
            case 's': note(kind::submitted); break;
            case 'x': note(kind::dropped); break;
            case 'o': note(kind::offered); break;
            case 'p': made.push_back({kind::wrote, 0, 0, word[1]}); break;
            case 'w':
                for (const char octet : {word[1], '\r', '\n'})
                    made.push_back({kind::wrote, 0, 0, octet});
                break;
            case '-': note(kind::dry); break;
            case 'm': note(kind::misled); break;
            case 'h': made.push_back({kind::heard, value, 1}); break;
            case 'a': note(kind::answered); break;
            case 'g': note(kind::given); break;
            case 'e':
            case 'E': note(kind::ended); break;
            case '=': note(kind::due); break;
            case 'c': note(kind::cut); break;
            case 'f': note(kind::forged); break;
            case 'b': note(kind::broke); break;
            case 't': note(kind::taken); break;
        }
    }
    return made;
}

/// Two commands in a window of two commands and ten bytes. The second can be a barrier, or expect bytes.
scene two(protocol::barrier alone = protocol::barrier::no, std::uint64_t expected = 0) {
    scene made{{{}, {}}, 2, 10, 0};
    made.parts[1].alone = alone;
    made.parts[0].expected = made.parts[1].expected = expected;
    return made;
}

/// The second command follows the first, which is a barrier to others.
scene two_led() {
    scene made = two(protocol::barrier::follows);
    made.parts[0].alone = protocol::barrier::leads;
    return made;
}

}  // namespace

TEST_CASE("a command that follows a barrier is not complained of") {
    const auto* const rule = broken_rule(two_led(), seen_in("s0 s1 o6 wA wB - =0 a0 e0 =0 a1 e1 =0"));
    CHECK_MESSAGE(rule == nullptr, std::string(rule ? rule : ""));
}

TEST_CASE("a record that keeps every rule is not complained of") {
    for (const auto* const text : {
             "s0 s1 o6 wA wB - =0 a0 e0 =0 a1 e1 =0",
             "s0 o3 wA - =0 a0 e0 =0 s1 o3 wB - =0 a1 e1 =0",
             "s0 s1 x0 =0 o3 wB - =0 a1 g1 e1 =0",
             "s0 s1 o6 wA wB - x0 =0 a0 e0 =0 c t1 =0",
             "s0 o3 pA =0 x0 c t0 =0",
             "f b =0",
         }) {
        const auto* const rule = broken_rule(two(), seen_in(text));
        CHECK_MESSAGE(rule == nullptr, text, ": ", std::string(rule ? rule : ""));
    }
}

TEST_CASE("each rule is broken by what it forbids") {
    constexpr auto barrier = protocol::barrier::yes;
    const scene led = two_led();
    struct {
        scene played;
        std::string_view text, rule;
    } const table[] = {
        {two(), "s0 s1 o6 wA wB - a0 e1 =0 a1 e0 =0", "[R22] the k-th reply"},
        {two(), "s0 o3 wA - a0 E0 =0", "[R22] the k-th reply"},
        {two(), "s0 o3 wA - e0 =0 a0", "[R22] a reply ends with"},
        {two(), "s0 o3 wA - a0 =0 e0", "[R22] a reply ends with"},
        {{{{}, {}, {}}, 2, 10, 0}, "s0 s1 s2 o9 wA wB wC - a0 e0 a1 e1 a2 e2", "[R24][R37] never more"},
        {two(), "s0 s1 o3 wA - a0 e0 o3 wB - a1 e1", "[R24][R25] no idle window"},
        {two(barrier), "s0 s1 o3 wA - a0 e0 - o3 wB - a1 e1", "[R24][R25] no idle window"},
        {two(protocol::barrier::no, 10), "s0 s1 o6 wA wB - a0 e0 a1 e1 =0", "[R25] octets hold"},
        {two(protocol::barrier::no, 10), "s0 o3 wA - =9 a0 e0 =0", "[R25] due is what is out"},
        {two(protocol::barrier::no, 10), "s0 o3 wA - =10 a0 e0 =1", "[R25] due is what is out"},
        {two(protocol::barrier::no, 10), "s0 o3 wA - =10 c t0 =10", "[R25] due is what is out"},
        {two(barrier), "s0 s1 o6 wA wB - a0 e0 a1 e1", "[R26] barriers are alone"},
        {{{{protocol::shape::status, barrier}, {}}, 2, 10, 0},
         "s0 s1 o6 wA wB - a0 e0 a1 e1",
         "[R26] barriers"},
        {{{{protocol::shape::status, protocol::barrier::leads}, {}}, 2, 10, 0},
         "s0 s1 o6 wA wB - a0 e0 a1 e1",
         "[R26] barriers"},
        {two(protocol::barrier::leads), "s0 s1 o6 wA wB - a0 e0 a1 e1", "[R26] barriers"},
        {{{{protocol::shape::status, barrier}, {protocol::shape::status, protocol::barrier::follows}},
          2,
          10,
          0},
         "s0 s1 o6 wA wB - a0 e0 a1 e1",
         "[R26] barriers"},
        {led, "s0 s1 o3 wA - a0 e0 o3 wB - a1 e1", "[R24][R25] no idle window"},
        {two(), "s0 s1 o6 wB wA - a1 e1 a0 e0", "[R27] commands are whole"},
        {two(), "s0 s1 o4 pA wB - a0 e0 a1 e1", "[R27] commands are whole"},
        {two(), "s0 s1 o3 wA o3 wB - a0 e0 a1 e1", "[R27] one write"},
        {two(), "s0 o6 wA - a0 e0", "[R27] one write"},
        {two(), "s0 x0 o3 wA - a0 e0", "[R66] dropped while queued"},
        {two(), "s0 o3 wA - x0 g0 a0 e0", "[R67] dropped hears nothing"},
        {two(), "s0 o3 wA - x0 c", "[R38] each leaves once"},
        {two(), "s0 o3 wA - a0 e0 c t0", "[R38] each leaves once"},
        {two(), "s0 s1 c t1 t0", "[R38] taken in order"},
        {two(), "s0 o3 wA - t0", "nothing is left"},
        {two(), "s0 m c t0", "[R27] foretold"},
        {two(), "s0 b t0", "[R30] only a forgery"},
        {two(), "s0 f t0", "[R30] only a forgery"},
        {two(), "s0 c o3 wA t0", "[R38] nothing after the end"},
        {two(), "s0 o3 wA - f b g0 t0", "[R38] nothing after the end"},
    };
    for (const auto& [played, text, rule] : table) {
        const auto* const broken = broken_rule(played, seen_in(text));
        INFO(std::string(text));
        REQUIRE(broken != nullptr);
        CHECK_MESSAGE(std::string_view(broken).starts_with(rule), std::string(broken));
    }
}

}  // namespace popline::test
