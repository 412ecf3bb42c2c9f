#include "lint/found.hpp"

#include "doc/read.hpp"
#include "lint/rule.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>

namespace lint_test {

using namespace callflow;

Lines found(std::string_view code, const std::string& text) {
    base::Sources sources;
    base::Diagnostics diagnostics;
    const base::FileId file = sources.add("flow.yaml", "callflow: 1\nname: x\n" + text);
    const auto document = doc::read_yaml(sources, file, diagnostics);
    REQUIRE(document);
    const auto flow = syntax::read_flow(*document, diagnostics);
    for (const auto& one : diagnostics.items()) UNSCOPED_INFO(one.message);
    REQUIRE((flow && !diagnostics.has_errors()));
    lint::check(*flow, diagnostics);
    Lines out;
    for (const auto& one : diagnostics.items()) {
        UNSCOPED_INFO(one.code->code << " " << one.message);
        if (one.code->code != code) continue;
        out.push_back((one.severity == base::Severity::note ? "note " : "warning ") +
                      std::to_string(sources[file].position(one.where.begin).line));
    }
    return out;
}

} // namespace lint_test
