// SPDX-License-Identifier: BSL-1.0
// What a server says in a login: base64, the messages of SCRAM, the reason for which a token is refused, and
// the words of a refusal.
#include <optional>
#include <string>

#include "input.hpp"
#include "protocol/refusal_words.hpp"
#include "sasl/base64.hpp"
#include "sasl/oauth_refusal.hpp"
#include "sasl/scram_message.hpp"

namespace popline::test {

namespace {

void decode(std::string_view text) {
    const auto octets = sasl::from_base64(text);
    if (!octets) return;
    demand(octets->size() <= text.size(), "decoding makes a text shorter");
    const auto again = sasl::base64(*octets);
    demand(again.reveal().size() == text.size(), "the text has the length of what it stands for");
    demand(sasl::from_base64(again.reveal()) == octets, "what was decoded can be encoded and decoded again");
}

void read_scram(std::string_view text) {
    if (const auto first = sasl::read_server_first(text)) {
        demand(!first->nonce.empty() && !first->salt.empty(), "a first message has a nonce and a salt");
        demand(text.find(first->nonce) != text.npos, "the nonce is in the message");
    }
    if (const auto last = sasl::read_server_final(text))
        demand(last->error.empty() != last->signature.empty(), "a last message has a signature or an error");
}

void read_reason(std::string_view text) {
    const auto read = sasl::read_oauth_refusal(text);
    demand(read.status.empty() || read.words.find(read.status) != std::string::npos,
           "the words name the status");
}

}  // namespace

}  // namespace popline::test

int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    using namespace popline::test;
    const exact input(fuzz_input(octets, size).rest());
    decode(input.text());
    read_scram(input.text());
    read_reason(input.text());
    for (const auto what : {popline::protocol::refused::login, popline::protocol::refused::command})
        static_cast<void>(popline::protocol::meaning_of(input.text(), what));
    return 0;
}
