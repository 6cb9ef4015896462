// SPDX-License-Identifier: BSL-1.0
#include "recorded.hpp"

namespace popline::test {

using protocol::shape;

namespace {

constexpr reply_of dovecot[] = {
    {"CAPA", shape::lines,
     "+OK\r\nCAPA\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nPIPELINING\r\nAUTH-RESP-CODE\r\nSTLS\r\nUSER\r\n"
     "SASL PLAIN LOGIN\r\n.\r\n"},
    {"AUTH LOGIN", shape::dialogue, "+ VXNlcm5hbWU6\r\n+ UGFzc3dvcmQ6\r\n+OK Logged in.\r\n"},
    {"STAT", shape::status, "+OK 3 1024\r\n"},
    {"LIST", shape::lines, "+OK 3 messages:\r\n1 120\r\n2 200\r\n3 704\r\n.\r\n"},
    {"UIDL", shape::lines, "+OK\r\n1 000000016614b0d2\r\n2 000000026614b0d2\r\n3 000000036614b0d2\r\n.\r\n"},
    {"RETR 1", shape::body, "+OK 120 octets\r\nSubject: one\r\n\r\n..dot\r\n.\r\n"},
    {"RETR 9", shape::body, "-ERR There's no message 9.\r\n"},
    {"DELE 1", shape::status, "+OK Marked to be deleted.\r\n"},
    {"RETR 3", shape::body, "+OK 704 octets\r\n\r\nbare\nline\r\n...\r\n.\r\n"},
    {"QUIT", shape::status, "+OK Logging out, messages deleted.\r\n"},
};

constexpr reply_of with_codes[] = {
    {"AUTH PLAIN", shape::dialogue, "+ \r\n-ERR [AUTH] Web login required.\r\n"},
    {"AUTH PLAIN", shape::dialogue, "+\r\n-ERR [IN-USE] Do you have another POP session running?\r\n"},
    {"AUTH PLAIN", shape::dialogue, "+ \r\n+OK Welcome.\r\n"},
    {"STAT", shape::status, "+OK 0 0\r\n"},
    {"LIST", shape::lines, "+OK 0 messages (0 bytes)\r\n.\r\n"},
    {"UIDL", shape::lines, "-ERR [SYS/TEMP] Temporary system problem.\r\n"},
    {"NOOP", shape::status, "+ok\r\n"},
};

constexpr reply_of bare_line_feeds[] = {
    {"STAT", shape::status, "+OK 2 16\n"},
    {"LIST", shape::lines, "+OK\n1 8\n2\t8 more words\n.\n"},
    {"RETR 1", shape::body, "+OK\nSubject: x\n\n..\n.\n"},
    {"RETR 2", shape::body, "+OK 8 octets\n\n.\n"},
    {"TOP 1 0", shape::body, "-ERR\n"},
    {"QUIT", shape::status, "+OK\n"},
};

constexpr reply_of odd[] = {
    {"LIST", shape::lines, "+OK   \r\n 5   120\r\n3 x\r\n\r\n3 7\r\n2147483647 9223372036854775807\r\n.\r\n"},
    {"UIDL", shape::lines, "+OK\r\n5 <a b@c>\r\n3\r\n7 caf\xe9\r\n0 zero\r\n.\r\n"},
    {"RETR 5", shape::body, "+OK\r\n.\r.\n.\r\n\xff\xfe\r\r\n.\r\n"},
    {"LIST 3", shape::status, "+OK 3 7 of 3\r\n"},
    {"CAPA", shape::lines, "-ERR Unknown command\r\n"},
};

constexpr std::span<const reply_of> sessions[] = {dovecot, with_codes, bare_line_feeds, odd};

}  // namespace

std::span<const std::span<const reply_of>> recorded_sessions() {
    return sessions;
}

}  // namespace popline::test
