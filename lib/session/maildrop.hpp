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

/// Data that the mails of one listing share: the connection, the text of the reply to UIDL, into which their
/// unique-ids are views, and the reason if UIDL was refused.
struct maildrop {
    std::shared_ptr<net::connection> connection;
    std::string ids;
    std::optional<listing_refusal> uidl_refused;
};

/// Lets the library make mails and read their private data.
struct mail_access {
    static mail make(std::shared_ptr<const maildrop> of, const protocol::listed& one);
    static const std::shared_ptr<net::connection>& connection(const mail& one);
    /// How many bytes the window reserves for the reply to RETR.
    static std::uint64_t expected(const mail& one);
    /// How many bytes the window reserves for the reply to TOP: a header and this many lines of usual
    /// length.
    static std::uint64_t expected_top(const mail& one, std::uint32_t lines);
};

}  // namespace popline::detail
