// SPDX-License-Identifier: BSL-1.0
#pragma once

// Each public header includes this one, by itself or by another, and with it the check of the build.
#include <popline/same_build.hpp>

// The library is built with hidden visibility; what carries this mark is its face.
#if defined(_WIN32) || defined(__CYGWIN__)
#define POPLINE_EXPORT
#else
#define POPLINE_EXPORT [[gnu::visibility("default")]]
#endif

// What a function with this mark returns is a part of its object. Clang warns if the object is a temporary.
#if __has_cpp_attribute(clang::lifetimebound)
#define POPLINE_LIFETIMEBOUND [[clang::lifetimebound]]
#else
#define POPLINE_LIFETIMEBOUND
#endif
