// SPDX-License-Identifier: BSL-1.0
#include "memory/scarcity.hpp"

#include <doctest/doctest.h>
#include <openssl/err.h>

#include <boost/asio/recycling_allocator.hpp>
#include <chrono>
#include <new>
#include <popline/errc.hpp>
#include <popline/error.hpp>
#include <string>
#include <utility>

#include "memory/failing_heap.hpp"

namespace popline::test {

namespace {

/// Whether an operation may end with this error when memory is lacking. OpenSSL does not always say that it
/// lacked memory.
bool is_lack_of_memory(const std::exception_ptr& failure, bool of_openssl) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::bad_alloc&) {
        return true;
    } catch (const error& why) {
        constexpr auto lack = boost::system::errc::not_enough_memory;
        const bool has_cause = why.code() == errc::commit_unconfirmed || why.code() == errc::file_failed;
        if (why.code() == lack || (has_cause && why.cause() == lack)) return true;
        return of_openssl && (why.code() == condition::tls || why.cause() == condition::tls);
    } catch (...) {
        return false;
    }
}

std::string words_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& why) {
        return why.what();
    }
}

/// The blocks of this thread, without the error texts that OpenSSL keeps; they are freed first.
long live_blocks() {
    ERR_clear_error();
    return failing_heap::live();
}

/// Takes the blocks that Asio keeps for its next handlers in this thread, so that these allocate.
class no_spare_blocks {
  public:
    no_spare_blocks() {
        for (auto& one : held_)
            one = spare_.allocate(1);
    }
    no_spare_blocks(const no_spare_blocks&) = delete;
    no_spare_blocks& operator=(const no_spare_blocks&) = delete;
    ~no_spare_blocks() {
        for (auto* const one : held_)
            spare_.deallocate(one, 1);
    }

  private:
    boost::asio::recycling_allocator<char> spare_;
    std::array<char*, 4> held_;
};

void check(const run_outcome& seen) {
    CHECK_FALSE(seen.left_run);
    CHECK(seen.completed == seen.begun);
    for (const auto& one : seen.failures) {
        if (!one) continue;
        CAPTURE(words_of(one));
        CHECK(is_lack_of_memory(one, seen.in_openssl));
    }
}

}  // namespace

void run_scarce(boost::asio::io_context& context, run_outcome& seen) {
    for (bool over = false; !over;) {
        try {
            context.run_for(std::chrono::seconds(20));
            over = true;
        } catch (...) {
            seen.left_run = std::current_exception();
        }
    }
    seen.reached |= failing_heap::stop();
    seen.in_openssl |= failing_heap::failed_in_openssl();
}

boost::asio::awaitable<void> hear(run_outcome& seen, boost::asio::awaitable<void> what, std::size_t nth) {
    const no_spare_blocks taken;
    failing_heap::fail(nth);
    try {
        co_await std::move(what);
    } catch (...) {
        seen.failures.at(static_cast<std::size_t>(seen.completed)) = std::current_exception();
    }
    seen.reached = failing_heap::stop();
    ++seen.completed;
}

void sweep_allocations(const std::function<run_outcome(std::size_t nth)>& run,
                       const std::function<void()>& put_back, freed_by who) {
    for (int warm = 0; warm < 3; ++warm) {
        const auto untouched = run(0);
        REQUIRE(untouched.completed == untouched.begun);
        REQUIRE_FALSE(untouched.failures[0]);
        put_back();
    }
    std::size_t nth = 0;
    for (bool reached = true; reached;) {
        ++nth;
        CAPTURE(nth);
        bool in_openssl = false;
        const auto before = live_blocks();
        {
            const auto seen = run(nth);
            reached = seen.reached;
            in_openssl = seen.in_openssl;
            check(seen);
        }
        const auto lost = live_blocks() - before;
        if (!in_openssl && who == freed_by::this_thread)
            CHECK(lost <= 0);  // OpenSSL is known to lose blocks of its own
        put_back();
    }
    CHECK(nth > 5);
}

}  // namespace popline::test
