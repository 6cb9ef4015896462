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
    /// Reads the capabilities from a text that `text()` returned and a program has stored: lines that each
    /// end in LF.
    static capabilities from_text(std::string text);

    /// Whether the server announced this capability, for example `has("PIPELINING")`.
    bool has(std::string_view tag) const noexcept;

    /// Whether the SASL line of the server names this mechanism.
    bool has_mechanism(std::string_view name) const noexcept;

    /// The text after the tag on the first line with this tag, without the blanks around it. An empty
    /// optional if there is no such line.
    std::optional<std::string_view> parameters(std::string_view tag) const& noexcept POPLINE_LIFETIMEBOUND;
    std::optional<std::string_view> parameters(std::string_view tag) const&& noexcept = delete;

    /// The lines. They are valid while this object exists and does not change.
    std::vector<std::string_view> lines() const&;
    std::vector<std::string_view> lines() const&& = delete;

    /// All lines in one text. Each line ends in LF; the text is empty if there are no lines.
    const std::string& text() const noexcept POPLINE_LIFETIMEBOUND { return text_; }

    friend bool operator==(const capabilities&, const capabilities&) = default;

  private:
    std::string text_;  // all lines in one string, because every idle session keeps it
};

}  // namespace popline
