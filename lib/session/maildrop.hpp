// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <optional>
#include <popline/mail.hpp>
#include <string>
#include <vector>

#include "net/connection.hpp"
#include "protocol/listing.hpp"

namespace popline::detail {

/// What the mails of one listing share: the connection whose numbers they bear, the octets of UIDL, of which
/// their ids are pieces, and why there are none.
struct maildrop {
    std::shared_ptr<net::connection> line;
    std::string ids;
    std::optional<listing_refusal> uidl_refused;
};

/// How the library makes mails and looks into them.
struct mail_access {
    static mail make(std::shared_ptr<const maildrop> of, const protocol::listed& one);
    static const std::shared_ptr<net::connection>& line(const mail& one);
    /// Octets that the window reserves for the reply.
    static std::uint64_t expected(const mail& one);
    /// For TOP: the header, and so many lines of the usual length.
    static std::uint64_t expected_top(const mail& one, std::uint32_t lines);
};

}  // namespace popline::detail
