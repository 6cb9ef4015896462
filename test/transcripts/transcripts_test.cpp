// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "net/seams.hpp"
#include "transcripts/performer.hpp"
#include "transcripts/transcript.hpp"

namespace popline::test {

namespace {

namespace fs = std::filesystem;

/// Where the octets that are due at once are cut: told where a piece begins, it says where it ends.
using cut = std::function<std::size_t(std::size_t begin)>;

/// What the user and the server saw of it.
struct replay {
    std::vector<std::string> outcomes;
    std::string written;
    bool has_ended = false;
};

enum class arrival { reply_by_reply, coalesced };

replay replay_of(const transcript& play, arrival how, const cut& end_of_piece) {
    stage around;
    const auto peer = around.peer(std::string{}, [](std::string_view) { return std::string(); });
    peer->gives_all = true;
    performer user(around.context);
    replay made;
    boost::asio::co_spawn(around.context, user.perform(play.operations), [&](std::exception_ptr thrown) {
        if (thrown) std::rethrow_exception(thrown);
        made.has_ended = true;
    });
    around.settle();
    std::size_t sent = 0;
    const auto send = [&](std::string_view octets) {
        while (!octets.empty()) {
            const auto size = std::min(octets.size(), end_of_piece(sent) - sent);
            peer->say(std::string(octets.substr(0, size)));
            octets.remove_prefix(size);
            sent += size;
            around.settle();
        }
    };
    const auto is_due = [&](auto piece) {
        return piece != play.server.end() && piece->after <= peer->written.size();
    };
    for (auto next = play.server.begin(); is_due(next) || user.go_on();) {
        using kind = transcript::piece::kind;
        around.settle();
        if (!is_due(next)) continue;
        if (next->what == kind::silence) {
            around.advance(std::chrono::seconds(next++->seconds));
        } else if (next->what == kind::end_of_stream) {
            peer->hang_up();
            around.settle();
            ++next;
        } else {
            auto octets = next++->octets;
            while (how == arrival::coalesced && is_due(next) && next->what == kind::octets)
                octets += next++->octets;
            send(octets);
        }
    }
    made.outcomes = user.outcomes();
    made.written = peer->written;
    return made;
}

std::vector<fs::path> files() {
    const char* folder = std::getenv("POPLINE_TRANSCRIPTS");
    if (!folder) throw std::logic_error("POPLINE_TRANSCRIPTS must name test/transcripts");
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".transcript") found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

std::string content(const fs::path& file) {
    std::ifstream from(file, std::ios::binary);
    if (!from) throw std::logic_error("cannot read " + file.string());
    return std::string(std::istreambuf_iterator<char>(from), {});
}

/// A line `opening: NAME` stands for the file NAME.opening: a session that is open and logged in.
transcript read(const fs::path& file) {
    auto text = content(file);
    const std::string head = "\nopening: ";
    if (const auto at = text.find(head); at != text.npos) {
        const auto name = at + head.size();
        const auto end = text.find('\n', name);
        const auto opening = file.parent_path() / (text.substr(name, end - name) + ".opening");
        text.replace(at + 1, end - at, content(opening));
    }
    return transcript_from(text);
}

std::size_t never_cut(std::size_t) {
    return std::string::npos;
}

/// Where the words depend on what has come already, the transcript has their beginning and `...`.
bool agrees(const std::string& outcome, std::string_view with) {
    if (!with.ends_with("...")) return outcome == with;
    return outcome.starts_with(with.substr(0, with.size() - 3));
}

void check(const transcript& play, arrival how, const cut& end_of_piece) {
    const auto made = replay_of(play, how, end_of_piece);
    CAPTURE(play.row);
    CHECK(made.written == play.client);
    CHECK(made.has_ended);
    CHECK(made.outcomes.size() == play.outcomes.size());
    for (std::size_t at = 0; at < std::min(made.outcomes.size(), play.outcomes.size()); ++at) {
        if (agrees(made.outcomes[at], play.outcomes[at])) continue;
        CAPTURE(play.operations[at]);
        CHECK(made.outcomes[at] == play.outcomes[at]);
    }
}

}  // namespace

TEST_CASE("each transcript of a strange server is played as it is written") {
    const auto all = files();
    CHECK(all.size() > 50);
    for (const auto& file : all) {
        CAPTURE(file.filename().string());
        check(read(file), arrival::reply_by_reply, never_cut);
    }
}

TEST_CASE("a transcript ends alike if its octets come one by one, together, or cut at any place") {
    for (const auto& file : files()) {
        CAPTURE(file.filename().string());
        const auto play = read(file);
        check(play, arrival::coalesced, never_cut);
        check(play, arrival::reply_by_reply, [](std::size_t begin) { return begin + 1; });
        std::size_t octets = 0;
        for (const auto& piece : play.server)
            octets += piece.octets.size();
        for (std::size_t at = 1; at < octets; ++at) {
            CAPTURE(at);
            const auto here = [at](std::size_t begin) { return begin < at ? at : std::string::npos; };
            check(play, arrival::reply_by_reply, here);
        }
    }
}

TEST_CASE("a transcript that is none is refused with the number of the line") {
    const struct {
        const char* text;
        const char* why;
    } rows[] = {
        {"row: a\n> stat\nC: STAT\nX: +OK\n= done\n", "line 4: no line of a transcript"},
        {"row: a\n> stat\nS| \\q\n= done\n", "line 3: an unknown escape"},
        {"row: a\n> stat\n", "not each operation has one outcome"},
        {"> stat\n= done\n", "it names no row"},
    };
    for (const auto& [text, why] : rows) {
        std::string thrown;
        try {
            static_cast<void>(transcript_from(text));
        } catch (const std::logic_error& refused) {
            thrown = refused.what();
        }
        CHECK(thrown == why);
    }
}

}  // namespace popline::test
