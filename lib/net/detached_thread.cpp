// SPDX-License-Identifier: BSL-1.0
#include "net/detached_thread.hpp"

#include <signal.h>

#include <thread>
#include <utility>

namespace popline::net {

void start_detached_thread(std::function<void()> run) {
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        std::thread(std::move(run)).detach();
    } catch (...) {
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
        throw;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace popline::net
