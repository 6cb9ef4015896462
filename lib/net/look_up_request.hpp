// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "net/resolver.hpp"

namespace popline::net {

/// One name to look up. Its caller and the thread that looks it up share it. If the caller gives it up, the
/// result is dropped.
class look_up_request : public std::enable_shared_from_this<look_up_request> {
    struct made_here {};

  public:
    enum class kind { addresses, services };
    using handler = std::function<void(found&&)>;

    static std::shared_ptr<look_up_request> of_addresses(const boost::asio::any_io_executor& executor,
                                                         const std::string& name, resolver::completion then);
    static std::shared_ptr<look_up_request> of_services(const boost::asio::any_io_executor& executor,
                                                        const std::string& name,
                                                        resolver::services_completion then);

    look_up_request(made_here, const boost::asio::any_io_executor& executor, std::string name, kind wanted,
                    handler then);

    const std::string& name() const noexcept { return name_; }
    kind wanted() const noexcept { return wanted_; }
    bool is_given_up() const noexcept;

    void give_up() noexcept;
    /// Posts the result. Called in the thread that looked the name up, which can wait until there is memory
    /// to post.
    void post(found what) noexcept;
    /// Posts an error. Called in the caller's thread. Throws `std::bad_alloc`.
    void post_failure(boost::system::error_code why);

  private:
    bool try_to_post() noexcept;
    void deliver();

    const std::string name_;
    const kind wanted_;
    found brought_;
    mutable std::mutex guard_;
    boost::asio::any_io_executor executor_;
    handler then_;  // the caller's handler; null after it was called, or after the look-up was given up
};

}  // namespace popline::net
