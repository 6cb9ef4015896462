// SPDX-License-Identifier: BSL-1.0
#include "net/c_ares_resolver.hpp"

#include <system_error>
#include <utility>

#include "net/c_ares_thread.hpp"
#include "net/look_up_request.hpp"

namespace popline::net {

namespace asio = boost::asio;

namespace {

class look_up_by_c_ares final : public look_up {
  public:
    look_up_by_c_ares(std::shared_ptr<c_ares_thread> in, std::shared_ptr<look_up_request> of) noexcept
        : thread_(std::move(in)), request_(std::move(of)) {}
    ~look_up_by_c_ares() override {
        request_->give_up();
        thread_->remove(request_);
    }

  private:
    std::shared_ptr<c_ares_thread> thread_;
    std::shared_ptr<look_up_request> request_;
};

}  // namespace

c_ares_resolver::c_ares_resolver(c_ares_settings with)
    : thread_(std::make_shared<c_ares_thread>(std::move(with))) {}

c_ares_resolver::~c_ares_resolver() {
    thread_->end();
}

std::unique_ptr<look_up> c_ares_resolver::resolve(const asio::any_io_executor& executor,
                                                  const std::string& name, completion then) {
    return add(look_up_request::of_addresses(executor, name, std::move(then)));
}

std::unique_ptr<look_up> c_ares_resolver::find_services(const asio::any_io_executor& executor,
                                                        const std::string& name, services_completion then) {
    return add(look_up_request::of_services(executor, name, std::move(then)));
}

std::unique_ptr<look_up> c_ares_resolver::add(const std::shared_ptr<look_up_request>& made) {
    auto given_up = std::make_unique<look_up_by_c_ares>(thread_, made);
    try {
        thread_->add(made);
    } catch (const std::system_error& no_thread) {
        made->post_failure({no_thread.code().value(), boost::system::system_category()});
    }
    return given_up;
}

/// The references that the parent's thread had are never released, so what that thread had locked is never
/// destroyed.
void c_ares_resolver::start_over() {
    thread_ = thread_->another();
}

bool c_ares_resolver::has_thread() const {
    return thread_->is_running();
}

}  // namespace popline::net
