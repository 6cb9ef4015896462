// SPDX-License-Identifier: BSL-1.0
#include "testing/transaction.hpp"

#include <utility>

namespace popline::testing::detail {

transaction::transaction(maildrop& drop, std::shared_ptr<contents const> mail, lies const& told)
    : drop_(&drop), mail_(std::move(mail)), lies_(told) {
    restore();
}

void transaction::stat(reply_batch& out) const {
    auto const told = lies_.stat.value_or(lies::listing{messages_, octets_});
    out.add("+OK ").add(told.messages).add(" ").add(told.octets).add("\r\n");
}

void transaction::list(std::optional<std::string_view> argument, reply_batch& out) const {
    listing(argument, out,
            [&](std::size_t index) { out.add(lies::told(lies_.list, index + 1, mail_->octets(index))); });
}

void transaction::uidl(std::optional<std::string_view> argument, reply_batch& out) const {
    listing(argument, out, [&](std::size_t index) { out.add(mail_->unique_id(index)); });
}

void transaction::retr(std::string_view argument, reply_batch& out) const {
    auto const found = find(argument, out);
    if (!found) return;
    auto mail = mail_->mail(*found);
    auto const told = lies::told(lies_.retr, *found + 1, mail->size());
    auto text = mail->reply();
    if (told != mail->size()) {
        out.add("+OK ").add(told).add(" octets\r\n");
        text = mail->body();
    }
    out.refer(text, std::move(mail));
}

void transaction::top(std::string_view argument, reply_batch& out) const {
    auto const blank = argument.find(' ');
    auto const lines = blank == argument.npos ? std::nullopt : number(argument.substr(blank + 1));
    if (!lines) {
        out.add("-ERR TOP needs a message number and a number of lines\r\n");
        return;
    }
    auto const found = find(argument.substr(0, blank), out);
    if (!found) return;
    auto const mail = mail_->mail(*found);
    auto const text = mail->top(*lines);
    out.add("+OK\r\n").refer(text, mail);
    if (!text.empty() && !text.ends_with("\r\n")) out.add("\r\n");
    out.add(".\r\n");
}

void transaction::dele(std::string_view argument, reply_batch& out) {
    auto const found = find(argument, out);
    if (!found) return;
    deleted_[*found] = true;
    --messages_;
    octets_ -= mail_->octets(*found);
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

std::optional<std::size_t> transaction::find(std::string_view argument, reply_batch& out) const {
    auto const position = number(argument);
    if (position && *position > 0 && *position <= mail_->size() && !deleted_[*position - 1])
        return *position - 1;
    out.add("-ERR no such message\r\n");
    return std::nullopt;
}

template <typename Column>
void transaction::listing(std::optional<std::string_view> argument, reply_batch& out, Column column) const {
    auto const line = [&](std::size_t index) {
        out.add(index + 1).add(" ");
        column(index);
        out.add("\r\n");
    };
    if (argument) {
        auto const found = find(*argument, out);
        if (!found) return;
        out.add("+OK ");
        line(*found);
        return;
    }
    out.add("+OK ").add(messages_).add(" messages\r\n");
    for (std::size_t index = 0; index < mail_->size(); ++index)
        if (!deleted_[index] && !lies_.leaves_out(index + 1)) line(index);
    out.add(".\r\n");
}

void transaction::restore() {
    deleted_.assign(mail_->size(), false);
    messages_ = mail_->size();
    octets_ = 0;
    for (std::size_t index = 0; index < mail_->size(); ++index)
        octets_ += mail_->octets(index);
}

}  // namespace popline::testing::detail
