// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>

#include "sinks/placement.hpp"
#include "sync/layout.hpp"

namespace popline::syncing {

/// A folder of `.eml` files, named from the unique-ids of the messages.
class folder_layout final : public layout {
  public:
    folder_layout(sinks::file_system& system, std::filesystem::path folder)
        : system_(system), folder_(std::move(folder)) {}

    void prepare() override;
    const std::filesystem::path& temporary_folder() const noexcept override { return folder_; }
    found_file find(const received_item& of, const temporary_file& message, error_code& failure) override;
    std::filesystem::path give_name(const received_item& of, const temporary_file& message,
                                    found_file& instead, error_code& failure) override;

  private:
    /// The names that a message may get.
    struct wanted_name {
        std::filesystem::path stem;   // the name from which the other names are made
        std::filesystem::path first;  // the name that is tried first
        sinks::existing what_is_there;
        std::string digest;
    };
    wanted_name name_for(const received_item& of) const;
    found_file find_beside(const wanted_name& wanted, const temporary_file& message,
                           std::filesystem::path& free_name, error_code& failure);

    sinks::file_system& system_;
    std::filesystem::path folder_;
};

}  // namespace popline::syncing
