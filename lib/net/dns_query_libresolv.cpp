// SPDX-License-Identifier: BSL-1.0
#include "net/dns_query.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <boost/asio/error.hpp>
#include <cstring>
#include <string_view>

namespace popline::net {

namespace {

namespace asio = boost::asio;

constexpr std::size_t largest_message = 65'535;

/// A state of the resolver library of its own, so that threads do not share one.
class resolver_state {
  public:
    resolver_state() noexcept {
        std::memset(&state_, 0, sizeof state_);
        is_ready_ = ::res_ninit(&state_) == 0;
    }
    ~resolver_state() {
        if (is_ready_) ::res_nclose(&state_);
    }
    resolver_state(const resolver_state&) = delete;
    resolver_state& operator=(const resolver_state&) = delete;

    bool is_ready() const noexcept { return is_ready_; }
    struct __res_state& operator*() noexcept {
        return state_;
    }

  private:
    struct __res_state state_;
    bool is_ready_ = false;
};

boost::system::error_code failure_of_query(int h_error) {
    switch (h_error) {
        case HOST_NOT_FOUND:
        case NO_DATA: return {};
        case TRY_AGAIN: return asio::error::host_not_found_try_again;
        default: return asio::error::no_recovery;
    }
}

}  // namespace

srv_look_up query_srv(const std::string& name, std::optional<std::uint16_t> port_of_test) {
    resolver_state state;
    if (!state.is_ready()) return {asio::error::no_recovery, {}};
    if (port_of_test) {
        auto& only = (*state).nsaddr_list[0];
        only.sin_family = AF_INET;
        only.sin_port = htons(*port_of_test);
        only.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        (*state).nscount = 1;
    }
    constexpr int class_of_internet = 1, type_of_srv = 33;
    std::vector<unsigned char> answer(largest_message);
    const int size = ::res_nquery(&*state, name.c_str(), class_of_internet, type_of_srv, answer.data(),
                                  static_cast<int>(answer.size()));
    if (size < 0) return {failure_of_query((*state).res_h_errno), {}};
    const std::string_view message(reinterpret_cast<const char*>(answer.data()),
                                   std::min(static_cast<std::size_t>(size), answer.size()));
    auto records = read_srv_answer(message);
    if (!records) return {make_error_code(boost::system::errc::bad_message), {}};
    return {{}, std::move(*records)};
}

}  // namespace popline::net
