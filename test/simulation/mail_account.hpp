// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <memory>
#include <popline/sha256.hpp>
#include <popline/sync/known_messages.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "net/clock.hpp"
#include "simulation/dice.hpp"
#include "simulation/server_habits.hpp"
#include "testing/post_office.hpp"

namespace popline::test {

/// A message of a simulated maildrop. No other message has the same text.
struct sim_mail {
    std::string account;
    std::string unique_id;  ///< as the server sends it; empty if it sends none
    std::string text;
    sha256::digest digest{};
    bool is_deadly = false;   ///< the server ends the session when it is asked for
    bool is_refused = false;  ///< the server never gives it
    bool is_on_server = true;
    bool is_deleted_by_us = false;
};

/// All messages of a simulation.
class mail_book {
  public:
    sim_mail& add(std::string account, std::string unique_id, std::string text);
    sim_mail* find(std::string_view text) const;
    /// The message of this account that has this unique-id and digest, or null.
    sim_mail* find(std::string_view account, std::string_view unique_id, const sha256::digest& digest) const;
    const std::vector<std::unique_ptr<sim_mail>>& all() const noexcept { return all_; }

  private:
    std::vector<std::unique_ptr<sim_mail>> all_;
    std::map<std::string_view, sim_mail*> by_text_;
};

/// An account, its maildrop and its server.
class mail_account {
  public:
    enum class sizes { true_ones, too_small, other_ones, random };

    mail_account(std::string name, dice& chance, mail_book& book);

    /// New mail arrives, and another client deletes some.
    void live_on(const known_messages& known);
    /// The habits of the server in its next session.
    server_habits next_habits(bool has_faults, net::time_point now, bool has_ids);
    /// Notes the messages that are gone from the server, and returns them.
    std::vector<sim_mail*> take_deleted();
    void begin_process() noexcept { deleted_in_process_ = 0; }
    std::size_t deleted_in_process() const noexcept { return deleted_in_process_; }
    /// The message with this number in the session that is open now, or null.
    sim_mail* at(std::size_t number) const;

    const std::string& name() const noexcept { return name_; }
    sizes listed_sizes() const noexcept { return sizes_; }
    const std::vector<sim_mail*>& mail() const noexcept { return mail_; }
    testing::detail::post_office& office() noexcept { return *office_; }

  private:
    void add_mail(const known_messages& known);
    void delete_mail();
    std::string draw_id(std::size_t size, const known_messages& known);
    bool is_free(const std::string& id, std::size_t size, const known_messages& known) const;

    std::string name_;
    dice& chance_;
    mail_book& book_;
    sizes sizes_ = sizes::true_ones;
    server_habits::pipelined later_commands_ = server_habits::pipelined::obeyed;
    std::size_t cuts_after_ = SIZE_MAX;
    net::duration login_delay_{0};
    net::time_point next_login_{};
    std::shared_ptr<testing::detail::post_office> office_;
    std::vector<sim_mail*> mail_;  // on the server, in the order of their numbers
    std::vector<std::string> free_ids_;
    std::size_t next_id_ = 1;
    std::size_t deleted_in_process_ = 0;
};

}  // namespace popline::test
