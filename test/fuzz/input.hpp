// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

namespace popline::test {

/// Ends the run, as a sanitizer would: the fuzzer keeps the input that led here.
inline void demand(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "demanded, and not so: %s\n", what);
    std::abort();
}

/// The bytes of a fuzzer. The first bytes steer a target, the others are its input. If no bytes are left,
/// each value is 0.
class fuzz_input {
  public:
    fuzz_input(const std::uint8_t* octets, std::size_t size)
        : left_(reinterpret_cast<const char*>(octets), size) {}

    bool empty() const noexcept { return left_.empty(); }

    std::size_t octet() noexcept {
        if (left_.empty()) return 0;
        const auto first = static_cast<unsigned char>(left_.front());
        left_.remove_prefix(1);
        return first;
    }
    std::size_t below(std::size_t end) noexcept { return octet() % end; }

    std::string_view text(std::size_t octets) noexcept {
        const auto front = left_.substr(0, octets);
        left_.remove_prefix(front.size());
        return front;
    }
    std::string_view rest() noexcept { return text(left_.size()); }

  private:
    std::string_view left_;
};

/// A view into a heap block that fits exactly, so that a sanitizer finds each read past its end.
class exact {
  public:
    explicit exact(std::string_view text) : octets_(new char[text.size()]), size_(text.size()) {
        std::copy(text.begin(), text.end(), octets_.get());
    }
    std::string_view text() const noexcept { return {octets_.get(), size_}; }

  private:
    std::unique_ptr<char[]> octets_;
    std::size_t size_;
};

/// Calls `take(std::string_view)` with the text in pieces. Each is as long as the next octet of `steps` says,
/// which begins again at its end; no steps: octet by octet.
template <class Take>
void cut(std::string_view text, std::string_view steps, Take take) {
    for (std::size_t at = 0, step = 0; at < text.size(); ++step) {
        const std::size_t size =
            steps.empty() ? 1 : static_cast<unsigned char>(steps[step % steps.size()]) % 40U + 1;
        const exact piece(text.substr(at, size));
        at += piece.text().size();
        take(piece.text());
    }
}

}  // namespace popline::test

/// The function that each target defines. libFuzzer calls it with generated inputs, `replay.cpp` with stored
/// inputs.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size);
