// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// The messages of every user, and the replies as they go on the wire. All are made before the first client
/// comes, so that the server does little work per command.
class maildrop {
  public:
    explicit maildrop(const std::vector<std::size_t>& sizes);

    std::size_t size() const noexcept { return messages_.size(); }
    std::uint64_t bytes() const noexcept { return bytes_; }

    // The number of the first message is 1.
    std::size_t bytes_of(std::size_t number) const { return messages_.at(number - 1)->bytes; }
    std::string_view retrieved(std::size_t number) const { return messages_.at(number - 1)->retrieved; }
    std::string_view header(std::size_t number) const { return messages_.at(number - 1)->header; }

    std::string_view status() const noexcept { return status_; }
    std::string_view list() const noexcept { return list_; }
    std::string_view unique_ids() const noexcept { return unique_ids_; }
    static std::string unique_id(std::size_t number);

    /// SHA-256 of all messages in their order, as a client must see them.
    std::string digest() const;

  private:
    struct message {
        std::size_t bytes;
        std::string retrieved;  ///< the reply to RETR
        std::string header;     ///< the reply to TOP with no line of the body
    };

    std::map<std::size_t, message> of_size_;  ///< messages of the same size are equal
    std::vector<const message*> messages_;
    std::uint64_t bytes_ = 0;
    std::string status_;
    std::string list_;
    std::string unique_ids_;
};

}  // namespace bench
