// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <popline/testing/server.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "testing/faults.hpp"
#include "testing/maildrop.hpp"

namespace popline::testing::detail {

class listener;
class session;

struct account {
    std::string password;
    maildrop drop;
};

/// The state that all sessions of a server share. It owns the sessions and the listeners.
///
/// One mutex guards this object and every session. Each handler and each function of `server` locks it first,
/// so the executor may use many threads. All other functions of this layer require that the mutex is locked.
///
/// A session holds a shared pointer to the post office, and the post office holds one to the session. stop()
/// breaks this cycle. The server calls it, or the execution context does if it is destroyed first. After
/// stop(), no object here holds a socket or a timer.
class post_office : public std::enable_shared_from_this<post_office> {
  public:
    explicit post_office(options settings);
    ~post_office();

    void open(boost::asio::any_io_executor const& executor);
    void stop() noexcept;
    /// Lets each session check the faults again, so that a stalled session can continue.
    void faults_changed();

    /// Returns the maildrop of a user. Throws `std::out_of_range` if the user does not exist.
    maildrop& drop_of(std::string_view user);
    /// Returns the account of a user, or null if the user does not exist.
    account* find(std::string_view user);

    /// Adds a line to the transcript of session number `id`, counted from 0.
    void record(std::size_t id, std::string_view line);

    std::mutex mutex;
    options const settings;
    detail::faults faults;
    testing::counts counts;
    std::map<std::string, account, std::less<>> accounts;
    std::vector<std::string> transcripts;
    std::set<std::shared_ptr<session>> sessions;
    std::uint16_t clear_port = 0;
    std::uint16_t tls_port = 0;

    // Buffers that a session uses while its handler runs, so that an idle session needs none. A larger
    // `received` made reading no faster.
    std::array<char, 65536> received;
    std::string deciphered;

  private:
    std::vector<std::shared_ptr<listener>> listeners_;
};

}  // namespace popline::testing::detail
