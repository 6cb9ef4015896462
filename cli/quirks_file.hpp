// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <filesystem>
#include <map>
#include <popline/sync/quirks.hpp>
#include <string>

namespace tool {

/// A text file of what earlier runs found out about servers: for each one a line with `HOST:PORT` and the
/// words of `popline::to_string(quirks)`.
class quirks_file {
  public:
    /// Reads the file. One that is missing knows nothing. Throws `std::runtime_error`.
    explicit quirks_file(std::filesystem::path file);

    popline::quirks of(const std::string& server) const;
    /// Writes what is known of a server, if that has changed. The lines of other servers are kept, as they
    /// are in the file now. The file is replaced as a whole, so a run that is killed leaves the old one. It
    /// is not made durable: what a power cut takes away is found out again. Throws `std::runtime_error`.
    void keep(const std::string& server, const popline::quirks& known);

  private:
    using lines = std::map<std::string, std::string>;

    lines read() const;
    void write(const lines& all) const;

    std::filesystem::path file_;
    lines all_;
};

}  // namespace tool
