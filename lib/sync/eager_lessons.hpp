// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/login_facts.hpp>
#include <popline/sync/quirks.hpp>
#include <utility>

namespace popline::syncing {

/// Learns whether the server obeys LIST and UIDL that are sent together with AUTH. The run owns it.
class eager_lessons {
  public:
    /// Whether the next session may send them so. `is_expected`: an earlier login makes it likely that this
    /// one succeeds. Only then is a server tried of which nothing is known yet, so that no refusal is for
    /// that reason.
    bool may_try(const quirks& of_server, bool is_expected) const noexcept {
        if (has_failed_ || of_server.breaks_pipelining) return false;
        return of_server.takes_eager == finding::yes
               || (of_server.takes_eager == finding::unknown && is_expected);
    }

    /// Call this when a session has logged in. If it did so after another one had failed, commands sent with
    /// AUTH may be the reason. A lost connection is none, so a server that took them before is tried again
    /// in a later run.
    void note_login(const login_facts& how, quirks& of_server) noexcept {
        if (how.takes_eager != finding::unknown)
            of_server.takes_eager = how.takes_eager;
        else if (std::exchange(is_suspected_, false))
            of_server.takes_eager = of_server.takes_eager == finding::yes ? finding::unknown : finding::no;
    }
    /// Call this when a login with a listing has failed.
    void note_failure(const login_facts& how, quirks& of_server) noexcept {
        if (!how.is_eager) return;
        has_failed_ = has_just_failed_ = true;
        is_suspected_ = !how.is_explained;
        if (how.takes_eager == finding::no) of_server.takes_eager = finding::no;
    }
    /// Whether the session that ended last has failed so.
    bool take_failure() noexcept { return std::exchange(has_just_failed_, false); }

  private:
    bool has_failed_ = false;  // so this run tries it no more
    bool has_just_failed_ = false;
    bool is_suspected_ = false;
};

}  // namespace popline::syncing
