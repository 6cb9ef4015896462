// SPDX-License-Identifier: BSL-1.0
#include "net/sweep.hpp"

#include <doctest/doctest.h>

#include "net/tls_stage.hpp"

namespace popline::test {

namespace {

class scripted_scene final : public scene {
  public:
    explicit scripted_scene(over way) : secured_(way == over::tls_in_memory) {
        peer_->trickles = 10;
        peer_->gives_all = !secured_;
        if (secured_) peer_->secure(make_server({.dns_names = {}, .addresses = {"192.0.2.1"}}));
    }
    scripted_peer* scripted() override { return peer_.get(); }
    boost::asio::io_context& context() override { return stage_.context; }
    server where() const override {
        const auto there = stage::where().eager(eager::on);
        if (!secured_) return there;
        return there.security(security::implicit_tls).tls(our_authority());
    }
    std::string wire() const override { return peer_->written; }

  private:
    stage stage_;
    std::shared_ptr<scripted_peer> peer_ = stage_.peer(plain_greeting, plain_answer);
    bool secured_;
};

class tls_scene final : public scene {
  public:
    tls_scene() {
        net::environment::of(there_.context.get_executor()).clock = std::make_shared<manual_clock>();
        for (int number = 1; number <= 3; ++number)
            there_.server.add(text_of(number), "id" + std::to_string(number));
    }
    boost::asio::io_context& context() override { return there_.context; }
    server where() const override { return there_.secured().eager(eager::on); }
    std::string wire() const override {
        std::string all;
        for (const auto& one : there_.server.transcript())
            all += one + "\r\n";
        return all;
    }

  private:
    embedded there_{
        testing::options().with_utf8().with_language("en", "English").with_language("de", "Deutsch")};
};

}  // namespace

boost::asio::awaitable<void> scene::enter() {
    struct mark {
        std::shared_ptr<bool> set;
        ~mark() { *set = true; }
    } const on_leaving{left_};
    entered_ = true;
    co_await what_it_does.run(*user, where());
}

boost::asio::awaitable<void> scene::stat_of(session& of, bool fewer) {
    const auto listing = co_await of.stat();
    if (!fewer) CHECK(listing.messages == 3);
    CHECK(listing.messages <= 3);
    CHECK(listing.octets == listing.messages * text_of(1).size());
}

boost::asio::awaitable<void> scene::capabilities_of(session& of) {
    const auto said = co_await of.capabilities();
    CHECK(said.has("PIPELINING"));
}

std::unique_ptr<scene> make_scene(over way) {
    if (way == over::tls) return std::make_unique<tls_scene>();
    return std::make_unique<scripted_scene>(way);
}

void sweep(over way, const std::function<void(scene&)>& at) {
    for (const auto& what : operations) {
        CAPTURE(what.name);
        std::size_t step = 0;
        for (;; ++step) {
            CAPTURE(step);
            const auto here = make_scene(way);
            here->begin(what);
            if (!here->run_handlers(step)) {
                CHECK(here->under_way->succeeded());
                break;
            }
            at(*here);
        }
        // Even NOOP takes four steps: start, write, wait and wake. With fewer steps the operation did not
        // run.
        CHECK(step >= 2);
        if (what.before == needs::nothing) CHECK(step >= 4);
        if (what.name == "retrieval loop") CHECK(step >= 4);
    }
}

}  // namespace popline::test
