// SPDX-License-Identifier: BSL-1.0
// The client libetpan. It has no call that checks a certificate, and no call that pipelines.
#include <libetpan/libetpan.h>

#include <stdexcept>

#include "clients/job.hpp"
#include "clients/taken.hpp"

namespace {

using namespace bench;

void expect(int result) {
    if (result != MAILPOP3_NO_ERROR) throw std::runtime_error("libetpan: error " + std::to_string(result));
}

mailpop3* log_in(const job& what) {
    mailpop3* made = mailpop3_new(0, nullptr);
    expect(what.tls ? mailpop3_ssl_connect(made, what.host.c_str(), what.port)
                    : mailpop3_socket_connect(made, what.host.c_str(), what.port));
    expect(mailpop3_user(made, job::user));
    expect(mailpop3_pass(made, job::password));
    return made;
}

void log_out(mailpop3* session) {
    mailpop3_quit(session);
    mailpop3_free(session);
}

std::uint64_t stat(mailpop3* session) {
    mailpop3_stat_response* told = nullptr;
    expect(mailpop3_stat(session, &told));
    const auto count = told->msgs_count;
    mailpop3_stat_resp_free(told);
    return count;
}

void retrieve(const job& what, mailpop3* session) {
    carray* listed = nullptr;
    expect(mailpop3_list(session, &listed));
    const auto count = carray_count(listed);
    taken all(what.digest);
    all.begin();
    for (unsigned number = 1; number <= count; ++number) {
        char* text = nullptr;
        std::size_t size = 0;
        if (what.name == "top")
            expect(mailpop3_top(session, number, 0, &text, &size));
        else
            expect(mailpop3_retr(session, number, &text, &size));
        all.add(text, size);
        mailpop3_retr_free(text);
        if (what.name == "retrieve-delete") expect(mailpop3_dele(session, number));
    }
    all.print(count);
}

void work(const job& what) {
    taken all(false);
    all.begin();
    if (what.name == "login") {
        for (std::uint64_t time = 0; time < what.count; ++time)
            log_out(log_in(what));
        return all.print(what.count);
    }
    mailpop3* session = log_in(what);
    if (what.name == "retrieve" || what.name == "top" || what.name == "retrieve-delete") {
        retrieve(what, session);
    } else if (what.name == "list") {
        carray* listed = nullptr;
        all.begin();
        expect(mailpop3_list(session, &listed));  // LIST and UIDL
        all.print(carray_count(listed));
    } else if (what.name == "stat") {
        all.begin();
        for (std::uint64_t time = 0; time < what.count; ++time)
            stat(session);
        all.print(what.count);
    } else {
        refuse(what);
    }
    log_out(session);
}

}  // namespace

int main(int argc, char** argv) {
    return run(argc, argv, work);
}
