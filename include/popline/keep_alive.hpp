// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <popline/export.hpp>

namespace popline {

class session;

namespace net {
class connection;
}

/// Keeps an idle session alive as long as this object exists:
///
///     const auto alive = session.keep_alive();
///     co_await ask_the_user();
///     co_await mail.remove();
///
/// After the login, a NOOP is sent whenever nothing was in flight for `limits::keep_alive_interval`, so that
/// the server does not end the session (RFC 1939 section 3 allows it after ten minutes). If the connection
/// is lost meanwhile, the session ends at once, and not at the next command. While a `retrieval` lives, the
/// session is kept alive without such an object. No NOOP is sent while the reply to another command is in
/// flight, such as a message whose sink is slow.
///
/// Until the object is destroyed, the session has a timer and a pending wait, so `io_context::run` does not
/// return. Both belong to the session, and end with it.
///
/// Use and destroy it on the executor of the session. It may outlive the session.
class [[nodiscard]] POPLINE_EXPORT keep_alive {
  public:
    keep_alive(keep_alive&& other) noexcept;
    keep_alive& operator=(keep_alive&& other) noexcept;
    ~keep_alive();

  private:
    friend class session;
    explicit keep_alive(std::shared_ptr<net::connection> of);

    std::shared_ptr<net::connection> connection_;
};

}  // namespace popline
