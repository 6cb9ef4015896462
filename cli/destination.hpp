// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <functional>
#include <popline/file.hpp>
#include <popline/message.hpp>
#include <string>
#include <unordered_set>
#include <vector>

#include "arguments.hpp"
#include "mbox.hpp"
#include "output.hpp"

namespace tool {

/// What came to light when a message was received, of how far the listing can be trusted.
struct receipt {
    /// LIST named its size, each line end counted as two octets or as one.
    bool has_listed_size = true;
    /// Its unique-id is the only one of its kind, but the file of that name held another message.
    bool name_was_anothers = false;
};

/// Where messages go: a folder, the standard output (`-`), or nowhere (`null:`).
///
/// In a folder, a message is stored if a regular file of its name has the same octets, and the file and the
/// folder were synced by this run. A file that is not the message is never overwritten: it is renamed, or the
/// message gets another name (`popline::file`).
class destination {
  public:
    /// Throws `std::runtime_error`, in words, if the name is taken by something that is no folder. Makes
    /// nothing yet.
    destination(const arguments& given, output& to);

    /// Removes what killed runs left, and says of each message whether it looks as if it is stored: its
    /// unique-id is the only one of its kind in the listing, and the file of its name has the listed size.
    /// Names and sizes are what servers say, so this is no reason to delete a message.
    boost::asio::awaitable<std::vector<bool>> survey(const std::vector<popline::mail>& inbox);

    /// Completes when the message is where it belongs: in a folder, when it is on the disk. Makes the folder
    /// before the first message. Throws what the retrieval throws, and `std::runtime_error` if the output
    /// fails.
    boost::asio::awaitable<receipt> receive(popline::message& one);

  private:
    enum class kind { folder, output, nowhere };

    bool is_named(const popline::mail& one) const;
    std::filesystem::path path_of(const popline::mail& one) const;
    popline::file file_for(const popline::mail& one);
    boost::asio::awaitable<void> on_disk(std::function<void()> job);
    boost::asio::awaitable<receipt> store(popline::message& one);
    boost::asio::awaitable<void> print(popline::message& one);

    kind kind_;
    bool is_mbox_;
    std::filesystem::path folder_;
    std::string host_;
    output& output_;
    mbox mbox_;
    bool is_made_ = false;  // the folder
    std::unordered_set<std::string> shared_ids_;
    boost::asio::thread_pool disk_{1};  // the calls that block
};

}  // namespace tool
