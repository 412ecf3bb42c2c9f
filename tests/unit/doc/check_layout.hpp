// What must hold of a text and its canonical layout, by yaml-cpp's own events: nothing of doc's reader is trusted here.
#pragma once

#include "doc/format.hpp"
#include "doc/read.hpp"

#include <fmt/format.h>
#include <sstream>
#include <string>
#include <vector>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace callflow::doc {

// Every event as a line. Quoted and plain scalars differ in their tag, `!` and `?`.
class EventLog final : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark&) override { lines.emplace_back("document"); }
    void OnDocumentEnd() override { lines.emplace_back("end"); }
    void OnNull(const YAML::Mark&, YAML::anchor_t anchor) override { lines.push_back(fmt::format("null &{}", anchor)); }
    void OnAlias(const YAML::Mark&, YAML::anchor_t anchor) override { lines.push_back(fmt::format("*{}", anchor)); }
    void OnScalar(const YAML::Mark&, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
        lines.push_back(fmt::format("{} &{} {}", tag, anchor, value));
    }
    void OnSequenceStart(const YAML::Mark&, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override {
        lines.push_back(fmt::format("[ {} &{} {}", tag, anchor, static_cast<int>(style)));
    }
    void OnSequenceEnd() override { lines.emplace_back("]"); }
    void OnMapStart(const YAML::Mark&, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override {
        lines.push_back(fmt::format("{{ {} &{} {}", tag, anchor, static_cast<int>(style)));
    }
    void OnMapEnd() override { lines.emplace_back("}"); }

    std::vector<std::string> lines;
};

inline std::vector<std::string> events_of(std::string_view text) {
    std::istringstream in{std::string(text)};
    YAML::Parser parser(in);
    EventLog log;
    while (parser.HandleNextDocument(log)) {
    }
    return std::move(log.lines);
}

struct Layout {
    bool readable = false;   // YAML without errors
    bool understood = false; // else it would be left alone
    std::string text;
    std::string complaint; // what does not hold; empty where all is well
    std::string reason;    // why it is left alone
};

// Wishes for any document: every other value and item in quotes, the entries of every other collection apart.
inline Wishes some_wishes(const Document& document) {
    Wishes wishes;
    const auto value = [&](View view) {
        if (view.is_scalar() && view.id() % 4 < 2) wishes.quoted.push_back(view.id());
    };
    for (NodeId id = 0; id < document.nodes.size(); ++id) {
        const View view(document, id);
        for (const View item : items(view)) value(item);
        for (const Entry entry : entries(view)) value(entry.value);
        if (!view.is_scalar() && id % 2 == 0) wishes.spaced.push_back(id);
    }
    return wishes;
}

inline base::Result<std::string> format_text(std::string_view text, Wishes (*wishes)(const Document&), bool& readable) {
    base::Sources sources;
    base::Diagnostics found;
    Limits limits;
    limits.merge = false;
    limits.nodes = 200'000;
    limits.alias_nodes = 50'000;
    const base::FileId file = sources.add("layout.yaml", std::string(text));
    const auto document = read_yaml(sources, file, found, limits);
    readable = document && !found.has_errors();
    if (!readable) return base::fail(base::ErrorKind::unreadable, "not YAML");
    return format_yaml(*document, wishes(*document));
}

// Formats a text and looks at what came out.
inline Layout check_layout(std::string_view text, Wishes (*wishes)(const Document&) = some_wishes) {
    Layout layout;
    auto once = format_text(text, wishes, layout.readable);
    if (!once) {
        layout.reason = once.error().message;
        return layout;
    }
    layout.understood = true;
    layout.text = *once;
    const std::vector<std::string> before = events_of(text);
    const std::vector<std::string> after = events_of(*once);
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
        const std::string left = i < before.size() ? before[i] : "(nothing)";
        const std::string right = i < after.size() ? after[i] : "(nothing)";
        // A plain scalar may be in quotes now.
        if (left != right && !(left.starts_with("? &") && right == "!" + left.substr(1))) {
            layout.complaint = "was " + left + ", is " + right;
            return layout;
        }
    }
    bool readable = false;
    const auto twice = format_text(*once, wishes, readable);
    if (!twice || *twice != *once) {
        layout.complaint = "formatted again: " + (twice ? *twice : twice.error().message);
    }
    return layout;
}

} // namespace callflow::doc
