// sipsorcery's dialplans: what is made of one is a dialplan that a flow takes, whatever its lines are.
#include "base/text.hpp"
#include "doc/read.hpp"
#include "providers/sip/ruby_plan.hpp"
#include "syntax/read_flow.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace callflow;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string text(reinterpret_cast<const char*>(data), size);
    if (base::find_invalid_utf8(text) != std::string::npos) return 0; // refused before
    base::Sources sources;
    base::Diagnostics lost;
    const base::FileId file = sources.add("plan", std::move(text));
    std::string made = providers::sip::convert_ruby_plan(sources, file, lost);
    for (const base::Diagnostic& one : lost.items()) {
        if (one.where.end <= size && one.where.begin <= one.where.end) continue;
        std::fprintf(stderr, "broken: a finding's place\n");
        std::abort();
    }
    made = "callflow: 1\nname: plan\ninitial: a\n" + made + "states: {a: {final: true}}\n";
    base::Diagnostics found;
    const base::FileId flow = sources.add("flow", std::move(made));
    const auto document = doc::read_document(sources, flow, found);
    if (document) static_cast<void>(syntax::read_flow(*document, found));
    // What was written has the form of a dialplan; a value in it may be one that the language refuses.
    if (!document) {
        std::fprintf(stderr, "broken: what is written cannot be read\n");
        std::abort();
    }
    return 0;
}
