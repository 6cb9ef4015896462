// SPDX-License-Identifier: BSL-1.0
// The client popline. It uses only the public headers.
#include "clients/popline_jobs.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace bench {

popline::server server_of(const job& what) {
    auto made = popline::server(what.host).port(what.port);
    if (what.tls)
        made = made.tls(tls_of(what, popline::tls_resumption::off));
    else
        made = made.security(popline::security::cleartext);
    if (what.window != 0) made = made.pipelining(popline::pipelining::window(what.window));
    return made;
}

popline::tls tls_of(const job& what, popline::tls_resumption use) {
    return popline::tls(popline::tls_options().authorities(what.ca_file).resumption(use));
}

popline::credentials credentials_of() {
    return popline::credentials(job::user, job::password).send_in_clear();
}

}  // namespace bench

namespace {

using namespace bench;

boost::asio::awaitable<void> work(const job& what) {
    if (what.name == "list") return list(what);
    if (what.name == "stat") return stat(what);
    if (what.name == "login") return log_in_and_out(what);
    if (what.name == "visits") return visit(what);
    if (what.name == "sessions") return hold_many_sessions(what);
    if (what.name == "idle") return hold_idle_sessions(what);
    if (what.name == "retrieve" || what.name == "top" || what.name == "retrieve-delete"
        || what.name == "ready")
        return retrieve(what);
    refuse(what);
}

}  // namespace

int main(int argc, char** argv) {
    return run(argc, argv, [](const job& what) {
        boost::asio::io_context context(1);
        std::exception_ptr failure;
        boost::asio::co_spawn(context, work(what), [&](std::exception_ptr why) { failure = why; });
        context.run();
        if (failure) std::rethrow_exception(failure);
    });
}
