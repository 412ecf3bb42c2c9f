// What the tests of the readers share: a text becomes a file, and places are compared as the text that stands there.
#pragma once

#include "base/codes.hpp"
#include "doc/read.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace callflow::doc {

class Reading {
public:
    using Reader = std::optional<Document> (*)(const base::Sources&, base::FileId, base::Diagnostics&, const Limits&);

    explicit Reading(std::string text, Reader reader = read_yaml, const Limits& limits = {},
                     std::string name = "flow.yaml")
        : file(sources.add(std::move(name), std::move(text))), document(reader(sources, file, found, limits)) {
        found.sort();
    }

    [[nodiscard]] View root() const { return document ? document->root() : View(); }

    // The node at a path of keys and positions: "states/0/say".
    [[nodiscard]] View at(std::string_view path) const {
        View view = root();
        while (view && !path.empty()) {
            const std::string step(path.substr(0, path.find('/')));
            path.remove_prefix(std::min(path.size(), step.size() + 1));
            if (view.is_mapping()) {
                view = view.find(step);
                continue;
            }
            View item = view.first_child();
            for (int i = std::stoi(step); i > 0 && item; --i) {
                item = item.next();
            }
            view = item;
        }
        return view;
    }

    // The source that a span covers.
    [[nodiscard]] std::string_view cut(base::Span span) const {
        return sources[file].text().substr(span.begin, span.size());
    }
    [[nodiscard]] std::string_view source_of(std::string_view path) const {
        const View view = at(path);
        return view ? cut(view.span()) : "(nothing there)";
    }

    // The only finding with that code.
    [[nodiscard]] const base::Diagnostic& only(const base::Code& code) const {
        const base::Diagnostic* result = nullptr;
        for (const base::Diagnostic& item : found.items()) {
            if (item.code == &code) {
                REQUIRE(result == nullptr);
                result = &item;
            }
        }
        REQUIRE(result != nullptr);
        return *result;
    }
    [[nodiscard]] std::string mended() const {
        REQUIRE(found.items().size() == 1);
        return base::apply_edits(sources[file].text(), found.items()[0].edits);
    }

    base::Sources sources;
    base::FileId file;
    base::Diagnostics found;
    std::optional<Document> document;
};

} // namespace callflow::doc
