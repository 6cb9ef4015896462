// SPDX-License-Identifier: BSL-1.0
// What to write where g++ 12 turns the shorter form into wrong code.
#include <popline.hpp>

namespace asio = boost::asio;

namespace {

/// Owns memory, so that a closure that holds one may not be a temporary.
struct tally {
    void add(std::string_view octets) { seen.append(octets.substr(0, 1)); }
    std::string seen;
};

asio::awaitable<void> count(popline::session& session, tally total) {
    auto inbox = co_await session.mails();  // not: if ((co_await session.mails()).empty())
    if (inbox.empty()) co_return;

    const popline::mail mail = inbox.front();
    auto for_chunks = [total](std::string_view octets) mutable { total.add(octets); };
    co_await mail.retrieve(for_chunks);  // not: co_await mail.retrieve([total](auto octets) { … })
}

}  // namespace

/// Keeps the compiler from leaving it out.
asio::awaitable<void> good_forms(popline::session& session) {
    return count(session, {});
}
