// What YAML lets pass and the language does not: tags, and templates without quotes.
#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/text.hpp"
#include "doc/scalar_map.hpp"
#include "doc/yaml_events.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::doc {
namespace codes = base::codes;
namespace {

// `text` as a quoted scalar on one line.
std::string in_quotes(std::string_view text) {
    if (text.find_first_of("\"\\") == std::string_view::npos) {
        return fmt::format("\"{}\"", text);
    }
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? "''" : std::string(1, c);
    }
    return out + "'";
}

// A variable or a field of one: what `unless` can take where `if: !` was written.
bool is_path(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [](char c) { return c == '_' || c == '.' || base::is_alphanumeric(c); });
}

} // namespace

// `value` is what the parser read where it was shown another word than the alias. A lone star, as on a telephone, or a longer
// text was hardly meant as an alias.
bool YamlTree::add_unknown_alias(base::Span where, std::string value) {
    const std::string_view written = text_.substr(where.begin, where.size());
    const bool is_text = written == "*" || value.size() > written.size();
    if (!is_text) {
        return add_failed_alias(
            where, fmt::format("{} repeats a value that no `&` names", base::quoted(written)),
            "put the name before the value to repeat: `&name`; or quote a text that begins with `*`");
    }
    value.replace(0, written.size(), written);
    const std::uint32_t end = plain_end(text_, where.begin, value);
    if (may_report(where)) {
        base::Diagnostic& found = diagnostics_.report(codes::unknown_alias, where,
                                                      fmt::format("{} names nothing to repeat", base::quoted(written)));
        const std::string quoted = in_quotes(value);
        found.help = fmt::format("quote a text that begins with a star: {}", base::printable(quoted));
        found.edits.push_back({span(where.begin, end), quoted});
    }
    scan_.jump_to(end);
    const bool same = text_.substr(where.begin, value.size()) == value;
    return add_leaf(Kind::scalar, Style::plain, span(where.begin, end),
                    same ? text_.substr(where.begin, value.size()) : builder_.keep(std::move(value)), 0);
}

void YamlTree::report_tag(base::Span tag, NodeId node, NodeId key) {
    if (!may_report(tag)) {
        return;
    }
    const Node& value = builder_[node];
    const std::string_view word = text_.substr(tag.begin, tag.size());
    base::Diagnostic& found =
        diagnostics_.report(codes::yaml_tag, tag, fmt::format("{} is a YAML tag here, not a text", base::quoted(word)));
    const base::Span whole = span(tag.begin, std::max(tag.end, value.span.end));
    const std::string_view written = text_.substr(whole.begin, whole.size());
    const bool one_line = written.find('\n') == std::string_view::npos;
    if (value.kind != Kind::scalar || value.style != Style::plain || !one_line || word.substr(0, 2) == "!!") {
        found.help = fmt::format("leave {} out; the language has no tags", base::quoted(word));
        return;
    }
    const std::string_view name = key == no_node ? std::string_view() : builder_[key].text;
    if ((name == "if" || name == "unless") && is_path(written.substr(1))) {
        found.help = fmt::format("write `{}: {}`, or quote the expression: {}", name == "if" ? "unless" : "if",
                                 written.substr(1), in_quotes(written));
    } else {
        found.help = fmt::format("quote what begins with `!`: {}", in_quotes(written));
    }
    found.edits.push_back({whole, in_quotes(written)});
    // Read on with what was most likely meant.
    builder_[node].span = whole;
    builder_[node].text = written;
}

void YamlTree::report_template(NodeId node) {
    const base::Span where = builder_[node].span;
    const std::string_view written = text_.substr(where.begin, where.size());
    const bool one_line = written.find('\n') == std::string_view::npos;
    while (!anchors_.empty() && anchors_.back().second > node) {
        anchors_.pop_back();
    }
    builder_.collapse(node, one_line ? written : builder_.keep(decode_plain(text_, where.begin, where.end)));
    if (!may_report(where)) {
        return;
    }
    base::Diagnostic& found = diagnostics_.report(
        codes::unquoted_template, where, "a text that begins with `{{` needs quotes; YAML reads a mapping here");
    const std::string quoted = in_quotes(builder_[node].text);
    found.help = fmt::format("write {}", base::printable(quoted));
    found.edits.push_back({where, quoted});
}

} // namespace callflow::doc
