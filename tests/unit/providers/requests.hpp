// Requests as tests read them.
#pragma once

#include "doc/form.hpp"
#include "providers/provider.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::tests {

using providers::DecodedRequest;
using Lines = std::vector<std::string>;

struct Read {
    std::optional<DecodedRequest> request;
    Lines findings; // `CF5030 at 12..15: message`

    [[nodiscard]] std::string input(std::string_view name) const { return json(request->input, name); }
    [[nodiscard]] std::string call(std::string_view name) const { return json(request->call, name); }
    static std::string json(const providers::InputFields& fields, std::string_view name) {
        const expr::Value* value = providers::find_field(fields, name);
        return value == nullptr ? "nothing" : value->to_json();
    }
};

inline Read read(std::string_view provider, std::string body, bool text = false) {
    base::Sources sources;
    const base::FileId file = sources.add("request", std::move(body));
    base::Diagnostics found;
    Read out;
    if (const auto parts = providers::read_request_body(sources, file, found)) {
        auto incoming = parts->incoming();
        incoming.text = text;
        out.request = providers::find_provider(provider)->decode(incoming, found);
    }
    found.sort();
    for (const base::Diagnostic& one : found.items())
        out.findings.push_back(std::string(one.code->code) + " at " + std::to_string(one.where.begin) + ".." +
                               std::to_string(one.where.end) + ": " + one.message);
    return out;
}

inline std::string bytes_of(const providers::OutgoingRequest& request) {
    return request.body.empty() ? doc::write_form(request.form) : request.body;
}

} // namespace callflow::tests
