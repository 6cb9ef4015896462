// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/export.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace popline {

/// What the server says it can do (RFC 2449): the lines of CAPA, kept as sent and asked without regard to
/// case.
class POPLINE_EXPORT capabilities {
  public:
    capabilities() = default;
    explicit capabilities(const std::vector<std::string>& lines);
    /// From what `text` gave, where somebody has kept it: lines that each end in LF.
    static capabilities from_text(std::string text);

    /// Whether a line with this tag came: `has("PIPELINING")`.
    bool has(std::string_view tag) const noexcept;

    /// Whether SASL names this mechanism.
    bool has_mechanism(std::string_view name) const noexcept;

    /// What follows the tag on its first line, without blanks around it; nothing if the tag is not there.
    std::optional<std::string_view> parameters(std::string_view tag) const noexcept POPLINE_LIFETIMEBOUND;

    /// The lines, which live as long as this.
    std::vector<std::string_view> lines() const&;
    std::vector<std::string_view> lines() const&& = delete;

    /// The same in one piece, each ended by LF; empty if there are none.
    const std::string& text() const noexcept POPLINE_LIFETIMEBOUND { return text_; }

    friend bool operator==(const capabilities&, const capabilities&) = default;

  private:
    std::string text_;  // one piece: every idle session keeps it
};

}  // namespace popline
