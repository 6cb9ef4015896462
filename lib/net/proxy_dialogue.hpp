// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <popline/errc.hpp>
#include <string>
#include <string_view>

#include "net/failure.hpp"

namespace popline::net {

/// What a client and a proxy say to each other before the proxy hands bytes through. It takes the bytes of
/// the proxy and makes those of the client; it does no input and output. What it keeps of the proxy's bytes
/// is bounded.
class proxy_dialogue {
  public:
    proxy_dialogue() = default;
    proxy_dialogue(const proxy_dialogue&) = delete;
    proxy_dialogue& operator=(const proxy_dialogue&) = delete;
    virtual ~proxy_dialogue();

    /// The bytes to write now. A password may be among them.
    std::string_view output() const noexcept { return std::string_view(output_).substr(written_); }
    /// Says that so many bytes of the output were written. When all are, they are overwritten in memory.
    void written(std::size_t bytes) noexcept;

    /// Takes bytes of the proxy. Returns how many of them belong to the dialogue. The others are for the next
    /// step if the proxy has accepted, and worthless if it has failed.
    std::size_t hear(std::string_view came);

    /// Whether all bytes from now on are between the client and the server.
    bool is_accepted() const noexcept { return accepted_; }
    /// Why the proxy does not lead to the server; no failure until that is known.
    const failure& why_not() const noexcept { return why_not_; }

  protected:
    virtual void take(char byte) = 0;

    /// Appends to the output in memory that no copy is left of.
    void say(std::string_view bytes);
    void accept() noexcept { accepted_ = true; }
    void fail(errc code, std::string words) { why_not_ = {code, {}, std::move(words)}; }

  private:
    std::string output_;
    std::size_t written_ = 0;
    bool accepted_ = false;
    failure why_not_;
};

}  // namespace popline::net
