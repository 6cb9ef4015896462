// SPDX-License-Identifier: BSL-1.0
// VMime. It has no call to pipeline.
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
    void writeImpl(const vmime::byte_t* octets, const std::size_t size) override {
        all_.add(reinterpret_cast<const char*>(octets), size);
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

void retrieve(const bench::job& what) {
    vmime::platform::setHandler<vmime::platforms::posix::posixHandler>();
    auto session = vmime::net::session::create();
    const vmime::utility::url url((what.tls ? "pop3s://" : "pop3://") + what.host + ':'
                                  + std::to_string(what.port));
    auto store = session->getStore(url);
    store->setProperty("auth.username", bench::job::user);
    store->setProperty("auth.password", bench::job::password);
    store->setProperty("options.sasl", false);
    store->setProperty("options.apop", false);
    if (what.tls) store->setCertificateVerifier(verifier_of(what.ca_file));
    store->connect();
    auto folder = store->getDefaultFolder();
    folder->open(vmime::net::folder::MODE_READ_WRITE);
    auto messages = folder->getMessages(vmime::net::messageSet::byNumber(1, -1));
    bench::taken all(what.digest);
    counted out(all);
    all.begin();
    for (const auto& message : messages) {
        message->extract(out);
        all.add("\r\n", 2);  // of the last line: VMime takes it for a part of the end mark
    }
    all.print(messages.size());
    folder->close(false);
    store->disconnect();
}

}  // namespace

int main(int argc, char** argv) {
    return bench::run(argc, argv, [](const bench::job& what) {
        if (what.name != "retrieve") bench::refuse(what);
        retrieve(what);
    });
}
