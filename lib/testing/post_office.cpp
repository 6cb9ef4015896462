// SPDX-License-Identifier: BSL-1.0
#include "testing/post_office.hpp"

#include <boost/asio/execution/context.hpp>
#include <stdexcept>
#include <utility>

#include "testing/context_watch.hpp"
#include "testing/listener.hpp"
#include "testing/session.hpp"

namespace popline::testing::detail {

namespace {
constexpr std::size_t remembered_sessions = 4096;
constexpr std::size_t remembered_bytes = 65536;
}  // namespace

post_office::post_office(options given) : settings(std::move(given)) {
    accounts["user"].password = "secret";
}

post_office::~post_office() = default;

void post_office::open(boost::asio::any_io_executor const& executor) {
    auto const self = shared_from_this();
    std::lock_guard const lock(mutex);
    auto const in_clear = std::make_shared<listener>(self, executor, protection::none, settings.port());
    auto const with_tls = std::make_shared<listener>(self, executor, protection::tls, settings.tls_port());
    clear_port = in_clear->port();
    tls_port = with_tls->port();
    listeners_ = {in_clear, with_tls};
    for (auto const& each : listeners_)
        each->accept();
    context_watch::of(boost::asio::query(executor, boost::asio::execution::context)).add(self);
}

void post_office::stop() noexcept {
    std::lock_guard const lock(mutex);
    for (auto const& each : std::exchange(listeners_, {}))
        each->close();
    for (auto const& each : std::exchange(sessions, {}))
        each->end();
}

void post_office::faults_changed() {
    for (auto const& each : std::vector(sessions.begin(), sessions.end()))
        each->flush();
}

maildrop& post_office::drop_of(std::string_view user) {
    if (auto* const found = find(user)) return found->drop;
    throw std::out_of_range("popline::testing: the server has no user \"" + std::string(user)
                            + "\"; create it with server::user()");
}

account* post_office::find(std::string_view user) {
    auto const found = accounts.find(user);
    return found == accounts.end() ? nullptr : &found->second;
}

void post_office::record(std::size_t id, std::string_view line) {
    if (!settings.has_transcript() || id >= remembered_sessions) return;
    if (transcripts.size() <= id) transcripts.resize(id + 1);
    auto& text = transcripts[id];
    if (text.size() + line.size() < remembered_bytes) text.append(line) += '\n';
}

}  // namespace popline::testing::detail
