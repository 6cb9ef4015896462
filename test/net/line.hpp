// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <stdexcept>

#include "net/operations.hpp"

namespace popline::test {

/// A logged-in session over a scripted peer that from now on answers nothing by itself.
struct line : stage {
    explicit line(limits within = {}, needs before = needs::login)
        : there(peer(plain_greeting,
                     [this](std::string_view asked) { return mute ? std::string() : plain_answer(asked); })),
          one(context) {
        to = where().limits(within);
        prepare(context, one, before, to);
        mute = true;
    }
    std::unique_ptr<started> begin(const operation& what) {
        auto made =
            std::make_unique<started>(context.get_executor(), [this, &what] { return what.run(one, to); });
        settle();
        return made;
    }

    bool mute = false;
    std::shared_ptr<scripted_peer> there;
    server to;
    session one;
};

/// The mails 1 to this number of a session, even if the server has none.
inline std::vector<mail> first_mails(const session& of, message_number count) {
    std::vector<mail> made;
    for (message_number number = 1; number <= count; ++number)
        made.push_back(of.numbered(number));
    return made;
}

inline const operation& named(std::string_view name) {
    for (const auto& one : operations)
        if (one.name == name) return one;
    throw std::logic_error("no such operation");
}

}  // namespace popline::test
