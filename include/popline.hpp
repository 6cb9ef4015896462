// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <popline/capabilities.hpp>
#include <popline/commit.hpp>
#include <popline/counters.hpp>
#include <popline/credentials.hpp>
#include <popline/errc.hpp>
#include <popline/error.hpp>
#include <popline/limits.hpp>
#include <popline/listing.hpp>
#include <popline/mail.hpp>
#include <popline/message.hpp>
#include <popline/phase.hpp>
#include <popline/retrieval.hpp>
#include <popline/secret.hpp>
#include <popline/server.hpp>
#include <popline/session.hpp>
#include <popline/sink.hpp>
#include <popline/tls.hpp>
#include <popline/within.hpp>
