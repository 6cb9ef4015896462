// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <popline/sha256.hpp>
#include <vector>

#include "file_kinds.hpp"

// What happens if the name of a file is taken: the files with keep, set_aside and by_digest.

namespace popline::test {

namespace {

using story = std::vector<std::string>;

std::string digest_of(const std::string& octets) {
    sha256 sum;
    sum.update(octets);
    return hexadecimal(sum.finish());
}

std::string beside(const std::string& stem, const std::string& octets, const std::string& rest = ".eml") {
    return stem + "%+" + digest_of(octets) + rest;
}

const std::string small = "small";
const std::string other = "other";  // as long as the small one
const existing all_policies[] = {existing::keep, existing::set_aside, existing::by_digest};

struct one_folder : scratch_folder {
    one_folder() { files.below = *this / ""; }
    std::vector<std::string> of(const std::set<std::string>& expected) {
        return {expected.begin(), expected.end()};
    }
    void clear() {
        for (const auto& name : names())
            std::filesystem::remove_all(*this / name);
    }
    breakable_files files;
};

}  // namespace

TEST_CASE(
    "[R118] if a file has the message, the file and then its folder are synced before the retrieval ends") {
    kinds of;
    for (const auto which : {existing::keep, existing::set_aside})
        for (const auto& make : of.all(which)) {
            one_folder folder;
            folder.write("one.eml", small);
            deliver(make(folder / "one.eml", folder.files), small);
            const story expected = {"open one.eml", "read one.eml",  "read one.eml",
                                    "sync one.eml", "sync_folder .", "close one.eml"};
            CHECK(folder.files.story == expected);
            CHECK(folder.names() == std::set<std::string>{"one.eml"});
        }
}

TEST_CASE(
    "[R118] if a file has a large message, no second file stays, and both syncs come in the same order") {
    kinds of;
    for (const auto which : all_policies)
        for (const auto& make : of.all(which)) {
            one_folder folder;
            const auto name = which == existing::by_digest ? beside("one", large_message) : "one.eml";
            folder.write(name, large_message);
            deliver(make(folder / "one.eml", folder.files), large_message, 10'000);
            CHECK(folder.names() == std::set<std::string>{name});
            const auto& log = folder.files.story;
            const auto at = [&](const std::string& what) {
                return std::find(log.begin(), log.end(), what) - log.begin();
            };
            CHECK(at("sync " + name) < at("sync_folder ."));
            CHECK(at("remove temporary") < at("sync_folder ."));
            CHECK(at("sync temporary") == static_cast<std::ptrdiff_t>(log.size()));
        }
}

TEST_CASE("[R118] a retrieval fails if the file that has the message cannot be synced") {
    kinds of;
    for (const auto& octets : {small, large_message})
        for (const auto which : all_policies)
            for (const auto& make : of.all(which))
                for (std::size_t at = 1;; ++at) {
                    one_folder folder;
                    const auto name = which == existing::by_digest ? beside("one", octets) : "one.eml";
                    folder.write(name, octets);
                    folder.files.fails_at = at;
                    bool failed = false;
                    try {
                        deliver(make(folder / "one.eml", folder.files), octets, 10'000);
                    } catch (const error& why) {
                        CHECK(why.code() == errc::file_failed);
                        failed = true;
                    }
                    if (folder.files.calls < at) break;
                    const auto& call = folder.files.failed;
                    CAPTURE(call);
                    CHECK(folder.text(name) == octets);
                    if (call.starts_with("sync")) CHECK(failed);
                    if (failed) CHECK(folder.names().size() == 1);
                    // A file that cannot be read is taken for another message.
                    if (!failed && (call.starts_with("read one") || call.starts_with("open one")))
                        CHECK(folder.names().size() == 2);
                }
}

TEST_CASE("[R118] a file that is destroyed at any step leaves the older file, and nothing else") {
    for (const auto which : {existing::keep, existing::set_aside})
        for (const auto& there : {large_message, other})
            for (int steps = 0;; ++steps) {
                one_folder folder;
                folder.write("one.eml", there);
                boost::asio::io_context disk;
                bool whole = false;
                {
                    boost::asio::io_context home;
                    auto body = [&]() -> boost::asio::awaitable<void> {
                        auto made = sinks_access::file(folder / "one.eml", disk.get_executor(), folder.files);
                        sink into(with(std::move(made), which));
                        static_cast<void>(co_await give(into, large_message, 50'000));
                        whole = true;
                    };
                    boost::asio::co_spawn(home, body(), [](const std::exception_ptr&) {});
                    for (int step = 0; step < steps; ++step) {
                        home.restart();
                        disk.restart();
                        static_cast<void>(step % 2 == 0 ? home.poll_one() : disk.poll_one());
                    }
                }
                disk.restart();
                disk.poll();
                CAPTURE(steps);
                std::multiset<std::string> texts;
                for (const auto& each : folder.names())
                    texts.insert(folder.text(each));
                CHECK(texts.count(there) == 1);
                CHECK(texts.size() == (whole && there == other ? 2 : 1));
                if (whole) {
                    CHECK(steps > 6);
                    break;
                }
            }
}

TEST_CASE("[R100] if another message has the name, the new one is stored beside it, once") {
    kinds of;
    for (const auto& [there, octets] : {std::pair(other, small), std::pair(small, large_message)})
        for (const auto& make : of.all(existing::keep)) {
            one_folder folder;
            folder.write("one.eml", there);
            for (int run = 0; run < 3; ++run)
                deliver(make(folder / "one.eml", folder.files), octets, 10'000);
            CHECK(folder.names() == std::set<std::string>{"one.eml", beside("one", octets)});
            CHECK(folder.text("one.eml") == there);
            CHECK(folder.text(beside("one", octets)) == octets);
        }
}

TEST_CASE("[R100] an older message with the name gets another name, and no message is lost or stored twice") {
    kinds of;
    for (const auto& make : of.all(existing::set_aside)) {
        one_folder folder;
        folder.write("one.eml", other);
        for (int run = 0; run < 2; ++run)
            deliver(make(folder / "one.eml", folder.files), small);
        CHECK(folder.names() == std::set<std::string>{"one.eml", beside("one", other)});
        CHECK(folder.text("one.eml") == small);
        CHECK(folder.text(beside("one", other)) == other);
        // If the older message is retrieved again, it is found under its new name.
        deliver(make(folder / "one.eml", folder.files), other);
        CHECK(folder.names().size() == 2);
        deliver(make(folder / "one.eml", folder.files), large_message);
        CHECK(folder.names() == std::set<std::string>{"one.eml", beside("one", other), beside("one", small)});
        CHECK(folder.text("one.eml") == large_message);
    }
}

TEST_CASE(
    "[R94][R100] the new name of an older message is on the disk before the message takes the old name") {
    kinds of;
    for (const auto& make : of.all(existing::set_aside)) {
        one_folder folder;
        folder.write("one.eml", other);
        deliver(make(folder / "one.eml", folder.files), small);
        story renamings;
        for (const auto& call : folder.files.story)
            if (call.starts_with("rename") || call.starts_with("sync")) renamings.push_back(call);
        const story expected = {"sync temporary", "rename_unless_taken one.eml " + beside("one", other),
                                "sync_folder .", "rename_unless_taken temporary one.eml", "sync_folder ."};
        CHECK(renamings == expected);
    }
}

TEST_CASE("[R82][R100] whichever call fails, the older message stays whole, and no temporary file stays") {
    kinds of;
    for (const auto which : all_policies)
        for (const auto& make : of.all(which))
            for (std::size_t at = 1;; ++at) {
                one_folder folder;
                const auto name = which == existing::by_digest ? beside("one", small) : "one.eml";
                folder.write(name, other);
                folder.files.fails_at = at;
                bool failed = false;
                try {
                    deliver(make(folder / "one.eml", folder.files), small);
                } catch (const error&) {
                    failed = true;
                }
                std::multiset<std::string> texts;
                for (const auto& each : folder.names()) {
                    CHECK_FALSE(each.starts_with(".popline-"));
                    texts.insert(folder.text(each));
                }
                CHECK(texts
                      == (failed ? std::multiset<std::string>{other}
                                 : std::multiset<std::string>{other, small}));
                if (folder.files.calls < at) {
                    CHECK_FALSE(failed);
                    break;
                }
            }
}

TEST_CASE(
    "[R118] a link, a folder, a FIFO and an empty file are never taken for the message, and stay unchanged") {
    kinds of;
    for (const auto which : {existing::keep, existing::set_aside})
        for (const auto& make : of.all(which))
            for (const std::string what : {"link", "dangling link", "folder", "fifo", "empty"}) {
                CAPTURE(what);
                one_folder folder;
                one_folder elsewhere;
                elsewhere.write("same", small);
                const auto name = folder / "one.eml";
                if (what == "link") std::filesystem::create_symlink(elsewhere / "same", name);
                if (what == "dangling link") std::filesystem::create_symlink("nowhere", name);
                if (what == "folder") std::filesystem::create_directory(name);
                if (what == "fifo") REQUIRE(::mkfifo(name.c_str(), 0600) == 0);
                if (what == "empty") folder.write("one.eml", "");
                const auto before = std::filesystem::symlink_status(name).type();
                for (int run = 0; run < 2; ++run)
                    deliver(make(name, folder.files), small);
                CHECK(std::filesystem::symlink_status(name).type() == before);
                CHECK(folder.names() == std::set<std::string>{"one.eml", beside("one", small)});
                CHECK(folder.text(beside("one", small)) == small);
            }
}

TEST_CASE("[R118] if another file has the name beside, a count is added") {
    kinds of;
    for (const auto which : all_policies)
        for (const auto& make : of.all(which)) {
            one_folder folder;
            std::filesystem::create_directory(folder / "one.eml");
            folder.write(beside("one", small), "damaged");
            for (int run = 0; run < 2; ++run)
                deliver(make(folder / "one.eml", folder.files), small);
            CHECK(folder.names()
                  == std::set<std::string>{"one.eml", beside("one", small), beside("one", small, "-2.eml")});
            CHECK(folder.text(beside("one", small, "-2.eml")) == small);
            CHECK(folder.text(beside("one", small)) == "damaged");
        }
}

TEST_CASE("[R100] named by digest, a message that comes twice is one file, and two messages are two files") {
    kinds of;
    for (const auto& make : of.all(existing::by_digest)) {
        one_folder folder;
        for (int run = 0; run < 2; ++run)
            for (const auto& octets : {small, other, large_message, std::string()})
                deliver(make(folder / "none.eml", folder.files), octets, 10'000);
        CHECK(folder.names()
              == std::set<std::string>{beside("none", small), beside("none", other),
                                       beside("none", large_message), beside("none", "")});
    }
}

TEST_CASE("[R100] if another program stores the same message first, it is found; another message is kept") {
    kinds of;
    for (const auto which : {existing::keep, existing::set_aside})
        for (const auto& make : of.all(which))
            for (const auto& theirs : {small, other}) {
                one_folder folder;
                bool wrote = false;
                folder.files.on_call = [&](const std::string& call) {
                    if (call == "rename_unless_taken" && !std::exchange(wrote, true))
                        folder.write("one.eml", theirs);
                };
                deliver(make(folder / "one.eml", folder.files), small);
                std::multiset<std::string> texts;
                for (const auto& each : folder.names())
                    texts.insert(folder.text(each));
                CHECK(texts
                      == (theirs == small ? std::multiset<std::string>{small}
                                          : std::multiset<std::string>{small, other}));
            }
}

TEST_CASE("[R83] a name beside a long name is at most 255 bytes long, and keeps its extension") {
    kinds of;
    for (const auto& make : of.all(existing::keep)) {
        one_folder folder;
        const auto name = std::string(200, 'x') + ".eml";
        folder.write(name, other);
        deliver(make(folder / name, folder.files), small);
        REQUIRE(folder.names().size() == 2);
        const auto names = folder.names();
        const auto& made = names.begin()->size() == 255 ? *names.begin() : *names.rbegin();
        CHECK(made.size() == 255);
        CHECK(made.ends_with("%+" + digest_of(small) + ".eml"));
    }
}

TEST_CASE("a file returns the name of the message, and the new name of the older file") {
    one_folder folder;
    boost::asio::thread_pool disk(1);
    const auto name = folder / "one.eml";
    const auto check = [&](auto& into) {
        CHECK(into.name().empty());
        folder.write("one.eml", other);
        deliver(std::ref(into), small);
        CHECK(into.name() == name);
        CHECK(into.set_aside() == folder / beside("one", other));
        deliver(std::ref(into), small);
        CHECK(into.name() == name);
        CHECK(into.set_aside().empty());
        deliver(std::ref(into), other);
        CHECK(into.name() == folder / beside("one", other));
        folder.clear();
    };
    auto awaited = file(name, disk).set_aside_existing();
    check(awaited);
    auto blocking = blocking_file(name).set_aside_existing();
    check(blocking);
}

}  // namespace popline::test
