// SPDX-License-Identifier: BSL-1.0
#include "import_command.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <popline/error.hpp>
#include <popline/printable.hpp>
#include <popline/sync/import.hpp>
#include <sstream>
#include <stdexcept>

#include "console.hpp"
#include "ledger_file.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

using accounts = std::vector<popline::retrieved_account>;

[[noreturn]] void refuse(const arguments& given, const std::string& what) {
    throw std::runtime_error(given.imported.native() + ": " + what);
}

accounts read_file(const arguments& given) {
    std::ifstream from(given.imported, std::ios::binary);
    std::ostringstream text;
    // A folder can be opened, but not read.
    if (!from || (from.peek() == EOF && from.bad())) refuse(given, std::strerror(errno));
    if (from.peek() != EOF) text << from.rdbuf();
    if (from.bad()) refuse(given, std::strerror(errno));
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    try {
        return popline::read_retrieved(given.from, text.view(), now);
    } catch (const popline::error& why) {
        refuse(given, why.detail());
    }
}

std::string name_of(const popline::retrieved_account& one) {
    return one.user + "@" + one.host;
}

/// Chooses the account of the command line. Its name can end in a port, which the other programs do not keep.
popline::retrieved_account& choose(accounts& from, const arguments& given) {
    if (from.size() == 1) return from.front();
    const auto without_port = given.account.substr(0, given.account.rfind(':'));
    std::string names;
    for (auto& one : from) {
        if (name_of(one) == given.account || name_of(one) == without_port) return one;
        names += (names.empty() ? "" : ", ") + name_of(one);
    }
    refuse(given, "it has several accounts, and none is " + given.account + ": " + names);
}

}  // namespace

exit_status import_state(const arguments& given) {
    auto all = read_file(given);
    if (all.empty()) refuse(given, "it names no message");
    auto messages = std::move(choose(all, given).messages);
    const auto count = messages.size();

    asio::io_context context(1);
    asio::thread_pool disk(1);
    const auto book = open_ledger(given.ledger, disk);
    std::exception_ptr failure;
    std::size_t added = 0;
    asio::co_spawn(context, popline::import_messages(*book, given.account, std::move(messages)),
                   [&](std::exception_ptr why, std::size_t number) {
                       failure = std::move(why);
                       added = number;
                   });
    context.run();
    if (failure) std::rethrow_exception(failure);
    if (given.says != verbosity::quiet)
        inform(counted(added, "message") + " added for " + popline::printable(given.account) + ", "
               + std::to_string(count - added) + " known before");
    return exit_status::done;
}

}  // namespace tool
