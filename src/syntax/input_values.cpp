// Texts, numbers, names, expressions: what stands at the leaves.
#include "base/ascii.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "flow/names.hpp"
#include "syntax/input.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

// The word with everything replaced that a name cannot have.
std::string as_name(std::string_view word) {
    std::string name;
    for (const char c : word) {
        const bool digit = base::is_digit(c);
        if (base::is_letter(c) || c == '_' || digit) {
            if (name.empty() && digit) {
                name += '_';
            }
            name += c;
        } else if (!name.empty() && name.back() != '_') {
            name += '_';
        }
    }
    while (name.ends_with('_')) {
        name.pop_back();
    }
    return name;
}

} // namespace

bool is_null_word(View value) {
    if (!value.is_plain()) {
        return false;
    }
    const std::string_view text = value.text();
    return text == "~" || text == "null" || text == "Null" || text == "NULL";
}

bool Input::missing(View value, std::string_view expected, std::string_view example) {
    if (!value.is_null() && !is_null_word(value)) {
        return false;
    }
    if (value.is_null() && value.node().from_alias) {
        return true; // an alias that could not be resolved was reported when the document was read
    }
    base::Diagnostic& found = report(codes::null_value, value.span(), fmt::format("{} is missing here", expected));
    if (value.is_scalar()) {
        found.help = fmt::format("if the word is meant, put it in quotes: \"{}\"", value.text());
        found.edits.push_back({value.span(), fmt::format("\"{}\"", value.text())});
    } else if (is_commented_out(value)) {
        found.help = "`#` begins a comment; put a text that contains it in quotes: \"#\"";
    } else if (!example.empty()) {
        found.help = fmt::format("write {}", example);
    }
    return true;
}

// Whether a comment stands where the value is missing: `finishOnKey: #`.
bool Input::is_commented_out(View null) const {
    const std::uint32_t at = null.span().end;
    const std::vector<doc::Comment>& comments = document_.comments_of(null.span().file);
    const auto comment =
        std::ranges::lower_bound(comments, at, {}, [](const doc::Comment& one) { return one.span.begin; });
    if (comment == comments.end()) {
        return false;
    }
    const std::string_view text = document_.source_of(null.span().file).text();
    const std::string_view between = text.substr(at, comment->span.begin - at);
    return between.find_first_not_of(" \t:") == std::string_view::npos;
}

bool Input::is_text(View value, std::string_view expected) {
    if (missing(value, expected)) {
        return false;
    }
    if (value.is_scalar()) {
        return true;
    }
    base::Diagnostic& found = report(codes::wrong_type, value.span(),
                                     fmt::format("{} was expected here, and {} was found", expected, describe(value)));
    if (value.node().style == doc::Style::flow) {
        found.help = "put quotes around a text that contains , : ? # [ ] { }";
    }
    return false;
}

bool Input::is_list(View value, std::string_view expected, std::string_view example) {
    if (missing(value, expected, example)) {
        return false;
    }
    if (value.is_sequence()) {
        return true;
    }
    base::Diagnostic& found = report(codes::wrong_type, value.span(),
                                     fmt::format("{} was expected here, and {} was found", expected, describe(value)));
    found.help = fmt::format("write {}", example);
    if (value.is_scalar() && ::callflow::base::is_name(value.text())) {
        found.edits.push_back({value.span(), fmt::format("[{}]", value.text())});
    }
    return false;
}

bool Input::is_mapping(View value, std::string_view expected, std::string_view example) {
    if (missing(value, expected, example)) {
        return false;
    }
    if (value.is_mapping()) {
        return true;
    }
    report(codes::wrong_type, value.span(),
           fmt::format("{} was expected here, and {} was found", expected, describe(value)))
        .help = fmt::format("write {}", example);
    return false;
}

