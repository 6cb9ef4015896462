// SPDX-License-Identifier: BSL-1.0
#include "simulation/mail_account.hpp"

#include <algorithm>
#include <utility>

namespace popline::test {

namespace {

/// Messages with these unique-ids have none in UIDL.
constexpr const char* hidden = "hidden-";

testing::options options_for(dice& chance, bool has_login_delay) {
    testing::options made;
    made.without_transcript();
    if (chance.chance(30)) made.without(testing::capability::pipelining);
    if (has_login_delay) made.announce("LOGIN-DELAY 60");
    return made;
}

/// Texts of messages differ in their numbers. Many have the same size.
std::string text_of(std::size_t number, std::size_t size) {
    auto digits = std::to_string(number);
    digits.insert(0, 6 - std::min<std::size_t>(6, digits.size()), '0');
    std::string text = "Subject: " + digits + "\r\n\r\n";
    while (text.size() < size)
        text += ".a line of a message\r\n";
    return text;
}

}  // namespace

sim_mail& mail_book::add(std::string account, std::string unique_id, std::string text) {
    auto made = std::make_unique<sim_mail>();
    made->account = std::move(account);
    made->unique_id = std::move(unique_id);
    made->text = std::move(text);
    sha256 sum;
    sum.update(made->text);
    made->digest = sum.finish();
    all_.push_back(std::move(made));
    by_text_[all_.back()->text] = all_.back().get();
    return *all_.back();
}

sim_mail* mail_book::find(std::string_view text) const {
    const auto found = by_text_.find(text);
    return found == by_text_.end() ? nullptr : found->second;
}

sim_mail* mail_book::find(std::string_view account, std::string_view unique_id,
                          const sha256::digest& digest) const {
    for (const auto& one : all_)
        if (one->account == account && one->unique_id == unique_id && one->digest == digest) return one.get();
    return nullptr;
}

mail_account::mail_account(std::string name, dice& chance, mail_book& book)
    : name_(std::move(name)), chance_(chance), book_(book) {
    if (chance.chance(10)) login_delay_ = std::chrono::seconds(60);
    office_ = std::make_shared<testing::detail::post_office>(options_for(chance, login_delay_.count() > 0));
    sizes_ = chance.one_of({sizes::true_ones, sizes::true_ones, sizes::true_ones, sizes::true_ones,
                            sizes::too_small, sizes::other_ones, sizes::random});
    using pipelined = server_habits::pipelined;
    if (chance.chance(12)) later_commands_ = chance.one_of({pipelined::dropped, pipelined::garbled});
    if (chance.chance(12)) cuts_after_ = chance.between(1, 3);
    for (auto count = chance.one_of({0U, 1U, 2U, 3U, 5U, 8U}); count > 0; --count)
        add_mail({});
}

/// Draws a unique-id: a new one, that of a message that is there, or that of one that was deleted.
std::string mail_account::draw_id(std::size_t size, const known_messages& known) {
    // If a message has neither a unique-id nor a size that stays, no run can tell that it is the same one.
    if (sizes_ != sizes::random && chance_.chance(6)) return hidden + std::to_string(next_id_++);
    std::string used;
    if (chance_.chance(8) && !mail_.empty()) used = mail_[chance_.below(mail_.size())]->unique_id;
    if (chance_.chance(20) && !free_ids_.empty()) used = free_ids_[chance_.below(free_ids_.size())];
    if (!used.empty() && is_free(used, size, known)) return used;
    return "id" + std::to_string(next_id_++);
}

/// A message is known by its unique-id and its size in LIST, so no two messages may have the same, unless the
/// client knows that the older one is deleted.
bool mail_account::is_free(const std::string& id, std::size_t size, const known_messages& known) const {
    if (sizes_ != sizes::true_ones) return false;
    const bool is_there = std::any_of(mail_.begin(), mail_.end(), [&](const auto* one) {
        return one->unique_id == id && one->text.size() == size;
    });
    const auto entries = known.find(id);
    return !is_there && std::none_of(entries.begin(), entries.end(), [&](const auto& one) {
        return !one.is_deleted && one.listed_octets == size;
    });
}

void mail_account::add_mail(const known_messages& known) {
    auto text = text_of(book_.all().size() + 1,
                        chance_.one_of({0U, 0U, 60U, 60U, 60U, 60U, 60U, 60U, 500U, 500U, 3'000U, 70'000U}));
    const auto id = draw_id(text.size(), known);
    const bool is_hidden = id.starts_with(hidden);
    auto& one = book_.add(name_, is_hidden ? "" : id, std::move(text));
    // If a message has neither a unique-id nor a size that stays, no run can tell that it is the same one.
    one.is_deadly = chance_.chance(3);
    one.is_refused = chance_.chance(3);
    office_->drop_of("user").add(std::make_shared<testing::detail::message>(one.text), id);
    mail_.push_back(&one);
}

void mail_account::delete_mail() {
    auto& drop = office_->drop_of("user");
    if (mail_.empty() || !drop.lock()) return;
    const auto at = chance_.below(mail_.size());
    std::vector<bool> deleted(mail_.size());
    deleted[at] = true;
    drop.update(deleted);
    drop.unlock();
    mail_[at]->is_on_server = false;
    mail_.erase(mail_.begin() + static_cast<std::ptrdiff_t>(at));
}

void mail_account::live_on(const known_messages& known) {
    for (auto count = chance_.one_of({0U, 0U, 1U, 2U}); count > 0; --count)
        add_mail(known);
    if (chance_.chance(10)) delete_mail();
}

sim_mail* mail_account::at(std::size_t number) const {
    return number - 1 < mail_.size() ? mail_[number - 1] : nullptr;
}

std::vector<sim_mail*> mail_account::take_deleted() {
    std::vector<sim_mail*> gone;
    const auto& there = office_->drop_of("user").now();
    if (there.size() == mail_.size()) return gone;
    std::vector<sim_mail*> left;
    for (std::size_t at = 0; at < there.size(); ++at)
        left.push_back(book_.find(there.mail(at)->text()));
    for (auto* const one : mail_)
        if (std::find(left.begin(), left.end(), one) == left.end()) gone.push_back(one);
    for (auto* const one : gone) {
        one->is_on_server = false;
        one->is_deleted_by_us = true;
        if (!one->unique_id.empty()) free_ids_.push_back(one->unique_id);
    }
    mail_ = std::move(left);
    deleted_in_process_ += gone.size();
    return gone;
}

server_habits mail_account::next_habits(bool has_faults, net::time_point now, bool has_ids) {
    server_habits made;
    made.later_commands = later_commands_;
    made.cuts_after = cuts_after_;
    made.hidden_ids = hidden;
    made.is_refused = [this](std::size_t number) { return at(number) && at(number)->is_refused; };
    made.is_deadly = [this](std::size_t number) { return at(number) && at(number)->is_deadly; };
    if (has_faults && has_ids && chance_.chance(4)) made.refuses_uidl = true;
    if (has_faults && chance_.chance(3)) made.refuses_login = "[SYS/TEMP] come again";
    if (now < next_login_)
        made.refuses_login = "[LOGIN-DELAY] too early";
    else
        next_login_ = now + login_delay_;
    using drop = testing::detail::faults::drop;
    auto& faults = office_->faults;
    faults.at_quit = drop::never;
    if (has_faults && chance_.chance(15))
        faults.at_quit = chance_.one_of({drop::before_commit, drop::after_commit});
    faults.lies.list.clear();
    for (std::size_t number = 1; number <= mail_.size() && sizes_ != sizes::true_ones; ++number)
        faults.lies.list[number] = sizes_ == sizes::too_small ? 10
                                   : sizes_ == sizes::random  ? chance_.between(1, 9'000)
                                                              : mail_[number - 1]->text.size() + 17;
    return made;
}

}  // namespace popline::test
