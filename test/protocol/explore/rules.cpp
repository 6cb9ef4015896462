// SPDX-License-Identifier: BSL-1.0
#include "rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>
#include <utility>

namespace popline::test {

using kind = event::kind;

namespace {

bool is_command(const event& one) {
    return one.what == kind::wrote && one.octet >= 'A' && one.octet <= 'Z';
}

std::size_t command_of(const event& one) {
    return static_cast<std::size_t>(one.octet - 'A');
}

/// Walks a record and tells at each event which commands are unanswered: their first octet is on the
/// wire, the last one of their reply was not read.
template <class Look>
bool holds_throughout(const record& seen, Look look) {
    std::array<bool, 26> out{};
    for (std::size_t at = 0; at < seen.size(); ++at) {
        if (!look(at, seen[at], out)) return false;
        if (is_command(seen[at])) out[command_of(seen[at])] = true;
        if (seen[at].what == kind::answered) out[seen[at].who] = false;
    }
    return true;
}

std::size_t size_of(const std::array<bool, 26>& out) {
    return static_cast<std::size_t>(std::ranges::count(out, true));
}

bool happened(std::span<const event> seen, kind what, std::size_t who) {
    return std::ranges::any_of(seen, [&](const event& one) { return one.what == what && one.who == who; });
}

bool usual_end(const record& seen) {
    return std::ranges::none_of(seen, [](const event& one) {
        return one.what == kind::cut || one.what == kind::forged || one.what == kind::broke;
    });
}

// The rules.

/// [R22] The k-th reply goes to the k-th written command, with the bytes that the server sent for that
/// command.
bool kth_reply_to_kth_command(const scene&, const record& seen) {
    std::vector<std::size_t> written, ended;
    for (const auto& one : seen) {
        if (is_command(one)) written.push_back(command_of(one));
        if (one.what == kind::ended) ended.push_back(one.who);
        if (one.what == kind::ended && !one.right) return false;
    }
    return ended.size() <= written.size() && std::equal(ended.begin(), ended.end(), written.begin());
}

/// [R22] A reply has ended when its last octet was read, not before and not later.
bool ends_with_its_last_octet(const scene&, const record& seen) {
    int open = 0;
    for (const auto& one : seen) {
        if (one.what == kind::answered) ++open;
        if (one.what == kind::ended && --open < 0) return false;
        if (one.what == kind::due && open != 0) return false;  // `due` is reported after every step
    }
    return true;
}

/// [R24][R37] The unanswered commands, abandoned ones included, are never more than the window.
bool window_holds(const scene& played, const record& seen) {
    return holds_throughout(seen, [&](std::size_t, const event& one, const auto& out) {
        return !is_command(one) || size_of(out) < played.window;
    });
}

/// Whether a command in flight is a barrier to the next one.
bool bars(const part& out, const part& next) {
    const bool is_led = out.alone == protocol::barrier::leads && next.alone == protocol::barrier::follows;
    return is_alone(out.alone) && !is_led;
}

/// [R24][R25] If the pipeline has nothing to write, there is a reason: a barrier, a window of which more than
/// half is in use, or the bytes due.
bool no_idle_window(const scene& played, const record& seen) {
    return holds_throughout(seen, [&](std::size_t at, const event& one, const auto& out) {
        if (one.what != kind::dry) return true;
        std::vector<std::size_t> waiting;
        bool urgent = false;
        const auto before = std::span(seen).first(at);
        for (std::size_t who = 0; who < played.parts.size(); ++who) {
            const bool began = std::ranges::any_of(
                before, [&](const event& past) { return is_command(past) && command_of(past) == who; });
            if (began || !happened(before, kind::submitted, who) || happened(before, kind::dropped, who))
                continue;
            waiting.push_back(who);
            urgent = urgent || played.parts[who].leaves == protocol::urgency::now;
        }
        if (!urgent) return true;
        std::uint64_t due = 0;
        bool barrier_out = false;
        for (std::size_t who = 0; who < played.parts.size(); ++who) {
            if (!out[who]) continue;
            due += played.parts[who].expected;
            barrier_out = barrier_out || bars(played.parts[who], played.parts[waiting.front()]);
        }
        if (is_alone(played.parts[waiting.front()].alone)) return size_of(out) > 0;
        const auto half = std::max<std::size_t>(played.window / 2, 1);
        return barrier_out || due >= played.window_octets || size_of(out) + half > played.window;
    });
}

/// [R25] A command is written only while fewer bytes are due than the window allows.
bool octets_hold(const scene& played, const record& seen) {
    std::uint64_t said = 0, due = 0;
    for (const auto& one : seen) {
        if (one.what == kind::due) said = one.octets;
        if (one.what == kind::offered) due = said;
        if (!is_command(one)) continue;
        if (due >= played.window_octets && due > 0) return false;
        due += played.parts[command_of(one)].expected;
    }
    return true;
}

/// [R25] Bytes are due only for unanswered commands: at first all that the command expects, never more. After
/// the end of the session none are due.
bool due_is_what_is_out(const scene& played, const record& seen) {
    std::array<std::uint64_t, 26> heard{};
    std::uint64_t left = 0;  // bytes of the current write that are not yet on the wire
    bool over = false;
    return holds_throughout(seen, [&](std::size_t, const event& one, const auto& out) {
        if (one.what == kind::heard) heard[one.who] += one.octets;
        if (one.what == kind::offered) left = one.octets;
        if (one.what == kind::wrote) --left;
        over = over || one.what == kind::taken;
        if (one.what != kind::due) return true;
        if (over) return one.octets == 0;
        if (left > 0) return true;
        std::uint64_t most = 0, least = 0;
        for (std::size_t who = 0; who < played.parts.size(); ++who) {
            const auto expected = out[who] ? played.parts[who].expected : 0;
            most += expected;
            least += expected - std::min(expected, heard[who]);
        }
        return one.octets >= least && one.octets <= most;
    });
}

/// [R26] A barrier is written when no reply is due, and nothing is written after it until its reply ended.
/// One exception has a name: commands that follow may be written after a barrier that leads them.
bool barriers_are_alone(const scene& played, const record& seen) {
    return holds_throughout(seen, [&](std::size_t, const event& one, const auto& out) {
        if (!is_command(one)) return true;
        for (std::size_t who = 0; who < played.parts.size(); ++who)
            if (out[who] && bars(played.parts[who], played.parts[command_of(one)])) return false;
        return !is_alone(played.parts[command_of(one)].alone) || size_of(out) == 0;
    });
}

/// [R27] Commands are written in the order of their submission, each one whole and once.
bool commands_are_whole(const scene&, const record& seen) {
    std::string wire;
    char last = 0;
    for (const auto& one : seen) {
        if (one.what != kind::wrote) continue;
        if (is_command(one) && std::exchange(last, one.octet) >= one.octet) return false;
        wire.push_back(one.octet);
    }
    for (std::size_t at = 0; at < wire.size(); ++at) {
        constexpr std::string_view end = "\r\n";
        const auto place = at % 3;
        if (place == 0 ? !std::isalpha(static_cast<unsigned char>(wire[at])) : wire[at] != end[place - 1])
            return false;
    }
    return wire.size() % 3 == 0 || !usual_end(seen);
}

/// [R27] Commands that may be written together are in one write: after a whole write nothing is left to be
/// written, unless something else happened since the output was handed out.
bool one_write(const scene&, const record& seen) {
    std::uint64_t left = 0;
    bool untouched = false;
    for (const auto& one : seen) {
        if (one.what == kind::offered) {
            if (untouched || left > 0) return false;
            left = one.octets;
            untouched = true;
        } else if (one.what == kind::wrote) {
            --left;
        } else if (one.what != kind::due && one.what != kind::dry) {
            untouched = false;
        }
    }
    return left == 0 || !usual_end(seen);
}

/// [R66] A command that was dropped before any write held it is never written.
bool dropped_is_not_written(const scene&, const record& seen) {
    std::array<bool, 26> dropped{};
    std::uint64_t left = 0;  // bytes of the current write not yet on the wire; a drop cannot stop them
    for (const auto& one : seen) {
        if (one.what == kind::offered) left = one.octets;
        if (one.what == kind::wrote && left > 0) --left;
        if (one.what == kind::dropped && left == 0) dropped[one.who] = true;
        if (is_command(one) && dropped[command_of(one)]) return false;
    }
    return true;
}

/// [R67][R68] After a command is dropped, its owner gets no more bytes or events of it.
bool dropped_hears_nothing(const scene&, const record& seen) {
    std::array<bool, 26> dropped{};
    for (const auto& one : seen) {
        if (one.what == kind::dropped) dropped[one.who] = true;
        if (one.what == kind::given && dropped[one.who]) return false;
    }
    return true;
}

/// [R38] Every command that was submitted leaves the pipeline exactly once: answered, taken, or dropped
/// unwritten.
bool each_leaves_once(const scene& played, const record& seen) {
    for (std::size_t who = 0; who < played.parts.size(); ++who) {
        const auto times = [&](kind what) {
            return std::ranges::count_if(seen,
                                         [&](const auto& one) { return one.what == what && one.who == who; });
        };
        const bool began = std::ranges::any_of(
            seen, [&](const event& one) { return is_command(one) && command_of(one) == who; });
        const auto left = times(kind::ended) + times(kind::taken);
        const bool dropped_in_time = left == 0 && !began && times(kind::dropped) == 1;
        if (left != times(kind::submitted) && !dropped_in_time) return false;
    }
    return true;
}

/// [R38] At the end of a session the commands on the wire are taken out first, then the others, each in
/// order.
bool taken_in_order(const scene&, const record& seen) {
    std::vector<std::size_t> taken;
    for (const auto& one : seen)
        if (one.what == kind::taken) taken.push_back(one.who);
    return std::ranges::is_sorted(taken);  // commands leave in the order of their letters
}

/// Without a cut or a forged reply each urgent command gets its reply: none waits for ever.
bool nothing_is_left(const scene& played, const record& seen) {
    if (!usual_end(seen)) return true;
    std::size_t last_urgent = 0;  // the index after it; a command that rides waits for an urgent one
    for (std::size_t who = 0; who < played.parts.size(); ++who)
        if (played.parts[who].leaves == protocol::urgency::now && !happened(seen, kind::dropped, who))
            last_urgent = who + 1;
    return std::ranges::none_of(
        seen, [&](const event& one) { return one.what == kind::taken && one.who < last_urgent; });
}

/// [R27] `ready_to_write` is right before `output` is called, and an output that was handed out stays the
/// same.
bool foretold(const scene&, const record& seen) {
    return std::ranges::count(seen, kind::misled, &event::what) == 0;
}

/// [R30] A forged reply breaks the stream, and nothing else does.
bool only_forgery_breaks(const scene&, const record& seen) {
    const auto count = [&](kind what) { return std::ranges::count(seen, what, &event::what); };
    return count(kind::broke) == count(kind::forged);
}

/// [R38] After a cut or a breach nothing is written, and no command gets an event.
bool nothing_after_the_end(const scene&, const record& seen) {
    bool over = false;
    for (const auto& one : seen) {
        over = over || one.what == kind::cut || one.what == kind::broke;
        if (over && (one.what == kind::wrote || one.what == kind::offered || one.what == kind::given))
            return false;
    }
    return true;
}

constexpr struct {
    bool (*holds)(const scene&, const record&);
    const char* name;
} rules[] = {
    {kth_reply_to_kth_command, "[R22] the k-th reply to the k-th command"},
    {ends_with_its_last_octet, "[R22] a reply ends with its last octet"},
    {window_holds, "[R24][R37] never more than the window"},
    {no_idle_window, "[R24][R25] no idle window"},
    {octets_hold, "[R25] octets hold"},
    {due_is_what_is_out, "[R25] due is what is out"},
    {barriers_are_alone, "[R26] barriers are alone"},
    {commands_are_whole, "[R27] commands are whole and in order"},
    {one_write, "[R27] one write"},
    {dropped_is_not_written, "[R66] dropped while queued, never written"},
    {dropped_hears_nothing, "[R67] dropped hears nothing"},
    {each_leaves_once, "[R38] each leaves once"},
    {taken_in_order, "[R38] taken in order"},
    {nothing_is_left, "nothing is left"},
    {foretold, "[R27] foretold whether there is something to write"},
    {only_forgery_breaks, "[R30] only a forgery breaks"},
    {nothing_after_the_end, "[R38] nothing after the end"},
};

}  // namespace

std::size_t most_unanswered(const scene&, const record& seen) {
    std::size_t most = 0;
    holds_throughout(seen, [&](std::size_t, const event&, const auto& out) {
        most = std::max(most, size_of(out));
        return true;
    });
    return most;
}

const char* broken_rule(const scene& played, const record& seen) {
    for (const auto& [holds, name] : rules)
        if (!holds(played, seen)) return name;
    return nullptr;
}

}  // namespace popline::test
