// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <popline/sync/memory_ledger.hpp>
#include <popline/sync/sync.hpp>
#include <set>
#include <string>
#include <vector>

#include "net/manual_clock.hpp"
#include "simulation/dice.hpp"
#include "simulation/disk.hpp"
#include "simulation/ledger.hpp"
#include "simulation/link.hpp"
#include "simulation/mail_account.hpp"
#include "simulation/tally.hpp"

namespace popline::test {

struct account_run;
struct sync_process;
enum class end_of_process;

/// A simulation of `popline::sync` with its servers, a network, a clock, a disk and a ledger, in one thread.
/// It runs several processes one after the other. Each of them syncs all accounts, and most of them are
/// killed, are cancelled, or end by a power cut. The last ones meet no fault. The seed alone decides what
/// happens.
class sync_world {
  public:
    sync_world(std::uint64_t seed, tally& seen);
    ~sync_world();

    /// Runs the whole history, and returns the violations found.
    std::vector<std::string> run();
    /// What happened, to compare two runs.
    const std::string& story() const noexcept { return story_; }

  private:
    class link_connector;
    enum class faults { some, none };

    void draw_disk();
    void draw_policy();
    /// What happens between two processes: time passes, mail arrives, mail is read.
    void live_on();
    void read_mail();
    void draw_end(sync_process& of);
    void run_process(faults allowed);
    void prepare_process();
    void begin_sync(mail_account& of);
    void run_handlers();
    void run_last_processes();
    bool step();
    void end(end_of_process how);
    void note_place_of_end();
    sync_policy policy() const;
    server where(mail_account& of);
    link_behaviour draw_link(mail_account& of);

    void check_server();
    void check_record(const std::string& account, const std::vector<stored_message>& group);
    void check_marked(const std::string& account, const std::vector<stored_key>& keys);
    void check_dele(const mail_account& of, std::size_t number);
    void check_deleted_are_safe();
    void check_files();
    void check_end_of_run(const account_run& of);
    void check_result(mail_account& of, const sync_result& result);
    bool is_all_done() const;
    void check_end();
    std::set<const sim_mail*> safe_mail() const;
    bool is_wanted(const sim_mail& one) const;
    std::vector<const sim_mail*> missing() const;
    void against(std::string what);

    tally& seen_;
    dice chance_;
    verdict verdict_;
    std::string story_;
    std::shared_ptr<manual_clock> clock_ = std::make_shared<manual_clock>();
    boost::asio::io_context network_;
    simulated_disk disk_;
    memory_ledger entries_;
    mail_book mail_;
    std::vector<std::unique_ptr<mail_account>> accounts_;
    bool is_maildir_ = false;
    sync_policy policy_;
    faults allowed_ = faults::some;
    std::size_t deleted_ = 0;  // messages that the server deleted for us
    /// Where a file can be neither linked nor renamed to a free name, an empty file reserves the name.
    bool may_have_placeholders_ = false;
    bool may_have_copies_ = false;  // a file could not be read, so its message was stored again
    std::vector<std::shared_ptr<link>> links_;
    std::unique_ptr<sync_process> process_;
};

}  // namespace popline::test
