// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/cancellation_type.hpp>
#include <utility>
#include <vector>

#include "net/channel.hpp"
#include "net/seams.hpp"
#include "protocol/command.hpp"

namespace popline::test {

/// A coroutine begins to wait for this reply. Counts how often it goes on.
inline void hold(net::exchange& one, int& resumed) {
    one.waits.hold([&resumed] { ++resumed; }, [](boost::asio::cancellation_type) {});
}
inline void begin_wait(net::waiters& on, net::exchange& one, int& resumed) {
    hold(one, resumed);
    on.add();
}

/// Keeps what the handlers of a channel tell.
struct kept_events final : net::channel_listener {
    void on_ready(net::direction way, boost::system::error_code why) override {
        ready.push_back(way);
        failure = why;
    }
    void on_time() override { ++ticks; }
    void on_posted(net::posted why) override { posted.push_back(why); }

    std::vector<net::direction> ready;
    std::vector<net::posted> posted;
    int ticks = 0;
    boost::system::error_code failure;
};

/// A channel over a scripted peer, without a connection and without a driver.
struct open_channel : stage {
    explicit open_channel(const server& to = where()) {
        on.report_to(told);
        on.configure(to);
        there->gives_all = true;
        on.transport.adopt({there->stream(), nullptr, {}});
    }

    /// Queues a command that a lease holds.
    net::exchange& submit(protocol::command what) {
        auto& one = on.waiters.exchanges.take();
        one.what = std::move(what);
        one.leases = 1;
        refused = on.submit(one);
        return one;
    }
    net::exchange& submit(protocol::verb what) {
        return submit(protocol::build(what, protocol::shape::status));
    }
    /// What the pipeline lets leave counts as written.
    void count_as_written() {
        while (!on.pipeline.output().empty())
            on.pipeline.sent(on.pipeline.output().size());
    }

    std::shared_ptr<scripted_peer> there = std::make_shared<scripted_peer>(context.get_executor(), script());
    std::shared_ptr<kept_events> told = std::make_shared<kept_events>();
    net::channel on{context.get_executor()};
    boost::system::error_code refused;
};

}  // namespace popline::test
