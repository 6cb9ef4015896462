// SPDX-License-Identifier: BSL-1.0
// The client libcurl, with one easy handle.
#include "clients/curl_easy.hpp"

namespace {

using namespace bench;

void retrieve(const job& what) {
    const auto count = count_messages(what);
    taken all(what.digest);
    taken others(false);
    curl_easy one(what, take, &all);
    one.ask_for("NOOP", false);  // connects and logs in before the clock starts
    one.perform();
    all.begin();
    for (std::uint64_t number = 1; number <= count; ++number) {
        const auto text = std::to_string(number);
        if (what.name == "top")
            one.ask_for("TOP " + text + " 0", true);
        else
            one.ask_for_message(number);
        one.perform();
        if (what.name == "retrieve-delete") {
            one.ask_for("DELE " + text, false);
            one.perform();
        }
    }
    all.print(count);
}

void list(const job& what) {
    taken all(false);
    curl_easy one(what, take, &all);
    one.ask_for("NOOP", false);
    one.perform();
    all.begin();
    one.ask_for("LIST", true);
    one.perform();
    one.ask_for("UIDL", true);
    one.perform();
    all.print(1);
}

void stat(const job& what) {
    taken all(false);
    curl_easy one(what, take, &all);
    one.ask_for("STAT", false);
    one.perform();
    all.begin();
    for (std::uint64_t time = 0; time < what.count; ++time)
        one.perform();
    all.print(what.count);
}

void log_in_and_out(const job& what) {
    taken all(false);
    all.begin();
    for (std::uint64_t time = 0; time < what.count; ++time) {
        curl_easy one(what, take, &all);
        one.ask_for("NOOP", false);
        one.perform();
    }
    all.print(what.count);
}

/// One handle for all logins: it keeps the TLS sessions, but each login has a connection of its own.
void visit(const job& what) {
    taken all(false);
    curl_easy one(what, take, &all);
    curl_easy_setopt(one.handle(), CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(one.handle(), CURLOPT_FORBID_REUSE, 1L);
    one.ask_for("NOOP", false);
    all.begin();
    for (std::uint64_t time = 0; time < what.count; ++time)
        one.perform();
    all.print(what.count);
}

}  // namespace

int main(int argc, char** argv) {
    return run(argc, argv, [](const job& what) {
        curl_global_init(CURL_GLOBAL_ALL);
        if (what.name == "retrieve" || what.name == "top" || what.name == "retrieve-delete")
            return retrieve(what);
        if (what.name == "list") return list(what);
        if (what.name == "stat") return stat(what);
        if (what.name == "login") return log_in_and_out(what);
        if (what.name == "visits") return visit(what);
        refuse(what);
    });
}
