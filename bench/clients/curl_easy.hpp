// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <curl/curl.h>

#include <stdexcept>
#include <string>

#include "clients/job.hpp"
#include "clients/taken.hpp"

namespace bench {

/// One easy handle. All its commands use the same connection.
class curl_easy {
  public:
    curl_easy(const job& what, curl_write_callback write, void* to)
        : base_((what.tls ? "pop3s://" : "pop3://") + what.host + ':' + std::to_string(what.port) + '/') {
        curl_easy_setopt(handle_, CURLOPT_USERNAME, job::user);
        curl_easy_setopt(handle_, CURLOPT_PASSWORD, job::password);
        curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, write);
        curl_easy_setopt(handle_, CURLOPT_WRITEDATA, to);
        curl_easy_setopt(handle_, CURLOPT_BUFFERSIZE, 131'072L);
        curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
        if (what.tls) curl_easy_setopt(handle_, CURLOPT_CAINFO, what.ca_file.c_str());
    }
    curl_easy(const curl_easy&) = delete;
    curl_easy& operator=(const curl_easy&) = delete;
    ~curl_easy() { curl_easy_cleanup(handle_); }

    void ask_for_message(std::uint64_t number) { ask(std::to_string(number), nullptr, false); }
    /// Sends a custom command. `with_lines` says whether the reply has lines after its status line.
    void ask_for(const std::string& command, bool with_lines) { ask("", command.c_str(), !with_lines); }

    void perform() {
        if (const auto result = curl_easy_perform(handle_); result != CURLE_OK)
            throw std::runtime_error(curl_easy_strerror(result));
    }
    CURL* handle() const noexcept { return handle_; }

  private:
    void ask(const std::string& path, const char* command, bool no_body) {
        curl_easy_setopt(handle_, CURLOPT_URL, (base_ + path).c_str());
        curl_easy_setopt(handle_, CURLOPT_NOBODY, no_body ? 1L : 0L);
        curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST, command);
    }

    std::string base_;
    CURL* handle_ = curl_easy_init();
};

inline std::size_t take(char* bytes, std::size_t, std::size_t size, void* to) {
    static_cast<taken*>(to)->add(bytes, size);
    return size;
}
inline std::size_t keep(char* bytes, std::size_t, std::size_t size, void* to) {
    static_cast<std::string*>(to)->append(bytes, size);
    return size;
}

/// The number of lines in the reply to LIST.
inline std::uint64_t count_messages(const job& what) {
    std::string lines;
    curl_easy one(what, keep, &lines);
    one.ask_for("LIST", true);
    one.perform();
    std::uint64_t count = 0;
    for (const char each : lines)
        count += each == '\n';
    return count;
}

}  // namespace bench
