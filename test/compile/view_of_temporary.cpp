// SPDX-License-Identifier: BSL-1.0
// refused: (?s)(will be destroyed at the end.*){17}
// compiler: clang++ only
#include <popline.hpp>

popline::capabilities capabilities();
popline::server server();
popline::credentials credentials();
popline::secret secret();
popline::error failure();
popline::session session();
const popline::mail mail();
const popline::message message();

void f() {
    auto& text = capabilities().text();
    auto& host = server().host();
    auto& protection = server().tls();
    auto& told = server().capabilities();
    auto& source = server().source();
    auto& trace = server().trace();
    auto& user = credentials().user();
    auto& password = credentials().password();
    std::string_view revealed = secret().reveal();
    auto& verb = failure().verb();
    auto& reply = failure().reply();
    auto& raw = failure().raw_reply();
    std::string_view code = failure().response_code();
    auto& detail = failure().detail();
    auto& remarks = session().remarks();
    std::string_view id = mail().unique_id();
    std::string_view of_message = message().unique_id();
}
