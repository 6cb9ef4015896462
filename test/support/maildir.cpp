// SPDX-License-Identifier: BSL-1.0
// The maildrops of the Dovecot fixture, read and written as files, as a delivery agent does.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "support/dovecot.hpp"

namespace popline::test {
namespace {

namespace fs = std::filesystem;

// If the tests run as root, Dovecot reads mail as an ordinary account. That account owns the folder `mail`,
// and must own all in it.
void give_away(const fs::path& what, const fs::path& mail) {
    struct stat owner {};
    if (::stat(mail.c_str(), &owner) != 0 || ::chown(what.c_str(), owner.st_uid, owner.st_gid) != 0)
        throw std::system_error(errno, std::generic_category(),
                                "cannot give " + what.string() + " to the mail account");
}

void make_maildir(const fs::path& drop, const fs::path& mail) {
    for (const fs::path& folder : {drop, drop / "cur", drop / "new", drop / "tmp"})
        if (fs::create_directory(folder)) give_away(folder, mail);
}

std::string content(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

void dovecot::deliver(const std::string& user, std::string_view message) {
    const fs::path mail = folder_ / "mail", drop = mail / user;
    make_maildir(drop, mail);
    // Dovecot orders new mail by the number at the start of the file name: the time of delivery, in seconds.
    const std::string name = std::to_string(1'700'000'000 + delivered_++) + ".popline.test";
    const fs::path file = drop / "tmp" / name;
    std::ofstream out(file, std::ios::binary);
    if (!out.write(message.data(), static_cast<std::streamsize>(message.size())).flush())
        throw std::runtime_error("cannot write " + file.string());
    give_away(file, mail);
    fs::rename(file, drop / "new" / name);
}

fs::path dovecot::maildir_of(const std::string& user) const {
    return folder_ / "mail" / user;
}

void dovecot::give_to_reader(const std::string& user) {
    const auto drop = maildir_of(user);
    give_away(drop, folder_ / "mail");
    for (const auto& entry : fs::recursive_directory_iterator(drop))
        give_away(entry.path(), folder_ / "mail");
}

std::vector<fs::path> dovecot::files_of(const std::string& user) const {
    std::vector<std::pair<std::string, fs::path>> files;
    for (const char* folder : {"new", "cur"}) {
        const fs::path place = folder_ / "mail" / user / folder;
        if (!fs::exists(place)) continue;
        for (const auto& entry : fs::directory_iterator(place))
            files.emplace_back(entry.path().filename(), entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<fs::path> paths;
    for (auto& [name, path] : files)
        paths.push_back(std::move(path));
    return paths;
}

std::vector<std::string> dovecot::messages_left(const std::string& user) const {
    std::vector<std::string> messages;
    for (const auto& path : files_of(user))
        messages.push_back(content(path));
    return messages;
}

void dovecot::take_away(const std::string& user, std::size_t number) {
    fs::remove(files_of(user).at(number - 1));
}

}  // namespace popline::test
