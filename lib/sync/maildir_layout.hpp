// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "sync/layout.hpp"
#include "sync/maildir_name.hpp"

namespace popline::syncing {

/// A Maildir, and which messages are in it.
///
/// Readers rename files at any time, and there can be a million of them. So only a short hash of each token
/// is kept. If the hash of a message is there, `new` and `cur` are listed again for the names of the group.
class maildir_layout final : public layout {
  public:
    maildir_layout(sinks::file_system& system, std::filesystem::path folder)
        : system_(system),
          folder_(std::move(folder)),
          tmp_(folder_ / "tmp"),
          new_(folder_ / "new"),
          cur_(folder_ / "cur") {}

    void prepare() override;
    const std::filesystem::path& temporary_folder() const noexcept override { return tmp_; }
    void begin_group(const std::vector<received_item>& group) override;
    found_file find(const received_item& of, const temporary_file& message, error_code& failure) override;
    std::filesystem::path give_name(const received_item& of, const temporary_file& message,
                                    found_file& instead, error_code& failure) override;
    error_code failure_of(const std::filesystem::path& folder) const noexcept override {
        return folder == new_ ? removals_failure_ : error_code();
    }
    void note_files(const std::vector<received_item>& named) override;
    void note_removal() noexcept override { has_durable_removals_ = false; }

  private:
    template <class Function>
    error_code list(Function take);
    bool may_have(std::string_view token) const;
    void sync_removals();
    std::vector<std::filesystem::path> files_with(const std::string& token, bool lists_again,
                                                  error_code& failure);

    sinks::file_system& system_;
    std::filesystem::path folder_;
    std::filesystem::path tmp_;
    std::filesystem::path new_;
    std::filesystem::path cur_;
    maildir_namer names_;
    std::vector<std::uint64_t> hashes_;  // of the tokens in new and cur, in ascending order
    bool has_durable_removals_ = false;  // no file that was removed from new comes back after a power cut
    error_code removals_failure_;

    std::mutex guard_;
    std::set<std::string, std::less<>> wanted_;               // tokens of the group that may be there
    std::multimap<std::string, std::filesystem::path> seen_;  // the files that have these tokens
};

}  // namespace popline::syncing
