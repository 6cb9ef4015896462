// SPDX-License-Identifier: BSL-1.0
// The client Poco. It has no call that pipelines.
#include <Poco/Net/Context.h>
#include <Poco/Net/MessageHeader.h>
#include <Poco/Net/POP3ClientSession.h>
#include <Poco/Net/SecureStreamSocket.h>

#include <memory>
#include <ostream>
#include <streambuf>

#include "clients/job.hpp"
#include "clients/taken.hpp"

namespace {

using namespace bench;

class counted : public std::streambuf {
  public:
    explicit counted(taken& all) : all_(all) {}

  protected:
    std::streamsize xsputn(const char* bytes, std::streamsize size) override {
        all_.add(bytes, static_cast<std::size_t>(size));
        return size;
    }
    int_type overflow(int_type byte) override {
        const char one = static_cast<char>(byte);
        all_.add(&one, 1);
        return byte;
    }

  private:
    taken& all_;
};

std::unique_ptr<Poco::Net::POP3ClientSession> log_in(const job& what) {
    std::unique_ptr<Poco::Net::POP3ClientSession> made;
    if (what.tls) {
        static const Poco::Net::Context::Ptr context(new Poco::Net::Context(
            Poco::Net::Context::TLS_CLIENT_USE, what.ca_file, Poco::Net::Context::VERIFY_STRICT));
        const Poco::Net::SocketAddress to(what.host, what.port);
        made = std::make_unique<Poco::Net::POP3ClientSession>(
            Poco::Net::SecureStreamSocket(to, "localhost", context));
    } else {
        made = std::make_unique<Poco::Net::POP3ClientSession>(what.host, what.port);
    }
    made->login(job::user, job::password);
    return made;
}

void retrieve(const job& what) {
    const auto session = log_in(what);
    const int count = session->messageCount();
    taken all(what.digest);
    counted buffer(all);
    std::ostream out(&buffer);
    all.begin();
    for (int number = 1; number <= count; ++number) {
        if (what.name == "top") {
            Poco::Net::MessageHeader header;
            session->retrieveHeader(number, header);
            continue;
        }
        session->retrieveMessage(number, out);
        if (what.name == "retrieve-delete") session->deleteMessage(number);
    }
    all.print(static_cast<std::uint64_t>(count));
    session->close();
}

void work(const job& what) {
    if (what.name == "retrieve" || what.name == "retrieve-delete" || what.name == "top")
        return retrieve(what);
    taken all(false);
    all.begin();
    if (what.name == "login") {
        for (std::uint64_t time = 0; time < what.count; ++time)
            log_in(what)->close();
    } else if (what.name == "stat") {
        const auto session = log_in(what);
        all.begin();
        for (std::uint64_t time = 0; time < what.count; ++time)
            session->messageCount();
    } else {
        refuse(what);
    }
    all.print(what.count);
}

}  // namespace

int main(int argc, char** argv) {
    return run(argc, argv, work);
}
