// SPDX-License-Identifier: BSL-1.0
#include "net/writer.hpp"

#include <boost/asio/error.hpp>
#include <popline/errc.hpp>

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;

void writer::write() {
    auto& pipeline = on_.pipeline;
    for (auto bytes = pipeline.output(); !bytes.empty(); bytes = pipeline.output()) {
        error_code failure;
        const auto taken = on_.transport.write(bytes, failure);
        if (failure == asio::error::would_block || failure == asio::error::try_again) return wait();
        if (failure) return stop(failure);
        pipeline.sent(taken);
        on_.deadlines.sent();
    }
    if (const auto failure = on_.transport.flush(); failure == asio::error::would_block)
        on_.wait_for(direction::write);
    else if (failure)
        stop(failure);
    else
        end_if_unawaited();
}

/// The stream has taken all bytes. If the newest command is one that is not waited for, this completes it and
/// ends the connection.
void writer::end_if_unawaited() noexcept {
    auto* const head = static_cast<exchange*>(on_.pipeline.head());
    if (!head || head->what.reply != protocol::shape::unawaited) return;
    head->ended = true;
    on_.fail({errc::session_closed, {}, "QUIT was sent"});
}

void writer::wait() {
    const auto way = on_.transport.blocks_writing();
    waits_for_reading_ = way == direction::read;
    on_.wait_for(way);
}

void writer::stop(error_code failure) {
    failure_ = failure;
    // Wake the reader: its wait for bytes may never end by itself.
    if (auto* const reader = on_.waiters.reader()) on_.waiters.wake(*reader);
}

/// TLS may have to answer a record without application data, for example a KeyUpdate. A write may also have
/// waited for this read.
void writer::on_read() {
    if (on_.transport.must_write_to_read()) on_.wait_for(direction::write);
    if (!waits_for_reading_ || on_.transport.blocks_writing() != direction::write) return;
    waits_for_reading_ = false;
    on_.request_flush();
}

void writer::fit_window() {
    trip_.end(on_.around.clock->now());
    const auto most = on_.pipeline.limits().window_bytes;
    if (on_.settings.pipelining == pipelining::automatic() && trip_.octets() < most)
        on_.pipeline.width().set_useful_bytes(trip_.octets());
}

}  // namespace popline::net
