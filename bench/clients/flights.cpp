// SPDX-License-Identifier: BSL-1.0
#include "clients/flights.hpp"

#include <initializer_list>
#include <utility>

#include "clients/wire.hpp"

namespace bench {

std::vector<flight> rehearse(const job& what) {
    wire server(what);
    std::vector<flight> made{{"", sizeof "+OK\r\n" - 1}};
    const auto fly = [&](std::initializer_list<std::pair<const char*, const char*>> lines) {
        flight one{};
        for (const auto& [line, end] : lines) {
            one.commands += line;
            one.bytes += server.ask(line, end).size();
        }
        made.push_back(one);
    };
    constexpr auto line = "\r\n";
    constexpr auto lines = "\r\n.\r\n";
    fly({{"CAPA\r\n", lines}});
    fly({{"USER user\r\n", line}, {"PASS secret\r\n", line}});
    fly({{"STAT\r\n", line}, {"LIST\r\n", lines}, {"UIDL\r\n", lines}});
    fly({{"RETR 1\r\n", lines},
         {"RETR 2\r\n", lines},
         {"RETR 3\r\n", lines},
         {"RETR 4\r\n", lines},
         {"RETR 5\r\n", lines}});
    fly({{"QUIT\r\n", line}});
    return made;
}

}  // namespace bench
