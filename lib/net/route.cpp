// SPDX-License-Identifier: BSL-1.0
#include "net/route.hpp"

#include <utility>

#include "net/destination.hpp"
#include "net/opener.hpp"

namespace popline::net {

std::vector<opening_step> steps_to(const server& target, alpn offer) {
    std::vector<opening_step> made;
    made.emplace_back([to = destination::of(target)](std::shared_ptr<opener> by) {
        return opener::connect(std::move(by), to);
    });
    if (target.security() == security::implicit_tls)
        made.emplace_back([&target, offer](std::shared_ptr<opener> by) {
            return opener::secure(std::move(by), target, offer);
        });
    return made;
}

}  // namespace popline::net
