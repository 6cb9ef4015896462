// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>
#include <new>
#include <ostream>
#include <popline/detail/sink_operations.hpp>
#include <popline/detail/sink_target.hpp>
#include <popline/detail/streamed.hpp>
#include <popline/export.hpp>
#include <popline/maybe_awaitable.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace popline {

/// A sink that collects a message in a string; made by `append_to`.
class appended {
  public:
    void operator()(std::string_view octets) { text_->append(octets); }
    bool keeps_in_memory() const noexcept { return true; }

  private:
    friend appended append_to(std::string& text);
    explicit appended(std::string& text) noexcept : text_(&text) {}
    std::string* text_;
};

/// Makes a sink that appends a message to a string.
/// Throws `errc::message_too_large` if the message is larger than `limits::message_in_memory_bytes`.
/// Lifetime: the string must outlive the operation.
[[nodiscard]] inline appended append_to(std::string& text) {
    return appended(text);
}

/// Where the bytes of a message go. A target is one of these: a callable that takes `std::string_view` and
/// returns nothing; a callable that returns a `boost::asio::awaitable`, which is awaited before more bytes
/// are read; `append_to(text)`; or a `std::ostream`.
///
/// A target is copied, with its state; a temporary is moved. To read the state of a target afterwards, pass
/// `std::ref(target)`: then the target itself is used, and must outlive the operation. Two targets are never
/// copied: a named `std::ostream` is used itself, and `append_to(text)` refers to the string. A sink of
/// popline that has state, such as `counting` or `file`, cannot be copied: pass `std::ref` of it, or move
/// it. A target of more than 32 bytes is kept in memory of its own.
///
/// Bytes come as they were sent, without dot-stuffing, in pieces of any size. A piece is valid until the
/// callable returns, or until the awaitable that it returned completes.
///
/// A target may have more members, which are also called if it is copied:
/// - `commit()`, plain or awaitable, is called after the message is whole.
/// - `abandon()`, plain, is called instead if bytes may have come and the message does not become whole. It
///   must not throw.
/// - `has_enough()`, a const `bool`, is called after each piece. If it is true, the retrieval ends early,
///   with `commit()`. The remaining bytes of the message are discarded.
///
/// A target whose calls are awaited gets small pieces together: pieces below 4 KiB are gathered, at most 16
/// KiB, while more bytes are in the receive buffer. A target with `has_enough()` gets each piece by itself.
/// `buffered` gathers for any sink.
///
/// A `std::ostream` is flushed at the end of the message, and not synced.
///
/// A sink must not await a command of its own session: the reply comes after the message that the sink takes.
/// Such a command fails at once with `errc::awaited_in_sink`. If the sink waits for another coroutine that
/// awaits such a command, the command fails after `limits::sink_timeout` with `errc::sink_timed_out`.
/// `commit()` may await commands.
///
/// Throws what the target throws; `errc::file_failed` if a `std::ostream` has failed after a write or the
/// flush, or was never opened.
/// Cancellation cancels what the target awaits, and calls `abandon()`.
/// Lifetime: objects that a target refers to must outlive the operation.
class POPLINE_EXPORT sink {
  public:
    template <class Target, detail::fault Why = detail::fault_of_target<Target>()>
    requires detail::is_faultless<Why> sink(Target&& target) {
        if constexpr (detail::is_stream<detail::called<Target>>)
            place<detail::streamed>(target);
        else if constexpr (detail::is_reference<Target>)
            refer_to(target.get());
        else
            keep<std::decay_t<Target>>(std::forward<Target>(target));
    }
    // Types that cannot be a target. The name of the constraint says why.
    template <class Target, detail::fault Why = detail::fault_of_target<Target>()>
    requires detail::a_string_or_a_path_is_no_sink_use_append_to_or_file<Why> sink(Target&&)
    = delete;
    template <class Target, detail::fault Why = detail::fault_of_target<Target>()>
    requires detail::a_temporary_stream_is_no_sink_because_its_errors_would_be_lost<Why> sink(Target&&)
    = delete;
    template <class Target, detail::fault Why = detail::fault_of_target<Target>()>
    requires detail::only_a_boost_asio_awaitable_of_any_io_executor_can_be_awaited<Why> sink(Target&&)
    = delete;
    template <class Target, detail::fault Why = detail::fault_of_target<Target>()>
    requires detail::abandon_is_not_awaited_and_must_not_return_an_awaitable<Why> sink(Target&&)
    = delete;
    template <class Target, detail::fault Why = detail::fault_of_target<Target>()>
    requires detail::has_enough_is_a_const_bool_and_const_sinks_have_const_members<Why> sink(Target&&)
    = delete;
    template <class Target, detail::fault Why = detail::fault_of_target<Target>()>
    requires detail::this_cannot_be_copied_pass_std_ref_of_it<Why> sink(Target&&)
    = delete;
    template <class Target, detail::fault Why = detail::fault_of_target<Target>()>
    requires detail::gcc_12_destroys_a_temporary_closure_twice_so_give_it_a_name<Why> sink(Target&&)
    = delete;
    sink(sink&& other) noexcept
        : operations_(std::exchange(other.operations_, nullptr)), held_(std::move(other.held_)) {
        if (operations_) operations_->move(other.storage_, storage_);
    }
    sink& operator=(sink&&) = delete;
    ~sink() {
        if (operations_) operations_->destroy(storage_);
    }

