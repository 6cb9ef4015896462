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

/// What all sessions of a server share, and what owns them.
///
/// One mutex guards all of it and every session: each handler takes it first, so the executor may run on many
/// threads and the server's functions may be called from any. The other functions of this layer run under it.
///
/// Sessions point back here; stop() cuts that circle. The server calls it, and so does the execution context
/// when it is destroyed first: from then on nothing here holds anything of Asio's.
class post_office : public std::enable_shared_from_this<post_office> {
  public:
    explicit post_office(options settings);
    ~post_office();

    void open(boost::asio::any_io_executor const& executor);
    void stop() noexcept;
    /// Looks at the faults again: sessions that had stalled may go on.
    void faults_changed();

    /// Throws std::out_of_range if there is no such user.
    maildrop& drop_of(std::string_view user);
    account* find(std::string_view user);

    /// For the session that is number `id` since the start.
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

    // Borrowed while a handler runs, so that an idle session has no buffer. A kernel's read is no faster with
    // more.
    std::array<char, 65536> received;
    std::string deciphered;

  private:
    std::vector<std::shared_ptr<listener>> listeners_;
};

}  // namespace popline::testing::detail
