// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <popline/error.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "breakable_files.hpp"
#include "deliver.hpp"
#include "scratch_folder.hpp"
#include "sinks/sinks_access.hpp"

namespace popline::test {

inline const std::string message(150'000, 'm');  // more than two buffers

/// Makes one of the two kinds of file.
using maker = std::function<sink(const std::filesystem::path&, breakable_files&)>;

struct kinds {
    boost::asio::thread_pool disk{1};

    std::vector<maker> all(bool replaces = false) {
        maker blocking = [replaces](const std::filesystem::path& path, breakable_files& files) {
            auto made = sinks_access::blocking_file(path, files);
            return replaces ? sink(std::move(made).replace_existing()) : sink(std::move(made));
        };
        maker awaited = [this, replaces](const std::filesystem::path& path, breakable_files& files) {
            auto made = sinks_access::file(path, disk.get_executor(), files);
            return replaces ? sink(std::move(made).replace_existing()) : sink(std::move(made));
        };
        return {blocking, awaited};
    }
};

/// The failure with which a message does not come into its file.
inline error failure_to_deliver(sink into, const std::string& octets = message) {
    try {
        deliver(std::move(into), octets, 10'000);
    } catch (const error& why) {
        return why;
    }
    throw std::logic_error("it should have failed");
}

}  // namespace popline::test
