// SPDX-License-Identifier: BSL-1.0
#include "net/route.hpp"

#include <popline/error.hpp>
#include <utility>

#include "net/destination.hpp"
#include "net/host.hpp"
#include "net/opener.hpp"
#include "net/proxy_step.hpp"
#include "net/unix_socket.hpp"

namespace popline::net {

std::vector<opening_step> steps_to(const server& target, alpn offer) {
    std::vector<opening_step> made;
    if (target.unix_socket()) {
        made.emplace_back([&target](std::shared_ptr<opener> by) {
            return connect_unix(std::move(by), *target.unix_socket());
        });
    } else if (target.proxy()) {
        made.emplace_back(
            [&target](std::shared_ptr<opener> by) { return reach_proxy(std::move(by), target); });
        made.emplace_back(
            [&target](std::shared_ptr<opener> by) { return pass_proxy(std::move(by), target); });
    } else {
        made.emplace_back([to = destination::of(target)](std::shared_ptr<opener> by) {
            return opener::connect(std::move(by), to);
        });
    }
    if (target.security() == security::implicit_tls)
        made.emplace_back([&target, offer](std::shared_ptr<opener> by) {
            return opener::secure(std::move(by), target, offer);
        });
    return made;
}

std::string fault_of_route(const server& target, hop first) {
    const bool is_dialled = first == hop::dialled;
    if (target.unix_socket() && is_dialled)
        if (const char* const fault = fault_of_unix_path(*target.unix_socket())) return fault;
    const auto* const via = target.proxy();
    if (target.expect_name())
        if (const auto fault = fault_of_host(*target.expect_name()); !fault.empty())
            return "of server::expect_name: " + fault;
    // A host that is neither dialled nor in a certificate is not needed.
    const bool is_in_certificate = target.security() != security::cleartext && !target.expect_name();
    const bool is_needed = via || (is_dialled && !target.unix_socket()) || is_in_certificate;
    if (is_needed || !target.host().empty())
        if (auto fault = fault_of_host(target.host()); !fault.empty()) return fault;
    if (!via) return {};
    if (target.host().find('%') != target.host().npos)
        return "the host is an address with a zone, which has no meaning for a proxy: \"" + target.host()
               + '"';
    // The host of a proxy is in errors, even if popline does not dial it.
    if (is_dialled || !via->host().empty())
        if (const auto fault = fault_of_host(via->host()); !fault.empty()) return "of the proxy: " + fault;
    return is_dialled && via->port() == 0 ? "the proxy has no port" : "";
}

}  // namespace popline::net
