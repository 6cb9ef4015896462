// SPDX-License-Identifier: BSL-1.0
#include "server/ahead_channel.hpp"

#include <stdexcept>
#include <string>

#include "server/maildrop.hpp"
#include "stopwatch.hpp"

namespace bench {

channel::outcome ahead_channel::write(output& from, clock::time_point now) {
    return is_ahead() ? send_until(may_leave_) : tls_channel::write(from, now);
}

bool ahead_channel::encrypt_ahead(const maildrop& of, output& owed) {
    const double before = stopwatch::processor();
    encrypt(owed, clock::time_point::max());
    if (!owed.empty()) throw std::runtime_error("the replies before NOOP do not fit into one write");
    may_leave_ = ready_.size();
    ends_.assign(of.size(), 0);
    released_ = 0;
    ready_.reserve(ready_.size() + of.bytes() + of.bytes() / 16);
    std::string text;
    for (std::size_t number = 1; number <= of.size(); ++number) {
        text += of.retrieved(number);
        if (number < of.size() && text.size() + of.retrieved(number + 1).size() <= record) continue;
        encrypt(text);
        ends_[number - 1] = ready_.size();
        text.clear();
    }
    spent_ += stopwatch::processor() - before;
    return true;
}

void ahead_channel::release() {
    if (const auto end = ends_[released_++]; end != 0) may_leave_ = end;
}

}  // namespace bench
