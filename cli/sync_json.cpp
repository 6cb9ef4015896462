// SPDX-License-Identifier: BSL-1.0
#include "sync_json.hpp"

#include "json_text.hpp"

namespace tool {

using json = nlohmann::ordered_json;

namespace {

const char* name_of(popline::sync_outcome what) {
    switch (what) {
        case popline::sync_outcome::stored: return "stored";
        case popline::sync_outcome::existing: return "existing";
        case popline::sync_outcome::too_large: return "too_large";
        case popline::sync_outcome::not_wanted: return "not_wanted";
        case popline::sync_outcome::refused: return "refused";
        case popline::sync_outcome::rejected: return "rejected";
        case popline::sync_outcome::failed: return "failed";
        case popline::sync_outcome::not_tried: break;
    }
    return "not_tried";
}

const char* name_of(popline::commit_outcome how) {
    switch (how) {
        case popline::commit_outcome::confirmed: return "confirmed";
        case popline::commit_outcome::refused: return "refused";
        case popline::commit_outcome::unconfirmed: break;
    }
    return "unconfirmed";
}

const char* name_of(exit_status status) {
    switch (status) {
        case exit_status::done: return "done";
        case exit_status::usage: return "usage";
        case exit_status::wrong_credentials: return "wrong_credentials";
        case exit_status::try_later: return "try_later";
        case exit_status::failed: break;
    }
    return "failed";
}

json text_or_null(const std::string& text) {
    return text.empty() ? json(nullptr) : json(text);
}

json object_of(const popline::message_outcome& one) {
    json made = {{"number", one.number}, {"unique_id", nullptr}, {"outcome", name_of(one.what)}};
    if (!one.unique_id.empty()) put_unique_id(made, one.unique_id);
    made["bytes"] = one.bytes;
    made["place"] = text_or_null(one.place);
    made["reason"] = text_or_null(one.words);
    return made;
}

json object_of(const popline::commit_result& one) {
    return {{"outcome", name_of(one.how)},
            {"deletions", one.deletions},
            {"refused", one.refused},
            {"reason", text_or_null(one.words)}};
}

}  // namespace

std::string sync_json(const popline::sync_result& of, const run_report& report, const std::string& account) {
    json made = {{"account", account},
                 {"status", name_of(report.status())},
                 {"exit_status", static_cast<int>(report.status())},
                 {"failure", text_or_null(report.failure_words())},
                 {"listed", of.listed},
                 {"known", of.known},
                 {"stored", report.counts().messages},
                 {"bytes", report.counts().bytes},
                 {"failed", report.counts().failures},
                 {"deleted", report.counts().deleted},
                 {"sessions", of.sessions},
                 {"round_trips", of.traffic.round_trips},
                 {"seconds", report.counts().took.count()},
                 {"messages", json::array()},
                 {"commits", json::array()}};
    for (const auto& one : of.messages)
        made["messages"].push_back(object_of(one));
    for (const auto& one : of.commits)
        made["commits"].push_back(object_of(one));
    return ascii_json(made);
}

}  // namespace tool
