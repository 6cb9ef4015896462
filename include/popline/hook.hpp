// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <popline/detail/callable.hpp>
#include <popline/maybe_awaitable.hpp>
#include <type_traits>
#include <utility>

namespace popline {

/// A callable of the user that the library calls. It is copied, with its state; a temporary is moved. For
/// `std::ref(callable)`, the callable itself is used, and must outlive all calls: those of a trace come as
/// long as the session lives. Copies of a hook share one callable.
///
/// If the result of the signature is `boost::asio::awaitable<void>`, the callable returns nothing or a
/// `boost::asio::awaitable`, and a call of the hook returns a `maybe_awaitable`. Otherwise the callable must
/// not return an awaitable: nothing would await it.
template <class Signature>
class hook;

template <class Result, class... Arguments>
class hook<Result(Arguments...)> {
  public:
    using result_type =
        std::conditional_t<std::is_same_v<Result, boost::asio::awaitable<void>>, maybe_awaitable, Result>;

    /// Makes an empty hook, which is not called.
    hook() = default;

    template <class Target,
              detail::fault Why = detail::fault_of_callable<hook, Target, Result, Arguments...>()>
    requires detail::is_faultless<Why> hook(Target&& target) {
        if constexpr (detail::is_reference<Target>)
            target_ = std::make_shared<kept<detail::called<Target>&>>(target.get());
        else
            target_ = std::make_shared<kept<std::decay_t<Target>>>(std::forward<Target>(target));
    }
    // Callables that this hook cannot call. The name of the constraint says why.
    template <class Target,
              detail::fault Why = detail::fault_of_callable<hook, Target, Result, Arguments...>()>
    requires detail::only_a_boost_asio_awaitable_of_any_io_executor_can_be_awaited<Why> hook(Target&&)
    = delete;
    template <class Target,
              detail::fault Why = detail::fault_of_callable<hook, Target, Result, Arguments...>()>
    requires detail::this_hook_is_not_awaited_and_must_not_return_an_awaitable<Why> hook(Target&&)
    = delete;
    template <class Target,
              detail::fault Why = detail::fault_of_callable<hook, Target, Result, Arguments...>()>
    requires detail::this_cannot_be_copied_pass_std_ref_of_it<Why> hook(Target&&)
    = delete;
    template <class Target,
              detail::fault Why = detail::fault_of_callable<hook, Target, Result, Arguments...>()>
    requires detail::gcc_12_destroys_a_temporary_closure_twice_so_give_it_a_name<Why> hook(Target&&)
    = delete;

    explicit operator bool() const noexcept { return target_ != nullptr; }
    result_type operator()(Arguments... arguments) const {
        return target_->call(std::forward<Arguments>(arguments)...);
    }

  private:
    struct any {
        virtual ~any() = default;
        virtual result_type call(Arguments... arguments) = 0;
    };
    template <class Target>
    struct kept final : any {
        template <class Given>
        explicit kept(Given&& from) : target(std::forward<Given>(from)) {}
        result_type call(Arguments... arguments) override {
            const auto at_target = [&]() -> decltype(auto) {
                return target(std::forward<Arguments>(arguments)...);
            };
            if constexpr (std::is_same_v<result_type, maybe_awaitable>)
                return detail::awaited(at_target);
            else
                return static_cast<result_type>(at_target());
        }
        Target target;
    };

    // Copies share it, so that values with a hook, such as `server`, can be copied.
    std::shared_ptr<any> target_;
};

}  // namespace popline
