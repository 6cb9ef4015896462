// SPDX-License-Identifier: BSL-1.0
// The client VMime. It has no call that pipelines.
#include <fstream>
#include <vmime/platforms/posix/posixHandler.hpp>
#include <vmime/utility/inputStreamAdapter.hpp>
#include <vmime/vmime.hpp>

#include "clients/job.hpp"
#include "clients/taken.hpp"

namespace {

class counted : public vmime::utility::outputStream {
  public:
    explicit counted(bench::taken& all) : all_(all) {}
    void flush() override {}

  protected:
    void writeImpl(const vmime::byte_t* bytes, const std::size_t size) override {
        all_.add(reinterpret_cast<const char*>(bytes), size);
    }

  private:
    bench::taken& all_;
};

vmime::shared_ptr<vmime::security::cert::certificateVerifier> verifier_of(const std::string& ca_file) {
    auto made = vmime::make_shared<vmime::security::cert::defaultCertificateVerifier>();
    std::ifstream file(ca_file, std::ios::binary);
    vmime::utility::inputStreamAdapter in(file);
    const auto authority = vmime::security::cert::X509Certificate::import(in);
    made->setX509RootCAs({authority});
    made->setX509TrustedCerts({authority});
    return made;
}

/// A session that is logged in and has opened the maildrop.
struct opened {
    vmime::shared_ptr<vmime::net::store> store;
    vmime::shared_ptr<vmime::net::folder> folder;

    explicit opened(const bench::job& what) {
        const vmime::utility::url url((what.tls ? "pop3s://" : "pop3://") + what.host + ':'
                                      + std::to_string(what.port));
        store = vmime::net::session::create()->getStore(url);
        store->setProperty("auth.username", bench::job::user);
        store->setProperty("auth.password", bench::job::password);
        store->setProperty("options.sasl", false);
        store->setProperty("options.apop", false);
        if (what.tls) store->setCertificateVerifier(verifier_of(what.ca_file));
        store->connect();
        folder = store->getDefaultFolder();
        folder->open(vmime::net::folder::MODE_READ_WRITE);
    }
    void close() {
        folder->close(false);
        store->disconnect();
    }
    auto messages() { return folder->getMessages(vmime::net::messageSet::byNumber(1, -1)); }
};

void retrieve(const bench::job& what) {
    opened inbox(what);
    auto messages = inbox.messages();
    bench::taken all(what.digest);
    counted out(all);
    all.begin();
    for (const auto& message : messages) {
        message->extract(out);
        all.add("\r\n", 2);  // the end of the last line, which VMime takes for a part of the end mark
        if (what.name == "retrieve-delete")
            inbox.folder->deleteMessages(vmime::net::messageSet::byNumber(message->getNumber()));
    }
    all.print(messages.size());
    inbox.close();
}

/// One call asks for all messages: with TOP for their headers, with LIST and UIDL for their sizes and ids.
void fetch(const bench::job& what, int attributes) {
    opened inbox(what);
    auto messages = inbox.messages();
    bench::taken all(false);
    all.begin();
    inbox.folder->fetchMessages(messages, vmime::net::fetchAttributes(attributes));
    all.print(messages.size());
    inbox.close();
}

void log_in_and_out(const bench::job& what) {
    bench::taken all(false);
    all.begin();
    for (std::uint64_t time = 0; time < what.count; ++time)
        opened(what).close();
    all.print(what.count);
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, [](const bench::job& what) {
        using vmime::net::fetchAttributes;
        vmime::platform::setHandler<vmime::platforms::posix::posixHandler>();
        if (what.name == "retrieve" || what.name == "retrieve-delete") return retrieve(what);
        if (what.name == "top") return fetch(what, fetchAttributes::FULL_HEADER);
        if (what.name == "list") return fetch(what, fetchAttributes::SIZE | fetchAttributes::UID);
        if (what.name == "login") return log_in_and_out(what);
        bench::refuse(what);
    });
}
