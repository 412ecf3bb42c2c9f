// Attributes of verbs: each value by its type.
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "syntax/headers.hpp"
#include "syntax/reader.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;
using flow::AttributeType;

namespace {

constexpr std::string_view keypad = "0123456789ABCD*#";

std::string_view expected_of(const flow::AttributeSpec& spec) {
    switch (spec.type) {
    case AttributeType::boolean: return "true or false";
    case AttributeType::integer: return "a whole number";
    case AttributeType::decimal: return "a number";
    case AttributeType::seconds: return "a number of seconds";
    case AttributeType::key_set:
    case AttributeType::dtmf: return "keys of the telephone";
    case AttributeType::address: return "an event or address";
    case AttributeType::phone_number: return "a telephone number";
    case AttributeType::uri: return "an address";
    default: return "a text";
    }
}

// Words outside the list are refused, or where the list may have grown since only doubted.
void check_word(Input& in, const flow::AttributeSpec& spec, View value, std::string_view word) {
    if (spec.values.empty() || flow::is_value(spec, word)) {
        return;
    }
    base::Diagnostic& found = in.report(codes::bad_value, value.span(),
                                        fmt::format("{} is no known value of `{}`", base::quoted(word), spec.name));
    if (spec.open_values) {
        found.severity = base::Severity::warning;
    }
    const std::string_view near = base::nearest(word, spec.values);
    if (!near.empty()) {
        found.help = fmt::format("did you mean `{}`?", near);
        if (value.is_plain() && value.text() == word) {
            found.edits.push_back({value.span(), std::string(near)});
        }
    } else if (spec.values.size() <= 12) {
        found.help = fmt::format("known are {}", listed(spec.values, " and "));
    }
}

void check_length(Input& in, const flow::AttributeSpec& spec, View value) {
    if (value.text().empty() && spec.minimum == 1) {
        in.report(codes::bad_value, value.span(), fmt::format("`{}` cannot be empty", spec.name));
        return;
    }
    if (spec.maximum == INT64_MAX) return;
    const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    const std::int64_t characters = std::ranges::count_if(value.text(), is_first_byte);
    if (characters > spec.maximum) {
        in.report(codes::bad_value, value.span(),
                  fmt::format("`{}` has at most {} character{}, and this has {}", spec.name, spec.maximum,
                              spec.maximum == 1 ? "" : "s", characters));
    }
}

void check_range(Input& in, const flow::AttributeSpec& spec, View value, double number) {
    const bool low = number < static_cast<double>(spec.minimum);
    const bool high = spec.maximum != INT64_MAX && number > static_cast<double>(spec.maximum);
    if (low || high) {
        in.report(codes::bad_value, value.span(),
                  fmt::format("`{}` is at {} {}, and {} was found", spec.name, low ? "least" : "most",
                              low ? spec.minimum : spec.maximum, base::quoted(value.text())));
    }
}

// Up to the first value that is put in.
void check_scheme(Input& in, const flow::AttributeSpec& spec, View value) {
    const std::string_view begin = value.text().substr(0, value.text().find("{{"));
    const std::size_t size =
        begin.size() == value.text().size() ? spec.scheme.size() : std::min(spec.scheme.size(), begin.size());
    if (begin.substr(0, size) != spec.scheme.substr(0, size)) {
        in.report(
            codes::bad_value, value.span(),
            fmt::format("`{}` begins with {}, and {} was found", spec.name, spec.scheme, base::quoted(value.text())));
    }
}

// `./chose` is the address `chose`, which by itself would be an event.
void drop_dot(std::string_view text, expr::Template& out) {
    constexpr std::string_view here = "./";
    if (text.starts_with(here) && base::is_name(text.substr(here.size()))) {
        out = expr::Template(std::string(text.substr(here.size())));
    }
}

} // namespace

