// SPDX-License-Identifier: BSL-1.0
#pragma once

// The library is built with hidden visibility; what carries this mark is its face.
#if defined(_WIN32) || defined(__CYGWIN__)
#define POPLINE_EXPORT
#else
#define POPLINE_EXPORT [[gnu::visibility("default")]]
#endif
