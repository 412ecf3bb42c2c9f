// Bodies of requests, JSON or forms: every provider reads them or says why not; what it reads can be made again.
#include "doc/form.hpp"
#include "providers/provider.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace callflow;

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size > (1u << 16)) return 0;
    base::Sources sources;
    const base::FileId file = sources.add("request", std::string(reinterpret_cast<const char*>(data), size));
    base::Diagnostics found;
    const auto body = providers::read_request_body(sources, file, found);
    require(body || !found.empty(), "refused without a reason");
    if (!body) return 0;
    for (const providers::Provider* provider : providers::registry()) {
        base::Diagnostics findings;
        const auto decoded = provider->decode(body->incoming(), findings);
        require(decoded || findings.has_errors(), "no request, and no reason");
        if (!decoded) continue;
        for (const base::Diagnostic& one : findings.items())
            require(!one.where.valid() || one.where.end <= size, "place");
        const auto made = provider->encode(
            {.kind = decoded->kind, .call_id = decoded->call_id, .input = decoded->input, .call = decoded->call}, "/");
        const base::FileId again = sources.add("again", made.body.empty() ? doc::write_form(made.form) : made.body);
        const auto back = providers::read_request_body(sources, again, findings);
        require(back && provider->decode(back->incoming(), findings), "what was made is a request");
    }
    return 0;
}
