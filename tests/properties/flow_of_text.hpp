// A flow of a few lines and its machine, for laws about calls.
#pragma once

#include "doc/read.hpp"
#include "engine/machine.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace callflow::laws {

struct FlowOfText {
    base::Sources sources;
    base::Diagnostics found;
    std::unique_ptr<flow::Flow> flow;
    std::unique_ptr<engine::Machine> machine;

    explicit FlowOfText(std::string_view text) {
        const auto document = doc::read_document(sources, sources.add("flow.yaml", std::string(text)), found);
        if (document) flow = syntax::read_flow(*document, found);
        REQUIRE(flow != nullptr);
        REQUIRE_FALSE(found.has_errors());
        machine = std::make_unique<engine::Machine>(*flow);
    }
};

} // namespace callflow::laws
