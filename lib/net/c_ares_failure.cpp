// SPDX-License-Identifier: BSL-1.0
#include "net/c_ares_failure.hpp"

#include <ares.h>

#include <boost/asio/error.hpp>

namespace popline::net {

boost::system::error_code c_ares_failure(int status) noexcept {
    namespace error = boost::asio::error;
    switch (status) {
        case ARES_SUCCESS: return {};
        case ARES_ENOTFOUND:
        case ARES_ENODATA:
        case ARES_EBADNAME:
        case ARES_ENONAME: return error::host_not_found;
        case ARES_ESERVFAIL:
        case ARES_EREFUSED:
        case ARES_ECONNREFUSED:
        case ARES_ETIMEOUT: return error::host_not_found_try_again;
        case ARES_ENOMEM: return error::no_memory;
        case ARES_EDESTRUCTION:
        case ARES_ECANCELLED: return error::operation_aborted;
        default: return error::no_recovery;
    }
}

}  // namespace popline::net
