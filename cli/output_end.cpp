// SPDX-License-Identifier: BSL-1.0
#include "output_end.hpp"

#include <boost/asio/co_spawn.hpp>

#include "console.hpp"
#include "interruption.hpp"

namespace tool {

output_end finish_output(boost::asio::io_context& context, output& to) {
    output_end made;
    try {
        to.write(take_printed());
    } catch (const std::exception&) {
        made.failure = std::current_exception();
        return made;
    }
    interruption signals(context, [&] { to.give_up(); });
    boost::asio::co_spawn(context, to.finish(), [&](std::exception_ptr why) {
        made.failure = why;
        made.was_interrupted = signals.has_come();
        signals.ignore();
    });
    context.run();
    context.restart();
    return made;
}

}  // namespace tool
