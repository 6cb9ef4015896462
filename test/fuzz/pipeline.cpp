// SPDX-License-Identifier: BSL-1.0
// The pipeline with any bytes of a server, cut in any way, while any commands are dropped.
#include <string>
#include <utility>
#include <vector>

#include "input.hpp"
#include "protocol/desk.hpp"

namespace popline::test {

namespace {

using protocol::shape;

/// Limits that are so small that few bytes exceed each of them.
limits tight() {
    limits within;
    within.status_line_bytes = 40;
    within.challenge_bytes = 50;
    within.list_line_bytes = 30;
    within.capability_count = 6;
    within.message_count = 6;
    within.listing_bytes = 120;
    within.drain_bytes = 200;
    within.consecutive_refusal_count = 3;
    return within;
}

/// The input of one run: commands, the bytes of the server, and after how many bytes which command is
/// dropped.
struct plan {
    std::vector<shape> asked;
    std::vector<std::pair<std::size_t, std::size_t>> drops;  ///< number of bytes, and entry; in order
    std::size_t width = 1;
    std::string_view wire;
};

plan read_plan(fuzz_input& input) {
    plan made;
    made.width = input.below(9) + 1;
    for (auto count = input.below(7) + 1; count > 0; --count)
        made.asked.push_back(static_cast<shape>(input.below(4)));
    std::size_t at = 0;
    for (auto count = input.below(4); count > 0; --count) {
        at += input.octet();
        made.drops.emplace_back(at, input.below(made.asked.size()));
    }
    return made;
}

protocol::command command_of(shape reply, std::size_t number) {
    const auto name = "C" + std::to_string(number);
    switch (reply) {
        case shape::body: return protocol::retrieve(static_cast<message_number>(number + 1), 30);
        case shape::dialogue: {
            auto made = protocol::build(protocol::verb::other, reply, name);
            made.alone = protocol::barrier::yes;
            return made;
        }
        default:
            return protocol::build(number % 2 == 0 ? protocol::verb::capa : protocol::verb::other, reply,
                                   name);
    }
}

void check(const desk& one, std::size_t most) {
    demand(one.broken() || one.kept() <= most, "no more is kept than the limit");
    demand(one.pipeline.unanswered() > 0 || one.pipeline.due() == 0, "octets are due of some reply");
}

/// Runs the input, and returns the result. If `steps` is empty, the bytes come one by one.
std::string play(const plan& what, std::string_view steps) {
    const auto within = tight();
    const auto most =
        std::max({within.status_line_bytes, within.challenge_bytes, within.list_line_bytes}) + 1;
    desk one(within);
    one.pipeline.width().fix(what.width);
    std::vector<protocol::entry*> entries;
    for (const auto reply : what.asked)
        entries.push_back(&one.submit(command_of(reply, entries.size())));
    one.write();
    std::size_t heard = 0;
    const auto hear_until = [&](std::size_t end) {
        if (end <= heard) return;
        cut(what.wire.substr(heard, end - heard), steps, [&](std::string_view piece) {
            one.answers.resize(piece.size(), "YQ==\r\n");  // one per possible challenge
            one.hear(piece);
            one.write();
            check(one, most);
        });
        heard = std::min(end, what.wire.size());
    };
    for (const auto& [at, entry] : what.drops) {
        hear_until(at);
        one.drop(*entries[entry]);
        check(one, most);
    }
    hear_until(what.wire.size());
    while (one.pipeline.take_oldest()) {}
    demand(one.pipeline.due() == 0, "nothing is due of a session that ended");
    demand(one.write().empty(), "nothing is written by a session that ended");
    return one.heard();
}

/// The output depends on when each reply was read. The pieces make no difference only if all commands were
/// written at once.
bool all_leaves_at_once(const plan& what) {
    return what.width >= what.asked.size() && std::ranges::count(what.asked, shape::dialogue) == 0;
}

}  // namespace

}  // namespace popline::test

int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    using namespace popline::test;
    fuzz_input input(octets, size);
    auto what = read_plan(input);
    const auto steps = input.text(input.below(6));
    what.wire = input.rest();
    const auto cut_by_steps = play(what, steps);
    if (!all_leaves_at_once(what)) return 0;
    demand(cut_by_steps == play(what, {}), "the pieces make no difference");
    demand(cut_by_steps == play(what, "\x27"), "nor do larger ones");
    return 0;
}