    // The library calls these members.

    /// Passes bytes to the target.
    maybe_awaitable write(std::string_view octets) {
        if (held_) return gather(octets);
        return operations_->write(storage_, octets);
    }
    /// Passes bytes to the target, so that a sink can be the target of another sink, by `std::ref`.
    maybe_awaitable operator()(std::string_view octets) { return write(octets); }
    /// Passes on the gathered bytes, because the receive buffer is empty or the message ends. `commit` does
    /// this too. A call before `commit` makes a failure come before any sink commits.
    maybe_awaitable flush() {
        if (held_) return flush_held();
        return operations_->flush ? operations_->flush(storage_) : maybe_awaitable();
    }
    /// Commits, because the message is whole or the sink has enough.
    maybe_awaitable commit() {
        if (held_) return commit_held();
        return operations_->commit(storage_);
    }
    /// Ends a message that does not become whole. The next bytes belong to another message.
    void abandon() noexcept {
        if (held_) held_->clear();
        if (operations_->abandon) operations_->abandon(storage_);
    }
    /// Whether the target wants no more bytes.
    bool has_enough() const noexcept { return operations_->has_enough && operations_->has_enough(storage_); }
    /// Whether the target keeps the message in memory, so that `limits::message_in_memory_bytes` applies.
    bool keeps_in_memory() const noexcept {
        return operations_->keeps_in_memory && operations_->keeps_in_memory(storage_);
    }
    /// Makes the sink pass on small pieces together from now on.
    void gather_small_pieces() {
        if (!held_) held_ = std::make_unique<std::string>();
    }
    /// Makes the sink pass on each piece by itself from now on, unless the target is a stream. It is for
    /// sinks that depend on where a piece ends. Call it before the first `write`.
    void keep_pieces_apart() noexcept {
        if (!operations_->is_stream) held_.reset();
    }

  private:
    static constexpr std::size_t small_piece = std::size_t{4} << 10;
    static constexpr std::size_t most_held = std::size_t{16} << 10;
    static constexpr std::size_t room = 32;

    template <class Kept>
    static constexpr bool fits = sizeof(Kept) <= room && alignof(Kept) <= alignof(std::max_align_t)
                                 && std::is_nothrow_move_constructible_v<Kept>;

    template <class Target>
    void refer_to(Target& target) {
        if constexpr (detail::is_gathered_for<Target>) gather_small_pieces();
        place<detail::behind<Target, Target*>>(std::addressof(target));
    }
    template <class Target, class Given>
    void keep(Given&& given) {
        if constexpr (detail::is_gathered_for<Target>) gather_small_pieces();
        if constexpr (fits<Target>)
            place<Target>(std::forward<Given>(given));
        else
            place<detail::behind<Target, std::unique_ptr<Target>>>(
                std::make_unique<Target>(std::forward<Given>(given)));
    }
    template <class Kept, class From>
    void place(From&& from) {
        ::new (static_cast<void*>(storage_)) Kept(std::forward<From>(from));
        operations_ = &detail::operations_in_place<Kept>;
    }

    maybe_awaitable gather(std::string_view octets);
    maybe_awaitable flush_held();
    maybe_awaitable commit_held();
    boost::asio::awaitable<void> write_held();
    boost::asio::awaitable<void> write_behind_held(std::string_view octets);
    boost::asio::awaitable<void> write_held_and_flush();
    boost::asio::awaitable<void> commit_behind_held();

    const detail::sink_operations* operations_ = nullptr;
    std::unique_ptr<std::string> held_;  // the gathered pieces; null if the target gets each piece by itself
    alignas(std::max_align_t) std::byte storage_[room];
};

// These functions make a coroutine only if there is something to await.

inline maybe_awaitable sink::gather(std::string_view octets) {
    if (octets.size() < small_piece && octets.size() <= most_held - held_->size()) {
        held_->append(octets);
        return {};
    }
    if (held_->empty()) return operations_->write(storage_, octets);
    return write_behind_held(octets);
}

inline boost::asio::awaitable<void> sink::write_held() {
    if (!has_enough()) {
        auto pending = operations_->write(storage_, *held_);
        if (pending) co_await *std::move(pending);
    }
    held_->clear();
}

inline boost::asio::awaitable<void> sink::write_behind_held(std::string_view octets) {
    co_await write_held();
    auto pending = gather(octets);
    if (pending) co_await *std::move(pending);
}

inline boost::asio::awaitable<void> sink::write_held_and_flush() {
    co_await write_held();
    auto pending = flush();
    if (pending) co_await *std::move(pending);
}

inline boost::asio::awaitable<void> sink::commit_behind_held() {
    co_await write_held();
    auto pending = commit();
    if (pending) co_await *std::move(pending);
}

inline maybe_awaitable sink::flush_held() {
    if (!held_->empty()) return write_held_and_flush();
    return operations_->flush ? operations_->flush(storage_) : maybe_awaitable();
}

inline maybe_awaitable sink::commit_held() {
    if (!held_->empty()) return commit_behind_held();
    return operations_->commit(storage_);
}

}  // namespace popline
