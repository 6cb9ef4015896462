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
#include "sinks/placement.hpp"
#include "sinks/sinks_access.hpp"

namespace popline::test {

inline const std::string large_message(150'000, 'm');  // more than two buffers

/// Makes a sink of one of the two kinds: file or blocking_file.
using maker = std::function<sink(const std::filesystem::path&, breakable_files&)>;

using sinks::existing;

/// The same file with another policy for a name that is taken.
template <class File>
File with(File made, existing what_is_there) {
    switch (what_is_there) {
        case existing::refuse: break;
        case existing::replace: return std::move(made).replace_existing();
        case existing::keep: return std::move(made).keep_existing();
        case existing::set_aside: return std::move(made).set_aside_existing();
        case existing::by_digest: return std::move(made).named_by_digest();
    }
    return made;
}

struct kinds {
    boost::asio::thread_pool disk{1};

    std::vector<maker> all(existing what_is_there = existing::refuse) {
        maker blocking = [what_is_there](const std::filesystem::path& path, breakable_files& files) {
            return sink(with(sinks_access::blocking_file(path, files), what_is_there));
        };
        maker awaited = [this, what_is_there](const std::filesystem::path& path, breakable_files& files) {
            return sink(with(sinks_access::file(path, disk.get_executor(), files), what_is_there));
        };
        return {blocking, awaited};
    }
};

/// Whether the system can rename a file in one step unless the name is taken. Without this the tests expect a
/// link.
inline bool can_rename_unless_taken() {
    scratch_folder folder;
    folder.write("from", "");
    return !sinks::system_files().rename_unless_taken(folder / "from", folder / "to");
}

/// The error that ends the delivery of a message to a file.
inline error failure_to_deliver(sink into, const std::string& octets = large_message) {
    try {
        deliver(std::move(into), octets, 10'000);
    } catch (const error& why) {
        return why;
    }
    throw std::logic_error("it should have failed");
}

}  // namespace popline::test
