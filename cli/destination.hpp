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

/// What a received message shows about the listing, and where the message is.
struct receipt {
    /// LIST named its size, with each line end counted as two bytes or as one.
    bool has_listed_size = true;
    /// No other message of the listing has its unique-id, but the file of that name held another message.
    bool name_was_anothers = false;
    std::string name;  ///< the name of the file, safe for a terminal; or empty
};

/// Where messages go: a folder, the standard output (`-`), or nowhere (`null:`).
///
/// In a folder, a message is stored if a regular file of its name has the same bytes and this run synced the
/// file and the folder. A file that holds something else is never overwritten: either that file is renamed,
/// or the message gets another name (`popline::file`).
class destination {
  public:
    /// Creates nothing yet. Throws `std::runtime_error` if the name belongs to something that is no folder.
    destination(const arguments& given, output& to);

    /// Says of each message whether it looks as if it is stored: no other message of the listing has its
    /// unique-id, and the file of its name has the listed size. Servers choose names and sizes, so this is no
    /// reason to delete a message. Unless the run is a dry run, it also removes the temporary files of killed
    /// runs.
    boost::asio::awaitable<std::vector<bool>> survey(const std::vector<popline::mail>& inbox);

    /// Creates the folder before the first message. Completes when the message is at its destination; in a
    /// folder, when it is synced. Throws what the retrieval throws, and `std::runtime_error` if the output
    /// fails.
    boost::asio::awaitable<receipt> receive(popline::message& one);

    /// The name of the file that the message gets, unless another message has that name. Safe for a terminal.
    std::string name_of(const popline::mail& one) const;
    /// A text such as `stored as mail/17.eml`.
    std::string action_for(const popline::mail& one) const;

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
    bool is_dry_run_;
    std::filesystem::path folder_;
    std::string host_;
    output& output_;
    mbox mbox_;
    bool is_made_ = false;  // whether this run has made the folder
    std::unordered_set<std::string> shared_ids_;
    boost::asio::thread_pool disk_{1};  // runs the system calls that block
};

}  // namespace tool
