// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <memory>
#include <popline/sync/delivery.hpp>
#include <string>
#include <vector>

#include "mbox.hpp"
#include "output.hpp"
#include "spooled_message.hpp"

namespace tool {

/// Delivers to the standard output: the messages one after another, byte for byte, or as one mailbox. Only
/// whole messages are written. On a terminal, all that a terminal obeys is escaped.
///
/// If the output fails, `flush` throws `std::runtime_error`: no message can be written after that.
class output_delivery final : public popline::delivery {
  public:
    output_delivery(output& to, bool as_mbox, std::string host);

    popline::sink open(const popline::delivery_item& item) override;
    boost::asio::awaitable<std::vector<popline::delivery_result>> flush(
        std::vector<popline::received_item> group) override;
    void drop() noexcept override;

  private:
    boost::asio::awaitable<void> print(spooled_message& one);
    boost::asio::awaitable<void> give(std::string_view bytes);

    output& output_;
    bool is_mbox_;
    bool is_terminal_;
    std::string host_;
    mbox mailbox_;
    std::map<std::uint64_t, std::shared_ptr<spooled_message>> open_;
};

/// Delivers to nowhere.
class null_delivery final : public popline::delivery {
  public:
    popline::sink open(const popline::delivery_item& item) override;
    boost::asio::awaitable<std::vector<popline::delivery_result>> flush(
        std::vector<popline::received_item> group) override;
    void drop() noexcept override {}
};

}  // namespace tool
