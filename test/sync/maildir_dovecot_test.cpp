// SPDX-License-Identifier: BSL-1.0
// Dovecot reads by POP3 what `maildir_delivery` delivered, and renames the files as a reader does.
#include <doctest/doctest.h>

#include <boost/asio/thread_pool.hpp>
#include <popline.hpp>
#include <popline/sync/maildir_delivery.hpp>

#include "servers/reached.hpp"
#include "support/mail.hpp"
#include "support/run.hpp"
#include "support/stored_mail.hpp"

namespace popline::test {

namespace {

using boost::asio::awaitable;

/// The messages as a POP3 server sends them: all that are stored in test/mail, and large ones.
std::vector<std::string> messages_of_many_kinds() {
    std::vector<std::string> made;
    for (const auto& one : all_stored_mail())
        made.push_back(crlf_form(one.octets));
    for (std::size_t number = 1; number <= 30; ++number)
        made.push_back(make_mail(number, 256 + number * number * 1'000));
    return made;
}

/// Delivers all messages as one group.
awaitable<std::vector<delivery_result>> deliver_all(delivery& to, const std::vector<std::string>& texts) {
    std::vector<received_item> group;
    for (const auto& text : texts) {
        received_item one;
        one.item.serial = group.size() + 1;
        one.item.account = "ada";
        one.item.unique_id = std::to_string(group.size());
        one.bytes = text.size();
        sha256 sum;
        sum.update(text);
        one.digest = sum.finish();
        auto into = to.open(one.item);
        auto pending = into.write(text);
        if (pending) co_await *std::move(pending);
        pending = into.commit();
        if (pending) co_await *std::move(pending);
        group.push_back(std::move(one));
    }
    co_return co_await to.flush(std::move(group));
}

std::vector<delivery_result> deliver_in_a_run(const dovecot& there, const std::vector<std::string>& texts) {
    boost::asio::thread_pool disk(4);
    maildir_delivery to(there.maildir_of("ada"), disk);
    boost::asio::io_context home;
    std::vector<delivery_result> results;
    auto body = [&]() -> awaitable<void> { results = co_await deliver_all(to, texts); };
    run(home, body);
    return results;
}

std::vector<std::string> read_all(const dovecot& there) {
    boost::asio::io_context home;
    std::vector<std::string> texts;
    auto body = [&]() -> awaitable<void> {
        session session(co_await boost::asio::this_coro::executor);
        co_await session.connect(reached(there, security::cleartext));
        co_await session.login(user_of("ada"));
        const auto inbox = co_await session.mails();
        auto messages = session.retrieve(inbox);
        while (auto message = co_await messages.next()) {
            auto text = co_await message->text();
            CHECK(message->size() == text.size());
            texts.push_back(std::move(text));
        }
        co_await session.quit();
    };
    run(home, body);
    return texts;
}

std::size_t count_files(const std::filesystem::path& folder) {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator(folder))
        ++count;
    return count;
}

}  // namespace

TEST_CASE(
    "[R118] Dovecot reads each delivered message unchanged, in order, and a later run finds what Dovecot "
    "renamed") {
    dovecot there;
    const auto texts = messages_of_many_kinds();
    for (const auto& one : deliver_in_a_run(there, texts))
        CHECK(one.how == delivered::stored);
    there.give_to_reader("ada");
    CHECK(read_all(there) == texts);
    REQUIRE(count_files(there.maildir_of("ada") / "cur") == texts.size());  // Dovecot moved and renamed them
    for (const auto& one : deliver_in_a_run(there, texts))
        CHECK(one.how == delivered::existing);
    CHECK(count_files(there.maildir_of("ada") / "new") == 0);
    CHECK(count_files(there.maildir_of("ada") / "tmp") == 0);
    CHECK(read_all(there) == texts);
}

}  // namespace popline::test
