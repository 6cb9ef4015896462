// SPDX-License-Identifier: BSL-1.0
// accepted
// The smallest program, so that a compiler that is broken here is told from one that refuses popline.
#include <coroutine>
#include <string_view>

int main() {
    return std::string_view("popline").empty() ? 1 : 0;
}
