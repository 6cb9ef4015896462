// SPDX-License-Identifier: BSL-1.0
#include "net/connection.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <cassert>
#include <popline/errc.hpp>

#include "net/tls_stream.hpp"
#include "net/tracer.hpp"

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;
using standing = protocol::entry::standing;

namespace {

constexpr limits usual;

}  // namespace

std::shared_ptr<connection> connection::make(asio::any_io_executor executor) {
    auto made = std::make_shared<connection>(std::move(executor));
    made->around_.enter(*made);
    made->deadlines_.report_to(made);
    return made;
}

connection::connection(asio::any_io_executor executor)
    : executor_(std::move(executor)),
      around_(environment::of(executor_)),
      pipeline_(usual),
      input_(around_.spare),
      deadlines_(*around_.clock, executor_) {}

connection::~connection() {
    if (shut_down_) return;
    input_.hand_on();
    around_.leave(*this);
}

// Commands.

// One function with all that it calls: run for every message.
[[gnu::flatten]] lease connection::submit(protocol::command&& what, error_code& refused) {
    exchange& one = exchanges_.take();
    one.what = std::move(what);
    lease held = lend(one);
    refused = enqueue(one);
    if (refused) held.give_up();
    return held;
}

error_code connection::submit_detached(protocol::command&& what) {
    exchange& one = exchanges_.take();
    one.what = std::move(what);
    const auto refused = enqueue(one);
    if (refused) release(one);
    return refused;
}

error_code connection::enqueue(exchange& one) {
    if (failed_) return failed_->code;
    if (const auto refused = pipeline_.submit(one)) return refused;
    if (one.what.name == protocol::verb::capa) capabilities_due_ = &one;
    if (one.what.leaves == protocol::urgency::now) request_flush();
    return {};
}

lease connection::adopt_capabilities() {
    if (!capabilities_due_ || capabilities_due_->leases > 0) return {};
    lease held = lend(*capabilities_due_);  // before what may fail, and with it everything that nobody holds
    pipeline_.hasten(*held);
    request_flush();
    return held;
}

void connection::drop_detached_capabilities() {
    if (!capabilities_due_ || capabilities_due_->leases > 0 || capabilities_due_->stands != standing::queued)
        return;
    exchange& one = *std::exchange(capabilities_due_, nullptr);
    pipeline_.drop(one);
    release(one);
}

error_code connection::resubmit(exchange& one) {
    if (const auto refused = enqueue(one)) return refused;
    one.ended = one.has_status = one.displaced = false;
    ++counted_.asked_again;
    return {};
}

void connection::abandon(exchange& one) {
    leave(one);
    if (one.stands != standing::idle) {
        one.dropped = true;
        pipeline_.drop(one);
    }
    read_on();  // also if it has ended: its owner may have been the only one who read
}

void connection::give_up(exchange& one) noexcept {
    leave(one);
    if (one.stands == standing::idle) return release(one);

    // A barrier on its way has no known state to go back to.
    if (one.stands == standing::in_flight && one.what.alone == protocol::barrier::yes && !one.ended)
        return fail(with_detail({errc::session_closed},
                                {"a ", protocol::name(one.what.name), " on its way was cancelled"}));
    one.dropped = true;
    pipeline_.drop(one);
    if (capabilities_due_ == &one) capabilities_due_ = nullptr;  // its reply will not be read
    if (one.stands == standing::idle) return release(one);
    read_on();
}

/// The pipeline has let go of the exchange, and no lease holds it.
void connection::release(exchange& one) noexcept {
    if (capabilities_due_ == &one) capabilities_due_ = nullptr;  // erased with its session
    exchanges_.put_back(one);
    if (!exchanges_.is_idle()) return;
    assert(!capabilities_due_ && "popline: what is due is in use");
    // Not while the end of the context goes through them, and not yet if its coroutine may ask for more.
    if (!shut_down_ && inline_resume_.now() != inline_resume::state::resuming && pipeline_.at_rest())
        exchanges_.shrink();
}

void connection::expect_status(exchange& one) {
    one.has_status = false;
    read_on();
}

void connection::answer(exchange& one, std::string&& line) {
    one.has_status = false;
    pipeline_.answer(one, std::move(line));
    request_flush();
}

void connection::finish(exchange& one) {
    one.has_status = false;
    pipeline_.finish(one);
    read_on();
}

// The end.

void connection::fail(failure why) noexcept {
    if (failed_) return;
    failed_ = keep(std::move(why));
    state_.close();
    if (stream_) stream_->close();
    deadlines_.stop();
    if (opener_) opener_->stop({failed_->code});  // a copy of its words could find no memory
    while (auto* const oldest = static_cast<exchange*>(pipeline_.take_oldest(failed_->code))) {
        wake(*oldest);
        if (oldest->leases == 0) release(*oldest);
    }
    // A reader whose body had ended, or a turn that was given: nobody in the pipeline, but waiting all the
    // same.
    for (auto& one : exchanges_)
        wake(one);
}

void connection::on_shutdown() noexcept {
    const auto self = shared_from_this();
    if (!failed_) failed_ = keep({errc::session_closed});
    state_.close();
    shut_down_ = true;
    stream_.reset();
    tls_ = nullptr;
    deadlines_.shut_down();
    if (opener_) opener_->shut_down();
    for (auto& one : exchanges_)
        one.waits.drop();
}

/// Octets that answer no command, for an error. Right after a login they may repeat what it said.
std::string connection::words_of_nobody(std::string_view octets) const {
    if (pipeline_.after_secret()) return {};
    return std::string(octets.substr(0, limits().words_kept));
}

failure connection::end_of_stream(error_code cause) const {
    const bool gone = cause == asio::error::eof || cause == asio::error::connection_reset
                      || cause == asio::error::broken_pipe || cause == asio::error::connection_aborted;
    failure why{gone ? errc::closed : errc::io_error, {}, {}, cause};
    if (cause == boost::system::errc::not_enough_memory) why = out_of_memory();
    if (cause.category() == error_category()) why = {cause, {}, tls_ ? tls_->reason() : std::string()};
    if (cause == asio::error::eof) why.cause.clear();
    // A lone `-ERR` while nothing was asked is how servers take their leave; all else is forged.
    if (const auto left = input_.unread(); pipeline_.unanswered() == 0 && !left.empty()) {
        const auto line = left.substr(0, left.find_last_not_of("\r\n") + 1);
        const auto said = protocol::parse_status(line, protocol::challenges::refused);
        const bool leave = said && said->result == protocol::sign::err && line.find('\n') == line.npos;
        if (!leave) why.code = errc::unsolicited_data;
        why.words = leave ? std::string(said->words.substr(0, limits().words_kept)) : words_of_nobody(line);
    }
    if (const auto refused = pipeline_.refused_in_a_row(); refused > 1)
        why.detail = "after " + std::to_string(refused) + " refusals in a row";
    return why;
}

const failure& connection::failed() const noexcept {
    static const failure none;
    return failed_ ? *failed_ : none;
}

tls_facts connection::facts() const {
    return tls_ ? tls_->facts() : tls_facts();
}

counters connection::counted() const noexcept {
    const auto& counts = pipeline_.counted();
    auto made = counted_;
    made.commands = counts.commands;
    made.refusals = counts.refusals;
    made.abandoned = counts.abandoned;
    return made;
}

}  // namespace popline::net
