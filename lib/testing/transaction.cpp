// SPDX-License-Identifier: BSL-1.0
#include "testing/transaction.hpp"

#include <utility>

namespace popline::testing::detail {

transaction::transaction(maildrop& drop, std::shared_ptr<contents const> mail)
    : drop_(&drop), mail_(std::move(mail)) {
    restore();
}

void transaction::stat(reply_batch& out) const {
    out.add("+OK ").add(messages_).add(" ").add(octets_).add("\r\n");
}

void transaction::list(std::optional<std::string_view> argument, reply_batch& out) const {
    listing(argument, out, [&](entry const& each) { out.add(each.mail->size()); });
}

void transaction::uidl(std::optional<std::string_view> argument, reply_batch& out) const {
    listing(argument, out, [&](entry const& each) { out.add(each.unique_id); });
}

void transaction::retr(std::string_view argument, reply_batch& out) const {
    if (auto const* found = find(argument, out)) out.refer(found->mail->reply());
}

void transaction::top(std::string_view argument, reply_batch& out) const {
    auto const blank = argument.find(' ');
    auto const lines = blank == argument.npos ? std::nullopt : number(argument.substr(blank + 1));
    if (!lines) {
        out.add("-ERR TOP takes a message and a number of lines\r\n");
        return;
    }
    auto const* found = find(argument.substr(0, blank), out);
    if (!found) return;
    auto const text = found->mail->top(*lines);
    out.add("+OK\r\n").refer(text);
    if (!text.empty() && !text.ends_with("\r\n")) out.add("\r\n");
    out.add(".\r\n");
}

void transaction::dele(std::string_view argument, reply_batch& out) {
    auto const* found = find(argument, out);
    if (!found) return;
    deleted_[static_cast<std::size_t>(found - mail_->data())] = true;
    --messages_;
    octets_ -= found->mail->size();
    out.add("+OK marked\r\n");
}

void transaction::rset(reply_batch& out) {
    restore();
    out.add("+OK ").add(messages_).add(" messages\r\n");
}

void transaction::commit() {
    if (messages_ < mail_->size()) drop_->update(deleted_);
    roll_back();
}

void transaction::roll_back() noexcept {
    if (auto* const drop = std::exchange(drop_, nullptr)) drop->unlock();
}

entry const* transaction::find(std::string_view argument, reply_batch& out) const {
    auto const position = number(argument);
    if (position && *position > 0 && *position <= mail_->size() && !deleted_[*position - 1])
        return &(*mail_)[*position - 1];
    out.add("-ERR no such message\r\n");
    return nullptr;
}

template <typename Column>
void transaction::listing(std::optional<std::string_view> argument, reply_batch& out, Column column) const {
    auto const line = [&](entry const& each) {
        out.add(static_cast<std::size_t>(&each - mail_->data()) + 1).add(" ");
        column(each);
        out.add("\r\n");
    };
    if (argument) {
        auto const* const found = find(*argument, out);
        if (!found) return;
        out.add("+OK ");
        line(*found);
        return;
    }
    out.add("+OK ").add(messages_).add(" messages\r\n");
    for (auto const& each : *mail_)
        if (!deleted_[static_cast<std::size_t>(&each - mail_->data())]) line(each);
    out.add(".\r\n");
}

void transaction::restore() {
    deleted_.assign(mail_->size(), false);
    messages_ = mail_->size();
    octets_ = 0;
    for (auto const& each : *mail_)
        octets_ += each.mail->size();
}

}  // namespace popline::testing::detail
