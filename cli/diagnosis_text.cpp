// SPDX-License-Identifier: BSL-1.0
#include "diagnosis_text.hpp"

#include <algorithm>
#include <popline/printable.hpp>
#include <vector>

#include "console.hpp"
#include "diagnosis_advice.hpp"
#include "diagnosis_quirks.hpp"
#include "time_text.hpp"

namespace tool {

namespace {

using popline::printable;

/// A report of two columns: what a line is about, and what is said of it.
class report {
  public:
    /// Adds a line. All that a server has said in it must be safe for a terminal.
    void add(std::string_view title, std::string_view words) {
        const auto shown = title == newest_ ? std::string_view() : title;
        newest_ = title;
        text_.append(shown);
        text_.append(width - shown.size(), ' ').append(words).append("\n");
    }
    std::string take() { return std::move(text_); }

  private:
    static constexpr std::size_t width = 14;

    std::string text_;
    std::string newest_;
};

std::string words_of(popline::security how) {
    switch (how) {
        case popline::security::implicit_tls: return "TLS from the first byte";
        case popline::security::stls: return "TLS by STLS";
        case popline::security::cleartext: break;
    }
    return "without TLS";
}

void add_way(const diagnosis& found, report& to) {
    to.add("server", printable(found.server) + ", " + words_of(found.security));
    to.add("route", printable(found.route));
    if (found.ends) to.add("connection", "from " + found.ends->own + " to " + found.ends->other);
}

std::string list_of(const std::vector<std::string>& all) {
    std::string made;
    for (const auto& one : all)
        made += (made.empty() ? "" : ", ") + printable(one);
    return made;
}

void add_tls(const diagnosis& found, report& to) {
    const auto& facts = found.tls;
    if (facts.version.empty()) return;
    to.add("TLS", facts.version + ", " + facts.cipher + ", "
                      + (facts.protocol.empty() ? "no ALPN" : "ALPN " + printable(facts.protocol)) + ", "
                      + (facts.resumed ? "resumed" : "not resumed"));
    if (found.is_chain_refused)
        to.add("certificate", "REFUSED; seen in another connection, which sent no login:");
    for (const auto& one : found.chain) {
        to.add("certificate", printable(one.subject));
        if (!one.names.empty()) to.add("certificate", "  for " + list_of(one.names));
        to.add("certificate", "  by " + printable(one.issuer));
        to.add("certificate", "  from " + day_text(one.begins) + " to " + day_text(one.ends));
        to.add("certificate", "  --pin " + one.pin);
    }
}

constexpr std::string_view of_capabilities = "capabilities";

/// The lines of one that the other has not, each after a sign.
void add_difference(const char* sign, const popline::capabilities& one, const popline::capabilities& other,
                    report& to) {
    const auto others = other.lines();
    for (const auto line : one.lines())
        if (std::ranges::find(others, line) == others.end())
            to.add(of_capabilities, std::string("  ") + sign + printable(line));
}

void add_capabilities(const std::string& when, const std::optional<popline::capabilities>& known,
                      const popline::capabilities* before, report& to) {
    if (!known) return;
    if (before && *known == *before) return to.add(of_capabilities, when + ": the same");
    if (known->text().empty()) return to.add(of_capabilities, when + ": none, CAPA is refused");
    to.add(of_capabilities, when + (before ? ", what differs:" : ":"));
    if (before) add_difference("- ", *before, *known, to);
    add_difference(before ? "+ " : "", *known, before ? *before : popline::capabilities(), to);
}

void add_all_capabilities(const diagnosis& found, report& to) {
    const auto at = [](const auto& known) { return known ? &*known : nullptr; };
    const bool is_stls = found.security == popline::security::stls;
    add_capabilities("without TLS", found.in_clear, nullptr, to);
    add_capabilities(is_stls ? "after STLS" : "before the login", found.before_login, at(found.in_clear), to);
    add_capabilities("after the login", found.after_login, at(found.before_login), to);
}

void add_login(const diagnosis& found, report& to) {
    if (found.before_login) {
        std::string names;
        for (const auto name : found.before_login->mechanisms())
            names += (names.empty() ? "" : " ") + printable(name);
        to.add("mechanisms", names.empty() ? "none announced" : names);
    }
    if (!found.why_no_login.empty()) {
        if (!found.expected_mechanism.empty())
            to.add("login", "would begin with " + found.expected_mechanism);
        return to.add("login", "not tried: " + found.why_no_login);
    }
    for (std::size_t at = 0; at < found.attempts.size(); ++at) {
        const auto& one = found.attempts[at];
        const bool is_accepted = found.is_logged_in && at + 1 == found.attempts.size();
        to.add("login", printable(one.mechanism)
                            + (is_accepted       ? ": accepted"
                               : one.was_refused ? ": refused"
                                                 : ": not completed"));
    }
}

void add_maildrop(const diagnosis& found, report& to) {
    if (!found.maildrop) return;
    const auto& counted_by_stat = found.maildrop->counted;
    to.add("maildrop", counted(counted_by_stat.messages, "message")
                           + (counted_by_stat.octets ? ", " + counted(*counted_by_stat.octets, "byte") : ""));
}

void add_times(const diagnosis& found, report& to) {
    if (found.times.empty()) return;
    to.add("round trip", time_text(found.times.front()) + " at least, " + time_text(median_of(found))
                             + " in the median of " + std::to_string(found.times.size()) + " "
                             + found.timed_command);
}

}  // namespace

std::string diagnosis_text(const diagnosis& found, std::chrono::sys_seconds now) {
    report made;
    add_way(found, made);
    if (!found.greeting.empty()) made.add("greeting", printable(found.greeting));
    add_tls(found, made);
    add_all_capabilities(found, made);
    add_login(found, made);
    add_maildrop(found, made);
    add_times(found, made);
    if (found.failure) made.add("stopped", "at " + found.step);
    for (const auto& one : quirks_in(found))
        made.add("quirk", one);
    for (const auto& one : advice_on(found, now))
        made.add("advice", one);
    return made.take();
}

}  // namespace tool
