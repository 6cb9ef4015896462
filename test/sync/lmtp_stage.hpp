// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <popline/sync/lmtp_delivery.hpp>
#include <string>
#include <vector>

#include "sinks/scratch_folder.hpp"
#include "sync/delivering.hpp"
#include "sync/lmtp_peer.hpp"

namespace popline::test {

namespace asio = boost::asio;

/// An LMTP server that follows a script, and a delivery to it.
class lmtp_stage {
  public:
    explicit lmtp_stage(bool by_socket = true)
        : peer(by_socket ? folder_ / "socket" : std::filesystem::path()) {}

    /// The server listens from now on. Set its script before.
    delivering& begin(const std::vector<std::string>& recipients = {"ada"}, const lmtp_options& how = {}) {
        lmtp_server where = {.host = "localhost", .port = peer.port()};
        if (peer.port() == 0) where = {.socket = folder_ / "socket"};
        to_ = std::make_unique<lmtp_delivery>(where, recipients, disk_, how);
        there_ = std::make_unique<delivering>(*to_);
        peer.listen(there_->context);
        return *there_;
    }
    /// Destroys the context, with all that is suspended in it.
    void destroy() { there_.reset(); }

  private:
    scratch_folder folder_{folder_in_memory};

  public:
    lmtp_peer peer;

  private:
    asio::thread_pool disk_{1};
    std::unique_ptr<lmtp_delivery> to_;
    std::unique_ptr<delivering> there_;
};

inline std::vector<delivered> ways_of(const std::vector<delivery_result>& results) {
    std::vector<delivered> made;
    for (const auto& one : results)
        made.push_back(one.how);
    return made;
}

}  // namespace popline::test
