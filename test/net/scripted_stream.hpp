// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/error.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/byte_stream.hpp"
#include "net/tls_side.hpp"

namespace popline::test {

/// The bytes that the client must write, and the replies that it is given. Each reply is one read. It is
/// there when the client has written everything that the script has before it, even if the client writes on.
class script {
  public:
    script& expect(std::string_view octets) {
        client.append(octets);
        return *this;
    }
    script& reply(std::string octets) {
        server.push_back({client.size(), std::move(octets)});
        return *this;
    }
    script& hang_up() { return reply({}); }

    struct piece {
        std::size_t after;
        std::string octets;  // if empty, the stream ends here
    };
    std::string client;
    std::vector<piece> server;
};

/// The other end of a byte stream of a test, and how the link treats the bytes. Outlives its stream.
class scripted_peer : public std::enable_shared_from_this<scripted_peer> {
  public:
    static constexpr std::size_t never = static_cast<std::size_t>(-1);
    /// Answers a line, handed over without its CRLF.
    using answerer = std::function<std::string(std::string_view)>;

    scripted_peer(boost::asio::any_io_executor executor, script play);
    scripted_peer(boost::asio::any_io_executor executor, std::string greeting, answerer answers);

    /// The only stream to this peer.
    std::unique_ptr<net::byte_stream> stream();

    /// All that goes over the wire is TLS, from the first octet.
    void secure(tls_context context);
    /// Null without TLS.
    tls_side* tls() noexcept { return tls_ ? &*tls_ : nullptr; }

    /// Sends these bytes without a command, or ends the stream.
    void say(std::string octets);
    /// The same, but a wait that is pending is not told of it, as with epoll if the bytes were read before
    /// the wait began.
    void say_unasked(std::string octets);
    /// The same without TLS, as an attacker between both ends could.
    void say_raw(std::string octets);
    void hang_up();
    /// The same after a close_notify.
    void take_leave();
    /// From now on the client may write only this many more bytes; the stream does not take the rest.
    void take_only(std::size_t octets);

    // How the stream behaves.
    bool gives_all = false;  ///< a read takes all that is there, as from a socket; else a piece
    std::size_t read_at_most = never;
    std::size_t write_at_most = never;
    std::size_t takes = never;             ///< octets that may still be written
    std::size_t takes_after_read = never;  ///< what `takes` becomes when the client has read
    std::size_t trickles =
        0;  ///< a reply, or a greeting without TLS, comes in pieces of this size, each in its own handler
    bool is_deaf = false;          ///< from now on the client can write, but gets no reply
    std::size_t fails_at = never;  ///< the first step that fails; all later steps fail too
    boost::system::error_code fails_with = boost::asio::error::connection_reset;
    boost::system::error_code writes_fail_with;  ///< if set, writes fail, and reading goes on
    tls_context behind_stls;                     ///< if set, STLS is obeyed
    std::string alpn_knows;                      ///< if set, TLS refuses clients whose ALPN lacks this
    /// If set, it is asked for more bytes at each read of the client, so that there are always some.
    std::function<std::string()> floods;
    std::function<void(std::size_t)> on_read;  ///< if set, told how many octets a read took

    // What the peer has observed.
    std::string written;    ///< in clear
    std::size_t taken = 0;  ///< octets on the wire that the client wrote
    std::size_t steps = 0;  ///< calls of read_some, write_some and wait
    bool closed = false;
    std::string mismatch;  ///< bytes that the client wrote although the script does not have them
    bool used_up() const noexcept {
        return mismatch.empty() && written.size() == play_.client.size() && next_ == play_.server.size()
               && incoming_.empty();
    }
    bool wrote(std::string_view octets) const noexcept { return written.find(octets) != written.npos; }

  private:
    class end;

    bool step();
    bool readable() const noexcept { return closed || broken_ || ended_ || !incoming_.empty() || floods; }
    bool writable() const noexcept { return closed || broken_ || takes > 0; }
    void tell(net::direction way, boost::system::error_code failure);
    void tell_ready();
    void take(std::string_view octets);
    void obey(std::string_view octets);
    void arrive(std::string octets);
    void go_on();
    void trickle();

    boost::asio::any_io_executor executor_;
    script play_;
    answerer answers_;
    std::string line_;
    std::string due_;
    std::size_t next_ = 0;
    std::optional<tls_side> tls_;
    std::deque<std::string> incoming_;
    bool ended_ = false;
    bool broken_ = false;
    std::shared_ptr<net::ready_listener> waits_[2];
};

}  // namespace popline::test
