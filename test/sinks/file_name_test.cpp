// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <popline/error.hpp>
#include <popline/file_name.hpp>
#include <set>
#include <string>
#include <vector>

#include "support/thrown.hpp"

namespace popline::test {

namespace {

std::string folded(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char octet) { return static_cast<char>(std::tolower(octet)); });
    return name;
}

/// Ids that are easily confused: up to three parts from a list of dangerous ones, and long ids that differ
/// only at one end.
std::set<std::string> generated() {
    const std::vector<std::string> parts = {"a",    "A",    "b",        ".",   "%",    "-",
                                            "~",    "/",    "\\",       ":",   " ",    std::string(1, '\0'),
                                            "\x7f", "\n",   "\xc3\xa9", "%-",  "%2",   "%2e",
                                            "41",   "%41",  "con",      "CON", "Con",  "nul",
                                            "com1", "COM1", "lpt9",     "com", ".txt", "$"};
    std::set<std::string> ids;
    for (const auto& first : parts) {
        ids.insert(first);
        for (const auto& second : parts) {
            ids.insert(first + second);
            for (const auto& third : parts)
                ids.insert(first + second + third);
        }
    }
    for (const std::size_t length : {66U, 67U, 133U, 134U, 135U, 198U, 199U, 200U, 201U, 202U, 203U, 5'000U})
        for (const auto& part : parts) {
            ids.insert(std::string(length, 'x') + part);
            ids.insert(part + std::string(length, 'X'));
            ids.insert(std::string(length, '%') + part);
        }
    return ids;
}

bool is_device(const std::string& name) {
    const auto stem = name.substr(0, name.find('.'));
    for (const std::string one : {"con", "prn", "aux", "nul"})
        if (stem == one) return true;
    return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && std::isdigit(stem[3]);
}

}  // namespace

TEST_CASE("[R83] an ordinary unique-id is its own file name") {
    CHECK(file_name("whqtswo00wbw418f9t5jxyw-0001") == "whqtswo00wbw418f9t5jxyw-0001");
    CHECK(file_name("1f2a.eml_=+,") == "1f2a.eml_=+,");
}

TEST_CASE("[R83] an id that would leave the folder, hide the file or name a device is escaped") {
    CHECK(file_name(".") == "%2e");
    CHECK(file_name("..") == "%2e%2e");
    CHECK(file_name("a..b") == "a..b");
    CHECK(file_name("../x") == "%2e.%2fx");
    CHECK(file_name("x.") == "x%2e");
    CHECK(file_name("Ab%") == "%41b%25");
    CHECK(file_name("con") == "%63on");
    CHECK(file_name("con.txt") == "%63on.txt");
    CHECK(file_name("com1") == "%63om1");
    CHECK(file_name("lpt0.a.b") == "%6cpt0.a.b");
    CHECK(file_name("cons") == "cons");
    CHECK(file_name("com") == "com");
    CHECK(file_name(std::string_view("\0\r\n\x7f\xff", 5)) == "%00%0d%0a%7f%ff");
    CHECK(code_thrown_by([&] { return file_name(""); }) == errc::no_unique_id);
}

TEST_CASE("[R83] different ids have different safe names, also if the file system ignores case") {
    const auto ids = generated();
    std::set<std::string> names;
    for (const auto& id : ids) {
        const auto name = file_name(id);
        INFO(name);
        REQUIRE(names.insert(folded(name)).second);
        REQUIRE(!name.empty());
        REQUIRE(name.size() <= 200);
        REQUIRE(name == folded(name));
        REQUIRE(name.front() != '.');
        REQUIRE(name.back() != '.');
        REQUIRE_FALSE(is_device(name));
        REQUIRE(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.=+,%") == std::string::npos);
    }
    CHECK(names.size() == ids.size());
    CHECK(ids.size() > 25'000);
}

TEST_CASE("[R83] a long id is cut between escapes, and its digest makes the name unique") {
    const auto exact = std::string(200, 'a');
    CHECK(file_name(exact) == exact);
    // The SHA-256 of 201 times "a", computed by `sha256sum`.
    const auto digest = std::string("a92efd82109373e58f9a2056dee01e807e216ce6075f7051207c0a9f7d666e50");
    CHECK(file_name(exact + "a") == std::string(134, 'a') + "%-" + digest);
    CHECK(file_name(std::string(100, '%')).starts_with("%25%25"));
    for (std::size_t shift = 0; shift < 3; ++shift) {
        const auto name = file_name(std::string(shift, 'a') + std::string(100, 'A'));
        const auto cut = name.substr(0, name.find("%-"));
        CHECK(cut.size() <= 134);
        CHECK(cut.size() > 131);
        CHECK((cut.size() - shift) % 3 == 0);
    }
}

}  // namespace popline::test
