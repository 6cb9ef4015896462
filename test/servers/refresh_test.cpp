// SPDX-License-Identifier: BSL-1.0
// The example that gets its access tokens from a token endpoint, with a real Dovecot that judges the tokens.
#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "servers/json_web_token.hpp"
#include "servers/token_endpoint.hpp"
#include "support/certificates.hpp"
#include "support/dovecot.hpp"

namespace popline::test {

namespace {

using strings = std::vector<std::string>;

/// A response with a token for ada that is good for so many seconds, and says that.
token_endpoint::response token(std::time_t seconds, const std::string& more = "") {
    return {"200 OK", R"({"token_type":"Bearer","access_token":")"
                          + token_for("ada", std::time(nullptr) + seconds) + R"(","expires_in":)"
                          + std::to_string(seconds) + more + "}"};
}

struct ended {
    int status = 0;
    std::string output;
};

ended run_example(const std::string& endpoint, const dovecot& there, const std::string& before = "") {
    const auto command = before + " OAUTH_CLIENT_ID='mail client' OAUTH_REFRESH_TOKEN='first/+' "
                         + POPLINE_REFRESH_EXAMPLE + " '" + endpoint + "' 127.0.0.1 ada "
                         + std::to_string(there.tls_port()) + " " + there.ca_file().string() + " 2>&1";
    ended all;
    auto* const output = ::popen(command.c_str(), "r");
    REQUIRE(output != nullptr);
    std::array<char, 4'096> piece;
    while (const auto size = std::fread(piece.data(), 1, piece.size(), output))
        all.output.append(piece.data(), size);
    all.status = ::pclose(output);
    return all;
}

const std::string twice = "0 messages\n0 messages\n";
const std::string first = "grant_type=refresh_token&client_id=mail%20client&refresh_token=first%2F%2B";
const std::string second = "grant_type=refresh_token&client_id=mail%20client&refresh_token=second";

}  // namespace

TEST_CASE(
    "the example with a refresh token asks for a new token when the old one has expired or is refused") {
    const dovecot there;
    const std::string rotates = R"(,"refresh_token":"second")";
    const struct {
        const char* what;
        std::vector<token_endpoint::response> responses;
        strings heard;
    } cases[] = {
        {"one token does for both logins", {token(3'600)}, {first}},
        {"a token that lasts half a minute is not kept", {token(30)}, {first, first}},
        {"a token that Dovecot finds expired is replaced", {token(-3'600), token(3'600)}, {first, first}},
        {"the new refresh token is used from then on", {token(30, rotates), token(3'600)}, {first, second}},
    };
    for (const auto& each : cases) {
        CAPTURE(std::string(each.what));
        const token_endpoint endpoint(each.responses);
        const auto all = run_example(endpoint.url(), there);
        CHECK(all.output == twice);
        CHECK(all.status == 0);
        CHECK(endpoint.heard() == each.heard);
    }
}

TEST_CASE("the example with a refresh token says what the endpoint refused, and does not log in") {
    const dovecot there;
    const struct {
        token_endpoint::response response;
        const char* words;
    } cases[] = {
        {{"400 Bad Request", R"({"error":"invalid_grant","error_description":"it was used before"})"},
         "HTTP status 400 invalid_grant it was used before"},
        {{"503 Service Unavailable", "<html>"}, "HTTP status 503"},
        {{"200 OK", R"({"access_token":7})"}, "HTTP status 200"},
        {{"200 OK", "[]"}, "HTTP status 200"},
    };
    for (const auto& each : cases) {
        const token_endpoint endpoint({each.response});
        const auto all = run_example(endpoint.url(), there);
        CHECK(all.status != 0);
        CHECK(all.output.find(each.words) != std::string::npos);
        CHECK(all.output.find("first") == std::string::npos);
        CHECK(endpoint.heard().size() == 1);
    }
    for (const auto* const url :
         {"http://192.0.2.1/token", "ftp://127.0.0.1/", "http://127.0.0.1.example.com/"}) {
        const auto all = run_example(url, there);
        CHECK(all.status != 0);
        CHECK(all.output.find("https") != std::string::npos);
    }
}

TEST_CASE("the example with a refresh token checks the certificate of the endpoint") {
    const dovecot there;
    const token_endpoint endpoint({token(3'600)}, token_endpoint::protection::tls);
    const auto stranger = run_example(endpoint.url(), there);
    CHECK(stranger.status != 0);
    CHECK(stranger.output.find("certificate verify failed") != std::string::npos);
    CHECK(endpoint.heard().empty());

    const auto authority =
        std::filesystem::temp_directory_path() / ("popline-endpoint-" + std::to_string(::getpid()) + ".pem");
    std::ofstream(authority) << authority_pem();
    const auto trusted = run_example(endpoint.url(), there, "SSL_CERT_FILE=" + authority.string());
    std::filesystem::remove(authority);
    CHECK(trusted.output == twice);
    CHECK(endpoint.heard() == strings{first});
}

}  // namespace popline::test
