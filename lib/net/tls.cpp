// SPDX-License-Identifier: BSL-1.0
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <new>
#include <popline/error.hpp>
#include <popline/tls.hpp>
#include <utility>

#include "net/key_pins.hpp"
#include "net/resumption.hpp"

namespace popline {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& file) {
    std::error_code unseen;
    const char* const why = ERR_reason_error_string(ERR_peek_error());
    const char* const otherwise =
        std::filesystem::exists(file, unseen) ? "nothing in it can be used" : "there is no such file";
    const auto name = file.empty() ? "a file without a name" : file.string();
    const auto words = name + ": " + (why ? why : otherwise);
    ERR_clear_error();
    throw error(errc::invalid_argument, {.detail = words});
}

[[noreturn]] void insist(std::string words) {
    throw error(errc::invalid_argument, {.detail = std::move(words)});
}

/// OpenSSL could not make a context: no memory is left, or its configuration file is unusable.
[[noreturn]] void give_up_context() {
    const auto code = ERR_peek_error();
    const char* const why = ERR_reason_error_string(code);
    const auto words = std::string("OpenSSL makes no TLS context") + (why ? ": " : "") + (why ? why : "");
    ERR_clear_error();
    if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE) throw std::bad_alloc();
    throw error(errc::handshake_failed, {.detail = words});
}

ssl_ctx_st* shared(ssl_ctx_st* context) {
    if (!context) throw error(errc::invalid_argument, {.detail = "the SSL_CTX is a null pointer"});
    SSL_CTX_up_ref(context);
    return context;
}

void trust_system(SSL_CTX* context) {
    ERR_clear_error();
    SSL_CTX_set_default_verify_paths(context);
}

/// Loads these and no others. An empty name is refused like any other name that is no file.
void trust(SSL_CTX* context, const std::filesystem::path& where) {
    ERR_clear_error();
    std::error_code unseen;  // what cannot be examined cannot be loaded either, and that error tells why
    const bool folder = std::filesystem::is_directory(where, unseen);
    const int taken = folder ? SSL_CTX_load_verify_dir(context, where.c_str())
                             : SSL_CTX_load_verify_file(context, where.c_str());
    if (taken != 1) refuse(where);
}

/// Called before anything is loaded, so that the security level holds for the client's own certificate, too.
void set_strictness(SSL_CTX* context, tls_version oldest, std::optional<int> level) {
    // `set_up_client` refuses what is older than TLS 1.2. The system may be stricter than that.
    if (oldest == tls_version::v1_3) SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    if (level) SSL_CTX_set_security_level(context, *level);
}

/// Looks up the server's certificate in the lists of this file. The certificates of the authorities above it
/// are not looked up: few publish lists of these.
void revoke(SSL_CTX* context, const std::filesystem::path& file) {
    ERR_clear_error();
    auto* const store = SSL_CTX_get_cert_store(context);
    auto* const reader = X509_STORE_add_lookup(store, X509_LOOKUP_file());
    if (!reader) throw std::bad_alloc();
    if (X509_load_crl_file(reader, file.c_str(), X509_FILETYPE_PEM) < 1) refuse(file);
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_CRL_CHECK);
}

/// What OpenSSL is told when it asks for the password of a key. Without this it would ask at the terminal.
struct key_password {
    const std::optional<secret>& given;
    bool was_asked = false;

    static int answer(char* into, int room, int, void* self) {
        auto& own = *static_cast<key_password*>(self);
        own.was_asked = true;
        if (!own.given || own.given->reveal().size() > static_cast<std::size_t>(room)) return -1;
        return static_cast<int>(own.given->reveal().copy(into, static_cast<std::size_t>(room)));
    }
};

void load_key(SSL_CTX* context, const std::filesystem::path& file, const std::optional<secret>& password) {
    ERR_clear_error();
    key_password by{password};
    SSL_CTX_set_default_passwd_cb(context, key_password::answer);
    SSL_CTX_set_default_passwd_cb_userdata(context, &by);
    const int taken = SSL_CTX_use_PrivateKey_file(context, file.c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    SSL_CTX_set_default_passwd_cb(context, nullptr);
    if (taken == 1) return;
    if (!by.was_asked) refuse(file);
    ERR_clear_error();
    insist(file.string()
           + (password ? ": the password does not decrypt the key" : ": the key has a password"));
}

}  // namespace

tls::tls() : tls(tls_options()) {}

tls::tls(const tls_options& options)
    : context_((ERR_clear_error(), SSL_CTX_new(TLS_client_method())), SSL_CTX_free) {
    if (!context_) give_up_context();
    if (options.pin_check_ == pin_check::instead_of_chain) {
        if (options.pins_.empty()) insist("pins instead of the chain need at least one pin");
        if (!options.revocations_.empty())
            insist("revocations are a part of the chain's check, which the pins replace");
    }
    set_strictness(context_.get(), options.minimum_, options.security_level_);
    if (options.authorities_)
        trust(context_.get(), *options.authorities_);
    else
        trust_system(context_.get());
    for (const auto& file : options.revocations_)
        revoke(context_.get(), file);
    if (!options.pins_.empty()) net::require_pins(context_.get(), options.pins_, options.pin_check_);
    const auto unless_told = options.chain_ ? tls_resumption::off : tls_resumption::on;
    resumption_ = options.resumption_.value_or(unless_told);
    if (resumption_ == tls_resumption::on) net::allow_resumption(context_.get());
    if (!options.chain_) return;
    if (SSL_CTX_use_certificate_chain_file(context_.get(), options.chain_->c_str()) != 1)
        refuse(*options.chain_);
    load_key(context_.get(), options.key_, options.password_);
}

tls::tls(ssl_ctx_st* context, tls_resumption use)
    : context_(shared(context), SSL_CTX_free), resumption_(use) {
    if (use == tls_resumption::on) net::allow_resumption(context);
}

}  // namespace popline
