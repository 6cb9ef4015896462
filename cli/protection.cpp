// SPDX-License-Identifier: BSL-1.0
#include "protection.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "console.hpp"

namespace tool {

namespace {

/// Throws what `act` throws with the name of the option before it.
template <class Act>
auto under(const std::string& option, Act act) {
    try {
        return act();
    } catch (const std::invalid_argument& failure) {
        throw std::invalid_argument(option + ": " + failure.what());
    }
}

void insist_on_readable(const std::string& path) {
    if (::access(path.c_str(), R_OK) != 0)
        throw std::invalid_argument("cannot read " + path + ": " + std::strerror(errno));
}

/// What `make` makes of a value that may be of no use.
template <class Make>
auto made_of(const std::string& value, Make make) {
    try {
        return make();
    } catch (const std::exception& failure) {
        throw std::invalid_argument("cannot use " + value + ": " + std::string(reason(failure)));
    }
}

/// Throws if the files cannot be loaded. So the message names the option that is at fault.
popline::tls_options loadable(const std::string& files, popline::tls_options with) {
    static_cast<void>(made_of(files, [&] { return popline::tls(with); }));
    return with;
}

popline::tls_version version_in(const std::string& text) {
    if (text == "1.2") return popline::tls_version::v1_2;
    if (text == "1.3") return popline::tls_version::v1_3;
    throw std::invalid_argument("give 1.2 or 1.3");
}

popline::tls_options with_authorities(const popline::tls_options& to, const std::string& path) {
    insist_on_readable(path);
    return loadable(path, to.authorities(path));
}

popline::tls_options with_revocations(const popline::tls_options& to, const std::string& file) {
    insist_on_readable(file);
    return loadable(file, to.revocations(file));
}

popline::tls_options with_certificate(const popline::tls_options& to, const protection& asked) {
    under("--cert", [&] { insist_on_readable(asked.certificate); });
    under("--key", [&] { insist_on_readable(asked.key); });
    // Not by an option: other users can see the arguments of a command.
    const char* const password = std::getenv("POPLINE_KEY_PASSWORD");
    const bool has_password = password != nullptr && *password != '\0';
    const auto with = has_password ? to.client_certificate(asked.certificate, asked.key, password)
                                   : to.client_certificate(asked.certificate, asked.key);
    const auto both = [&] { return loadable(asked.certificate + " and " + asked.key, with); };
    return under("--cert and --key", both);
}

}  // namespace

std::optional<popline::tls> tls_of(const protection& asked) {
    if (asked.certificate.empty() != asked.key.empty())
        throw std::invalid_argument("--cert and --key belong together: give both");
    if (asked.is_default()) return std::nullopt;
    popline::tls_options made;
    if (!asked.authorities.empty())
        made = under("--ca", [&] { return with_authorities(made, asked.authorities); });
    if (!asked.oldest.empty())
        made = made.minimum(under("--tls-min", [&] { return version_in(asked.oldest); }));
    for (const auto& one : asked.pins)
        made = under("--pin", [&] { return made_of(one, [&] { return made.pin(one); }); });
    if (!asked.certificate.empty()) made = with_certificate(made, asked);
    for (const auto& file : asked.revocations)
        made = under("--crl", [&] { return with_revocations(made, file); });
    return popline::tls(made);
}

popline::tls trust(const std::string& file_or_folder) {
    insist_on_readable(file_or_folder);
    return made_of(file_or_folder,
                   [&] { return popline::tls(popline::tls_options().authorities(file_or_folder)); });
}

}  // namespace tool
