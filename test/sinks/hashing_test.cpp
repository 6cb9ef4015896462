// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <popline/hashing.hpp>

#include "deliver.hpp"
#include "diarist.hpp"

namespace popline::test {

TEST_CASE(
    "hashing writes the SHA-256 of each message after it is whole, and nothing for a message that failed") {
    // From FIPS 180-2, appendix B, and the digest of an empty message.
    const auto abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const auto nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const auto two_blocks = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
    sha256::digest digest{};
    std::string text;
    hashing hashed(append_to(text), digest);
    for (const std::size_t piece : {1U, 2U, 100U}) {
        deliver(std::ref(hashed), "abc", piece);
        CHECK(hexadecimal(digest) == abc);
        deliver(std::ref(hashed), "", piece);
        CHECK(hexadecimal(digest) == nothing);
        deliver(std::ref(hashed), "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", piece);
        CHECK(hexadecimal(digest) == two_blocks);
    }
    bool fails = true;
    auto at_first = [&](std::string_view) {
        if (fails) throw std::runtime_error("no");
    };
    hashing again(at_first, digest);
    CHECK_THROWS_AS(deliver(std::ref(again), "half"), std::runtime_error);
    CHECK(hexadecimal(digest) == two_blocks);
    fails = false;
    deliver(std::ref(again), "abc");
    CHECK(hexadecimal(digest) == abc);
}

}  // namespace popline::test
