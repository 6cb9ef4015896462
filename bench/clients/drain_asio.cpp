// SPDX-License-Identifier: BSL-1.0
// The floor `drain-asio`: a program on Asio with callbacks and one buffer, which does not look at the bytes.
// Over TLS it uses asio::ssl::stream.
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/drain_asio_many.hpp"
#include "clients/job.hpp"
#include "clients/plan.hpp"
#include "clients/replies.hpp"
#include "stopwatch.hpp"

namespace {

using namespace bench;
namespace asio = boost::asio;

template <typename Stream>
class drain {
  public:
    drain(asio::io_context& context, Stream& stream, const job& what)
        : context_(context), stream_(stream), what_(what) {}

    // These calls block. They run before the clock starts.
    std::string_view read() { return {buffer_.data(), stream_.read_some(asio::buffer(buffer_))}; }
    std::string ask(std::string_view line, std::string_view end) {
        asio::write(stream_, asio::buffer(line));
        std::string reply;
        while (!reply.ends_with(end))
            reply += read();
        return reply;
    }

    void run() {
        ask("", "\r\n");
        ask(std::string("USER ") + job::user + "\r\n", "\r\n");
        ask(std::string("PASS ") + job::password + "\r\n", "\r\n");
        plan_ = make_plan(*this, what_);
        ask("NOOP\r\n", "\r\n");
        commands_.emplace(plan_, what_.window);

        const stopwatch watch;
        fill();
        receive();
        context_.run();
        print(watch, what_, plan_, bytes_, kept_);
        ask("QUIT\r\n", "\r\n");
    }

  private:
    void fill() {
        if (writing_) return;
        const auto due = commands_->due(ended_);
        if (due.empty()) return;
        writing_ = true;
        asio::async_write(stream_, asio::buffer(due), [this](auto failure, std::size_t) {
            if (failure) throw boost::system::system_error(failure);
            writing_ = false;
            fill();
        });
    }
    void receive() {
        stream_.async_read_some(asio::buffer(buffer_), [this](auto failure, std::size_t size) {
            if (failure) throw boost::system::system_error(failure);
            bytes_ += size;
            if (what_.digest) kept_.append(buffer_.data(), size);
            while (ended_ < plan_.size() && plan_.ends[ended_] <= bytes_)
                ++ended_;
            fill();
            if (bytes_ < plan_.bytes()) receive();
        });
    }

    asio::io_context& context_;
    Stream& stream_;
    const job& what_;
    plan plan_;
    std::uint64_t ended_ = 0;
    std::uint64_t bytes_ = 0;
    bool writing_ = false;
    std::optional<asking> commands_;
    std::string kept_;
    std::vector<char> buffer_ = std::vector<char>(65'536);
};

}  // namespace

int main(int argc, char** argv) {
    return run(argc, argv, [](const job& what) {
        if (what.name == "sessions" && !what.tls) return drain_asio_many(what);
        if (what.name != "retrieve" && what.name != "top" && what.name != "retrieve-delete") refuse(what);
        asio::io_context context(1);
        asio::ip::tcp::socket socket(context);
        socket.connect({asio::ip::make_address(what.host), what.port});
        socket.set_option(asio::ip::tcp::no_delay(true));
        if (!what.tls) return drain(context, socket, what).run();
        asio::ssl::context tls(asio::ssl::context::tls_client);
        tls.load_verify_file(what.ca_file);
        asio::ssl::stream<asio::ip::tcp::socket&> stream(socket, tls);
        stream.set_verify_mode(asio::ssl::verify_peer);
        stream.handshake(asio::ssl::stream_base::client);
        drain(context, stream, what).run();
    });
}
