// SPDX-License-Identifier: BSL-1.0
#include "net/proxy_dialogue.hpp"

#include "values/wipe.hpp"

namespace popline::net {

proxy_dialogue::~proxy_dialogue() {
    values::wipe(output_);
}

void proxy_dialogue::written(std::size_t bytes) noexcept {
    written_ += bytes;
    if (written_ < output_.size()) return;
    values::wipe(output_);
    written_ = 0;
}

std::size_t proxy_dialogue::hear(std::string_view came) {
    std::size_t used = 0;
    while (used < came.size() && !accepted_ && !why_not_) {
        if (output().empty())
            take(came[used++]);
        else
            fail(errc::proxy_malformed, "it answered before it was asked");
    }
    return used;
}

void proxy_dialogue::say(std::string_view bytes) {
    values::append_secret(output_, bytes);
}

}  // namespace popline::net
