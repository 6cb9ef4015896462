// SPDX-License-Identifier: BSL-1.0
#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <popline/error.hpp>
#include <popline/secret.hpp>
#include <string>
#include <utility>

namespace {

// Records the content of an array when it is freed. The bytes of a secret must be overwritten before that.
const void* watched = nullptr;
std::string last_words;

}  // namespace

void* operator new[](std::size_t size) {
    if (void* const block = std::malloc(size > 0 ? size : 1)) return block;
    throw std::bad_alloc();
}

void operator delete[](void* block) noexcept {
    if (block && block == watched) {
        watched = nullptr;
        std::memcpy(last_words.data(), block, last_words.size());
    }
    std::free(block);
}

void operator delete[](void* block, std::size_t) noexcept {
    operator delete[](block);
}

namespace popline::test {

namespace {

constexpr std::string_view canary = "a canary's password";

void watch(const secret& one) {
    last_words.assign(one.reveal().size(), '?');
    watched = one.reveal().data();
}

const std::string zeros(canary.size(), '\0');

}  // namespace

TEST_CASE("[R85] a secret returns the text that it was made of, and is empty after it was moved from") {
    secret one(std::string("pass\0word", 9));
    CHECK(one.reveal() == std::string_view("pass\0word", 9));
    const secret copy = one;
    secret moved = std::move(one);
    CHECK(one.empty());  // NOLINT: the moved-from secret is tested
    CHECK(one.reveal().empty());
    CHECK(moved.reveal() == copy.reveal());
    CHECK(moved.reveal().data() != copy.reveal().data());
    moved = secret("other");
    CHECK(moved.reveal() == "other");
    const secret& self = moved;
    moved = self;
    CHECK(moved.reveal() == "other");
    CHECK(secret().empty());
    CHECK(secret("").reveal().empty());
}

TEST_CASE("a null pointer is refused as a password, not read") {
    const char* const unset = std::getenv("POPLINE_THERE_IS_NO_SUCH_VARIABLE");
    REQUIRE(unset == nullptr);
    for (const auto make : {+[] { return secret(nullptr); },
                            +[] { return secret(std::getenv("POPLINE_THERE_IS_NO_SUCH_VARIABLE")); }}) {
        boost::system::error_code code;
        std::string words;
        try {
            static_cast<void>(make());
        } catch (const error& why) {
            code = why.code();
            words = why.what();
        }
        CHECK(code == errc::invalid_argument);
        CHECK(words.find("the password is a null pointer") != std::string::npos);
    }
}

TEST_CASE("[R85] a move of a secret keeps its memory, so that no copy of a short secret remains") {
    secret one("pw");
    const char* const at = one.reveal().data();
    const secret moved = std::move(one);
    CHECK(moved.reveal().data() == at);
}

TEST_CASE("[R85] a secret overwrites its octets when it goes and when it is assigned to") {
    {
        const secret one(canary);
        watch(one);
    }
    CHECK(watched == nullptr);
    CHECK(last_words == zeros);

    secret two(canary);
    watch(two);
    two = secret("another");
    CHECK(watched == nullptr);
    CHECK(last_words == zeros);
}

}  // namespace popline::test
