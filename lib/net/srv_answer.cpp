// SPDX-License-Identifier: BSL-1.0
#include "net/srv_answer.hpp"

#include <algorithm>
#include <cstddef>

namespace popline::net {

namespace {

constexpr std::size_t longest_dns_name = 253;  // in the form with dots
constexpr unsigned response_bit = 0x8000, truncated_bit = 0x0200;
constexpr unsigned type_srv = 33, class_internet = 1;

bool stands_in_a_host_name(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/// Reads a message from its start to its end. After a fault, all that it reads is zero or empty.
class message_reader {
  public:
    explicit message_reader(std::string_view message) noexcept : message_(message) {}

    bool is_sound() const noexcept { return is_sound_; }
    std::size_t position() const noexcept { return at_; }

    unsigned number_of_two_bytes() noexcept {
        if (!has(2)) return fail();
        at_ += 2;
        return 256 * byte(at_ - 2) + byte(at_ - 1);
    }
    void skip(std::size_t bytes) noexcept {
        if (!has(bytes)) return void(fail());
        at_ += bytes;
    }

    /// Reads a name, which may end in a pointer to an earlier place (RFC 1035 section 4.1.4). Each pointer
    /// leads to an earlier place than all before it, so that they have an end.
    std::string name() {
        std::string made;
        std::size_t place = at_;
        std::size_t earliest = at_;
        bool has_jumped = false;
        for (;;) {
            if (place >= message_.size()) return fail(), "";
            const unsigned length = byte(place++);
            if (length >= 0xC0) {
                if (place >= message_.size()) return fail(), "";
                const std::size_t target = 256 * (length & 0x3F) + byte(place++);
                if (!has_jumped) at_ = place;
                has_jumped = true;
                if (target >= earliest) return fail(), "";
                place = earliest = target;
                continue;
            }
            if (length > 63 || place + length > message_.size()) return fail(), "";
            if (length == 0) break;
            if (!made.empty()) made += '.';
            made += message_.substr(place, length);
            // A dot inside a label would look like the border of two labels. No host has a NUL.
            std::replace(made.end() - length, made.end(), '.', '\0');
            if (made.size() > longest_dns_name) return fail(), "";
            place += length;
        }
        if (!has_jumped) at_ = place;
        return made;
    }

  private:
    unsigned byte(std::size_t at) const noexcept { return static_cast<unsigned char>(message_[at]); }
    bool has(std::size_t bytes) const noexcept { return is_sound_ && message_.size() - at_ >= bytes; }
    unsigned fail() noexcept {
        is_sound_ = false;
        at_ = message_.size();
        return 0;
    }

    std::string_view message_;
    std::size_t at_ = 0;
    bool is_sound_ = true;
};

bool can_be_host(const std::string& target) {
    return std::ranges::all_of(target, [](char c) { return c == '.' || stands_in_a_host_name(c); });
}

}  // namespace

std::optional<std::vector<srv_record>> read_srv_answer(std::string_view message) {
    message_reader reader(message);
    reader.skip(2);
    const unsigned flags = reader.number_of_two_bytes();
    const unsigned questions = reader.number_of_two_bytes();
    const unsigned answers = reader.number_of_two_bytes();
    reader.skip(4);
    if ((flags & response_bit) == 0 || (flags & truncated_bit) != 0) return std::nullopt;
    for (unsigned each = 0; each < questions && reader.is_sound(); ++each) {
        reader.name();
        reader.skip(4);
    }
    std::vector<srv_record> made;
    for (unsigned each = 0; each < answers && reader.is_sound(); ++each) {
        reader.name();
        const unsigned type = reader.number_of_two_bytes();
        const unsigned of_class = reader.number_of_two_bytes();
        reader.skip(4);  // the time to live
        const unsigned length = reader.number_of_two_bytes();
        if (type != type_srv || of_class != class_internet) {
            reader.skip(length);
            continue;
        }
        const auto end = reader.position() + length;
        srv_record one;
        one.priority = static_cast<std::uint16_t>(reader.number_of_two_bytes());
        one.weight = static_cast<std::uint16_t>(reader.number_of_two_bytes());
        one.port = static_cast<std::uint16_t>(reader.number_of_two_bytes());
        one.target = reader.name();
        if (reader.position() != end) return std::nullopt;
        if (can_be_host(one.target)) made.push_back(std::move(one));
    }
    if (!reader.is_sound()) return std::nullopt;
    return made;
}

}  // namespace popline::net
