#include "cli/document_diff.hpp"

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/flow_diff.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

using State = DocumentPair::State;

std::string said(const std::string& text) { return text.empty() ? "nothing" : base::quoted(text, 200); }

std::string_view describe(State state) {
    switch (state) {
    case State::only_left: return "only the old one";
    case State::only_right: return "only the new one";
    case State::unreadable: return "not a document that can be read";
    case State::other_kind: return "documents of different kinds";
    default: return {};
    }
}

std::string_view name_of(State state) {
    switch (state) {
    case State::same: return "same";
    case State::different: return "different";
    case State::only_left: return "only_old";
    case State::only_right: return "only_new";
    case State::unreadable: return "unreadable";
    default: return "other_kind";
    }
}

std::size_t count(std::span<const DocumentPair> pairs, bool flows) {
    return static_cast<std::size_t>(std::ranges::count(pairs, flows, &DocumentPair::is_flow));
}

std::size_t count_different(std::span<const DocumentPair> pairs) {
    return static_cast<std::size_t>(
        std::ranges::count_if(pairs, [](const DocumentPair& one) { return one.state != State::same; }));
}

} // namespace

std::string plural(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

void append_differences(std::string& out, std::span<const providers::Difference> differences, std::string_view left,
                        std::string_view right) {
    for (const providers::Difference& one : differences) {
        out += fmt::format("  {}: {} {}, {} {}\n", base::printable(one.path, 400), said(one.left), left,
                           said(one.right), right);
    }
}

const providers::Provider* provider_of(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    text = base::trim(text);
    if (text.starts_with('<')) return providers::find_provider("twilio");
    return text.starts_with('{') || text.starts_with('[') ? providers::find_provider("tropo") : nullptr;
}

void compare_documents(const base::Sources& sources, base::FileId left, base::FileId right, DocumentPair& pair,
                       base::Diagnostics& findings) {
    const providers::Provider* provider = provider_of(sources[left].text());
    const providers::Provider* other = provider_of(sources[right].text());
    if (provider == nullptr || provider != other) {
        pair.state = provider == nullptr || other == nullptr ? State::unreadable : State::other_kind;
        return;
    }
    auto differences = provider->compare(sources, left, right, findings);
    if (!differences) {
        pair.state = State::unreadable;
        return;
    }
    pair.state = differences->empty() ? State::same : State::different;
    pair.differences = std::move(*differences);
}

void write_diff_text(std::string& out, std::span<const DocumentPair> pairs, const base::Sources& sources) {
    for (const DocumentPair& pair : pairs) {
        if (pair.state == State::same) continue;
        const std::size_t differences = pair.is_flow ? count_differences(pair.flow) : pair.differences.size();
        std::string how(describe(pair.state));
        if (pair.state == State::different) how = plural(differences, "difference");
        if (pair.is_flow && pair.state == State::unreadable) how = "not a flow without errors";
        out += fmt::format("{}: {}\n", base::printable(pair.name, 4096), how);
        append_differences(out, pair.differences, "before", "after");
        append_flow_differences(out, pair.flow, sources);
    }
    const std::size_t different = count_different(pairs);
    const std::size_t flows = count(pairs, true);
    std::string compared;
    if (flows < pairs.size()) compared = plural(pairs.size() - flows, "document");
    if (flows > 0) compared += (compared.empty() ? "" : " and ") + plural(flows, "flow");
    out += fmt::format("compared {}: {}\n", compared,
                       different == 0 ? std::string("no differences") : fmt::format("{} with differences", different));
}

void write_diff_json(std::string& out, std::span<const DocumentPair> pairs, const base::Sources& sources) {
    base::JsonWriter json(out, base::JsonWriter::Layout::indented);
    json.begin_object().member("callflow_diff", 1).key("documents").begin_array();
    for (const DocumentPair& pair : pairs) {
        if (pair.is_flow) continue;
        json.begin_object().member("name", pair.name).member("state", name_of(pair.state));
        json.key("differences").begin_array();
        for (const providers::Difference& one : pair.differences) {
            json.begin_object().member("path", one.path).member("old", one.left).member("new", one.right).end_object();
        }
        json.end_array().end_object();
    }
    json.end_array().key("flows").begin_array();
    for (const DocumentPair& pair : pairs) {
        if (!pair.is_flow) continue;
        json.begin_object().member("name", pair.name).member("state", name_of(pair.state));
        write_flow_differences(json, pair.flow, sources);
        json.end_object();
    }
    json.end_array().key("summary").begin_object();
    const std::size_t flows = count(pairs, true);
    json.member("documents", pairs.size() - flows).member("flows", flows);
    json.member("different", count_different(pairs)).end_object().end_object();
    out += '\n';
}

} // namespace callflow::cli
