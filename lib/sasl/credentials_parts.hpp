// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/credentials.hpp>
#include <string>

#include "sasl/proof.hpp"

namespace popline {

/// The content of credentials. It is constant, because copies of the credentials share it.
struct credentials::parts {
    detail::proof shown;
    bool in_clear = false;
    std::string only_by = {};
    std::optional<first_response> when = {};
};

namespace detail {

/// Gives the login access to the proof in credentials. The proof lives as long as one of their copies.
struct credentials_access {
    /// Null if there is no proof: the credentials were made by the default constructor, or moved from.
    static const proof* proof_of(const credentials& who) noexcept {
        return who.parts_ ? &who.parts_->shown : nullptr;
    }
};

}  // namespace detail

}  // namespace popline