bool Reader::attribute(const flow::AttributeSpec& spec, View key, View value, flow::Attribute& out) {
    out.spec = &spec;
    out.key = key.span();
    out.where = value.span();
    if (spec.type == AttributeType::address && value.is_mapping()) {
        return reference(value, out.event) && !out.event.empty();
    }
    if (spec.type == AttributeType::xml) {
        return raw_elements(value, out.value);
    }
    if (spec.type == AttributeType::ssml) {
        return ssml(value, out.value);
    }
    // A transfer's destination may be a flow, with the address at which it answers.
    const bool destination = value.is_mapping() && &spec == flow::find_attribute(*flow::find_verb("transfer"), "to");
    if (spec.type == AttributeType::json || destination || (spec.type == AttributeType::list && value.is_sequence())) {
        out.json.emplace_back();
        if (spec.name == "tropo") {
            return raw_steps(value, out.json.back());
        }
        if (in_.missing(value, "a value", "`{key: value}`")) {
            return false;
        }
        if (spec.name == "headers" && value.is_mapping()) check_header_lines(in_, value);
        tree(value, out.json.back());
        return true;
    }
    if (spec.type == AttributeType::prompt) {
        in_.report(codes::unknown_attribute, out.key, "a prompt cannot differ by provider inside a verb").help =
            "write the response for each: `response: {twilio: […], tropo: […]}`";
        return false;
    }
    if (spec.type == AttributeType::choices && value.is_sequence()) {
        out.value = expr::Template(word_list(spec, value));
        return true;
    }
    if (value.is_null() && spec.type == AttributeType::key_set && !value.node().from_alias) {
        in_.report(codes::null_value, value.span(), "keys of the telephone are missing here").help =
            in_.is_commented_out(value) ? "`#` begins a comment; the key is written \"#\", and none \"\""
                                        : "the key `#` is written \"#\", and none \"\"";
        return false;
    }
    if (!in_.is_text(value, expected_of(spec))) {
        return false;
    }
    if (spec.type == AttributeType::spoken) {
        check_comment(value);
    }
    check_scheme(in_, spec, value);
    if (spec.type == AttributeType::uri || spec.type == AttributeType::phone_number) check_uri_headers(in_, value);
    if (value.text().find("{{") != std::string_view::npos) {
        out.value = in_.text(value);
        return true;
    }
    if (spec.type == AttributeType::address && reference(value, out.event)) {
        return !out.event.empty();
    }
    if (value.text().empty() && !spec.may_be_empty &&
        (spec.type == AttributeType::spoken || spec.type == AttributeType::address ||
         spec.type == AttributeType::phone_number || spec.type == AttributeType::uri)) {
        in_.report(codes::bad_value, value.span(), fmt::format("{} cannot be empty", expected_of(spec)));
        return false;
    }
    out.value = expr::Template(literal(spec, value));
    if (spec.type == AttributeType::address) drop_dot(value.text(), out.value);
    return true;
}

// `say: Press 1 # for sales` speaks "Press 1".
void Reader::check_comment(View value) {
    const auto comment = document_.trailing_comment(value.id());
    if (!comment) {
        return;
    }
    const std::string_view source = document_.source_of(value.span().file).text();
    const Span whole{value.span().file, value.span().begin, comment->span.end};
    std::string_view written = source.substr(whole.begin, whole.size());
    base::Diagnostic& found = in_.report(
        codes::lost_comment, comment->span,
        fmt::format("this is a comment and will not be spoken; the text ends at {}", base::quoted(value.text())));
    found.notes.push_back({value.span(), "the text that is spoken"});
    if (written.find('\n') != std::string_view::npos) {
        found.help = "put the whole text in quotes, or the comment on a line of its own";
        return;
    }
    written = base::trim(written);
    std::string quoted = "\"";
    for (const char c : written) {
        quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    quoted += '"';
    found.help = fmt::format("write {}, or put the comment on a line of its own", base::printable(quoted));
    found.edits.push_back({whole, std::move(quoted)});
}

// The value as providers take it; the text as it is after a finding.
std::string Reader::literal(const flow::AttributeSpec& spec, View value) {
    const std::string_view word = value.text();
    const auto only = [&](std::string_view allowed) {
        if (word.find_first_not_of(allowed) != std::string_view::npos) {
            in_.report(codes::bad_value, value.span(),
                       fmt::format("{} has other characters than {}", base::quoted(word), allowed));
        }
    };
    if (std::ranges::find(spec.values, word) != spec.values.end()) {
        return std::string(word);
    }
    switch (spec.type) {
    case AttributeType::boolean: in_.boolean(value); break;
    case AttributeType::integer:
        if (const auto number = base::parse_int(word)) {
            check_range(in_, spec, value, static_cast<double>(*number));
        } else {
            in_.report(codes::bad_value, value.span(), fmt::format("{} is not a whole number", base::quoted(word)));
        }
        break;
    case AttributeType::seconds: return seconds(spec, value);
    case AttributeType::decimal:
        if (const auto number = base::parse_double(word); number && std::isfinite(*number)) {
            check_range(in_, spec, value, *number);
        } else {
            in_.report(codes::bad_value, value.span(), fmt::format("{} is not a number", base::quoted(word)));
        }
        break;
    case AttributeType::key_set:
        only(keypad);
        check_length(in_, spec, value);
        break;
    case AttributeType::dtmf: only("0123456789ABCD*#wW"); break;
    case AttributeType::choice: check_word(in_, spec, value, word); break;
    case AttributeType::choices: return word_list(spec, value);
    case AttributeType::text: check_length(in_, spec, value); break;
    default: break;
    }
    return std::string(word);
}

std::string Reader::seconds(const flow::AttributeSpec& spec, View value) {
    const std::string_view word = value.text();
    auto number = base::parse_double(word);
    if (!number) {
        if (const auto length = base::parse_duration(word)) {
            number = static_cast<double>(*length) / 1e9;
        }
    }
    if (!number || !std::isfinite(*number)) {
        base::Diagnostic& found = in_.report(codes::bad_duration, value.span(),
                                             fmt::format("{} is not a number of seconds", base::quoted(word)));
        found.help = spec.values.empty()
                         ? "write seconds, `5`, or a length of time, `1m30s`"
                         : fmt::format("write seconds, `5`, a length of time, `1m30s`, or {}", listed(spec.values));
        return std::string(word);
    }
    check_range(in_, spec, value, *number);
    return fmt::format("{}", *number);
}

std::string Reader::word_list(const flow::AttributeSpec& spec, View value) {
    std::string joined;
    const auto add = [&](View place, std::string_view word) {
        check_word(in_, spec, place, word);
        joined += joined.empty() ? "" : " ";
        joined += word;
    };
    if (value.is_sequence()) {
        for (const View item : doc::items(value)) {
            if (in_.is_text(item, "a word")) {
                add(item, item.text());
            }
        }
        return joined;
    }
    const std::string_view text = value.text();
    for (std::size_t begin = 0; (begin = text.find_first_not_of(" \t\r\n,", begin)) != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(" \t\r\n,", begin), text.size());
        add(value, text.substr(begin, end - begin));
        begin = end;
    }
    return joined;
}

