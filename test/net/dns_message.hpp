// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace popline::test {

/// An answer of DNS (RFC 1035 section 4), made piece by piece.
class dns_message {
  public:
    static constexpr unsigned type_of_srv = 33;

    /// An answer to a question for the records of this name that have this type.
    explicit dns_message(const std::string& name, unsigned type = type_of_srv) {
        std::size_t begin = 0;
        while (begin < name.size()) {
            const auto end = std::min(name.find('.', begin), name.size());
            question_ += static_cast<char>(end - begin);
            question_ += name.substr(begin, end - begin);
            begin = end + 1;
        }
        question_ += '\0';
        question_ += two(type) + two(1);
    }

    dns_message id(std::string two_bytes) const {
        auto made = *this;
        made.id_ = std::move(two_bytes);
        return made;
    }
    dns_message flags(unsigned value) const {
        auto made = *this;
        made.flags_ = value;
        return made;
    }
    /// Announces this many answers, whatever follows.
    dns_message answers(unsigned count) const {
        auto made = *this;
        made.answers_ = count;
        return made;
    }
    /// Adds a record of this type. It is about the name of the question.
    dns_message record(unsigned type, const std::string& data) const {
        auto made = *this;
        made.records_ += "\xC0\x0C" + two(type) + two(1) + two(0) + two(60);
        made.records_ += two(static_cast<unsigned>(data.size())) + data;
        ++made.answers_;
        return made;
    }
    /// Adds an SRV record. The target is in the form of DNS, with the lengths of its labels.
    dns_message srv(unsigned priority, unsigned weight, unsigned port, const std::string& target) const {
        return record(type_of_srv, two(priority) + two(weight) + two(port) + target);
    }

    std::string text() const {
        return id_ + two(flags_) + two(1) + two(answers_) + two(0) + two(0) + question_ + records_;
    }

  private:
    static std::string two(unsigned value) {
        return {static_cast<char>(value / 256), static_cast<char>(value % 256)};
    }

    std::string id_ = "id";
    unsigned flags_ = 0x8180;
    unsigned answers_ = 0;
    std::string question_;
    std::string records_;
};

}  // namespace popline::test
