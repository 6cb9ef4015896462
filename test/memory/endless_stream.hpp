// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "net/byte_stream.hpp"

namespace popline::test {

/// A server that allocates nothing for its replies, however long they are: it makes the messages on the fly.
class endless_stream final : public net::byte_stream {
  public:
    struct maildrop {
        std::uint32_t messages = 0;  ///< the number that STAT reports
        std::uint32_t listed = 0;    ///< the number that LIST and UIDL report
        std::uint64_t octets = 0;    ///< of each message, in lines of 64
        const char* size = nullptr;  ///< if set, LIST reports this text as the size
    };
    endless_stream(boost::asio::any_io_executor executor, maildrop of);
    ~endless_stream() override;

    std::size_t read_some(std::span<char> into, boost::system::error_code& failure) override;
    std::size_t write_some(std::string_view octets, boost::system::error_code& failure) override;
    boost::system::error_code flush() override { return {}; }
    void wait(net::direction way, std::shared_ptr<net::ready_listener> who) override;
    void cancel_waits() noexcept override;
    void close() noexcept override { cancel_waits(); }

  private:
    enum class reply : std::uint8_t { ok, stat, capabilities, list, unique_ids, body };
    void obey(std::string_view line);
    std::size_t refill();
    void tell();
    bool due() const noexcept { return answered_ != asked_ || at_ < end_; }

    static constexpr std::size_t most_pending = 4096;
    static constexpr std::size_t piece = 8192;

    boost::asio::any_io_executor executor_;
    maildrop maildrop_;
    reply pending_[most_pending];
    std::size_t asked_ = 0;
    std::size_t answered_ = 0;
    std::uint64_t progress_ = 0;  // bytes of the current reply that were sent
    char line_[256];
    std::size_t line_size_ = 0;
    char said_[piece];
    std::size_t at_ = 0;
    std::size_t end_ = 0;
    std::shared_ptr<net::ready_listener> reader_;
};

}  // namespace popline::test
