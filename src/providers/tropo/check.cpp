// Tropo documents that somebody wrote, against the shapes of actions.cpp.
#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "doc/read.hpp"
#include "providers/tropo/actions.hpp"
#include "providers/tropo/check_grammar.hpp"
#include "providers/tropo/check_together.hpp"
#include "providers/tropo/tropo.hpp"
#include "providers/values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <map>
#include <set>
#include <vector>

namespace callflow::providers::tropo {

namespace {

namespace codes = base::codes;
using doc::View;

// `time_out` as `timeOut`: what a library made of it where it did not.
std::string camel_case(std::string_view name) {
    std::string out;
    bool up = false;
    for (const char c : base::trim(name)) {
        if (c == '_') {
            up = !out.empty();
        } else {
            out.push_back(up ? base::to_upper(c) : c);
            up = false;
        }
    }
    return out;
}

bool is_text(View value) { return value.is_scalar() && !value.is_plain(); }
bool is_truth(View value) { return value.is_plain() && (value.text() == "true" || value.text() == "false"); }
bool is_number(View value) { return value.is_plain() && !is_truth(value); }

// Nothing and an empty list say nothing; whom to call neither says an empty text.
bool is_given(View value, bool names) {
    if (!value || value.is_null() || (value.is_sequence() && value.size() == 0)) return false;
    const auto says = [](View one) { return !is_text(one) || !base::trim(one.text()).empty(); };
    if (!names) return true;
    if (!value.is_sequence()) return says(value);
    for (const View one : doc::items(value)) {
        if (says(one)) return true;
    }
    return false;
}

std::string_view name_of(const Shape& shape) { return shape.shown.empty() ? shape.name : shape.shown; }

std::string shown(View value) {
    if (value.is_mapping()) return "an object";
    if (value.is_sequence()) return "a list";
    if (value.is_null()) return "null";
    return is_text(value) ? base::quoted(value.text()) : std::string(value.text());
}

class Checker {
public:
    explicit Checker(base::Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    void document(View root);

private:
    void step(View value);
    void action(std::string_view name, base::Span key, View value);
    void object(const Shape& shape, View value, std::string_view action);
    void field(const Shape& shape, const FieldShape& field, View value, std::string_view action);
    void one(const Shape& shape, const FieldShape& field, View value, std::string_view action);
    void number(const Shape& shape, const FieldShape& field, View value);
    void word(const Shape& shape, const FieldShape& field, View value);
    void address(View value);
    void upload(const FieldShape& field, View value, std::string_view action);
    void unknown(const Shape& shape, View key);
    void needed(const Shape& shape, View value, std::string_view action);
    void wrong(const Shape& shape, const FieldShape& field, View value, std::string_view expected);
    void handler(View value, std::string_view action);
    void named(View value, std::map<std::string, base::Span, std::less<>>& seen, std::string_view what);
    base::Diagnostic& say(const base::Code& code, base::Span where, std::string message) {
        return diagnostics_.report(code, where, std::move(message));
    }

    base::Diagnostics& diagnostics_;
    std::map<std::string, base::Span, std::less<>> names_;
    std::map<std::string, base::Span, std::less<>> events_;
};

void Checker::wrong(const Shape& shape, const FieldShape& field, View value, std::string_view expected) {
    say(codes::tropo_value, value.span(),
        fmt::format("{} of {} is {}, not {}", field.name, name_of(shape), expected, shown(value)));
}

void Checker::number(const Shape& shape, const FieldShape& field, View value) {
    const std::optional<double> number = is_number(value) ? base::parse_double(value.text()) : std::nullopt;
    const bool whole = field.holds == Holds::whole;
    if (!number || *number < field.minimum || *number > field.maximum || (whole && *number != std::trunc(*number))) {
        const bool ranged = field.minimum != 0 || field.maximum < 1e9;
        wrong(shape, field, value,
              fmt::format("a {}{}", whole ? "whole number" : "number",
                          !ranged               ? std::string(" that is not negative")
                          : field.maximum < 1e9 ? fmt::format(" from {} to {}", field.minimum, field.maximum)
                                                : fmt::format(" from {}", field.minimum)));
        return;
    }
    constexpr double short_wait = 100;
    constexpr double long_timeout = 1000;
    constexpr double session = 14400; // lasts four hours at most
    if (field.name == "milliseconds") {
        if (*number > 0 && *number < short_wait) {
            say(codes::tropo_unit, value.span(), fmt::format("a wait of {} ms is over at once", value.text())).help =
                fmt::format("write {}000 for {} s", value.text(), value.text());
        }
    } else if (field.name == "maxTime" && *number > session) {
        say(codes::tropo_unit, value.span(),
            fmt::format("maxTime counts seconds, and no session lasts {} of them", value.text()))
            .help = "only wait counts milliseconds";
    } else if ((field.name == "timeout" || field.name.ends_with("Timeout") || field.name == "maxSilence") &&
               *number >= long_timeout) {
        say(codes::tropo_unit, value.span(),
            fmt::format("{} counts seconds, and {} are very many", field.name, value.text()))
            .help = "only wait counts milliseconds";
    }
}

void Checker::word(const Shape& shape, const FieldShape& field, View value) {
    if (is_text(value) && std::ranges::find(field.words, value.text()) != field.words.end()) return;
    if (!is_text(value)) {
        wrong(shape, field, value, "a text");
        return;
    }
    base::Diagnostic& found =
        say(codes::tropo_value, value.span(),
            fmt::format("{} of {} has an unknown value {}", field.name, shape.name, shown(value)));
    const std::string_view near = base::nearest(value.text(), field.words);
    found.help = near.empty() ? fmt::format("it can be {}", fmt::join(field.words, ", "))
                              : fmt::format("did you mean {}?", base::quoted(near));
}

void Checker::address(View value) {
    const std::string_view text = value.text();
    if (text.find_first_of(" \t\r\n") != std::string_view::npos) {
        say(codes::tropo_address, value.span(), fmt::format("an address has no blank: {}", base::quoted(text)));
    } else if (lacks_scheme(text)) {
        say(codes::tropo_address, value.span(), fmt::format("{} has no scheme, so it is relative", base::quoted(text)))
            .help = fmt::format("write https://{}", base::printable(text));
    } else if (const base::UrlParts parts = base::split_url(text);
               parts.has_scheme && parts.scheme != "http" && parts.scheme != "https") {
        say(codes::tropo_address, value.span(), fmt::format("{} is no address of the web", base::quoted(text))).help =
            "it begins with https:// or http://, or is relative";
    }
}

// Where a recording goes: one address or several, with or without a password. Also an e-mail address will do.
void Checker::upload(const FieldShape& field, View value, std::string_view action) {
    if (value.is_sequence()) {
        for (const View each : doc::items(value)) upload(field, each, action);
    } else if (value.is_mapping()) {
        object(*find_shape(field.of), value, action);
    } else if (!is_text(value)) {
        wrong(*find_shape(action), field, value, "an address");
    } else if (value.text().find("://") == std::string_view::npos && value.text().find('@') == std::string_view::npos) {
        say(codes::tropo_address, value.span(),
            fmt::format("a recording goes to a complete address, not {}", shown(value)))
            .help = "http, https, ftp, sftp, or an e-mail address";
    }
}

void Checker::one(const Shape& shape, const FieldShape& field, View value, std::string_view action) {
    if (value.is_null() || (value.is_sequence() && value.size() == 0)) return; // as left out
    switch (field.holds) {
    case Holds::number:
    case Holds::whole: number(shape, field, value); return;
    case Holds::word: word(shape, field, value); return;
    case Holds::boolean:
        if (!is_truth(value)) wrong(shape, field, value, "true or false");
        return;
    case Holds::address: is_text(value) ? address(value) : wrong(shape, field, value, "an address"); return;
    case Holds::object:
        if (!value.is_mapping()) {
            wrong(shape, field, value, "an object");
        } else if (field.of == "on") {
            handler(value, action);
        } else {
            object(*find_shape(field.of), value, field.of == "ask" ? field.of : action);
        }
        return;
    case Holds::either:
        if (value.is_mapping()) {
            object(*find_shape(field.of), value, action);
        } else if (!is_truth(value) && !(is_text(value) && (value.text() == "true" || value.text() == "false"))) {
            wrong(shape, field, value, "true, false or an object");
        }
        return;
    case Holds::names:
        for (const View each : doc::items(value)) {
            if (!is_text(each)) wrong(shape, field, each, "a list of texts");
        }
        if (!value.is_sequence() && !is_text(value)) wrong(shape, field, value, "a text or a list of texts");
        return;
    case Holds::headers:
        if (!value.is_mapping() && !value.is_sequence()) wrong(shape, field, value, "an object of headers");
        if (value.is_sequence()) {
            for (const View each : doc::items(value)) {
                if (!each.is_mapping()) wrong(shape, field, each, "a list of objects with key and value");
            }
        }
        return;
    case Holds::grammar:
        if (!is_text(value)) wrong(shape, field, value, "a text");
        return;
    case Holds::key:
        if (!is_text(value) || value.text().size() != 1 ||
            std::string_view("0123456789*#").find(value.text()) == std::string_view::npos) {
            wrong(shape, field, value, "one key of 0-9 * # as a text");
        }
        return;
    case Holds::upload: upload(field, value, action); return;
    default:
        if (!is_text(value)) wrong(shape, field, value, "a text");
    }
}

void Checker::field(const Shape& shape, const FieldShape& field, View value, std::string_view action) {
    if (field.list && value.is_sequence()) {
        for (const View each : doc::items(value)) one(shape, field, each, action);
    } else {
        one(shape, field, value, action);
    }
}

void Checker::unknown(const Shape& shape, View key) {
    std::vector<std::string_view> known;
    for (const FieldShape& field : shape.fields) {
        if (field.instead.empty()) known.push_back(field.name);
    }
    base::Diagnostic& found = say(codes::tropo_field, key.span(),
                                  fmt::format("{} has no field {}", name_of(shape), base::quoted(key.text())));
    const std::string camel = camel_case(key.text());
    const auto same = std::ranges::find(known, std::string_view(camel));
    const std::string_view near = same != known.end() ? *same : base::nearest(camel, known);
    if (near.empty()) return;
    found.help = same != known.end() && key.text().find('_') != std::string_view::npos
                     ? fmt::format("keys have no underscores: {}", base::quoted(near))
                     : fmt::format("did you mean {}?", base::quoted(near));
    found.edits.push_back({key.span(), fmt::format("\"{}\"", near)});
}

void Checker::needed(const Shape& shape, View value, std::string_view action) {
    for (const FieldShape& field : shape.fields) {
        if ((!field.needed && !field.better) || is_given(value.find(field.name), field.holds == Holds::names)) continue;
        if (field.name == "url" && value.find("recordingURL")) continue; // its newer name
        base::Diagnostic& found =
            say(codes::tropo_missing, {value.span().file, value.span().begin, value.span().begin + 1},
                fmt::format("{} needs {}", name_of(shape), field.name));
        if (field.better || shape.name != action) found.severity = base::Severity::warning;
    }
    if (shape.name == "choices" && action == "ask" && !value.find("value")) {
        say(codes::tropo_missing, value.span(), "the choices of an ask need a value");
    }
}

// `action` is the one that the object stands in, or itself.
void Checker::object(const Shape& shape, View value, std::string_view action) {
    for (const doc::Entry entry : doc::entries(value)) {
        const auto* found = std::ranges::find(shape.fields.data(), shape.fields.data() + shape.fields.size(),
                                              entry.key.text(), &FieldShape::name);
        if (found == shape.fields.data() + shape.fields.size()) {
            unknown(shape, entry.key);
            continue;
        }
        if (!found->instead.empty()) {
            say(codes::tropo_old, entry.key.span(), fmt::format("{} is an old name", found->name)).help =
                fmt::format("it is called {} now", found->instead);
        }
        field(shape, *found, entry.value, action);
    }
    needed(shape, value, action);
    if (shape.name == "choices" && action == "ask") check_grammar(value, diagnostics_);
    check_fields(shape.name, value, diagnostics_);
}

// Of a transfer or a conference.
void Checker::handler(View value, std::string_view action) {
    constexpr std::array<std::string_view, 4> inner = {"ring", "connect", "join", "leave"};
    for (const doc::Entry entry : doc::entries(value)) {
        if (value.find("event") || std::ranges::find(inner, entry.key.text()) == inner.end()) continue;
        say(codes::tropo_value, entry.key.span(), "a handler names its event, it does not stand below it").help =
            fmt::format(R"(write {{"event": "{}", "say": …}})", entry.key.text());
        return;
    }
    object(*find_shape("on"), value, "on");
    check_handler(value, action, diagnostics_);
}

void Checker::named(View value, std::map<std::string, base::Span, std::less<>>& seen, std::string_view what) {
    if (!value || !is_text(value)) return;
    const auto [before, fresh] = seen.try_emplace(std::string(value.text()), value.span());
    if (fresh) return;
    say(codes::tropo_name, value.span(), fmt::format("a second {} {}", what, base::quoted(value.text())))
        .notes.push_back({before->second, "the first is here"});
}

void Checker::action(std::string_view name, base::Span key, View value) {
    const Shape* shape = find_shape(name);
    if (shape == nullptr || !shape->is_action) {
        std::vector<std::string_view> known;
        for (const Shape& one : shapes()) {
            if (one.is_action) known.push_back(one.name);
        }
        base::Diagnostic& found =
            say(codes::tropo_action, key, fmt::format("Tropo has no action {}", base::quoted(name)));
        const std::string camel = camel_case(name);
        const std::string_view near = base::nearest(camel, known);
        if (!near.empty()) {
            found.help = fmt::format("did you mean {}?", base::quoted(near));
            found.edits.push_back({key, fmt::format("\"{}\"", near)});
        }
        return;
    }
    const bool nothing = value.is_null() || (is_text(value) && value.text() == "null");
    if (shape->empty && nothing) return;
    if (name == "generalLogSecurity") {
        if (!is_text(value) || (value.text() != "none" && value.text() != "suppress")) {
            say(codes::tropo_value, value.span(),
                fmt::format("generalLogSecurity is none or suppress, not {}", shown(value)));
        }
        return;
    }
    const bool list = value.is_sequence() && (name == "say" || name == "on");
    const auto look = [&](View one) {
        if (!one.is_mapping()) {
            say(codes::tropo_value, one.span(), fmt::format("{} is an object, not {}", name, shown(one)));
            return;
        }
        object(*shape, one, name);
        named(one.find("name"), names_, "action called");
        if (name == "say") check_said(one, diagnostics_);
        if (name != "on") return;
        named(one.find("event"), events_, "handler of");
        check_handler(one, {}, diagnostics_);
    };
    if (list) {
        if (value.size() == 0) say(codes::tropo_missing, value.span(), fmt::format("{} of nothing", name));
        for (const View one : doc::items(value)) look(one);
    } else {
        look(value);
    }
}

void Checker::step(View value) {
    if (!value.is_mapping()) {
        say(codes::tropo_step, value.span(), fmt::format("a step is an object with one key, not {}", shown(value)));
        return;
    }
    if (value.size() == 0) {
        say(codes::tropo_step, value.span(), "a step without an action");
        return;
    }
    bool first = true;
    for (const doc::Entry entry : doc::entries(value)) {
        if (!first) {
            const bool is_action = find_shape(entry.key.text()) != nullptr;
            say(codes::tropo_step, entry.key.span(),
                fmt::format("a step has exactly one key, {} is another", base::quoted(entry.key.text())))
                .help = is_action ? "give it a step of its own" : "put it into the action's object";
            if (!is_action) continue;
        }
        first = false;
        action(entry.key.text(), entry.key.span(), entry.value);
    }
}

void Checker::document(View root) {
    const View steps = root.is_mapping() ? root.find("tropo") : View();
    if (!steps || !steps.is_sequence()) {
        const base::Span where =
            steps ? steps.span() : base::Span{root.span().file, root.span().begin, root.span().begin + 1};
        base::Diagnostic& found =
            say(codes::tropo_root, where, "a Tropo document is an object with a list called tropo");
        if (root.is_mapping() && (root.find("session") || root.find("result"))) {
            found.help = "this is what Tropo sends to an application";
        }
        return;
    }
    for (const doc::Entry entry : doc::entries(root)) {
        if (entry.key.text() != "tropo") {
            say(codes::tropo_field, entry.key.span(),
                fmt::format("beside tropo, {} is passed over", base::quoted(entry.key.text())));
        }
    }
    for (const View value : doc::items(steps)) step(value);
    check_order(steps, diagnostics_);
}

} // namespace

std::optional<std::vector<DocumentLink>> check(const base::Sources& sources, base::FileId file,
                                               base::Diagnostics& diagnostics) {
    const auto document = doc::read_json(sources, file, diagnostics);
    if (!document) return std::nullopt;
    Checker(diagnostics).document(document->root());
    return std::vector<DocumentLink>{};
}

void check_occasion(const base::Sources&, base::FileId, Occasion, base::Span, base::Diagnostics&) {}

} // namespace callflow::providers::tropo
