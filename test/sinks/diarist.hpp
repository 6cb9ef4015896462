// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

namespace popline::test {

/// A sink that records its calls under a name in a string, which other sinks may share.
class diarist {
  public:
    diarist(char name, std::string& diary) : name_(name), diary_(&diary) {}
    void operator()(std::string_view octets) { note(octets); }
    void commit() { note("commit"); }
    void abandon() noexcept { note("abandon"); }

  protected:
    void note(std::string_view what) { diary_->append({name_, ':'}).append(what).append(" "); }

  private:
    char name_;
    std::string* diary_;
};

struct slow_diarist : diarist {
    using diarist::diarist;
    bool has_enough() const noexcept { return false; }  // with this member it gets each piece by itself
    boost::asio::awaitable<void> operator()(std::string_view octets) {
        co_await boost::asio::post(boost::asio::use_awaitable);
        note(octets);
    }
    boost::asio::awaitable<void> commit() {
        co_await boost::asio::post(boost::asio::use_awaitable);
        note("commit");
    }
};

inline void fail(std::string_view) {
    throw std::runtime_error("no");
}

}  // namespace popline::test
