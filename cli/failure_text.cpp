// SPDX-License-Identifier: BSL-1.0
#include "failure_text.hpp"

#include <algorithm>
#include <iterator>
#include <popline/errc.hpp>
#include <popline/error.hpp>
#include <string_view>

#include "console.hpp"

namespace tool {

namespace {

struct remedy {
    popline::errc of;
    std::string_view words;
};

/// What a user of the tool can do. The texts of the library speak to programmers.
constexpr remedy remedies[] = {
    {popline::errc::resolve_failed, "check the host name in the URL"},
    {popline::errc::connect_failed, "check the host and the port in the URL"},
    {popline::errc::certificate_rejected, "--ca FILE trusts an authority of your own"},
    {popline::errc::handshake_failed, "if this port does not begin with TLS, use pop3:// in the URL"},
    {popline::errc::stls_refused, "use pop3s:// in the URL, or --cleartext to do without TLS"},
    {popline::errc::authentication_failed, "check the user name and the password"},
    {popline::errc::login_refused, "check the user name and the password"},
    {popline::errc::no_mechanism, "--apop logs in by APOP"},
    {popline::errc::in_use, "try again when the other session has ended"},
    {popline::errc::login_delay, "try again later"},
    {popline::errc::temporary_failure, "try again later"},
    {popline::errc::commit_unconfirmed, "run the same command again"},
    {popline::errc::unique_ids_replaced, "--accept-new-ids goes on"},
};

std::string_view remedy_for(const std::exception& failure) {
    const auto* const known = dynamic_cast<const popline::error*>(&failure);
    if (!known) return {};
    const std::string_view detail = known->detail();
    if (detail.find("no pin matches") != detail.npos)
        return "if you know from elsewhere that this key is right, give it to --pin";
    if (known->code() == popline::errc::proxy_refused)
        return "check --proxy or POPLINE_PROXY, and whether the proxy lets you connect to this host and port";
    if (detail.starts_with("the proxy ")) return "check --proxy or POPLINE_PROXY";
    const auto* const found = std::ranges::find_if(
        remedies, [&](const remedy& one) { return known->code() == make_error_code(one.of); });
    return found == std::end(remedies) ? std::string_view() : found->words;
}

}  // namespace

std::string failure_text(const std::exception& failure) {
    std::string made(reason(failure));
    const auto words = remedy_for(failure);
    if (!words.empty()) made.append("; ").append(words);
    return made;
}

std::string unread_lines_text(std::uint64_t lines) {
    return "messages may be left out: the server's LIST has " + counted(lines, "line")
           + " without a message number";
}

}  // namespace tool
