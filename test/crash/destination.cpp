// SPDX-License-Identifier: BSL-1.0
#include "crash/destination.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <set>

namespace popline::test {

namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
    std::ifstream from(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(from), {}};
}

bool is_message(const fs::path& file, store kind) {
    const auto folder = file.parent_path().filename();
    return kind == store::maildir ? folder == "new" || folder == "cur" : file.extension() == ".eml";
}

std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> found;
    if (!fs::exists(folder)) return found;
    for (const auto& one : fs::recursive_directory_iterator(folder))
        if (!one.is_directory()) found.push_back(one.path());
    return found;
}

/// The first line of a test message that tells it from the others.
std::string subject_of(const std::string& message) {
    const auto at = message.find("Subject:");
    return at == message.npos ? "a message of " + std::to_string(message.size()) + " bytes"
                              : message.substr(at, message.find('\r', at) - at);
}

}  // namespace

std::vector<std::string> destination::messages() const {
    std::vector<std::string> found;
    for (const auto& file : files_below(mail()))
        if (is_message(file, kind_)) found.push_back(text_of(file));
    return found;
}

std::vector<fs::path> destination::leftovers() const {
    std::vector<fs::path> found;
    for (auto& file : files_below(mail()))
        if (!is_message(file, kind_)) found.push_back(std::move(file));
    return found;
}

std::size_t destination::count_leftovers() const {
    return leftovers().size();
}

void destination::age_leftovers() const {
    for (const auto& file : leftovers())
        fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(25));
}

std::vector<std::string> faults(const destination& of, const std::vector<std::string>& owed,
                                const std::vector<std::string>& left) {
    std::vector<std::string> found;
    std::map<std::string, int> stored;
    for (auto& one : of.messages())
        ++stored[std::move(one)];
    const std::set<std::string> on_server(left.begin(), left.end());
    for (const auto& one : owed) {
        const auto there = stored.extract(one);
        if (there.empty() && !on_server.contains(one))
            found.push_back("lost, neither stored nor on the server: " + subject_of(one));
        if (!there.empty() && there.mapped() > 1) found.push_back("stored twice: " + subject_of(one));
    }
    for (const auto& [text, count] : stored)
        found.push_back("a file has bytes that are no message: " + subject_of(text));
    return found;
}

}  // namespace popline::test
