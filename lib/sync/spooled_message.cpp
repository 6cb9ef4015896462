// SPDX-License-Identifier: BSL-1.0
#include "sync/spooled_message.hpp"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/post.hpp>

#include "sync/file_job.hpp"

namespace popline::syncing {

namespace asio = boost::asio;

spooled_message::~spooled_message() {
    if (!file_.is_open()) return;
    try {
        asio::post(disk_, [closed = std::move(file_)] {});
    } catch (...) {
        // Without memory for the job, the file is closed here.
    }
}

std::string_view spooled_message::fill(std::string_view bytes) {
    const auto taken = bytes.substr(0, most_in_memory - memory_.size());
    memory_.append(taken);
    return bytes.substr(taken.size());
}

void spooled_message::write_out() {
    if (!file_.is_open()) file_ = spool_file(folder_, spool_calls::of(disk_));
    file_.write(memory_);
    memory_.clear();
}

asio::awaitable<void> spooled_message::write(std::shared_ptr<spooled_message> to, std::string_view rest) {
    while (!rest.empty()) {
        std::function<void()> job = [to] { to->write_out(); };
        co_await run_file_job(to->disk_, std::move(job));
        rest = to->fill(rest);
    }
}

asio::awaitable<void> spooled_message::read(std::shared_ptr<spooled_message> of, std::uint64_t from,
                                            std::string& piece) {
    if (from >= of->file_.bytes()) {
        // A copy, because the caller may change the piece.
        const auto at = std::min<std::uint64_t>(from - of->file_.bytes(), of->memory_.size());
        piece = of->memory_.substr(static_cast<std::size_t>(at));
        co_return;
    }
    // The job owns what it reads into: the coroutine may be destroyed while the job runs.
    const auto into = std::make_shared<std::string>(most_in_memory, '\0');
    std::function<void()> job = [of, from, into] { into->resize(of->read(from, *into)); };
    co_await run_file_job(of->disk_, std::move(job));
    piece = std::move(*into);
}

std::size_t spooled_message::read(std::uint64_t from, std::span<char> into) const {
    if (from < file_.bytes()) return file_.read(from, into);
    const auto at = std::min<std::uint64_t>(from - file_.bytes(), memory_.size());
    return memory_.copy(into.data(), into.size(), static_cast<std::size_t>(at));
}

int spooled_message::whole_file() {
    if (!memory_.empty() || !file_.is_open()) write_out();
    ::lseek(file_.descriptor(), 0, SEEK_SET);
    return file_.descriptor();
}

}  // namespace popline::syncing
