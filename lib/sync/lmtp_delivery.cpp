// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <popline/error.hpp>
#include <popline/sync/lmtp_delivery.hpp>
#include <utility>

#include "sync/lmtp_group.hpp"
#include "sync/spool.hpp"

namespace popline {

namespace asio = boost::asio;

namespace {

void check(std::string_view text, std::string_view unusable, const char* what) {
    const auto is_bad = [&](char byte) {
        const auto octet = static_cast<unsigned char>(byte);
        return octet < ' ' || octet > '~' || unusable.find(byte) != unusable.npos;
    };
    if (std::any_of(text.begin(), text.end(), is_bad)) throw error(errc::invalid_argument, {.detail = what});
}

}  // namespace

lmtp_delivery::lmtp_delivery(lmtp_server server, std::vector<std::string> recipients,
                             asio::any_io_executor disk, lmtp_options how, std::nullptr_t)
    : server_(std::move(server)), recipients_(std::move(recipients)), how_(std::move(how)) {
    if (server_.host.empty() && server_.socket.empty())
        throw error(errc::invalid_argument, {.detail = "no LMTP server"});
    const auto is_empty = [](const std::string& one) { return one.empty(); };
    if (recipients_.empty() || std::any_of(recipients_.begin(), recipients_.end(), is_empty))
        throw error(errc::invalid_argument, {.detail = "no recipient"});
    for (const auto& one : recipients_)
        check(one, "<>", "the address of a recipient");
    check(how_.sender, "<>", "the address of the sender");
    check(how_.client, "<> ", "the name of the client");
    if (how_.client.empty()) throw error(errc::invalid_argument, {.detail = "no name of the client"});
    spool_ = std::make_unique<syncing::spool>(how_.spool_folder, std::move(disk));
}

lmtp_delivery::~lmtp_delivery() = default;

sink lmtp_delivery::open(const delivery_item& item) {
    return spool_->open(item);
}

asio::awaitable<std::vector<delivery_result>> lmtp_delivery::flush(std::vector<received_item> group) {
    syncing::lmtp_group of(server_, recipients_, how_, spool_->take(group));
    std::exception_ptr failure;
    try {
        co_await of.deliver();
    } catch (...) {
        failure = std::current_exception();
    }
    co_return of.take_results(failure);
}

void lmtp_delivery::drop() noexcept {
    spool_->drop();
}

}  // namespace popline
