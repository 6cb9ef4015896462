// SPDX-License-Identifier: BSL-1.0
#include "support/mail.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

namespace popline::test {
namespace {

constexpr std::size_t smallest_mail = 256;

// The generator splitmix64. The distributions of <random> differ between implementations of the standard
// library.
class dice {
  public:
    explicit dice(std::uint64_t seed) : state_(seed) {}

    std::size_t below(std::size_t limit) {
        state_ += 0x9e3779b97f4a7c15;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return static_cast<std::size_t>((mixed ^ (mixed >> 31)) % limit);
    }

  private:
    std::uint64_t state_;
};

constexpr std::string_view dots[] = {"", "", "", ".", "..", "...", ". ", ".x"};
constexpr std::string_view letters =
    "etaoin shrdlu cmfwyp vbgkjq xz ETAOIN SHRDLU 0123456789 .,;:!?-+*/=<>()[]{}\"'#$%&@^_`|~ ";

std::string make_line(dice& chance, std::size_t length) {
    std::string line{dots[chance.below(std::size(dots))]};
    line.resize(std::min(line.size(), length));
    // Append long pieces of the same text, for speed, because tests make gigabytes of mail.
    while (line.size() < length)
        line += letters.substr(chance.below(letters.size()), length - line.size());
    return line;
}

}  // namespace

std::string make_mail(std::size_t number, std::size_t bytes) {
    bytes = std::max(bytes, smallest_mail);
    const std::string name = std::to_string(number);
    std::string mail = "From: Ada <ada@example.org>\r\nTo: Bob <bob@example.org>\r\nSubject: Mail " + name
                       + "\r\nDate: Mon, 1 Jan 2024 00:00:00 +0000\r\nMessage-ID: <" + name
                       + "@example.org>\r\n\r\n";
    mail.reserve(bytes);
    dice chance(number);
    while (mail.size() < bytes) {
        const std::size_t remaining = bytes - mail.size() - 2;  // without the CRLF of this line
        std::size_t length = std::min(chance.below(4) == 0 ? chance.below(4) : chance.below(77), remaining);
        if (remaining - length == 1)  // the next line would have no room for its CRLF
            ++length;
        mail += make_line(chance, length) += "\r\n";
    }
    return mail;
}

std::string crlf_form(std::string_view message) {
    std::string form;
    form.reserve(message.size() + message.size() / 32 + 2);
    char before = '\0';
    for (const char byte : message) {
        if (byte == '\n' && before != '\r') form += '\r';
        form += byte;
        before = byte;
    }
    if (before != '\n') form += "\r\n";
    return form;
}

std::string sha256_hex(std::string_view bytes) {
    unsigned char digest[32];
    std::size_t size = sizeof digest;
    if (EVP_Q_digest(nullptr, "SHA256", nullptr, bytes.data(), bytes.size(), digest, &size) != 1)
        throw std::runtime_error("this OpenSSL does not provide SHA-256");
    std::string hex;
    for (const unsigned char byte : digest) {
        hex += "0123456789abcdef"[byte >> 4];
        hex += "0123456789abcdef"[byte & 15];
    }
    return hex;
}

}  // namespace popline::test
