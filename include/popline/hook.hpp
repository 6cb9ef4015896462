// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <popline/maybe_awaitable.hpp>
#include <popline/sink_target.hpp>
#include <type_traits>
#include <utility>

namespace popline {

/// A callable of the user's that the library calls: a named one, or one in `std::ref`, is referred to and
/// must outlive the operation; a temporary is owned. If the result of the
/// signature is `boost::asio::awaitable<void>`, the callable returns nothing or a `boost::asio::awaitable`,
/// and a call of the hook returns a `maybe_awaitable`.
template <class Signature>
class hook;

template <class Result, class... Arguments>
class hook<Result(Arguments...)> {
  public:
    using result_type =
        std::conditional_t<std::is_same_v<Result, boost::asio::awaitable<void>>, maybe_awaitable, Result>;

    /// One that is not called.
    hook() = default;

    template <class Target>
    requires(!std::is_same_v<std::remove_cvref_t<Target>, hook>) hook(Target&& target) {
        if constexpr (detail::is_reference_wrapper<std::remove_cvref_t<Target>>)
            accept(target.get());
        else
            accept(std::forward<Target>(target));
    }

    explicit operator bool() const noexcept { return target_ != nullptr; }
    result_type operator()(Arguments... arguments) const {
        return target_->call(std::forward<Arguments>(arguments)...);
    }

  private:
    template <class Target>
    void accept(Target&& target) {
        using plain = std::remove_cvref_t<Target>;
        static_assert(std::is_invocable_v<plain&, Arguments...>,
                      "popline: this is not called with the arguments that it would be given");
        static_assert(
            detail::is_safe_temporary<Target>,
            "popline: g++ 12 destroys a temporary closure inside a co_await expression twice. Give the "
            "closure a name and pass the name, not std::move(name)");
        if constexpr (std::is_lvalue_reference_v<Target>)
            target_ = std::make_shared<kept<std::remove_reference_t<Target>&>>(target);
        else
            target_ = std::make_shared<kept<plain>>(std::move(target));
    }

    struct any {
        virtual ~any() = default;
        virtual result_type call(Arguments... arguments) = 0;
    };
    template <class Target>
    struct kept final : any {
        explicit kept(Target&& from) : target(std::forward<Target>(from)) {}
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

    std::shared_ptr<any> target_;  // shared: values such as `server` that hold one are copied
};

}  // namespace popline