bool Input::is_name(View value, std::string_view what) {
    if (!is_text(value, what)) {
        return false;
    }
    const std::string_view word = value.text();
    if (!base::is_name(word)) {
        base::Diagnostic& found = report(
            codes::bad_name, value.span(),
            fmt::format("{} cannot be {}: letters, digits and _ only, no digit first", base::quoted(word), what));
        if (const std::string better = as_name(word); !better.empty()) {
            found.help = fmt::format("write `{}`", better);
        }
        return false;
    }
    if (flow::is_reserved(word)) {
        report(codes::bad_name, value.span(),
               fmt::format("{} cannot be {}: it is a word of the language", base::quoted(word), what))
            .help = fmt::format("write `{}_` or another name", word);
        return false;
    }
    return true;
}

bool Input::is_choice(View value, std::span<const std::string_view> allowed) {
    const std::string expected = fmt::format("one of {}", listed(allowed));
    if (!is_text(value, expected)) {
        return false;
    }
    if (std::ranges::find(allowed, value.text()) != allowed.end()) {
        return true;
    }
    base::Diagnostic& found =
        report(codes::bad_value, value.span(), fmt::format("{} is not {}", base::quoted(value.text()), expected));
    offer(found, value, allowed);
    return false;
}

std::string Input::words(View value) { return is_text(value, "a text") ? std::string(value.text()) : std::string(); }

std::vector<std::string> Input::list_of_words(View value) {
    std::vector<std::string> result;
    if (is_list(value, "a list of texts", "a list: [one, two]")) {
        for (const View item : doc::items(value)) {
            if (is_text(item, "a text")) {
                result.emplace_back(item.text());
            }
        }
    }
    return result;
}

bool Input::boolean(View value) {
    if (!is_text(value, "true or false")) {
        return false;
    }
    if (value.text() != "true" && value.text() != "false") {
        report(codes::bad_value, value.span(), fmt::format("{} is neither true nor false", base::quoted(value.text())));
    }
    return value.text() == "true";
}

std::int64_t Input::integer(View value, std::int64_t minimum, std::int64_t otherwise) {
    if (!is_text(value, "a whole number")) {
        return otherwise;
    }
    const auto number = base::parse_int(value.text());
    if (!number || *number < minimum) {
        report(codes::bad_value, value.span(),
               fmt::format("{} is not a whole number of at least {}", base::quoted(value.text()), minimum));
        return otherwise;
    }
    return *number;
}

std::int64_t Input::duration(View value) {
    if (!is_text(value, "a length of time")) {
        return 0;
    }
    const auto length = base::parse_duration(value.text());
    if (length && *length > 0) {
        return *length;
    }
    if (length) {
        report(codes::bad_value, value.span(), "a length of time has to be above zero");
        return 0;
    }
    base::Diagnostic& found = report(codes::bad_duration, value.span(),
                                     fmt::format("{} is not a length of time", base::quoted(value.text())));
    if (base::parse_double(value.text())) {
        found.help = fmt::format("add the unit: `{}s`", value.text());
        found.edits.push_back({value.span(), fmt::format("{}s", value.text())});
    } else {
        found.help = "write a number with its unit: 500ms, 90s, 1m30s, 2h";
    }
    return 0;
}

expr::Locate Input::locate(View scalar) const {
    // Two words, so that the function fits without allocating.
    return [document = &document_, id = scalar.id()](std::uint32_t begin, std::uint32_t end) {
        return document->source_span(id, begin, end);
    };
}

expr::Expression Input::expression(View value, const expr::Type& want) {
    if (value.is_null() ? missing(value, "an expression") : !value.is_scalar()) {
        if (!value.is_null()) {
            report(codes::wrong_type, value.span(),
                   fmt::format("an expression was expected here, and {} was found", describe(value)))
                .help = "put quotes around an expression that contains , : ? # [ ] { }";
        }
        return {};
    }
    if (full()) return {};
    const std::size_t before = findings();
    expr::Expression made = expr::compile(value.text(), scope_, want, locate(value), diagnostics_);
    if (findings() > before && diagnostics_.items()[before].code == &codes::expression_syntax) {
        explain_braces(value, before);
        explain_comma(value, before);
    }
    return made;
}

