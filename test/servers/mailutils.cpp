// SPDX-License-Identifier: BSL-1.0
#include "servers/mailutils.hpp"

#include <openssl/pem.h>
#include <pwd.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <stdexcept>

#include "support/certificates.hpp"

namespace popline::test {
namespace {

/// Gives the file to the account that reads the mail: pop3d changes to it after the login.
void give_to_reader(const std::filesystem::path& file) {
    const auto* const nobody = ::getpwnam("nobody");
    if (nobody == nullptr || ::chown(file.c_str(), nobody->pw_uid, nobody->pw_gid) != 0)
        throw std::runtime_error("cannot give away " + file.string());
}

void write_certificate(const std::filesystem::path& folder) {
    certificate_plan plan;
    plan.addresses = {"127.0.0.1"};
    const auto made = make_server(plan);
    const auto write = [&](const char* name, auto put) {
        const std::shared_ptr<BIO> file(BIO_new_file((folder / name).c_str(), "w"), BIO_free);
        if (!file || put(file.get()) != 1) throw std::runtime_error("cannot write a certificate");
    };
    write("cert.pem", [&](BIO* to) { return PEM_write_bio_X509(to, SSL_CTX_get0_certificate(made.get())); });
    write("key.pem", [&](BIO* to) {
        auto* const key = SSL_CTX_get0_privatekey(made.get());
        return PEM_write_bio_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr);
    });
    std::filesystem::permissions(folder / "key.pem", std::filesystem::perms(0600));  // else pop3d refuses it
    std::ofstream(folder / "ca.pem") << authority_pem();
}

}  // namespace

mailutils::mailutils()
    : daemon_(
        2, [this](const daemon::ports& on) { return configure(on); }, folder_.path() / "log") {}

server mailutils::reached(security way) const {
    const tls authority(tls_options().authorities(folder_.path() / "ca.pem"));
    return server("127.0.0.1").port(daemon_.port(way == security::implicit_tls)).security(way).tls(authority);
}

credentials mailutils::user(const std::string& name, const char* password) {
    return credentials(name + "@example.org", password).send_in_clear();
}

std::filesystem::path mailutils::mailbox(const std::string& user) const {
    return folder_.path() / "mail" / user / "INBOX";
}

void mailutils::deliver(const std::string& user, std::string_view message) {
    std::ofstream file(mailbox(user), std::ios::app | std::ios::binary);
    file << "From sender@example.org Thu Jan  1 00:00:00 2026\n";
    for (std::size_t at = 0; at < message.size(); ++at)
        if (!message.substr(at).starts_with("\r\n")) file << message[at];
    file << '\n';
    file.close();
    give_to_reader(mailbox(user));
}

std::size_t mailutils::stored(const std::string& user) const {
    std::ifstream file(mailbox(user));
    std::size_t count = 0;
    for (std::string line; std::getline(file, line);)
        count += line.starts_with("From ");
    return count;
}

daemon::words mailutils::configure(const daemon::ports& on) const {
    const auto& folder = folder_.path();
    prepare();
    std::ofstream(folder / "pop3d.conf")
        << "mode daemon;\nforeground yes;\nlogging { syslog no; };\n"
        << "tcp-wrappers { enable no; };\n"
        << "pidfile " << (folder / "pid").string() << ";\n"
        << "virtdomain { passwd-dir " << (folder / "domains").string() << "; };\n"
        << "auth { authentication clear; authentication generic; authorization clear; authorization "
           "virtdomain; };\n"
        << "tls { ssl-certificate-file " << (folder / "cert.pem").string() << "; ssl-key-file "
        << (folder / "key.pem").string() << "; };\n"
        << "server 127.0.0.1:" << on[0] << " { tls-mode ondemand; };\n"
        << "server 127.0.0.1:" << on[1] << " { tls-mode connection; };\n";
    return {POPLINE_POP3D, "--no-site-config", "--config-file=" + (folder / "pop3d.conf").string()};
}

void mailutils::prepare() const {
    const auto& folder = folder_.path();
    write_certificate(folder);
    std::filesystem::create_directories(folder / "domains");
    // Each line is as in /etc/passwd. The password is the MD5 form of crypt(3) of `s3cret`.
    std::ofstream users(folder / "domains" / "example.org");
    for (const auto* const name : {"ada", "bob"}) {
        std::filesystem::create_directories(mailbox(name).parent_path());
        give_to_reader(mailbox(name).parent_path());
        const auto* const nobody = ::getpwnam("nobody");
        users << name << ":$1$popline$qybOnXKmIvApll/H4dG8R/:" << nobody->pw_uid << ':' << nobody->pw_gid
              << "::" << mailbox(name).parent_path().string() << ":\n";
    }
}

}  // namespace popline::test
