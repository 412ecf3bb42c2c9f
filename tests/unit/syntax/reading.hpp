// Reads a flow from a text and keeps everything that came of it.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/read.hpp"
#include "flow/model.hpp"
#include "syntax/read_flow.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace callflow::test {

struct Reading {
    explicit Reading(std::string text, std::string name = "flow.yaml") {
        const base::FileId file = sources.add(std::move(name), std::move(text));
        document = doc::read_document(sources, file, found);
        if (document) {
            flow = syntax::read_flow(*document, found);
        }
        found.sort();
    }

    // Each finding as `line:column code message`, one a line; for messages of failed tests.
    [[nodiscard]] std::string listing() const {
        std::string out;
        for (const base::Diagnostic& one : found.items()) {
            const base::Position at = sources[0].position(one.where.begin);
            out += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + std::string(one.code->name) + " " +
                   one.message + " | " + one.help + "\n";
        }
        return out;
    }

    base::Sources sources;
    base::Diagnostics found;
    std::optional<doc::Document> document;
    std::unique_ptr<flow::Flow> flow;
};

} // namespace callflow::test
