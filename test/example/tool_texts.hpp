// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "parser.hpp"

namespace popline::test {

/// What the parser of the tool knows: the truth for help, man page and completions.
class parser_texts {
  public:
    std::vector<std::string> commands() const {
        std::vector<std::string> made;
        for (const auto* one : parser_->get_subcommands({}))
            made.push_back(one->get_name());
        return made;
    }
    /// Long and short ones, with their dashes.
    std::set<std::string> options(const std::string& command) const {
        std::set<std::string> made;
        for (const auto* one : parser_->get_subcommand(command)->get_options()) {
            for (const auto& name : one->get_lnames())
                made.insert("--" + name);
            for (const auto& name : one->get_snames())
                made.insert("-" + name);
        }
        return made;
    }

  private:
    ::tool::arguments given_;
    ::tool::raw_values raw_;
    std::unique_ptr<CLI::App> parser_ = ::tool::make_parser(given_, raw_);
};

}  // namespace popline::test
