#include "doc/yaml_errors.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string>

namespace callflow::doc {
namespace {

using std::string_view;
using std::uint32_t;

constexpr string_view flow_help = "quote texts and expressions that contain , : ? # [ ] { }";

// What can be seen in the source around the place where the parser gave up.
struct Scene {
    string_view text;
    base::FileId file = base::no_file;
    uint32_t at = 0;
    string_view parser_message;
    uint32_t line_begin = 0;
    uint32_t line_end = 0;
    std::vector<uint32_t> flows;         // opening brackets still open at `at`
    uint32_t open_quote = base::no_file; // a quote that is still open at `at`

    [[nodiscard]] base::Span here() const { return {file, at, std::min(at + 1, line_end)}; }
    [[nodiscard]] base::Span one(uint32_t place) const { return {file, place, place + 1}; }
    [[nodiscard]] string_view before() const { return text.substr(line_begin, at - line_begin); }
    [[nodiscard]] string_view line() const { return text.substr(line_begin, line_end - line_begin); }
    [[nodiscard]] char current() const { return at < text.size() ? text[at] : '\0'; }
};

struct Lesson {
    base::Span where;
    std::string message;
    std::string help;
    std::vector<base::Note> notes;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Follows quotes, brackets and comments from `from` to the scene's place. A bracket or quote inside a plain text opens nothing.
void follow(Scene& scene, uint32_t from) {
    bool fresh = true; // at the beginning of a value
    for (uint32_t i = from; i < scene.at; ++i) {
        const char c = scene.text[i];
        const bool in_flow = !scene.flows.empty();
        if (c == '#' && (i == 0 || is_space(scene.text[i - 1]))) {
            const std::size_t end = std::min(scene.text.find('\n', i), scene.text.size());
            i = static_cast<uint32_t>(end);
            fresh = true;
        } else if ((c == '"' || c == '\'') && fresh) {
            uint32_t end = i + 1;
            while (end < scene.at && scene.text[end] != c) {
                end += c == '"' && scene.text[end] == '\\' ? 2u : 1u;
            }
            scene.open_quote = end >= scene.at ? i : base::no_file;
            i = end;
            fresh = false;
        } else if ((c == '[' || c == '{') && (fresh || in_flow)) {
            scene.flows.push_back(i);
            fresh = true;
        } else if ((c == ']' || c == '}') && in_flow) {
            scene.flows.pop_back();
            fresh = false;
        } else if (c == '\n' || (c == ',' && in_flow) ||
                   (c == ':' && i + 1 < scene.text.size() && is_space(scene.text[i + 1]))) {
            fresh = true;
        } else if (!is_space(c) && c != '-' && c != '?') {
            fresh = false;
        }
    }
}

std::string_view kind_of(char bracket) { return bracket == '[' ? "list" : "mapping"; }

char closing(char bracket) { return bracket == '[' ? ']' : '}'; }

// A comment that hides the bracket which closes the one at `opened`, or npos.
std::size_t hiding_comment(const Scene& scene, uint32_t opened) {
    const string_view line = scene.text.substr(opened, scene.text.find('\n', opened) - opened);
    const std::size_t comment = line.find(" #");
    const bool hides = comment != string_view::npos && line.find(closing(line[0]), comment) != string_view::npos;
    return hides ? opened + comment + 1 : string_view::npos;
}

Lesson not_closed(const Scene& scene) {
    if (scene.flows.empty()) {
        return {scene.here(), "a `,` or a closing bracket is expected here", {}, {}};
    }
    const uint32_t opened = scene.flows.back();
    const char bracket = scene.text[opened];
    const bool same_line = opened >= scene.line_begin;
    const std::size_t comment = hiding_comment(scene, opened);
    if (same_line && scene.at < scene.text.size() && comment == string_view::npos) {
        // a `?` before a blank ends the text before it, and a key without a value follows
        const std::size_t question = scene.text.substr(opened, scene.at - opened).find_last_not_of(" \t,]}");
        const bool asks = question != string_view::npos && question > 0 && scene.text[opened + question] == '?';
        if (asks || scene.current() == '?') {
            const uint32_t mark = asks ? opened + static_cast<uint32_t>(question) : scene.at;
            const string_view before = scene.text.substr(opened, mark + 1 - opened);
            const string_view text = base::trim(before.substr(before.find_last_of("[{,:") + 1));
            return {scene.one(mark),
                    "a text without quotes cannot hold this '?' inside brackets",
                    fmt::format("quote the text: \"{}\"", base::printable(text, 60)),
                    {}};
        }
        return {scene.here(),
                fmt::format("`,` or `{}` is expected here", closing(bracket)),
                {},
                {{scene.one(opened), fmt::format("the {} begins here", kind_of(bracket))}}};
    }
    Lesson lesson{scene.one(opened),
                  fmt::format("the {} `{}` is not closed: opened here", kind_of(bracket), bracket),
                  fmt::format("add `{}` where it ends", closing(bracket)),
                  {}};
    if (comment != string_view::npos) {
        lesson.help = "quote a text that contains `#`: \"#\"";
        lesson.notes.push_back(
            {scene.one(static_cast<uint32_t>(comment)), "a comment begins here and hides the rest of the line"});
    } else if (scene.at < scene.text.size()) {
        lesson.notes.push_back({scene.here(), "this cannot stand inside it"});
    }
    return lesson;
}

// The line before this one where it is `key value` with the colon forgotten; empty where it is something else.
string_view line_without_colon(const Scene& scene) {
    if (scene.line_begin == 0 || !scene.flows.empty()) return {};
    const std::size_t begin =
        scene.text.substr(0, scene.line_begin - 1).find_last_of('\n') + 1; // 0 where there is none
    const string_view line = scene.text.substr(begin, scene.line_begin - 1 - begin);
    const std::size_t indent = line.find_first_not_of(' ');
    const std::size_t here = scene.line().find_first_not_of(' ');
    if (indent == string_view::npos || indent != here) return {};
    const string_view text = base::trim(line);
    const string_view key = text.substr(0, text.find(' '));
    return base::is_name(key) && key.size() < text.size() && text.find(':') == string_view::npos ? text : string_view();
}

Lesson map_value(const Scene& scene) {
    if (const string_view text = line_without_colon(scene); !text.empty()) {
        const auto begin = static_cast<uint32_t>(text.data() - scene.text.data());
        const string_view key = text.substr(0, text.find(' '));
        const string_view rest = base::trim(text.substr(key.size()));
        return {{scene.file, begin, begin + static_cast<uint32_t>(text.size())},
                "a colon is missing behind the key",
                fmt::format("write `{}: {}`", key, base::printable(rest, 60)),
                {}};
    }
    const string_view before = scene.before();
    if (before.find(": ") != string_view::npos) {
        return {scene.here(), "a second `: ` on one line, where a text goes on", "quote a text that contains `: `", {}};
    }
    return {scene.here(),
            "a key cannot stand here: what stands before it is not finished, or indented otherwise",
            "indent all keys of a mapping alike; quote a text that goes on over several lines",
            {}};
}

Lesson end_of_block(const Scene& scene) {
    const std::size_t last = scene.before().find_last_not_of(" \t");
    if (last != string_view::npos && string_view("\"'").find(scene.before()[last]) != string_view::npos) {
        return {scene.here(), "text after the closing quote", "quote the whole text, or none of it", {}};
    }
    if (last != string_view::npos && string_view("]}").find(scene.before()[last]) != string_view::npos) {
        return {scene.here(), "text after the closing bracket", "quote a text that contains brackets", {}};
    }
    return {scene.here(),
            "this fits neither the list nor the mapping above it",
            "indent all keys of a mapping alike, and all dashes of a list",
            {}};
}

Lesson block_entry(const Scene& scene) {
    if (!scene.flows.empty()) {
        return {scene.here(), "`- ` makes no item inside brackets", "separate the items by commas", {}};
    }
    return {scene.here(), "a list item cannot begin here", "begin a list on a line of its own, below its key", {}};
}

Lesson flow_end(const Scene& scene) {
    if (!scene.flows.empty()) {
        const uint32_t opened = scene.flows.back();
        return {scene.here(),
                fmt::format("`{}` does not close `{}`", scene.current(), scene.text[opened]),
                fmt::format("close it with `{}`", closing(scene.text[opened])),
                {{scene.one(opened), "opened here"}}};
    }
    return {scene.here(), fmt::format("`{}` closes nothing", scene.current()), std::string(flow_help), {}};
}

Lesson unknown_token(const Scene& scene) {
    const string_view rest = scene.text.substr(scene.at, scene.line_end - scene.at);
    std::size_t length = 0;
    [[maybe_unused]] const char32_t character = base::decode_utf8(rest, length);
    const string_view first = rest.substr(0, length);
    const string_view before = scene.before();
    if (first == "?" && !before.empty() && string_view(" \t[{,").find(before.back()) == string_view::npos)
        return {scene.here(), "a text without quotes cannot hold this '?' inside brackets", "quote the text", {}};
    return {scene.here(), fmt::format("a text cannot begin with {}", base::quoted(first)), "quote it", {}};
}

Lesson open_quote(const Scene& scene) {
    const bool found = scene.open_quote < scene.text.size();
    return {found ? scene.one(scene.open_quote) : scene.here(),
            "the quote opened here is never closed",
            "close it where the text ends",
            {}};
}

// The parser points behind the escape.
base::Span escape_before(const Scene& scene) {
    const std::size_t backslash = scene.at == 0 ? string_view::npos : scene.text.rfind('\\', scene.at - 1);
    return backslash == string_view::npos ? scene.here()
                                          : base::Span{scene.file, static_cast<uint32_t>(backslash), scene.at};
}

Lesson bad_escape(const Scene& scene) {
    return {escape_before(scene),
            fmt::format("unknown escape in double quotes ({})", base::printable(scene.parser_message)),
            R"(write \\ for a backslash, or use single quotes)",
            {}};
}

Lesson bad_unicode(const Scene& scene) {
    return {escape_before(scene),
            "this escape is no character",
            R"(write the character itself, or \U and eight digits; YAML has no pairs of surrogates)",
            {}};
}

Lesson bad_block(const Scene& scene) {
    return {scene.here(),
            "after `|` or `>` the text begins on the next line",
            "quote a text or an expression that begins with `|` or `>`",
            {}};
}

Lesson bad_name(const Scene& scene) {
    return {scene.here(), "a name is expected after `&` or `*`", "quote a text that begins with `&` or `*`: \"*\"", {}};
}

Lesson two_properties(const Scene& scene) {
    return {scene.here(), "two tags or two anchors before one value", "quote a text that begins with `!` or `&`", {}};
}

Lesson alias_content(const Scene& scene) {
    return {scene.here(), "an alias stands alone", "quote a text that begins with `*`", {}};
}

Lesson bad_directive(const Scene& scene) {
    return {scene.here(),
            fmt::format("a directive cannot be read ({})", base::printable(scene.parser_message)),
            "leave lines that begin with `%` out, or quote the text",
            {}};
}

Lesson bad_indicator(const Scene& scene) {
    return {scene.here(), "`?` makes a key, and none can stand here", "quote a text that begins with `? `", {}};
}

Lesson zero_indent(const Scene& scene) {
    return {scene.here(), "a text block cannot be indented by 0", "leave the digit out", {}};
}

Lesson document_in_quotes(const Scene& scene) {
    Lesson lesson = open_quote(scene);
    lesson.notes.push_back({scene.here(), "a document ends here"});
    return lesson;
}

Lesson bad_nesting(const Scene& scene) {
    return {scene.here(), "lists and mappings are nested too deep to be read", {}, {}};
}

Lesson unknown_alias(const Scene& scene) {
    return {scene.here(), "another alias without its `&name`", "quote a text that begins with `*`", {}};
}

using Teacher = Lesson (*)(const Scene&);
struct Row {
    string_view begins;
    Teacher teach;
};

// By the beginning of yaml-cpp's message.
constexpr std::array rows{
    Row{"end of map flow", not_closed},
    Row{"end of sequence flow", not_closed},
    Row{"end of map", end_of_block},
    Row{"end of sequence", end_of_block},
    Row{"illegal map value", map_value},
    Row{"illegal map key", bad_indicator},
    Row{"illegal block entry", block_entry},
    Row{"illegal flow end", flow_end},
    Row{"unknown token", unknown_token},
    Row{"illegal EOF in scalar", open_quote},
    Row{"illegal document indicator", document_in_quotes},
    Row{"unknown escape", bad_escape},
    Row{"bad character found while scanning hex", bad_escape},
    Row{"invalid unicode", bad_unicode},
    Row{"unexpected character in block", bad_block},
    Row{"cannot set zero", zero_indent},
    Row{"alias not found", bad_name},
    Row{"anchor not found", bad_name},
    Row{"illegal character found while scanning a", bad_name},
    Row{"cannot assign", two_properties},
    Row{"aliases can't", alias_content},
    Row{"YAML ", bad_directive},
    Row{"TAG ", bad_directive},
    Row{"repeated", bad_directive},
    Row{"bad YAML version", bad_directive},
    Row{"bad file", bad_nesting},
    Row{"the referenced anchor", unknown_alias},
};

// A tab among the blanks that begin the line, or npos.
std::size_t tab_in_indentation(const Scene& scene) {
    const string_view line = scene.line();
    const std::size_t content = std::min(line.find_first_not_of(" \t"), line.size());
    const std::size_t tab = line.substr(0, content).find('\t');
    return tab == string_view::npos ? tab : scene.line_begin + tab;
}

Lesson teach(const Scene& scene) {
    const std::size_t tab = tab_in_indentation(scene);
    const bool about_tab = scene.parser_message.find("tab") != string_view::npos;
    if ((tab != string_view::npos && scene.flows.empty() && scene.open_quote == base::no_file) || about_tab) {
        const uint32_t at = tab == string_view::npos ? scene.at : static_cast<uint32_t>(tab);
        return {scene.one(at), "a tab cannot indent", "indent with spaces", {}};
    }
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& r) {
        return scene.parser_message.substr(0, r.begins.size()) == r.begins;
    });
    if (row != rows.end()) {
        return row->teach(scene);
    }
    return {
        scene.here(), fmt::format("this cannot be read as YAML ({})", base::printable(scene.parser_message)), {}, {}};
}

// A value on the line that begins `{{` or `!` explains most of what follows it.
string_view special_help(const Scene& scene) {
    for (const string_view start : {": {{", "- {{", ", {{"}) {
        if (scene.line().find(start) != string_view::npos) {
            return "quote a text that contains `{{`: \"{{ name }}\"";
        }
    }
    for (const string_view start : {"if: !", "unless: !"}) {
        if (scene.line().find(start) != string_view::npos) {
            return "quote an expression that begins with `!`; YAML reads a tag there";
        }
    }
    return {};
}

} // namespace

