// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/post.hpp>
#include <map>
#include <popline/server.hpp>

#include "net/environment.hpp"
#include "net/manual_clock.hpp"
#include "net/scripted_stream.hpp"

namespace popline::test {

/// A connector whose addresses accept, refuse, or never answer. An address that the test did not set never
/// answers. It records the order of the tries.
class scripted_connector final : public net::connector {
  public:
    void accepts(const std::string& address, std::shared_ptr<scripted_peer> peer) {
        table_[address].peer = std::move(peer);
    }
    /// Sets the peer for the next try of the address.
    void accepts_next(const std::string& address, std::shared_ptr<scripted_peer> peer) {
        table_[address].next.push_back(std::move(peer));
    }
    void forget_next() {
        for (auto& [address, known] : table_)
            known.next.clear();
    }
    void refuses(const std::string& address, boost::system::error_code why) { table_[address].why = why; }

    std::unique_ptr<net::attempt> connect(const boost::asio::any_io_executor& executor,
                                          const boost::asio::ip::tcp::endpoint& to,
                                          const std::optional<boost::asio::ip::address>&,
                                          completion then) override {
        auto made = std::make_unique<trial>();
        const auto name = to.address().to_string();
        tried.push_back(name);
        const auto found = table_.find(name);
        if (found == table_.end()) return made;
        boost::asio::post(executor, [alive = std::weak_ptr<int>(made->alive), then = std::move(then),
                                     line = found->second] {
            if (!alive.expired()) then(line.why, line.peer ? line.peer->stream() : nullptr);
        });
        if (auto& next = found->second.next; !next.empty()) {
            found->second.peer = next.front();
            next.pop_front();
        }
        return made;
    }

    std::vector<std::string> tried;

  private:
    struct trial final : net::attempt {
        std::shared_ptr<int> alive = std::make_shared<int>(0);
    };
    struct line {
        boost::system::error_code why;
        std::shared_ptr<scripted_peer> peer;
        std::deque<std::shared_ptr<scripted_peer>> next = {};
    };
    std::map<std::string, line> table_;
};

/// Names that have addresses, and names whose look-up fails; any other never answers.
class table_resolver final : public net::resolver {
  public:
    void knows(const std::string& name, const std::vector<std::string>& addresses) {
        for (const auto& one : addresses)
            table_[name].found.push_back(boost::asio::ip::make_address(one));
    }
    void fails(const std::string& name, boost::system::error_code why) { table_[name].why = why; }

    std::unique_ptr<net::look_up> resolve(const boost::asio::any_io_executor& executor,
                                          const std::string& name, completion then) override {
        auto made = std::make_unique<question>();
        asked.push_back(name);
        const auto found = table_.find(name);
        if (found == table_.end()) return made;
        boost::asio::post(executor, [alive = std::weak_ptr<int>(made->alive), then = std::move(then),
                                     line = found->second] {
            if (!alive.expired()) then(line.why, line.found);
        });
        return made;
    }

    std::vector<std::string> asked;

  private:
    struct question final : net::look_up {
        std::shared_ptr<int> alive = std::make_shared<int>(0);
    };
    struct line {
        boost::system::error_code why;
        std::vector<boost::asio::ip::address> found;
    };
    std::map<std::string, line> table_;
};

/// A context whose sessions use this clock, resolver and connector instead of the real ones.
struct stage {
    stage() {
        auto& around = net::environment::of(context.get_executor());
        around.clock = clock;
        around.connector = connector;
        around.resolver = resolver;
    }
    /// Makes the peer that a connection to `where()` reaches.
    template <class... Arguments>
    std::shared_ptr<scripted_peer> peer(Arguments&&... arguments) {
        auto made =
            std::make_shared<scripted_peer>(context.get_executor(), std::forward<Arguments>(arguments)...);
        connector->accepts("192.0.2.1", made);
        return made;
    }
    static popline::server where() {
        return popline::server("192.0.2.1").security(popline::security::cleartext);
    }
    void settle() { test::settle(context); }
    void advance(net::duration by) { clock->advance(context, by); }

    std::shared_ptr<manual_clock> clock = std::make_shared<manual_clock>();
    std::shared_ptr<scripted_connector> connector = std::make_shared<scripted_connector>();
    std::shared_ptr<table_resolver> resolver = std::make_shared<table_resolver>();
    boost::asio::io_context context;
};

}  // namespace popline::test
