// SPDX-License-Identifier: BSL-1.0
#include "net/resolver.hpp"

#include <netdb.h>
#include <signal.h>
#include <string.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <mutex>

namespace popline::net {

namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// Shared by who asks and by the C library, which cannot be made to forget a request that runs: whoever is
/// last frees it, and an answer that nobody waits for is dropped.
struct request {
    std::mutex guard;
    bool wanted = true;
    asio::any_io_executor executor;
    resolver::answer then;

    std::string name;
    addrinfo hints{};
    gaicb question{};
    std::shared_ptr<request> self;
};

/// Through the executor. Called without the lock: who is answered gives up the look-up, which takes it.
void deliver(const std::shared_ptr<request>& asked, error_code failure,
             std::vector<asio::ip::address> found) {
    resolver::answer then;
    {
        const std::lock_guard lock(asked->guard);
        if (asked->wanted) then.swap(asked->then);
    }
    if (then) then(failure, std::move(found));
}

error_code failure_of(int code) {
    if (code == EAI_SYSTEM) return {errno, boost::system::system_category()};
    if (code == EAI_AGAIN) return asio::error::host_not_found_try_again;
    if (code == EAI_MEMORY) return asio::error::no_memory;
    return asio::error::host_not_found;
}

std::vector<asio::ip::address> addresses(const addrinfo* list) {
    std::vector<asio::ip::address> found;
    for (const auto* one = list; one; one = one->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        if (one->ai_addrlen > endpoint.capacity()) continue;
        memcpy(endpoint.data(), one->ai_addr, one->ai_addrlen);
        endpoint.resize(one->ai_addrlen);
        found.push_back(endpoint.address());
    }
    return found;
}

void on_answer(sigval value) {
    const auto asked = std::move(static_cast<request*>(value.sival_ptr)->self);
    const int code = gai_error(&asked->question);
    auto found = code == 0 ? addresses(asked->question.ar_result) : std::vector<asio::ip::address>();
    if (asked->question.ar_result) freeaddrinfo(asked->question.ar_result);

    const std::lock_guard lock(asked->guard);
    if (!asked->wanted) return;
    // Posting under the lock: while the question is wanted, its executor's context lives.
    asio::post(asked->executor,
               [asked, failure = code == 0 ? error_code() : failure_of(code),
                found = std::move(found)]() mutable { deliver(asked, failure, std::move(found)); });
}

class system_look_up final : public look_up {
  public:
    explicit system_look_up(std::shared_ptr<request> asked) : asked_(std::move(asked)) {}
    ~system_look_up() override {
        resolver::answer unwanted;
        const std::lock_guard lock(asked_->guard);
        asked_->wanted = false;
        asked_->executor = {};
        unwanted.swap(asked_->then);
    }

  private:
    std::shared_ptr<request> asked_;
};

class system final : public resolver {
  public:
    std::unique_ptr<look_up> resolve(const asio::any_io_executor& executor, const std::string& name,
                                     answer then) override {
        const auto asked = std::make_shared<request>();
        asked->executor = executor;
        asked->then = std::move(then);
        asked->name = name;
        asked->hints.ai_socktype = SOCK_STREAM;
        asked->hints.ai_flags = AI_ADDRCONFIG;
        asked->question.ar_name = asked->name.c_str();
        asked->question.ar_request = &asked->hints;
        asked->self = asked;

        sigevent tell{};
        tell.sigev_notify = SIGEV_THREAD;
        tell.sigev_notify_function = on_answer;
        tell.sigev_value.sival_ptr = asked.get();
        gaicb* questions[] = {&asked->question};
        if (const int code = getaddrinfo_a(GAI_NOWAIT, questions, 1, &tell); code != 0) {
            asked->self.reset();
            asio::post(executor, [asked, failure = failure_of(code)] { deliver(asked, failure, {}); });
        }
        return std::make_unique<system_look_up>(asked);
    }
};

}  // namespace

std::shared_ptr<resolver> system_resolver() {
    static const auto only = std::make_shared<system>();
    return only;
}

}  // namespace popline::net
