// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <popline/testing/server.hpp>
#include <string>
#include <vector>

#include "crash/collect.hpp"
#include "crash/traced_process.hpp"

namespace popline::test {

/// How a life ended.
struct life_end {
    std::size_t calls = 0;            ///< system calls that the killed run made and that count
    std::string killed_at;            ///< empty if the run ended before the call at which it would be killed
    std::vector<std::string> faults;  ///< in sentences
};

/// The life of one small account: a run is killed at a system call, new mail comes, the next run collects the
/// rest, and one more run finds nothing to do.
class life {
  public:
    life(store kind, bool deletes);

    life_end run(std::size_t kill_at, const traced_process::filter& counts);

  private:
    void add_mail();
    void wait_for(child_process& one);
    void run_undisturbed(life_end& end, std::size_t known);

    boost::asio::io_context context_;
    testing::server server_{context_.get_executor()};
    collection what_;
    std::vector<std::string> owed_;
};

}  // namespace popline::test
