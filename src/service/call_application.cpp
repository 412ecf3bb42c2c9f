#include "service/call_application.hpp"

#include "base/url.hpp"
#include "doc/form.hpp"
#include "providers/twilio/signature.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::service {
namespace {

using providers::emulate::Answer;
using Failure = Answer::Failure;

Failure failure_of(net::ClientFailure failure) {
    switch (failure) {
    case net::ClientFailure::timeout: return Failure::timeout;
    case net::ClientFailure::name: return Failure::name;
    case net::ClientFailure::certificate: return Failure::certificate;
    case net::ClientFailure::tls: return Failure::tls;
    case net::ClientFailure::malformed: return Failure::protocol;
    case net::ClientFailure::too_large: return Failure::too_large;
    case net::ClientFailure::address:
    case net::ClientFailure::forbidden:
    case net::ClientFailure::refused:
    case net::ClientFailure::closed: break;
    }
    return Failure::connection;
}

Answer answer_of(net::ClientResponse response) {
    Answer answer;
    answer.status = static_cast<int>(response.status);
    answer.content_type = net::header(response.headers, "Content-Type");
    answer.location = net::header(response.headers, "Location");
    answer.body = std::move(response.body);
    answer.headers = std::move(response.headers);
    return answer;
}

// A recording in which nothing is to be heard: 8000 samples a second of 16 bits, one hundredth of a second.
std::string silence() {
    std::string data(160, '\0');
    std::string out = "RIFF";
    const auto number = [&](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
    };
    number(static_cast<std::uint32_t>(36 + data.size()), 4);
    out += "WAVEfmt ";
    number(16, 4);
    number(1, 2); // samples as they are
    number(1, 2); // one channel
    number(8000, 4);
    number(16'000, 4);
    number(2, 2);
    number(16, 2);
    out += "data";
    number(static_cast<std::uint32_t>(data.size()), 4);
    return out + data;
}

// Each field is a file by that name: Tropo uploads recordings so (Tropo facts 1.2).
void put_multipart(net::ClientRequest& request, const providers::OutgoingRequest& from) {
    constexpr std::string_view boundary = "callflow-0f2d6c8b1a";
    request.body.clear();
    for (const auto& [name, file] : from.form) {
        const bool wav = file.ends_with(".wav");
        request.body += fmt::format("--{}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n"
                                    "Content-Type: {}\r\n\r\n{}\r\n",
                                    boundary, name, file, wav ? "audio/wav" : "application/octet-stream",
                                    wav ? silence() : std::string());
    }
    request.body += fmt::format("--{}--\r\n", boundary);
    for (auto& [name, value] : request.headers)
        if (name == "Content-Type") value += fmt::format("; boundary={}", boundary);
}

} // namespace

std::string sendable_address(std::string_view url) {
    const base::UrlParts parts = base::split_url(url);
    std::string whole(url);
    if (parts.has_authority && parts.path.empty()) // what is asked then, and signed
        whole.insert(static_cast<std::size_t>(parts.authority.data() + parts.authority.size() - url.data()), "/");
    std::string out;
    out.reserve(whole.size());
    for (const char c : whole) {
        if (c > 0x20 && c < 0x7f)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

Answer HttpApplication::answer(const providers::emulate::Request& request) {
    net::ClientRequest out;
    out.method = request.http.method;
    out.url = sendable_address(request.http.url);
    out.headers = request.http.headers;
    out.body = request.http.form.empty() ? request.http.body : doc::write_form(request.http.form);
    if (net::header(out.headers, "Content-Type") == "multipart/form-data") put_multipart(out, request.http);
    out.deadline = settings_.timeout;
    if (request.patience > 0) out.deadline = std::min(out.deadline, std::chrono::milliseconds(request.patience));
    if (settings_.provider == "twilio") {
        // What Twilio sends besides is known from those who imitate it.
        out.headers.emplace_back("User-Agent", "TwilioProxy/1.1");
        out.headers.emplace_back("Accept", "text/xml, application/xml, text/html");
        if (!settings_.token.empty())
            out.headers.emplace_back(providers::twilio::signature_header,
                                     providers::twilio::sign(settings_.token, out.url, request.http.form));
    }
    RequestAccount account{.kind = request.kind, .url = out.url};
    net::ClientResult result = client_.ask(std::move(out));
    account.took = result ? result->took : result.error().took;
    Answer answer;
    if (result) {
        account.status = result->status;
        answer = answer_of(std::move(*result));
    } else {
        account.failure = result.error().failure;
        account.problem = std::move(result.error().message);
        answer.failure = failure_of(*account.failure);
        answer.status = 0;
    }
    if (observe_) observe_(std::move(account));
    return answer;
}

} // namespace callflow::service
