// SPDX-License-Identifier: BSL-1.0
// The functions of `server` that inject faults.
#include <algorithm>
#include <cctype>
#include <mutex>
#include <popline/testing/server.hpp>
#include <utility>

#include "testing/post_office.hpp"

namespace popline::testing {

namespace {

/// Changes the faults under the mutex. Then sessions that were stalled or delayed check the faults again.
template <typename Change>
void change_faults(detail::post_office& office, Change change) {
    std::lock_guard const lock(office.mutex);
    change(office.faults);
    office.faults_changed();
}

std::string upper_case(std::string verb) {
    std::transform(verb.begin(), verb.end(), verb.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return verb;
}

}  // namespace

server& server::delay(duration later) {
    change_faults(*office_, [&](auto& faults) { faults.delay = later; });
    return *this;
}

server& server::refuse(std::string verb, std::size_t number, std::string text) {
    change_faults(*office_, [&](auto& faults) {
        faults.refusals.push_back({upper_case(std::move(verb)), number, std::move(text)});
    });
    return *this;
}

server& server::refuse_nth(std::string verb, std::size_t nth, std::string text) {
    change_faults(*office_, [&](auto& faults) {
        faults.refusals.push_back(
            {upper_case(std::move(verb)), 0, std::move(text), std::max<std::size_t>(nth, 1)});
    });
    return *this;
}

server& server::close_after(std::uint64_t bytes) {
    change_faults(*office_, [&](auto& faults) { faults.close_after = bytes; });
    return *this;
}

server& server::drop_before_commit() {
    change_faults(*office_, [](auto& faults) { faults.at_quit = detail::faults::drop::before_commit; });
    return *this;
}

server& server::drop_after_commit() {
    change_faults(*office_, [](auto& faults) { faults.at_quit = detail::faults::drop::after_commit; });
    return *this;
}

server& server::stall_after(std::uint64_t bytes) {
    change_faults(*office_, [&](auto& faults) { faults.stall_after = bytes; });
    return *this;
}

server& server::split(std::size_t bytes) {
    change_faults(*office_, [&](auto& faults) { faults.split = std::max<std::size_t>(bytes, 1); });
    return *this;
}

server& server::silent() {
    change_faults(*office_, [](auto& faults) { faults.silent = true; });
    return *this;
}

server& server::break_pipelining() {
    change_faults(*office_, [](auto& faults) { faults.breaks_pipelining = true; });
    return *this;
}

server& server::refuse_initial_response(std::string text) {
    change_faults(*office_, [&](auto& faults) { faults.refuses_initial_response = std::move(text); });
    return *this;
}

server& server::ignore_initial_response() {
    change_faults(*office_, [](auto& faults) { faults.ignores_initial_response = true; });
    return *this;
}

server& server::lie_in_stat(std::size_t messages, std::uint64_t octets) {
    change_faults(*office_, [&](auto& faults) { faults.lies.stat = {messages, octets}; });
    return *this;
}

server& server::lie_in_list(std::size_t number, std::uint64_t octets) {
    change_faults(*office_, [&](auto& faults) { faults.lies.list[number] = octets; });
    return *this;
}

server& server::lie_in_retr(std::size_t number, std::uint64_t octets) {
    change_faults(*office_, [&](auto& faults) { faults.lies.retr[number] = octets; });
    return *this;
}

server& server::leave_out(std::size_t number) {
    change_faults(*office_, [&](auto& faults) { faults.lies.left_out.insert(number); });
    return *this;
}

server& server::heal() {
    change_faults(*office_, [](auto& faults) { faults = {}; });
    return *this;
}

}  // namespace popline::testing
