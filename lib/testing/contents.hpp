// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "testing/message.hpp"

namespace popline::testing::detail {

/// The messages of a maildrop in their order; indexes count from 0. A message that was added is stored
/// whole. A generated message takes eight bytes, and its text is made each time that it is needed.
class contents {
  public:
    void add(std::shared_ptr<message const> mail, std::string unique_id);
    /// Adds generated_message(number, bytes). Its unique-id contains `number`.
    void add_generated(std::size_t number, std::size_t bytes);
    /// Removes the marked messages. Messages after the end of `marked` stay.
    void remove(std::vector<bool> const& marked);

    std::size_t size() const noexcept { return entries_.size(); }
    /// The same as message::size(), but a generated message is not made for it.
    std::size_t octets(std::size_t index) const;
    std::string unique_id(std::size_t index) const;
    std::shared_ptr<message const> mail(std::size_t index) const;
    std::vector<std::string> unique_ids() const;

    static std::string made_id(std::size_t number) { return "uid-" + std::to_string(number); }

  private:
    struct kept {
        std::shared_ptr<message const> mail;
        std::string unique_id;
    };
    struct entry {
        // 0: the message is stored in kept_. Otherwise: 1 + the index of its size in sizes_.
        std::uint32_t origin;
        std::uint32_t index;  // an index into kept_, or the number for generated_message()
    };

    std::vector<entry> entries_;
    std::vector<kept> kept_;
    std::vector<std::size_t> sizes_;  // sizes of generated messages; equal sizes in a row share one element
};

}  // namespace popline::testing::detail
