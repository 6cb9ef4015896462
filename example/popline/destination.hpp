// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <popline/message.hpp>
#include <string>

namespace tool {

/// Where messages go: a folder, the standard output (`-`), or nowhere (`null:`).
class destination {
  public:
    /// Makes the folder if it is missing. Throws `std::runtime_error`, in words, if it cannot be one.
    explicit destination(const std::string& name);

    /// Whether the folder has a file for this message already.
    bool has(const popline::mail& one) const;

    /// Completes when the message is where it belongs: in a folder, when it is on the disk. A file that is
    /// there already must be the same to the octet: it is never written over. Throws what the retrieval
    /// throws, and `std::runtime_error` where something else stands in the way.
    boost::asio::awaitable<void> receive(popline::message& one);

  private:
    enum class kind { folder, output, nowhere };

    std::filesystem::path path_of(const popline::mail& one) const;

    kind kind_;
    std::filesystem::path folder_;
    std::string run_;                   // for the names of messages without a unique-id
    boost::asio::thread_pool disk_{1};  // the calls that block
};

}  // namespace tool
