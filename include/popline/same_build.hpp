// SPDX-License-Identifier: BSL-1.0
#pragma once

// A program and the library share types of Boost.Asio and of the standard library. If the two were built with
// other settings, they disagree about these types, and the program would crash. So the library defines one
// symbol for each setting that it was built with, and each program refers to those of its own settings. If a
// setting differs, linking fails, and the linker names the setting:
//     undefined reference to `popline::library_must_be_built_with::asio_without_threads'
// At run time this costs only the memory of the pointers.

#if __cplusplus < 202002L
#error "popline: this compiler does not compile C++20. Compile with -std=c++20 or later."
#endif

#include <boost/version.hpp>
#include <version>

#if BOOST_VERSION < 108100
#error "popline: this Boost is too old. Boost 1.81 or later is needed."
#endif

#define POPLINE_JOIN(first, second) first##second
#define POPLINE_JOIN_VALUES(first, second) POPLINE_JOIN(first, second)
#define POPLINE_BUILT_WITH_BOOST POPLINE_JOIN_VALUES(boost_, BOOST_VERSION)

#if defined(__cpp_rtti)
#define POPLINE_BUILT_WITH_RTTI rtti
#else
#define POPLINE_BUILT_WITH_RTTI no_rtti
#endif

#if defined(_LIBCPP_VERSION)
#define POPLINE_BUILT_WITH_LIBRARY libcxx
#elif defined(_GLIBCXX_USE_CXX11_ABI) && !_GLIBCXX_USE_CXX11_ABI
#define POPLINE_BUILT_WITH_LIBRARY libstdcxx_with_old_strings
#else
#define POPLINE_BUILT_WITH_LIBRARY libstdcxx
#endif

// The checked containers are other types than the usual containers, and have other sizes.
#if defined(_GLIBCXX_DEBUG)
#define POPLINE_BUILT_WITH_CONTAINERS glibcxx_debug
#else
#define POPLINE_BUILT_WITH_CONTAINERS no_glibcxx_debug
#endif

#if defined(BOOST_ASIO_DISABLE_EPOLL)
#define POPLINE_BUILT_WITH_EPOLL asio_without_epoll
#else
#define POPLINE_BUILT_WITH_EPOLL asio_with_epoll
#endif

#if defined(BOOST_ASIO_DISABLE_EVENTFD)
#define POPLINE_BUILT_WITH_EVENTFD asio_without_eventfd
#else
#define POPLINE_BUILT_WITH_EVENTFD asio_with_eventfd
#endif

#if defined(BOOST_ASIO_DISABLE_TIMERFD)
#define POPLINE_BUILT_WITH_TIMERFD asio_without_timerfd
#else
#define POPLINE_BUILT_WITH_TIMERFD asio_with_timerfd
#endif

#if defined(BOOST_ASIO_DISABLE_THREADS)
#define POPLINE_BUILT_WITH_THREADS asio_without_threads
#else
#define POPLINE_BUILT_WITH_THREADS asio_with_threads
#endif

#if defined(BOOST_ASIO_DISABLE_THREAD_KEYWORD_EXTENSION)
#define POPLINE_BUILT_WITH_THREAD_KEYWORD asio_without_thread_keyword_extension
#else
#define POPLINE_BUILT_WITH_THREAD_KEYWORD asio_with_thread_keyword_extension
#endif

#if defined(BOOST_ASIO_DISABLE_SMALL_BLOCK_RECYCLING)
#define POPLINE_BUILT_WITH_SMALL_BLOCKS asio_without_small_block_recycling
#else
#define POPLINE_BUILT_WITH_SMALL_BLOCKS asio_with_small_block_recycling
#endif

#if defined(BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING)
#define POPLINE_BUILT_WITH_FRAMES asio_without_awaitable_frame_recycling
#else
#define POPLINE_BUILT_WITH_FRAMES asio_with_awaitable_frame_recycling
#endif

#if defined(BOOST_ASIO_HAS_IO_URING)
#define POPLINE_BUILT_WITH_IO_URING asio_with_io_uring
#else
#define POPLINE_BUILT_WITH_IO_URING asio_without_io_uring
#endif

#if defined(BOOST_ASIO_ENABLE_HANDLER_TRACKING) || defined(BOOST_ASIO_CUSTOM_HANDLER_TRACKING)
#define POPLINE_BUILT_WITH_TRACKING asio_with_handler_tracking
#else
#define POPLINE_BUILT_WITH_TRACKING asio_without_handler_tracking
#endif

#if defined(BOOST_ASIO_NO_TS_EXECUTORS)
#define POPLINE_BUILT_WITH_TS_EXECUTORS asio_without_ts_executors
#else
#define POPLINE_BUILT_WITH_TS_EXECUTORS asio_with_ts_executors
#endif

#if defined(BOOST_ASIO_USE_TS_EXECUTOR_AS_DEFAULT)
#define POPLINE_BUILT_WITH_DEFAULT_EXECUTOR asio_with_ts_executor_as_default
#else
#define POPLINE_BUILT_WITH_DEFAULT_EXECUTOR asio_without_ts_executor_as_default
#endif

namespace popline::library_must_be_built_with {

extern const char POPLINE_BUILT_WITH_BOOST;
extern const char POPLINE_BUILT_WITH_RTTI;
extern const char POPLINE_BUILT_WITH_LIBRARY;
extern const char POPLINE_BUILT_WITH_CONTAINERS;
extern const char POPLINE_BUILT_WITH_EPOLL;
extern const char POPLINE_BUILT_WITH_EVENTFD;
extern const char POPLINE_BUILT_WITH_TIMERFD;
extern const char POPLINE_BUILT_WITH_THREADS;
extern const char POPLINE_BUILT_WITH_THREAD_KEYWORD;
extern const char POPLINE_BUILT_WITH_SMALL_BLOCKS;
extern const char POPLINE_BUILT_WITH_FRAMES;
extern const char POPLINE_BUILT_WITH_IO_URING;
extern const char POPLINE_BUILT_WITH_TRACKING;
extern const char POPLINE_BUILT_WITH_TS_EXECUTORS;
extern const char POPLINE_BUILT_WITH_DEFAULT_EXECUTOR;

// `used` keeps the references in each object file, and `retain` keeps them if the linker drops unused
// sections. They are hidden, so that no shared library of the user exports them.
#if __has_cpp_attribute(gnu::retain)
[[gnu::used, gnu::retain, gnu::visibility("hidden")]]
#else
[[gnu::used, gnu::visibility("hidden")]]
#endif
inline const char* const all[] = {
    &POPLINE_BUILT_WITH_BOOST,        &POPLINE_BUILT_WITH_RTTI,         &POPLINE_BUILT_WITH_LIBRARY,
    &POPLINE_BUILT_WITH_CONTAINERS,   &POPLINE_BUILT_WITH_EPOLL,        &POPLINE_BUILT_WITH_EVENTFD,
    &POPLINE_BUILT_WITH_TIMERFD,      &POPLINE_BUILT_WITH_THREADS,      &POPLINE_BUILT_WITH_THREAD_KEYWORD,
    &POPLINE_BUILT_WITH_SMALL_BLOCKS, &POPLINE_BUILT_WITH_FRAMES,       &POPLINE_BUILT_WITH_IO_URING,
    &POPLINE_BUILT_WITH_TRACKING,     &POPLINE_BUILT_WITH_TS_EXECUTORS, &POPLINE_BUILT_WITH_DEFAULT_EXECUTOR,
};

}  // namespace popline::library_must_be_built_with
