// Reads a flow from a text and keeps everything that came of it.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/read.hpp"
#include "flow/model.hpp"
#include "syntax/include_parts.hpp"
#include "syntax/part_files.hpp"
#include "syntax/read_flow.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace callflow::test {

struct Reading {
    explicit Reading(std::string text, std::string name = "flow.yaml") {
        files.content["common/closing.yaml"] = "callflow-part: 1\nstates: {goodbye: {final: true}}\n";
        read(std::move(text), std::move(name));
    }
    // With files that it may include.
    Reading(std::string text, PartStore store, std::string name = "flow.yaml") : files(std::move(store)) {
        read(std::move(text), std::move(name));
    }

    void read(std::string text, std::string name) {
        const base::FileId file = sources.add(std::move(name), std::move(text));
        document = doc::read_document(sources, file, found);
        if (document) {
            std::map<std::string, base::FileId> known;
            const auto included = syntax::include_parts(*document, {files, sources, known}, found);
            const std::size_t first = found.items().size();
            flow = syntax::read_flow(*document, found);
            if (!included.complete) syntax::drop_unknown_names(found, first);
        }
        found.sort();
    }

    // Each finding as `line:column code message`, one a line; for messages of failed tests.
    [[nodiscard]] std::string listing() const {
        std::string out;
        for (const base::Diagnostic& one : found.items()) {
            const base::Position at = sources[one.where.file].position(one.where.begin);
            out += (one.where.file == 0 ? "" : sources[one.where.file].name() + ":") + std::to_string(at.line) + ":" +
                   std::to_string(at.column) + " " + std::string(one.code->name) + " " + one.message + " | " +
                   one.help + "\n";
        }
        return out;
    }

    PartStore files;
    base::Sources sources;
    base::Diagnostics found;
    std::optional<doc::Document> document;
    std::unique_ptr<flow::Flow> flow;
};

} // namespace callflow::test
