// SPDX-License-Identifier: BSL-1.0
// Boost.JSON as a part of the program. A program that links with libboost_json does not need this file.
#include <boost/json/src.hpp>
