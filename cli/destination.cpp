// SPDX-License-Identifier: BSL-1.0
#include "destination.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <popline/file_name.hpp>
#include <popline/folder.hpp>
#include <popline/printable.hpp>
#include <popline/sink.hpp>
#include <stdexcept>

#include "console.hpp"
#include "stored_file.hpp"

namespace tool {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

/// Counts the lines of a message and passes the message on to its file.
class line_counter {
  public:
    explicit line_counter(popline::file& into) : into_(into) {}

    popline::maybe_awaitable operator()(std::string_view bytes) {
        lines_ += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
        return into_(bytes);
    }
    asio::awaitable<void> commit() { return into_.commit(); }
    void abandon() noexcept { into_.abandon(); }
    std::uint64_t lines() const noexcept { return lines_; }

  private:
    popline::file& into_;
    std::uint64_t lines_ = 0;
};

/// A sink that writes one message to the standard output. With an mbox it writes the message in the form of
/// the mbox; all messages then make one mailbox.
class output_sink {
  public:
    output_sink(output& to, mbox* mailbox, const std::string& host)
        : to_(to), mailbox_(mailbox), host_(host) {}

    asio::awaitable<void> operator()(std::string_view bytes) {
        if (!mailbox_ && !is_terminal_) return give(bytes);
        const auto text = mailbox_ ? begin() + mailbox_->quoted(bytes) : std::string(bytes);
        return give(is_terminal_ ? escaped_for_terminal(text) : text);
    }
    popline::maybe_awaitable commit() {
        if (!mailbox_) return {};
        return give(begin() + mailbox_->end());
    }
    void abandon() noexcept {}

  private:
    std::string begin() { return std::exchange(has_begun_, true) ? "" : mailbox_->begin(host_); }
    asio::awaitable<void> give(std::string_view bytes) {
        if (to_.write(bytes)) return {};
        return to_.until_room();
    }

    output& to_;
    mbox* mailbox_;
    const std::string& host_;
    bool is_terminal_ = ::isatty(STDOUT_FILENO) != 0;
    bool has_begun_ = false;
};

}  // namespace

destination::destination(const arguments& given, output& to)
    : kind_(given.destination == "-"       ? kind::output
            : given.destination == "null:" ? kind::nowhere
                                           : kind::folder),
      is_mbox_(given.mbox),
      is_dry_run_(given.is_dry_run),
      folder_(given.destination),
      host_(given.where.host),
      output_(to) {
    std::error_code failure;
    if (kind_ != kind::folder || fs::is_directory(folder_, failure)) return;
    if (fs::exists(fs::symlink_status(folder_, failure)))
        throw std::runtime_error("cannot use " + popline::printable(given.destination)
                                 + " as a folder: not a directory; give a folder, - or null: as DEST");
}

bool destination::is_named(const popline::mail& one) const {
    if (!one.has_unique_id()) return false;
    return shared_ids_.empty() || shared_ids_.count(std::string(one.unique_id())) == 0;
}

/// `popline::file_name` makes `%n` of no unique-id, so the second name is free.
fs::path destination::path_of(const popline::mail& one) const {
    if (one.has_unique_id()) return folder_ / (popline::file_name(one.unique_id()) + ".eml");
    return folder_ / "%no-unique-id.eml";
}

popline::file destination::file_for(const popline::mail& one) {
    auto made = popline::file(path_of(one), disk_);
    if (!one.has_unique_id()) return std::move(made).named_by_digest();
    // The message that has this unique-id now gets the name, and an older file is renamed. If two messages of
    // one listing share the unique-id, the older file keeps the name.
    return is_named(one) ? std::move(made).set_aside_existing() : std::move(made).keep_existing();
}

asio::awaitable<void> destination::on_disk(std::function<void()> job) {
    auto run = [&job]() -> asio::awaitable<void> {
        job();
        co_return;
    };
    co_await asio::co_spawn(disk_.get_executor(), run, asio::use_awaitable);
}

asio::awaitable<std::vector<bool>> destination::survey(const std::vector<popline::mail>& inbox) {
    std::vector<bool> stored(inbox.size());
    if (kind_ != kind::folder) co_return stored;
    std::unordered_set<std::string_view> ids;
    for (const auto& one : inbox)
        if (one.has_unique_id() && !ids.insert(one.unique_id()).second) shared_ids_.emplace(one.unique_id());
    std::function<void()> look = [&] {
        if (!is_dry_run_) popline::remove_stale_files(folder_);
        for (std::size_t at = 0; at < inbox.size(); ++at)
            stored[at] = is_named(inbox[at]) && inbox[at].size()
                         && has_listed_size(path_of(inbox[at]), *inbox[at].size());
    };
    co_await on_disk(std::move(look));
    co_return stored;
}

asio::awaitable<receipt> destination::receive(popline::message& one) {
    if (kind_ == kind::folder) co_return co_await store(one);
    if (kind_ == kind::output) {
        co_await print(one);
    } else {
        auto ignore = [](std::string_view) {};
        co_await one.read_to(ignore);
    }
    co_return receipt();
}

asio::awaitable<void> destination::print(popline::message& one) {
    output_sink into(output_, is_mbox_ ? &mbox_ : nullptr, host_);
    co_await one.read_to(std::ref(into));
}

asio::awaitable<receipt> destination::store(popline::message& one) {
    if (!is_made_) {
        std::function<void()> make = [this] { popline::make_folder(folder_); };
        co_await on_disk(std::move(make));
        is_made_ = true;
    }
    auto written = file_for(one.mail());
    line_counter into(written);
    co_await one.read_to(std::ref(into));
    receipt made;
    const auto bytes = one.bytes_read();
    made.has_listed_size = !one.size() || bytes == *one.size() || bytes == *one.size() + into.lines();
    made.name = popline::printable(written.name().string());
    made.name_was_anothers = is_named(one.mail()) && !written.set_aside().empty();
    if (is_named(one.mail()) && written.name() != path_of(one.mail())) {
        std::function<void()> look = [&] { made.name_was_anothers = is_message_file(path_of(one.mail())); };
        co_await on_disk(std::move(look));
    }
    co_return made;
}

std::string destination::name_of(const popline::mail& one) const {
    return popline::printable(path_of(one).string());
}

std::string destination::action_for(const popline::mail& one) const {
    if (kind_ == kind::output) return "written to the standard output";
    if (kind_ == kind::nowhere) return "retrieved and discarded";
    if (is_named(one)) return "stored as " + name_of(one);
    return "stored under a name with its SHA-256 in " + popline::printable(folder_.string());
}

}  // namespace tool
