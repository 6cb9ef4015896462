// SPDX-License-Identifier: BSL-1.0
#include "output_delivery.hpp"

#include <unistd.h>

#include <utility>

#include "console.hpp"

namespace tool {

namespace asio = boost::asio;

namespace {

class spooling_sink {
  public:
    explicit spooling_sink(std::shared_ptr<spooled_message> into) : into_(std::move(into)) {}

    void operator()(std::string_view bytes) { into_->append(bytes); }
    void abandon() noexcept { into_->clear(); }

  private:
    std::shared_ptr<spooled_message> into_;
};

std::vector<popline::delivery_result> all_stored(std::size_t count) {
    std::vector<popline::delivery_result> made(count);
    for (auto& one : made)
        one.how = popline::delivered::stored;
    return made;
}

}  // namespace

output_delivery::output_delivery(output& to, bool as_mbox, std::string host)
    : output_(to), is_mbox_(as_mbox), is_terminal_(::isatty(STDOUT_FILENO) != 0), host_(std::move(host)) {}

popline::sink output_delivery::open(const popline::delivery_item& item) {
    std::erase_if(open_, [](const auto& one) { return one.second->is_cleared(); });
    auto& place = open_[item.serial];
    place = std::make_shared<spooled_message>();
    const spooling_sink into(place);
    return popline::sink(into);
}

asio::awaitable<std::vector<popline::delivery_result>> output_delivery::flush(
    std::vector<popline::received_item> group) {
    for (const auto& one : group) {
        const auto message = open_.extract(one.item.serial);
        if (!message.empty()) co_await print(*message.mapped());
    }
    co_return all_stored(group.size());
}

asio::awaitable<void> output_delivery::print(spooled_message& one) {
    one.rewind();
    if (is_mbox_) co_await give(mailbox_.begin(host_));
    for (auto piece = one.next(); !piece.empty(); piece = one.next()) {
        if (!is_mbox_) {
            co_await give(piece);
            continue;
        }
        const auto quoted = mailbox_.quoted(piece);
        co_await give(quoted);
    }
    if (!is_mbox_) co_return;
    const auto end = mailbox_.end();
    co_await give(end);
}

asio::awaitable<void> output_delivery::give(std::string_view bytes) {
    const bool has_room = is_terminal_ ? output_.write(escaped_for_terminal(bytes)) : output_.write(bytes);
    if (!has_room) co_await output_.until_room();
}

void output_delivery::drop() noexcept {
    open_.clear();
}

popline::sink null_delivery::open(const popline::delivery_item&) {
    return [](std::string_view) {};
}

asio::awaitable<std::vector<popline::delivery_result>> null_delivery::flush(
    std::vector<popline::received_item> group) {
    co_return all_stored(group.size());
}

}  // namespace tool