void Reader::overrides(View value, std::string_view provider, const flow::VerbSpec& verb,
                       std::vector<flow::ProviderAttributes>& out) {
    if (!in_.is_mapping(value, "a mapping of attributes", "`{name: value}`")) {
        return;
    }
    if (std::ranges::find(out, provider, &flow::ProviderAttributes::provider) != out.end()) {
        return;
    }
    flow::ProviderAttributes made;
    made.provider = provider;
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) {
            continue;
        }
        const flow::AttributeSpec* known = flow::find_attribute(verb, entry.key.text(), provider);
        if (known == nullptr) {
            if (!outer_override(entry, provider)) {
                unknown_attribute(entry.key, verb, provider);
            }
            continue;
        }
        const auto same = [&](const flow::Attribute& one) { return one.spec == known; };
        flow::Attribute attribute_made;
        if (std::ranges::none_of(made.attributes, same) && attribute(*known, entry.key, entry.value, attribute_made)) {
            made.attributes.push_back(std::move(attribute_made));
        }
    }
    out.push_back(std::move(made));
}

void Reader::unknown_attribute(View key, const flow::VerbSpec& verb, std::string_view provider) {
    const std::string_view word = key.text();
    base::Diagnostic& found = in_.report(codes::unknown_attribute, key.span(),
                                         fmt::format("`{}` has no attribute {}", verb.name, base::quoted(word)));
    if (word == "if" || word == "unless") {
        found.help = fmt::format("a condition stands beside the verb: `- {{{}: …, {}: …}}`", verb.name, word);
        return;
    }
    const bool of_event = word == "event" || word == "actor" || word == "params";
    if (of_event && flow::find_attribute(verb, "url", provider) != nullptr) {
        found.help = "an event in its long form is the address: `url: {event: EVENT, actor: ACTOR, params: {…}}`";
        return;
    }
    if (verb.name == "raw" && word == "twilio") {
        found.help = "Twilio's elements stand below `twiml`";
        return;
    }
    std::vector<std::string_view> names;
    for (const flow::AttributeSpec& one : verb.attributes) {
        names.push_back(one.name);
    }
    for (const flow::AttributeSpec& one : verb.extras) {
        if (one.provider == provider) {
            names.push_back(one.name);
        } else if (one.name == word) {
            found.help = fmt::format("only {0} has it: `{0}: {{{1}: …}}`", one.provider, word);
            return;
        }
    }
    if (provider.empty()) {
        if (!verb.prompt_key.empty()) {
            names.push_back(verb.prompt_key);
        } else {
            names.insert(names.end(), verb.children.begin(), verb.children.end());
        }
    }
    const flow::VerbSpec* inner = flow::find_verb(word);
    if (!verb.prompt_key.empty() && inner != nullptr && std::ranges::find(verb.children, word) != verb.children.end()) {
        found.help = fmt::format("it belongs into the prompt: `{}: [{}: …]`", verb.prompt_key, word);
    } else if (!in_.offer(found, key, names)) {
        found.help = names.empty() ? fmt::format("`{}` has none", verb.name)
                                   : fmt::format("`callflow explain {}` lists them", verb.name);
    }
}

} // namespace callflow::syntax
