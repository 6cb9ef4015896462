// SPDX-License-Identifier: BSL-1.0
#include "session/batch_log.hpp"

#include "session/ask.hpp"
#include "session/download.hpp"

namespace popline {

void batch_log::look_again() {
    std::erase_if(open_, [this](handed_out& one) { return record_if_released(one); });
}

void batch_log::look_again_at_some() {
    for (int looks = 0; looks < 4 && !open_.empty(); ++looks) {
        if (++looked_at_ >= open_.size()) looked_at_ = 0;
        auto& one = open_[looked_at_];
        if (!record_if_released(one)) continue;
        if (&one != &open_.back()) std::swap(one, open_.back());
        open_.pop_back();
    }
}

bool batch_log::record_if_released(handed_out& one) {
    if (one.reply->leases > 1) return false;
    write_down(one.item, *one.reply);
    return true;
}

void batch_log::write_down(std::size_t item, const net::exchange& one) {
    octets_ += download::of(one).bytes;
    if (download::of(one).whole)
        results_[item] = outcome::done;
    else
        write_down_what_went_wrong(item, one);
}

void batch_log::write_down_what_went_wrong(std::size_t item, const net::exchange& one) {
    const auto& connection = *one.connection;
    if (one.reply.result == protocol::sign::err) {
        const auto why = refused_error(one, connection.limits());
        results_[item] = outcome::refused;
        reasons_[item] = {why.code(), why.reply()};
    } else if (connection.failed() && !one.ended) {
        lose(item, connection.failed().code);
    } else if (download::of(one).taken) {
        results_[item] = outcome::broken_off;
    }
}

void batch_log::lose(std::size_t item, boost::system::error_code why) {
    results_[item] = outcome::lost;
    reasons_[item] = {why, {}};
}

item_outcome batch_log::outcome_of(std::size_t item, message_number number) const {
    item_outcome made{number, results_[item], {}, {}};
    if (const auto found = reasons_.find(item); found != reasons_.end()) {
        made.code = found->second.code;
        made.reply = found->second.reply;
    }
    return made;
}

std::uint64_t batch_log::octets() const noexcept {
    auto sum = octets_;
    for (const auto& one : open_)
        sum += download::of(*one.reply).bytes;
    return sum;
}

}  // namespace popline
