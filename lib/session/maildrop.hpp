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

/// What the mails of one listing share: the connection, the bytes of the reply to UIDL, into which their
/// unique-ids are views, and why UIDL was refused, if it was.
struct maildrop {
    std::shared_ptr<net::connection> line;
    std::string ids;
    std::optional<listing_refusal> uidl_refused;
};

/// Makes mails and looks into them, for the library.
struct mail_access {
    static mail make(std::shared_ptr<const maildrop> of, const protocol::listed& one);
    static const std::shared_ptr<net::connection>& line(const mail& one);
    /// How many bytes the window reserves for the reply.
    static std::uint64_t expected(const mail& one);
    /// The same for TOP: a header and this many lines of the usual length.
    static std::uint64_t expected_top(const mail& one, std::uint32_t lines);
};

}  // namespace popline::detail