void report_yaml_failure(const base::Source& source, base::FileId file, const YamlFailure& failure,
                         base::Diagnostics& diagnostics) {
    Scene scene;
    scene.text = source.text();
    scene.file = file;
    scene.at = failure.at;
    scene.parser_message = failure.message;
    const std::size_t before = failure.at == 0 ? string_view::npos : scene.text.find_last_of('\n', failure.at - 1);
    scene.line_begin = static_cast<uint32_t>(before == string_view::npos ? 0 : before + 1);
    scene.line_end = static_cast<uint32_t>(std::min(scene.text.find('\n', failure.at), scene.text.size()));
    scene.flows = failure.flows;
    follow(scene, failure.cursor);
    Lesson lesson = teach(scene);
    base::Diagnostic& found = diagnostics.report(base::codes::syntax_error, lesson.where, std::move(lesson.message));
    found.notes = std::move(lesson.notes);
    found.help = std::move(lesson.help);
    if (const string_view help = special_help(scene); !help.empty()) {
        found.help = help;
    } else if (!scene.flows.empty()) {
        found.help += (found.help.empty() ? "" : "; ") + std::string(flow_help);
    }
}

void report_second_document(const base::Source& source, base::FileId file, std::uint32_t at, std::uint32_t end,
                            base::Diagnostics& diagnostics) {
    const std::string_view text = source.text();
    at = std::min(at, static_cast<std::uint32_t>(text.size()));
    const bool ended = end < at && text.substr(end, at - end).find("\n...") != std::string_view::npos;
    if (text.substr(at, 3) == "---" || ended) {
        const std::uint32_t length = text.substr(at, 3) == "---" ? 3 : 1;
        diagnostics.report(base::codes::second_document, {file, at, at + length}, "a second document begins here")
            .help = "keep one document a file";
        return;
    }
    diagnostics.report(base::codes::syntax_error, {file, at, at + 1}, "this does not belong to what stands before it")
        .help = "indent all keys of a mapping alike; " + std::string(flow_help);
}

} // namespace callflow::doc
