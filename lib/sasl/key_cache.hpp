// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <popline/secret.hpp>
#include <string>
#include <vector>

#include "sasl/digest.hpp"

namespace popline::sasl {

/// The two keys that SCRAM makes from a password (RFC 5802 section 3).
struct scram_keys {
    secret client;
    secret server;
};

/// What the server says about how the keys are derived.
struct derivation {
    hash by = hash::sha256;
    std::string salt;
    std::uint32_t iterations = 0;

    friend bool operator==(const derivation&, const derivation&) = default;
};

/// Keeps the newest keys of one password for each hash, since RFC 5802 section 5.1 allows that and deriving
/// them is slow. Sessions of several threads may share it.
class key_cache {
  public:
    /// Empty if the server has other salt or iterations than at the login before.
    std::optional<scram_keys> find(const derivation& how) const;
    void keep(derivation how, const scram_keys& made);

  private:
    struct entry {
        derivation how;
        scram_keys keys;
    };

    mutable std::mutex mutex_;
    std::vector<entry> entries_;  // at most one per hash
};

}  // namespace popline::sasl
