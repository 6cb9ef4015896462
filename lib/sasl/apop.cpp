// SPDX-License-Identifier: BSL-1.0
#include "sasl/apop.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <popline/error.hpp>
#include <string>

#include "values/hex.hpp"
#include "values/wipe.hpp"

namespace popline::sasl {

namespace {

/// Returns the digest in hexadecimal.
secret digest_of(std::string_view stamp, const secret& password) {
    ERR_clear_error();
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned size = 0;
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto clear = password.reveal();
    // when the context is freed, OpenSSL overwrites its memory
    const bool made = context && EVP_DigestInit_ex(context.get(), EVP_md5(), nullptr) == 1
                      && EVP_DigestUpdate(context.get(), stamp.data(), stamp.size()) == 1
                      && EVP_DigestUpdate(context.get(), clear.data(), clear.size()) == 1
                      && EVP_DigestFinal_ex(context.get(), digest.data(), &size) == 1;
    if (!made) {
        ERR_clear_error();
        throw error(errc::no_mechanism, {.verb = "APOP", .detail = "OpenSSL has no MD5 here"});
    }
    std::array<char, 2 * EVP_MAX_MD_SIZE> hexadecimal;
    for (unsigned at = 0; at < size; ++at)
        std::ranges::copy(values::hex(digest[at]), hexadecimal.begin() + 2 * at);
    secret shown(std::string_view(hexadecimal.data(), 2 * size));
    values::overwrite(hexadecimal.data(), hexadecimal.size());
    values::overwrite(digest.data(), digest.size());
    return shown;
}

}  // namespace

std::optional<secret> apop::initial_response() {
    if (stamp_.empty())
        throw error(errc::no_mechanism, {.verb = "APOP", .detail = "the greeting has no timestamp for APOP"});
    const auto digest = digest_of(stamp_, who_.password);
    std::string arguments;
    arguments.reserve(std::max(who_.user.size() + 1 + digest.reveal().size(), values::kept_on_the_heap));
    arguments.append(who_.user).append(" ").append(digest.reveal());
    secret made(arguments);
    values::wipe(arguments);
    complete_ = true;
    return made;
}

}  // namespace popline::sasl
