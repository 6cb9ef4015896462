// SPDX-License-Identifier: BSL-1.0
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <new>
#include <popline/error.hpp>
#include <popline/tls.hpp>

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

}  // namespace

tls_options tls_options::authorities(std::filesystem::path file_or_folder) const {
    auto made = *this;
    made.authorities_ = std::move(file_or_folder);
    return made;
}

tls_options tls_options::client_certificate(std::filesystem::path chain, std::filesystem::path key) const {
    auto made = *this;
    made.chain_ = std::move(chain);
    made.key_ = std::move(key);
    return made;
}

tls::tls() : tls(tls_options()) {}

tls::tls(const tls_options& options)
    : context_((ERR_clear_error(), SSL_CTX_new(TLS_client_method())), SSL_CTX_free) {
    if (!context_) give_up_context();
    if (options.authorities_)
        trust(context_.get(), *options.authorities_);
    else
        trust_system(context_.get());
    if (!options.chain_) return;
    if (SSL_CTX_use_certificate_chain_file(context_.get(), options.chain_->c_str()) != 1)
        refuse(*options.chain_);
    if (SSL_CTX_use_PrivateKey_file(context_.get(), options.key_.c_str(), SSL_FILETYPE_PEM) != 1)
        refuse(options.key_);
}

tls::tls(ssl_ctx_st* context) : context_(shared(context), SSL_CTX_free) {}

}  // namespace popline
