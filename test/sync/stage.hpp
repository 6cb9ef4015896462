// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <popline/sync/sync.hpp>
#include <string>
#include <vector>

#include "session/scene.hpp"

namespace popline::test {

/// What happened in a run, in order, as words: `open a`, `flush a b`, `record a b`, `deleted a`, `forget a`.
using diary = std::vector<std::string>;

inline void write(diary& to, std::string verb, const std::vector<std::string>& names) {
    for (const auto& name : names)
        verb += " " + name;
    to.push_back(std::move(verb));
}

/// How many messages the lines of a diary that begin with this verb name.
inline std::size_t count_in(const diary& of, std::string_view verb) {
    std::ptrdiff_t named = 0;
    for (const auto& line : of)
        if (line.starts_with(verb)) named += std::count(line.begin(), line.end(), ' ');
    return static_cast<std::size_t>(named);
}

/// A delivery in memory that writes a diary. A test may fail or delay each step.
class noted_delivery : public delivery {
  public:
    explicit noted_delivery(diary& to) : diary_(to) {}

    sink open(const delivery_item& item) override {
        write(diary_, "open", {item.unique_id});
        auto& text = open_[item.serial];
        return append_to(text);
    }
    boost::asio::awaitable<std::vector<delivery_result>> flush(std::vector<received_item> group) override {
        std::vector<std::string> names;
        std::map<std::uint64_t, std::string> texts;
        for (const auto& one : group) {
            names.push_back(one.item.unique_id);
            texts.insert(open_.extract(one.item.serial));
        }
        write(diary_, "flush", names);
        if (on_flush) co_await on_flush();
        std::vector<delivery_result> results;
        for (const auto& one : group) {
            auto result = on_result ? on_result(one) : delivery_result{delivered::stored, {}, {}, {}};
            if (result.how == delivered::stored) stored.push_back(texts.at(one.item.serial));
            results.push_back(std::move(result));
        }
        co_return results;
    }
    bool can_stop() const noexcept override { return stops; }
    void drop() noexcept override {
        diary_.push_back("drop");
        open_.clear();
    }

    std::vector<std::string> stored;  ///< the messages, as they came
    bool stops = false;               ///< what `can_stop` says
    std::function<boost::asio::awaitable<void>()> on_flush;
    std::function<delivery_result(const received_item&)> on_result;

  private:
    diary& diary_;
    std::map<std::uint64_t, std::string> open_;
};

/// A ledger in memory that writes a diary.
class noted_ledger : public ledger {
  public:
    explicit noted_ledger(diary& to) : diary_(to) {}

    boost::asio::awaitable<ledger_state> begin(std::string account) override {
        co_return ledger_state{{std::move(account), ++fence_}, known, facts};
    }
    boost::asio::awaitable<void> record(ledger_lease, std::vector<stored_message> group) override {
        std::vector<std::string> names;
        for (const auto& one : group)
            names.push_back(one.unique_id);
        write(diary_, "record", names);
        if (on_record) co_await on_record();
        for (const auto& one : group)
            known.add(one);
        co_return;
    }
    boost::asio::awaitable<void> mark_deleted(ledger_lease, std::vector<stored_key> keys) override {
        write(diary_, "deleted", sorted(keys));
        for (const auto& key : keys)
            known.mark_deleted(key);
        if (on_deleted) on_deleted(keys);
        co_return;
    }
    boost::asio::awaitable<void> forget(ledger_lease, std::vector<stored_key> keys) override {
        write(diary_, "forget", sorted(keys));
        for (const auto& key : keys)
            known.remove(key);
        co_return;
    }
    boost::asio::awaitable<void> remember(ledger_lease, std::string text) override {
        facts = std::move(text);
        co_return;
    }

    known_messages known;
    std::string facts;
    std::function<boost::asio::awaitable<void>()> on_record;
    std::function<void(const std::vector<stored_key>&)> on_deleted;

  private:
    static std::vector<std::string> sorted(const std::vector<stored_key>& keys) {
        std::vector<std::string> names;
        for (const auto& key : keys)
            names.push_back(key.unique_id);
        std::sort(names.begin(), names.end());
        return names;
    }

    diary& diary_;
    std::uint64_t fence_ = 0;
};

/// An embedded server with a ledger and a delivery that write one diary.
struct stage : embedded {
    explicit stage(testing::options kind = {}) : embedded(kind) {
        how.retry.first = std::chrono::milliseconds(1);
        how.clock = [this] { return now; };
    }

    /// Adds messages `a`, `b`, … that have their names as unique-ids.
    void add(const std::string& names) {
        for (const auto name : names)
            server.add(text_of(name), std::string(1, name));
    }
    static std::string text_of(char name) { return "Subject: " + std::string(20, name) + "\r\n\r\nbody\r\n"; }

    sync_result run() { return run(plain()); }
    sync_result run(popline::server where) {
        sync_result made;
        auto bounds = where.limits();
        bounds.progress_timeout = patience;
        const account user("user@test", where.limits(bounds), known_user());
        auto body = [&]() -> awaitable<void> { made = co_await sync(user, ledger, delivery, how); };
        play(context, body);
        settle(*this);
        return made;
    }

    std::chrono::sys_seconds now{std::chrono::seconds(1'800'000'000)};
    std::chrono::milliseconds patience{10'000};
    sync_policy how;
    test::diary diary;
    noted_ledger ledger{diary};
    noted_delivery delivery{diary};
};

/// The outcomes of a run as words, such as `a stored`.
inline std::vector<std::string> words_of(const sync_result& of) {
    static constexpr const char* words[] = {"stored",  "existing", "too large", "not wanted",
                                            "refused", "rejected", "failed",    "not tried"};
    std::vector<std::string> made;
    for (const auto& one : of.messages)
        made.push_back(one.unique_id + " " + words[static_cast<int>(one.what)]);
    return made;
}

}  // namespace popline::test
