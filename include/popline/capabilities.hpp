// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <popline/export.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace popline {

/// The capabilities that the server announces (RFC 2449). The lines of CAPA are kept as sent; look-ups ignore
/// case.
class POPLINE_EXPORT capabilities {
  public:
    capabilities() = default;
    explicit capabilities(const std::vector<std::string>& lines);
    /// Reads the result of `text()` back, which a program can store: lines that each end in LF.
    static capabilities from_text(std::string text);

    /// Whether the server sent a line with this tag: `has("PIPELINING")`.
    bool has(std::string_view tag) const noexcept;

    /// Whether the line SASL names this mechanism.
    bool has_mechanism(std::string_view name) const noexcept;

    /// The text after the tag on the first line with this tag, without blanks around it. Empty optional: no
    /// such line.
    std::optional<std::string_view> parameters(std::string_view tag) const& noexcept POPLINE_LIFETIMEBOUND;
    std::optional<std::string_view> parameters(std::string_view tag) const&& noexcept = delete;

    /// The lines. They are valid while this object exists and does not change.
    std::vector<std::string_view> lines() const&;
    std::vector<std::string_view> lines() const&& = delete;

    /// All lines in one text. Each line ends in LF; the text is empty if there are no lines.
    const std::string& text() const noexcept POPLINE_LIFETIMEBOUND { return text_; }

    friend bool operator==(const capabilities&, const capabilities&) = default;

  private:
    std::string text_;  // one piece: every idle session keeps it
};

}  // namespace popline
