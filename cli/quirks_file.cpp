// SPDX-License-Identifier: BSL-1.0
#include "quirks_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <popline/printable.hpp>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace tool {

namespace {

[[noreturn]] void fail(const char* what, const std::filesystem::path& file) {
    throw std::runtime_error(std::string(what) + popline::printable(file.string()) + ": "
                             + std::strerror(errno));
}

}  // namespace

quirks_file::quirks_file(std::filesystem::path file) : file_(std::move(file)), all_(read()) {}

quirks_file::lines quirks_file::read() const {
    errno = 0;
    std::ifstream from(file_);
    if (!from && errno == ENOENT) return {};
    lines made;
    for (std::string line; std::getline(from, line);) {
        const auto end = line.find(' ');
        if (end != line.npos) made[line.substr(0, end)] = line.substr(end + 1);
    }
    if (!from.eof() || from.bad()) fail("cannot read the file of quirks ", file_);
    return made;
}

popline::quirks quirks_file::of(const std::string& server) const {
    const auto found = all_.find(server);
    return found == all_.end() ? popline::quirks() : popline::quirks_from(found->second);
}

void quirks_file::keep(const std::string& server, const popline::quirks& known) {
    if (known == of(server)) return;
    all_ = read();  // another run may have written meanwhile
    if (known == popline::quirks())
        all_.erase(server);
    else
        all_[server] = to_string(known);
    write(all_);
}

void quirks_file::write(const lines& all) const {
    auto unfinished = file_;
    unfinished += "." + std::to_string(::getpid());
    errno = 0;
    std::ofstream to(unfinished, std::ios::trunc);
    for (const auto& [server, words] : all)
        to << server << ' ' << words << '\n';
    to.close();
    if (to && ::rename(unfinished.c_str(), file_.c_str()) == 0) return;
    const auto why = errno;
    std::error_code ignored;
    std::filesystem::remove(unfinished, ignored);
    errno = why;
    fail("cannot write the file of quirks ", file_);
}

}  // namespace tool
