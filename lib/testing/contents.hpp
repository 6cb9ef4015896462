// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "testing/message.hpp"

namespace popline::testing::detail {

/// Messages in their order, counted from 0: some kept whole, some made whenever they are asked for, which
/// take eight octets each.
class contents {
  public:
    void add(std::shared_ptr<message const> mail, std::string unique_id);
    /// Both are generated_message()'s; its id is made of `number`, too.
    void add_generated(std::size_t number, std::size_t octets);
    /// Removes those that are marked; what is behind the marks stays.
    void remove(std::vector<bool> const& marked);

    std::size_t size() const noexcept { return entries_.size(); }
    /// As message::size() says, without making the message.
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
        std::uint32_t origin;  // 0: kept; else one more than the index of its size in sizes_
        std::uint32_t index;   // in kept_, or the number it is made of
    };

    std::vector<entry> entries_;
    std::vector<kept> kept_;
    std::vector<std::size_t> sizes_;  // a generate() each
};

}  // namespace popline::testing::detail
