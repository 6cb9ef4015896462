// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/clock.hpp"

namespace popline::test {

/// A file or a folder of a simulated disk.
struct node {
    bool is_folder = false;
    std::string bytes;         ///< in the cache of the system, which a power cut empties
    std::string synced_bytes;  ///< what the last sync brought to the disk
    bool is_synced = false;    ///< the disk has all bytes
    bool is_spoiled = false;   ///< a sync failed: the system has forgotten which bytes are not on the disk
    net::time_point modified{};
};

/// A change of names: a new name, a renaming, or a removal.
struct name_change {
    std::string from;  ///< the name that goes; empty if none does
    std::string to;    ///< the name that comes; empty if none does
    std::shared_ptr<node> what;
    bool is_durable = false;
    bool is_stuck = false;  ///< a sync of its folder failed, so a later one does not bring it to the disk
};

using names = std::map<std::string, std::shared_ptr<node>>;

/// The names of a simulated disk: those that programs see, and those that a power cut leaves.
///
/// A change is durable after its folder was synced; for a renaming, that is the folder of the new name. Each
/// other change is kept or lost as a whole, and independently of the others.
class stored_names {
  public:
    stored_names();

    std::shared_ptr<node> find(const std::string& name) const;
    const names& now() const noexcept { return now_; }
    void add(const std::string& name, std::shared_ptr<node> what);
    void rename(const std::string& from, const std::string& to);
    void remove(const std::string& name);

    void sync(const std::string& folder);
    /// A sync of this folder failed. No later one of this process is a help.
    void spoil(const std::string& folder);
    void forget_failures();

    /// The names that each power cut leaves.
    names least() const;
    /// The changes that a power cut can lose.
    const std::vector<name_change>& pending() const noexcept { return pending_; }
    /// Loses each change for which `keeps` returns false.
    template <class Keeps>
    void cut(Keeps keeps) {
        for (const auto& one : pending_)
            if (one.is_durable || keeps()) apply(one, durable_);
        drop_orphans(durable_);
        now_ = durable_;
        pending_.clear();
    }

    static std::string folder_of(const std::string& name);

  private:
    static void apply(const name_change& one, names& to);
    static void drop_orphans(names& of);
    void change(name_change one);

    names now_;
    names durable_;
    std::vector<name_change> pending_;  // in their order; the first one is not durable
};

}  // namespace popline::test
