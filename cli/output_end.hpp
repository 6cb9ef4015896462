// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <exception>

#include "output.hpp"

namespace tool {

struct output_end {
    std::exception_ptr failure;    // why the output is not complete
    bool was_interrupted = false;  // a signal was the reason
};

/// Writes all text that was printed, and all that the output has kept. Runs the context until then, or until
/// a signal comes.
output_end finish_output(boost::asio::io_context& context, output& to);

}  // namespace tool
