// SPDX-License-Identifier: BSL-1.0
#include "sinks/written_file.hpp"

#include <popline/error.hpp>

#include "sinks/offload.hpp"

namespace popline::sinks {

namespace asio = boost::asio;

asio::awaitable<void> written_file::on_disk(std::shared_ptr<written_file> of, step call) {
    auto* const file = of.get();
    std::function<void()> job = [kept = std::move(of), call] {
        try {
            (kept->file_.*call)();
        } catch (...) {
            kept->failure_ = std::current_exception();
        }
    };
    const bool has_run = co_await offload(file->disk_, std::move(job));
    if (file->failure_) std::rethrow_exception(std::exchange(file->failure_, nullptr));
    if (!has_run)
        throw error(errc::file_failed, {.detail = "the executor of its file work has ended",
                                        .cause = make_error_code(boost::system::errc::operation_canceled)});
}

asio::awaitable<void> written_file::write_out(std::shared_ptr<written_file> to, std::string_view rest) {
    while (!rest.empty()) {
        co_await on_disk(to, &atomic_file::write_out);
        rest = to->fill(rest);
    }
}

asio::awaitable<void> written_file::commit(std::shared_ptr<written_file> to,
                                           std::shared_ptr<stored_as> tell) {
    co_await on_disk(to, &atomic_file::commit);
    to->file_.confirm();
    *tell = to->file_.take_stored();
}

}  // namespace popline::sinks
