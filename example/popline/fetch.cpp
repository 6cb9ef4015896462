// SPDX-License-Identifier: BSL-1.0
#include "fetch.hpp"

#include <algorithm>
#include <cerrno>
#include <popline/error.hpp>

#include "console.hpp"
#include "progress_bar.hpp"
#include "ticker.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

class fetching {
  public:
    fetching(popline::session& session, const arguments& given, destination& to)
        : session_(session), given_(given), to_(to), bar_(given.shows_progress && given.destination != "-") {}

    asio::awaitable<harvest> run() {
        const auto inbox = co_await session_.mails();
        auto messages = session_.retrieve(choose(inbox));
        const ticker drawing(session_.get_executor(), [&] { bar_.draw(messages.progress()); });
        while (auto message = co_await messages.next()) {
            co_await take(*message);
            if (hopeless_) break;
        }
        bar_.hide();
        co_return made_;
    }

  private:
    /// Those that were asked for, are there, are not too large, and not yet on the disk. One that is there is
    /// looked at again only where it is to be removed from the server.
    std::vector<popline::mail> choose(const std::vector<popline::mail>& inbox) {
        std::vector<popline::mail> wanted;
        for (const auto number : given_.numbers)
            if (std::ranges::find(inbox, number, &popline::mail::number) == inbox.end())
                fail(number, "there is no such message");
        for (const auto& one : inbox) {
            const bool asked_for = given_.numbers.empty()
                                   || std::ranges::find(given_.numbers, one.number()) != given_.numbers.end();
            if (!asked_for || (!given_.deletes && to_.has(one))) continue;
            if (given_.max_size && one.size().value_or(0) > *given_.max_size)
                fail(one.number(), "larger than --max-size");
            else
                wanted.push_back(one);
        }
        return wanted;
    }

    asio::awaitable<void> take(popline::message& one) {
        try {
            co_await to_.receive(one);
            ++made_.messages;
            made_.octets += one.octets_read();
            if (given_.deletes) one.mark_deleted();
        } catch (const popline::error& failure) {
            if (session_.phase() != popline::phase::transaction) throw;
            fail(one.number(), reason(failure));
            // A full or broken disk is one for the next message, too.
            hopeless_ = failure.code() == popline::errc::file_failed && failure.cause().value() != EEXIST;
        } catch (const std::exception& failure) {
            fail(one.number(), reason(failure));
            hopeless_ = given_.destination == "-";
        }
    }

    void fail(popline::message_number number, std::string_view why) {
        bar_.hide();
        complain("message " + std::to_string(number) + ": " + std::string(why));
        ++made_.failures;
    }

    popline::session& session_;
    const arguments& given_;
    destination& to_;
    progress_bar bar_;
    harvest made_;
    bool hopeless_ = false;
};

}  // namespace

asio::awaitable<harvest> fetch(popline::session& session, const arguments& given, destination& to) {
    fetching one(session, given, to);
    co_return co_await one.run();
}

}  // namespace tool
