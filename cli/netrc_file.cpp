// SPDX-License-Identifier: BSL-1.0
#include "netrc_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <popline/printable.hpp>
#include <stdexcept>
#include <vector>

#include "secret_line.hpp"

namespace tool {

namespace {

constexpr std::size_t largest_netrc = std::size_t{1} << 20;

/// An open file, and what was read of it. Overwrites that at its end.
class netrc_text {
  public:
    explicit netrc_text(const std::string& path)
        : name_("the netrc file " + popline::printable(path)),
          file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (file_ < 0) throw std::runtime_error("cannot open " + name_ + ": " + std::strerror(errno));
    }
    netrc_text(const netrc_text&) = delete;
    netrc_text& operator=(const netrc_text&) = delete;
    ~netrc_text() {
        ::close(file_);
        overwrite(bytes_.data(), bytes_.size());
    }

    void insist_on_private() const {
        struct stat about {};
        if (::fstat(file_, &about) != 0)
            throw std::runtime_error("cannot look at " + name_ + ": " + std::strerror(errno));
        if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
            throw std::runtime_error("other users can read or change " + name_ + ": give it the mode 600");
    }
    std::string_view read() {
        bytes_.resize(largest_netrc + 1);  // at once, so that it never moves
        std::size_t size = 0;
        while (size < bytes_.size()) {
            const auto got = ::read(file_, bytes_.data() + size, bytes_.size() - size);
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) throw std::runtime_error("cannot read " + name_ + ": " + std::strerror(errno));
            if (got == 0) return {bytes_.data(), size};
            size += static_cast<std::size_t>(got);
        }
        throw std::runtime_error(name_ + " is larger than 1 MiB");
    }

  private:
    std::string name_;
    int file_;
    std::vector<char> bytes_;
};

std::string usual_netrc() {
    const char* const home = std::getenv("HOME");
    if (home == nullptr || *home == '\0')
        throw std::runtime_error("--netrc needs the variable HOME; use --netrc-file");
    return std::string(home) + "/.netrc";
}

}  // namespace

netrc_login login_in_netrc(const std::string& path, std::string_view host, std::string_view user) {
    const auto file = path.empty() ? usual_netrc() : path;
    const auto shown = popline::printable(file);
    netrc_text text(file);
    text.insist_on_private();
    std::optional<netrc_login> found;
    try {
        found = find_in_netrc(text.read(), host, user);
    } catch (const std::invalid_argument& failure) {
        throw std::runtime_error(shown + ", " + failure.what());
    }
    const auto at_host = " at " + popline::printable(host);
    const auto of_user = [](std::string_view name) {
        return name.empty() ? std::string() : " of " + popline::printable(name);
    };
    if (!found) throw std::runtime_error(shown + " has no login" + of_user(user) + at_host);
    if (found->password.empty())
        throw std::runtime_error(shown + " has no password" + of_user(found->user) + at_host);
    return std::move(*found);
}

}  // namespace tool
