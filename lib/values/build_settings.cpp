// SPDX-License-Identifier: BSL-1.0
#include <popline/export.hpp>
#include <popline/same_build.hpp>

// The symbols are weak, because both the library and the embedded server define them, and a program may link
// both.
namespace popline::library_must_be_built_with {

[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_BOOST = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_RTTI = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_LIBRARY = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_CONTAINERS = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_EPOLL = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_EVENTFD = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_TIMERFD = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_THREADS = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_THREAD_KEYWORD = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_SMALL_BLOCKS = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_FRAMES = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_IO_URING = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_TRACKING = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_TS_EXECUTORS = 0;
[[gnu::weak]] POPLINE_EXPORT extern const char POPLINE_BUILT_WITH_DEFAULT_EXECUTOR = 0;

}  // namespace popline::library_must_be_built_with
