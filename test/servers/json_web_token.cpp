// SPDX-License-Identifier: BSL-1.0
#include "servers/json_web_token.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace popline::test {

namespace {

std::string base64_of_url(const std::string& octets) {
    std::string made(4 * ((octets.size() + 2) / 3) + 1, '\0');
    const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(made.data()),
                                      reinterpret_cast<const unsigned char*>(octets.data()),
                                      static_cast<int>(octets.size()));
    made.resize(static_cast<std::size_t>(size));
    std::erase(made, '=');
    for (auto& digit : made) {
        if (digit == '+') digit = '-';
        if (digit == '/') digit = '_';
    }
    return made;
}

}  // namespace

std::string token_for(const std::string& user, std::time_t expires) {
    const auto text = base64_of_url(R"({"alg":"HS256","typ":"JWT"})") + "."
                      + base64_of_url(R"({"sub":")" + user + R"(","exp":)" + std::to_string(expires) + "}");
    const std::string key = "a key of the tests";
    std::string signature(32, '\0');
    unsigned size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(),
         reinterpret_cast<unsigned char*>(signature.data()), &size);
    return text + "." + base64_of_url(signature);
}

}  // namespace popline::test