// `if: "{{ n == 1 }}"`: braces are for texts.
void Input::explain_braces(View value, std::size_t finding) {
    const std::string_view text = value.text();
    const std::size_t open = text.find("{{");
    if (open == std::string_view::npos || text.find("}}", open) == std::string_view::npos) return;
    diagnostics_.items().resize(finding);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    const std::size_t last = text.find_last_not_of(" \t\r\n");
    const std::string_view inside = base::trim(text.substr(first + 2, last - first - 3));
    const bool whole = open == first && text.find("}}", open) + 1 == last && !inside.empty();
    base::Diagnostic& found = report(codes::expression_syntax, value.span(), "an expression stands without {{ }}");
    found.help = whole ? fmt::format("write `{}`", base::printable(inside)) : "braces are for texts; leave them out";
    if (!whole) return;
    const auto at = static_cast<std::uint32_t>(inside.data() - text.data());
    const auto end = static_cast<std::uint32_t>(at + inside.size());
    found.edits.push_back({locate(value)(static_cast<std::uint32_t>(open), at), ""});
    found.edits.push_back({locate(value)(end, static_cast<std::uint32_t>(last + 1)), ""});
}

// `{to: b, if: l.exists(p, p == 1)}`: to YAML the comma ends the value, and `p == 1)` is a key.
void Input::explain_comma(View value, std::size_t finding) {
    if (!value.is_plain() || value.node().parent == doc::no_node) return;
    const doc::Node& around = document_.nodes[value.node().parent];
    const std::string_view source = document_.source_of(value.span().file).text();
    const std::size_t next = source.find_first_not_of(" \t\r\n", value.span().end);
    if (around.style != doc::Style::flow || next == std::string_view::npos || source[next] != ',') return;
    base::Diagnostic& found = diagnostics_.items()[finding];
    found.help = "the comma behind it ends the value; quote texts and expressions that contain , : ? # [ ] { }";
    found.edits.clear();
    cut_ = value.node().parent;
}

bool Input::is_cut_off(View key) const {
    return key.node().parent == cut_ && key.is_plain() && key.next().is_null() && !base::is_name(key.text());
}

expr::Template Input::text(View value) {
    const std::string_view written = value.text();
    if (written.find("{{") == std::string_view::npos || full()) return expr::Template(std::string(written));
    return expr::compile_template(written, scope_, locate(value), diagnostics_);
}

flow::Condition Input::condition(const doc::Entry& entry) {
    flow::Condition result;
    result.negated = entry.key.text() == "unless";
    result.where = entry.value.span();
    result.expression = expression(entry.value, expr::Type::of(expr::Kind::boolean));
    return result;
}

expr::Template Input::url(View value) {
    if (!is_text(value, "an address")) return {};
    if (value.text().empty()) {
        report(codes::bad_value, value.span(), "an address cannot be empty").help =
            "write where the request goes: `url: \"https://…\"`";
        return {};
    }
    expr::Template result = text(value);
    const auto blank = [](const expr::Template::Part& part) {
        return part.expression.empty() && part.literal.find_first_of(" \t\r\n") != std::string::npos;
    };
    if (std::ranges::any_of(result.parts(), blank)) {
        report(codes::bad_value, value.span(), "an address has no blanks").help =
            "write %20 where one is meant; what changes, as `{{ expression }}`, is written so by itself";
    }
    return result;
}

bool Input::is_second_body(const KeySpec& spec, View key, View& body) {
    if (spec.key != Key::json && spec.key != Key::form && spec.key != Key::body) return false;
    if (!body) {
        body = key;
        return false;
    }
    report(codes::conflicting_keys, key.span(),
           fmt::format("`{}` is a second body beside `{}`", spec.name, body.text()))
        .help = "leave out one of the two";
    return true;
}

} // namespace callflow::syntax
