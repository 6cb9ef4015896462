// SPDX-License-Identifier: BSL-1.0
// Feeds a target with the files of folders, without a fuzzer. usage: replay FOLDER...
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "input.hpp"

int main(int argc, char** argv) {
    std::size_t fed = 0;
    for (int at = 1; at < argc; ++at)
        for (const auto& file : std::filesystem::directory_iterator(argv[at])) {
            std::ifstream from(file.path(), std::ios::binary);
            std::vector<char> octets(std::istreambuf_iterator<char>(from), {});
            // The first octets alone are an input, too: it costs nothing here, and reaches what a cut input
            // does.
            for (const auto size : {octets.size(), octets.size() / 2, std::size_t{1}, std::size_t{0}}) {
                octets.resize(std::min(size, octets.size()));
                std::cerr << file.path().filename().string() << ", " << octets.size() << " octets\n";
                LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
            }
            ++fed;
        }
    std::cout << fed << " inputs\n";
    return fed > 0 ? 0 : 1;
}
