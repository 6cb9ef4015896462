// SPDX-License-Identifier: BSL-1.0
#include "net/look_up_request.hpp"

#include <boost/asio/post.hpp>
#include <chrono>
#include <new>
#include <thread>
#include <utility>

namespace popline::net {

namespace asio = boost::asio;
using boost::system::error_code;

std::shared_ptr<look_up_request> look_up_request::of_addresses(const asio::any_io_executor& executor,
                                                               const std::string& name,
                                                               resolver::completion then) {
    return std::make_shared<look_up_request>(
        made_here(), executor, name, kind::addresses,
        [then = std::move(then)](found&& what) { then(what.why, std::move(what.addresses)); });
}

std::shared_ptr<look_up_request> look_up_request::of_services(const asio::any_io_executor& executor,
                                                              const std::string& name,
                                                              resolver::services_completion then) {
    return std::make_shared<look_up_request>(
        made_here(), executor, name, kind::services,
        [then = std::move(then)](found&& what) { then(what.why, std::move(what.services)); });
}

look_up_request::look_up_request(made_here, const asio::any_io_executor& executor, std::string name,
                                 kind wanted, handler then)
    : name_(std::move(name)), wanted_(wanted), executor_(executor), then_(std::move(then)) {}

bool look_up_request::is_given_up() const noexcept {
    const std::lock_guard lock(guard_);
    return !then_;
}

void look_up_request::give_up() noexcept {
    handler unwanted;  // the caller's handler; destroyed after the lock is released
    const std::lock_guard lock(guard_);
    executor_ = {};
    unwanted.swap(then_);
}

void look_up_request::post(found what) noexcept {
    brought_ = std::move(what);
    while (!try_to_post())
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

void look_up_request::post_failure(error_code why) {
    brought_.why = why;
    asio::post(executor_, [self = shared_from_this()] { self->deliver(); });
}

bool look_up_request::try_to_post() noexcept try {
    // Post while the lock is held: as long as the caller wants the result, the executor's context lives.
    const std::lock_guard lock(guard_);
    if (then_) asio::post(executor_, [self = shared_from_this()] { self->deliver(); });
    return true;
} catch (const std::bad_alloc&) {
    return false;
}

/// Calls the caller's handler without the lock, because the handler gives up the look-up, which takes the
/// lock.
void look_up_request::deliver() {
    handler then;
    {
        const std::lock_guard lock(guard_);
        then.swap(then_);
    }
    if (then) then(std::move(brought_));
}

}  // namespace popline::net
