// SPDX-License-Identifier: BSL-1.0
#include "spooled_message.hpp"

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace tool {

namespace {

[[noreturn]] void fail() {
    throw std::runtime_error(std::string("cannot use a temporary file: ") + std::strerror(errno));
}

void write(std::FILE* to, std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), to) != bytes.size()) fail();
}

}  // namespace

void spooled_message::append(std::string_view bytes) {
    if (!file_ && memory_.size() + bytes.size() <= most_in_memory) {
        memory_.append(bytes);
        return;
    }
    if (!file_) {
        file_.reset(std::tmpfile());
        if (!file_) fail();
        write(file_.get(), memory_);
        memory_.clear();
    }
    write(file_.get(), bytes);
}

void spooled_message::clear() noexcept {
    memory_.clear();
    file_.reset();
    is_cleared_ = true;
}

void spooled_message::rewind() {
    is_read_ = false;
    if (file_ && (std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0)) fail();
}

std::string_view spooled_message::next() {
    if (file_) {
        memory_.resize(most_in_memory);
        memory_.resize(std::fread(memory_.data(), 1, memory_.size(), file_.get()));
        if (std::ferror(file_.get()) != 0) fail();
        return memory_;
    }
    if (is_read_) return {};
    is_read_ = true;
    return memory_;
}

}  // namespace tool
