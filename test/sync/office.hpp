// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <popline/sync/collect.hpp>
#include <popline/sync/memory_ledger.hpp>
#include <string>
#include <utility>
#include <vector>

#include "session/scene.hpp"

namespace popline::test {

/// Two servers with users `user0`, `user1`, …, and a delivery in memory for each user.
struct office {
    struct house {
        std::unique_ptr<testing::server> server;
        std::string name;
    };

    office() {
        first = {std::make_unique<testing::server>(context.get_executor()), "127.0.0.1"};
        other = {std::make_unique<testing::server>(context.get_executor()), "localhost"};
    }

    /// Adds an account with so many messages.
    void add(house& on, int number, int messages) {
        const auto name = "user" + std::to_string(number);
        on.server->user(name, "secret");
        for (int at = 0; at < messages; ++at)
            on.server->add_for(name, text(number, at));
        const auto where = popline::server(on.name).port(on.server->port()).security(security::cleartext);
        const account of(name, where, credentials(name, "secret").send_in_clear());
        const auto opens = [this] { return std::make_unique<counted_delivery>(*this); };
        sync_policy policy;
        policy.retry.first = std::chrono::milliseconds(1);
        accounts.emplace_back(of, ledger, opens, policy);
    }
    /// All texts have the same size.
    static std::string text(int number, int at) {
        return "Subject: " + std::to_string(10'000 + number) + "\r\n\r\n" + std::to_string(10'000 + at)
               + "\r\n";
    }

    collect_result run() { return run_until(-1, boost::asio::cancellation_type::none); }

    /// Cancels the operation after so many handlers. -1: never.
    collect_result run_until(int turns, boost::asio::cancellation_type kind) {
        ended.clear();
        auto options = how;
        const auto note = [this, users = how.ended](const account& of, const sync_result& result,
                                                    const collect_counts& counts) {
            ended.push_back(of.name);
            failures[of.name] = result.failure;
            if (users) users(of, result, counts);
        };
        options.ended = note;
        std::optional<collect_result> made;
        const auto body = [&]() -> awaitable<void> {
            co_await boost::asio::this_coro::reset_cancellation_state(
                boost::asio::enable_total_cancellation());
            made = co_await collect(accounts, options);
        };
        bool has_ended = false;
        const auto on_end = [&](std::exception_ptr failure) {
            has_ended = true;
            if (failure) std::rethrow_exception(failure);
        };
        boost::asio::co_spawn(context, body(), boost::asio::bind_cancellation_slot(stop.slot(), on_end));
        context.restart();
        for (int times = 0; !has_ended; ++times) {
            if (times == turns) stop.emit(kind);
            if (work() == 0) throw std::logic_error("the operation hangs");
            most_open = std::max(most_open, first.server->counts().open + other.server->counts().open);
        }
        // Nothing of the operation is left: only the servers still have work.
        while (first.server->counts().open + other.server->counts().open > 0)
            if (context.run_one_for(std::chrono::seconds(60)) == 0)
                throw std::logic_error("a client's socket stays open");
        REQUIRE(made);
        return *made;
    }

    /// Holds what came until the flush.
    class counted_delivery : public delivery {
      public:
        explicit counted_delivery(office& of) : of_(of) {
            ++of_.deliveries_made;
            of_.most_deliveries = std::max(of_.most_deliveries, ++of_.deliveries);
        }
        ~counted_delivery() override { --of_.deliveries; }

        sink open(const delivery_item& item) override { return append_to(open_[item.serial]); }
        awaitable<std::vector<delivery_result>> flush(std::vector<received_item> group) override {
            std::vector<std::string> texts;
            for (const auto& one : group)
                texts.push_back(std::move(open_.extract(one.item.serial).mapped()));
            for (int times = 0; times < 3; ++times)
                co_await turn();
            for (std::size_t at = 0; at < group.size(); ++at)
                of_.stored.emplace_back(group[at].item.account, std::move(texts[at]));
            const delivery_result done{delivered::stored, {}, {}, {}};
            co_return std::vector<delivery_result>(group.size(), done);
        }
        void drop() noexcept override { open_.clear(); }

      private:
        office& of_;
        std::map<std::uint64_t, std::string> open_;
    };

    std::vector<std::pair<std::string, std::string>> stored;  ///< the account and the text of each message
    std::vector<std::string> ended;                           ///< the accounts, in this order
    std::map<std::string, std::exception_ptr> failures;
    std::size_t most_open = 0;  ///< sessions that the servers had open at the same time
    std::size_t deliveries = 0, most_deliveries = 0, deliveries_made = 0;

    boost::asio::io_context context;
    house first, other;
    memory_ledger ledger;
    std::vector<collected_account> accounts;
    collect_options how;
    boost::asio::cancellation_signal stop;
    /// Lets something happen while the operation runs. Returns 0 if nothing can happen any more.
    std::function<std::size_t()> work = [this] { return context.run_one_for(std::chrono::seconds(60)); };
};

}  // namespace popline::test
