// SPDX-License-Identifier: BSL-1.0
// refused: give_a_range_of_mails_or_call_the_member_of_the_mail
#include <popline.hpp>

void f(popline::session& session, const std::vector<popline::mail>& inbox) {
    auto pending = session.remove(inbox[0]);
}
