// SPDX-License-Identifier: BSL-1.0
#include "spoilt_line.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "simulation/far_end.hpp"

namespace popline::test {

namespace asio = boost::asio;
using boost::system::error_code;
using net::direction;

namespace {

/// Texts that a server might send at the wrong time.
constexpr std::string_view texts[] = {"\r\n.\r\n",
                                      "+OK\r\n",
                                      "-ERR\r\n",
                                      "-ERR [IN-USE] busy\r\n",
                                      "-ERR [AUTH] cAnArY-7319\r\n",
                                      "+ \r\n",
                                      "+OK\tcAnArY-7319\r\n",
                                      "+ AHVzZXIAY0FuQXJZLTczMTk=\r\n",
                                      "\r\n.",
                                      ".\r\n",
                                      "1 99999999999999999999\r\n",
                                      "1 2\r\n",
                                      "[SYS/TEMP] ",
                                      "+OK 1 1\r\n",
                                      "\n",
                                      "-ERR [cAnArY-7319]\r\n"};

class spoilt_line final : public net::byte_stream {
  public:
    spoilt_line(asio::any_io_executor executor, testing::detail::post_office& office, const spoils& what,
                std::size_t piece, std::shared_ptr<std::string> written)
        : executor_(std::move(executor)),
          server_(office),
          spoils_(what),
          piece_(piece),
          written_(std::move(written)) {
        say(server_.greet());
    }
    ~spoilt_line() override { server_.gone(); }

    std::size_t read_some(std::span<char> into, error_code& failure) override {
        failure.clear();
        if (closed_) failure = asio::error::bad_descriptor;
        if (!failure && arrived_.empty())
            failure = cut_ ? error_code(asio::error::eof) : asio::error::would_block;
        if (failure) return 0;
        auto taken = std::min(into.size(), arrived_.size());
        if (piece_ > 0) taken = std::min(taken, piece_);
        std::copy_n(arrived_.begin(), taken, into.begin());
        arrived_.erase(0, taken);
        return taken;
    }
    std::size_t write_some(std::string_view octets, error_code& failure) override {
        failure.clear();
        if (closed_) failure = asio::error::bad_descriptor;
        if (failure) return 0;
        if (piece_ > 0) octets = octets.substr(0, piece_);
        written_->append(octets);
        for (const auto& reply : server_.hear(octets))
            say(reply);
        cut_ = cut_ || server_.hangs_up();
        tell_ready();
        return octets.size();
    }
    error_code flush() override { return {}; }
    void wait(direction way, std::shared_ptr<net::ready_listener> who) override {
        waits_[static_cast<int>(way)] = std::move(who);
        tell_ready();
    }
    void cancel_waits() noexcept override {
        for (const auto way : {direction::read, direction::write})
            tell(way, asio::error::operation_aborted);
    }
    void close() noexcept override {
        closed_ = true;
        cancel_waits();
    }

  private:
    void say(std::string_view reply) {
        for (const char octet : reply) {
            if (cut_ || stalled_) return;
            bool kept = true;
            for (; next_ < spoils_.all.size() && spoils_.all[next_].at <= said_; ++next_)
                kept = spoil(spoils_.all[next_], octet) && kept;
            if (kept) arrived_.push_back(octet);
            ++said_;
        }
    }

    /// Returns whether the original byte still follows.
    bool spoil(const spoils::spoil& one, char octet) {
        using kind = spoils::kind;
        switch (one.what) {
            case kind::replaced: arrived_.push_back(one.octet); return false;
            case kind::inserted: arrived_.push_back(one.octet); return true;
            case kind::left_out: return false;
            case kind::doubled: arrived_.push_back(octet); return true;
            case kind::text:
                arrived_.append(texts[static_cast<unsigned char>(one.octet) % std::size(texts)]);
                return true;
            case kind::cut: cut_ = true; return false;
            case kind::stalled: stalled_ = true; return false;
        }
        return true;
    }

    void tell(direction which, error_code failure) {
        auto& waiting = waits_[static_cast<int>(which)];
        if (!waiting) return;
        asio::post(executor_, [which, who = std::exchange(waiting, nullptr), failure] {
            who->on_ready(which, failure);
        });
    }
    void tell_ready() {
        if (closed_ || cut_ || !arrived_.empty()) tell(direction::read, {});
        tell(direction::write, {});
    }

    asio::any_io_executor executor_;
    far_end server_;
    const spoils& spoils_;
    std::size_t piece_;
    std::shared_ptr<std::string> written_;
    std::string arrived_;
    std::size_t said_ = 0;
    std::size_t next_ = 0;
    bool cut_ = false;
    bool stalled_ = false;
    bool closed_ = false;
    std::shared_ptr<net::ready_listener> waits_[2];
};

struct trial final : net::attempt {
    std::shared_ptr<int> alive = std::make_shared<int>(0);
};

}  // namespace

spoils read_spoils(fuzz_input& input) {
    spoils made;
    std::size_t at = 0;
    for (auto count = input.below(6); count > 0; --count) {
        at += input.octet();
        const auto what = static_cast<spoils::kind>(input.below(7));
        made.all.push_back({at, what, static_cast<char>(input.octet())});
    }
    return made;
}

std::unique_ptr<net::attempt> spoilt_street::connect(const asio::any_io_executor& executor,
                                                     const asio::ip::tcp::endpoint&,
                                                     const std::optional<asio::ip::address>&,
                                                     completion then) {
    auto made = std::make_unique<trial>();
    spoils_.written.push_back(std::make_shared<std::string>());
    asio::post(executor,
               [&office = office_, &what = spoils_, piece = piece_, written = spoils_.written.back(),
                executor, alive = std::weak_ptr<int>(made->alive), then = std::move(then)] {
                   if (!alive.expired())
                       then({}, std::make_unique<spoilt_line>(executor, office, what, piece, written));
               });
    return made;
}

}  // namespace popline::test
