// SPDX-License-Identifier: BSL-1.0
#include "transcript.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "protocol/reply_reader.hpp"
#include "receive_buffer.hpp"

namespace popline::test {

using protocol::shape;
using protocol::sign;
using frame = protocol::reply_reader::frame;

namespace {

class transcriber {
  public:
    transcriber(const std::vector<shape>& replies, const limits& within)
        : replies_(replies), reader_(within) {
        reader_.expect(replies_.front());
    }

    /// Writes down one event. False if the input holds no further event.
    bool step(std::string_view& input) {
        if (over()) return false;
        const auto made = reader_.next(input);
        if (made == frame::need_more) return false;
        write(made);
        return !over();
    }

    /// All replies were read, or one was broken.
    bool over() const { return at_ == replies_.size(); }

    const std::string& text() const { return text_; }

  private:
    void write(frame made) {
        const bool joins = made == frame::chunk && in_chunk_;
        in_chunk_ = made == frame::chunk;
        if (joins) text_.resize(text_.size() - separator.size());
        switch (made) {
            case frame::need_more: return;
            case frame::status: status(reader_.text()); break;
            case frame::line: text_.append("line ").append(reader_.text()); break;
            case frame::overlong: text_.append("overlong"); break;
            case frame::chunk: text_.append(joins ? "" : "octets ").append(reader_.text()); break;
            case frame::end:
                text_.append("end");
                if (++at_ < replies_.size()) reader_.expect(replies_[at_]);
                break;
            case frame::broken:
                text_.append("broken: ").append(make_error_code(reader_.failure()).message());
                at_ = replies_.size();
        }
        text_.append(separator);
    }

    void status(std::string_view words) {
        const auto result = reader_.result();
        text_.append(result == sign::ok ? "ok " : result == sign::err ? "err " : "more ").append(words);
        if (replies_[at_] == shape::dialogue && result != sign::more) reader_.finish();
    }

    static constexpr std::string_view separator = " | ";
    std::vector<shape> replies_;
    protocol::reply_reader reader_;
    std::size_t at_ = 0;
    bool in_chunk_ = false;
    std::string text_;
};

}  // namespace

std::string transcript(const std::vector<shape>& replies, const pieces& cut, const limits& within) {
    transcriber writes(replies, within);
    receive_buffer buffer;
    const auto most = std::max({within.status_line_bytes, within.challenge_bytes, within.list_line_bytes});
    for (const auto piece : cut) {
        buffer.feed(piece, [&](std::string_view& input) { return writes.step(input); });
        if (!writes.over()) REQUIRE((buffer.kept() == 0 || buffer.kept() - 1 <= most));  // [R9]
    }
    return writes.text();
}

void reads_as(shape reply, std::string_view octets, const std::string& expected, const limits& within) {
    const auto check = [&](const std::vector<shape>& replies, const std::string& text,
                           const std::string& wanted) {
        for_each_cut(text, [&](const pieces& cut) {
            INFO("first piece: ", std::string(cut.front()), ", pieces: ", cut.size());
            REQUIRE(transcript(replies, cut, within) == wanted);
        });
    };
    const std::string once(octets);
    check({reply}, once, expected);
    check({shape::status, reply}, "+OK b\r\n" + once, "ok b | end | " + expected);
    if (!expected.ends_with("end | ")) return;
    check({reply, reply, shape::lines, shape::status}, once + once + "+OK\r\n1 a\r\n.\r\n-ERR z\r\n",
          expected + expected + "ok  | line 1 a | end | err z | end | ");
}

}  // namespace popline::test
