// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "net/clock.hpp"
#include "simulation/dice.hpp"
#include "simulation/stored_names.hpp"
#include "simulation/tally.hpp"
#include "sinks/file_system.hpp"

namespace popline::test {

/// What the file system of a simulated disk lacks, and how often its calls fail.
struct disk_behaviour {
    bool renames_unless_taken = true;
    bool links = true;
    bool writes_short = false;
    /// After a sync of a folder has failed, all calls that change something fail until the next process.
    /// Otherwise the next sync of this folder succeeds, and saves nothing of what was changed before.
    bool goes_read_only = false;
    unsigned failures = 0;  ///< of 1,000 calls
};

/// A file that has its final name.
struct final_file {
    std::string name;
    std::string_view bytes;
};

/// A disk in memory behind the system calls of the sinks. It knows what is in the cache of the system and
/// what is on the disk. The names have no slash at their beginning.
///
/// After a power cut, written bytes that were not synced are there, are missing, or are torn, and changes of
/// names whose folder was not synced are there or are missing. If a sync fails, the system drops the bytes:
/// a second sync succeeds and saves nothing.
class simulated_disk final : public sinks::file_system {
  public:
    simulated_disk(dice& chance, const net::clock& time, tally& seen)
        : chance_(chance), clock_(time), seen_(seen) {}

    disk_behaviour behaviour;
    /// Called before each call. It may end the process; the call then has no effect.
    std::function<void(std::string_view call)> on_call = [](std::string_view) {};
    std::function<void(std::string_view call)> on_failure = [](std::string_view) {};
    /// Called after a change of a final name.
    std::function<void()> on_change = [] {};

    /// Ends the process that uses the disk: its calls fail from now on. The cache stays.
    void kill();
    /// Does the same, and loses what is not on the disk, or tears it.
    void cut_power();
    /// Begins the next process.
    void begin_process();

    /// A reader moves a file of a Maildir from new to cur.
    void read_mail(const std::string& name);

    /// The files with final names that a program sees now.
    std::vector<final_file> files() const;
    /// Those that are there, with these bytes, after each power cut.
    std::vector<final_file> safe_files() const;

    facts look(const path& name) override;
    bool is_folder(const path& name) override;
    opened open(const path& name, error_code& failure) override;
    std::size_t read(int file, std::uint64_t from, std::span<char> into, error_code& failure) override;
    int create(const path& name, error_code& failure) override;
    std::size_t write(int file, std::string_view octets, error_code& failure) override;
    void start_write_back(int, std::uint64_t, std::uint64_t) override {}
    error_code sync(int file) override;
    error_code sync_data(int file) override { return sync(file); }
    error_code close(int file) override;
    error_code rename(const path& from, const path& to) override;
    error_code rename_unless_taken(const path& from, const path& to) override;
    error_code link(const path& from, const path& to) override;
    error_code sync_folder(const path& folder) override;
    error_code remove(const path& name) override;
    error_code make_folder(const path& name) override;
    error_code list(const path& folder, const std::function<void(std::string_view)>& take) override;
    bool can_write(const path&) override { return true; }

  private:
    enum class effect { reads, changes };
    error_code begin(std::string_view call, effect of = effect::changes);
    error_code may_come(const path& from, const path& to) const;
    bool may_lose(const std::string& name, const node& file) const;
    void changed(const path& name);
    std::string torn(const node& of);

    dice& chance_;
    const net::clock& clock_;
    tally& seen_;
    stored_names names_;
    std::map<int, std::shared_ptr<node>> open_;
    int next_file_ = 3;
    bool has_ended_ = false;
    bool is_read_only_ = false;
};

}  // namespace popline::test
