// SPDX-License-Identifier: BSL-1.0
#include <popline/testing/server.hpp>

#include <mutex>
#include <utility>

#include "testing/certificate.hpp"
#include "testing/generated_message.hpp"
#include "testing/post_office.hpp"

namespace popline::testing {

server::server(boost::asio::any_io_executor executor, options settings)
    : office_(std::make_shared<detail::post_office>(std::move(settings))) {
    office_->open(executor);
}

server::~server() {
    if (office_) office_->stop();
}

server& server::operator=(server&& other) noexcept {
    if (auto const old = std::exchange(office_, std::exchange(other.office_, nullptr))) old->stop();
    return *this;
}

void server::stop() {
    office_->stop();
}

std::uint16_t server::port() const {
    return office_->clear_port;
}
std::uint16_t server::tls_port() const {
    return office_->tls_port;
}
std::string server::certificate_pem() const {
    return detail::identity::of_process().authority_pem;
}

server& server::add(std::string_view message, std::string unique_id) {
    return add_for("user", message, std::move(unique_id));
}

server& server::add_for(std::string_view user, std::string_view message, std::string unique_id) {
    auto mail = std::make_shared<detail::message const>(message);
    std::lock_guard const lock(office_->mutex);
    office_->drop_of(user).add(std::move(mail), std::move(unique_id));
    return *this;
}

server& server::fill(std::size_t count, std::string_view message) {
    auto const mail = std::make_shared<detail::message const>(message);
    std::lock_guard const lock(office_->mutex);
    auto& drop = office_->drop_of("user");
    for (std::size_t i = 0; i < count; ++i)
        drop.add(mail, {});
    return *this;
}

server& server::generate(std::size_t count, std::size_t bytes) {
    std::lock_guard const lock(office_->mutex);
    office_->drop_of("user").generate(count, bytes);
    return *this;
}

std::string server::generated_message(std::size_t number, std::size_t bytes) {
    return detail::generated_message(number, bytes);
}

server& server::user(std::string name, std::string password) {
    std::lock_guard const lock(office_->mutex);
    office_->accounts[std::move(name)].password = std::move(password);
    return *this;
}

std::vector<std::string> server::messages(std::string_view user) const {
    std::lock_guard const lock(office_->mutex);
    std::vector<std::string> all;
    auto const& mail = office_->drop_of(user).now();
    for (std::size_t index = 0; index < mail.size(); ++index)
        all.push_back(mail.mail(index)->text());
    return all;
}

std::vector<std::string> server::unique_ids(std::string_view user) const {
    std::lock_guard const lock(office_->mutex);
    return office_->drop_of(user).now().unique_ids();
}

bool server::locked(std::string_view user) const {
    std::lock_guard const lock(office_->mutex);
    return office_->drop_of(user).locked();
}

testing::counts server::counts() const {
    std::lock_guard const lock(office_->mutex);
    return office_->counts;
}

std::vector<std::string> server::transcript(std::size_t session) const {
    std::lock_guard const lock(office_->mutex);
    std::vector<std::string> lines;
    if (session >= office_->transcripts.size()) return lines;
    std::string_view rest = office_->transcripts[session];
    while (!rest.empty()) {
        auto const end = rest.find('\n');
        lines.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    return lines;
}

std::vector<std::string> server::transcript() const {
    return transcript(counts().sessions - 1);
}

}  // namespace popline::testing
