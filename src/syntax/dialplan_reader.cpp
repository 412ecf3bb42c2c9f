#include "syntax/dialplan_reader.hpp"

#include "base/edit_distance.hpp"
#include "base/moment.hpp"
#include "base/text.hpp"
#include "flow/bodies.hpp"
#include "flow/days_of_week.hpp"
#include "flow/sip_address.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

constexpr std::string_view list_example = "a list of entries: [{match: \"^232$\", to: \"sip:999@sip.example.com\"}]";
using flow::days_of_week;
constexpr std::size_t max_entries = 10'000; // of all plans
constexpr std::size_t max_targets = 20;     // of an entry

// `08:30`, minutes since midnight; `24:00` is the end of the day.
std::optional<int> minutes_of(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == 0 || colon > 2 || text.size() != colon + 3) return std::nullopt;
    const auto hour = base::parse_int(text.substr(0, colon));
    const auto minute = base::parse_int(text.substr(colon + 1));
    if (!hour || !minute || *hour < 0 || *minute < 0 || *minute > 59) return std::nullopt;
    const std::int64_t all = *hour * 60 + *minute;
    return all > flow::minutes_of_day ? std::nullopt : std::optional(static_cast<int>(all));
}

std::optional<std::size_t> day_of(std::string_view word) {
    const auto at = std::ranges::find(days_of_week, word);
    return at == days_of_week.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - days_of_week.begin()));
}

} // namespace

void DialplanReader::read(View value) {
    flow_.dial_slots.dialled = flow_.scope.declare("dialled", expr::Type::of(expr::Kind::string));
    const expr::Type text = expr::Type::of(expr::Kind::string);
    flow_.dial_slots.captures = flow_.scope.declare("captures", {expr::Type::Tag::list, expr::Kind::list, {text}, 0});
    if (value.is_sequence()) {
        plan(flow::dialplan_in, value.span(), value);
    } else if (in_.is_mapping(value, "lists of entries by name", "`dialplan: {in: […], transfer: […]}`")) {
        for (const doc::Entry entry : doc::entries(value)) {
            if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) continue;
            if (flow_.find_dialplan(entry.key.text()) != nullptr) continue; // a duplicate key, which was reported
            if (base::is_name(entry.key.text()))                            // `in` is one here
                plan(entry.key.text(), entry.key.span(), entry.value);
            else
                in_.report(codes::bad_name, entry.key.span(),
                           fmt::format("{} cannot be a dialplan's name: letters, digits and _ only, no digit first",
                                       base::quoted(entry.key.text())));
        }
    }
    flow_.scope.withdraw("dialled");
    flow_.scope.withdraw("captures");
}

void DialplanReader::plan(std::string_view name, base::Span where, View list) {
    flow::Dialplan made;
    made.name = name;
    made.where = where;
    if (in_.is_list(list, "a list of entries", list_example)) {
        std::size_t count = 0;
        for (const flow::Dialplan& one : flow_.dialplans) count += one.entries.size();
        for (const View item : doc::items(list)) {
            if (++count > max_entries) {
                in_.report(codes::bad_value, item.span(),
                           fmt::format("dialplans have at most {} entries, and this is one more", max_entries));
                break;
            }
            if (!in_.is_mapping(item, "an entry of the dialplan", "`{match: \"^232$\", to: \"sip:…\"}`")) continue;
            made.entries.emplace_back();
            entry(item, made.entries.back());
        }
    }
    flow_.dialplans.push_back(std::move(made));
}

// What matches first, since its groups are names in the rest.
void DialplanReader::entry(View item, flow::DialEntry& out) {
    out.where = item.span();
    if (const View match = item.find("match")) {
        out.match.emplace_back();
        if (test(match, out.match.back())) named_groups(out);
    }
    in_.each_key(item, Mapping::dial_entry, item.span(),
                 [&](const KeySpec& key, const doc::Entry& entry) { entry_key(key, entry, out); });
    for (const std::string& name : declared_) flow_.scope.withdraw(name);
    declared_.clear();
    if (out.to.size() < 2 && out.together)
        in_.report(codes::bad_value, item.find("together").span(), "there is nobody to ring together with").help =
            "list whom to ring in `to: [ONE, OTHER]`";
}

void DialplanReader::entry_key(const KeySpec& key, const doc::Entry& entry, flow::DialEntry& out) {
    switch (key.key) {
    case Key::dialled: exact(entry.value, out); break;
    case Key::from:
        out.from.emplace_back();
        if (test(entry.value, out.from.back())) nameless(out.from.back());
        break;
    case Key::headers: headers(entry.value, out); break;
    case Key::hours: hours(entry.value, out); break;
    case Key::days: days(entry.value, out); break;
    case Key::zone:
        if (in_.is_text(entry.value, "a time zone")) {
            out.zone = entry.value.text();
            if (!base::zone_offset(out.zone, 0))
                in_.report(codes::bad_value, entry.value.span(),
                           fmt::format("{} is no time zone", base::quoted(out.zone)))
                    .help = "write a name such as `Europe/Paris`, or `+02:00`";
        }
        break;
    case Key::if_:
    case Key::unless: out.conditions.push_back(in_.condition(entry)); break;
    case Key::to: targets(entry.value, out); break;
    case Key::together: out.together = in_.boolean(entry.value); break;
    case Key::from_user:
        if (in_.is_text(entry.value, "who is shown")) {
            out.from_user = in_.text(entry.value);
            if (out.from_user.is_literal() && flow::escape_sip(out.from_user.literal()) != out.from_user.literal())
                in_.report(codes::bad_value, entry.value.span(),
                           fmt::format("{} cannot be the user of a From header", base::quoted(entry.value.text())))
                    .help = "letters, digits and -_.!~*'()+# can";
        }
        break;
    case Key::ring: out.ring = in_.duration(entry.value); break;
    default: break; // match
    }
}

bool DialplanReader::test(View value, flow::DialTest& out) {
    out.where = value.span();
    if (!in_.is_text(value, "a regular expression")) return false;
    out.text = value.text();
    auto compiled = base::Pattern::compile(out.text);
    if (compiled) {
        out.pattern = std::move(*compiled);
        return true;
    }
    base::Diagnostic& found =
        in_.report(codes::bad_value, value.span(),
                   fmt::format("this is no regular expression: {}", base::printable(compiled.error().message)));
    if (!compiled.error().part.empty()) found.help = fmt::format("it is about {}", base::quoted(compiled.error().part));
    if (out.text.starts_with('+') || out.text.starts_with('*'))
        found.help = "what is meant as it is stands in `dialled:`, or with a backslash before it";
    return false;
}

// `(?P<room>…)` gives the entry the name `room`.
void DialplanReader::named_groups(flow::DialEntry& out) {
    for (auto& [number, name] : out.match.back().pattern->names()) {
        const bool taken = !base::is_name(name) || flow_.scope.find(name).what != expr::Scope::Found::What::nothing;
        if (taken) {
            in_.report(codes::duplicate_name, out.match.back().where,
                       fmt::format("{} has a meaning already", base::quoted(name)))
                .help = "give the group a name of its own";
            continue;
        }
        out.captures.emplace_back(number, flow_.scope.declare(name, expr::Type::of(expr::Kind::string)));
        declared_.push_back(std::move(name));
    }
}

// Only groups of what was dialled can be named in the entry.
void DialplanReader::nameless(const flow::DialTest& test) {
    const auto names = test.pattern->names();
    if (names.empty()) return;
    base::Diagnostic& found =
        in_.report(codes::bad_value, test.where,
                   fmt::format("what {} finds has no name in this entry", base::quoted(names.front().second)));
    found.severity = base::Severity::warning;
    found.help = "groups of `match` have; a header that decides whom to call needs an entry for each";
}

void DialplanReader::headers(View value, flow::DialEntry& out) {
    if (!in_.is_mapping(value, "expressions by header", "`{X-Team: sales}`")) return;
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar()) continue;
        flow::DialTest made;
        made.name = entry.key.text();
        if (made.name.empty() || made.name.find_first_of(" \t\r\n:;") != std::string::npos) {
            in_.report(codes::bad_value, entry.key.span(),
                       fmt::format("{} is no name of a header", base::quoted(made.name)))
                .help = "a name is letters, digits and hyphens: `X-Team`";
            continue;
        }
        if (test(entry.value, made)) nameless(made);
        out.headers.push_back(std::move(made));
    }
}

void DialplanReader::exact(View value, flow::DialEntry& out) {
    if (!value.is_sequence()) {
        if (in_.is_text(value, "what is dialled")) out.exact.emplace_back(value.text());
        return;
    }
    out.exact = in_.list_of_words(value);
    if (value.size() == 0)
        in_.report(codes::bad_value, value.span(), "nothing is dialled in this list").help =
            "list what is: `dialled: [\"1\", \"2\"]`; an entry for every call has no `dialled:`";
}

void DialplanReader::hours(View value, flow::DialEntry& out) {
    if (!in_.is_text(value, "a time of the day")) return;
    const std::string_view text = value.text();
    const std::size_t dash = text.find('-');
    const auto begin = minutes_of(base::trim(text.substr(0, dash)));
    const auto end =
        minutes_of(dash == std::string_view::npos ? std::string_view() : base::trim(text.substr(dash + 1)));
    if (!begin || !end || *begin == *end) {
        in_.report(codes::bad_value, value.span(), fmt::format("{} is no time of the day", base::quoted(text))).help =
            "write `08:00-18:00`; `22:00-06:00` spans midnight";
        return;
    }
    out.begins = *begin;
    out.ends = *end;
    out.timed = true;
}

void DialplanReader::days(View value, flow::DialEntry& out) {
    std::vector<std::pair<std::string_view, base::Span>> words;
    if (value.is_sequence()) {
        for (const View item : doc::items(value))
            if (in_.is_text(item, "a day")) words.emplace_back(item.text(), item.span());
    } else if (in_.is_text(value, "days of the week")) {
        words.emplace_back(value.text(), value.span());
    }
    if (words.empty() && value.is_sequence() && value.size() == 0)
        in_.report(codes::bad_value, value.span(), "no day stands in this list").help =
            "list the days: `days: [sat, sun]`; an entry for every day has no `days:`";
    out.days = 0;
    out.timed = true;
    for (const auto& [word, where] : words) {
        const std::size_t dash = word.find('-');
        const auto first = day_of(word.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : day_of(word.substr(dash + 1));
        if (!first || !last) {
            in_.report(codes::bad_value, where, fmt::format("{} is no day of the week", base::quoted(word))).help =
                "write mon, tue, wed, thu, fri, sat, sun, or several: `mon-fri`";
            continue;
        }
        for (std::size_t day = *first;; day = (day + 1) % days_of_week.size()) {
            out.days |= 1U << day;
            if (day == *last) break;
        }
    }
}

void DialplanReader::targets(View value, flow::DialEntry& out) {
    if (!value.is_sequence()) {
        target(value, out);
        return;
    }
    if (value.size() == 0) {
        in_.report(codes::bad_value, value.span(), "there is nobody in this list").help =
            "write an address: `to: \"sip:999@sip.example.com\"`";
    }
    for (const View item : doc::items(value)) {
        if (out.to.size() == max_targets) {
            in_.report(codes::bad_value, item.span(),
                       fmt::format("an entry rings at most {} places, and this is one more", max_targets));
            break;
        }
        target(item, out);
    }
}

void DialplanReader::target(View value, flow::DialEntry& out) {
    flow::DialTarget made;
    made.where = value.span();
    if (value.is_mapping()) {
        flow_target(value, made);
    } else if (in_.is_text(value, "an address, or `{flow: NAME}`")) {
        address(value, made);
    }
    out.to.push_back(std::move(made));
}

void DialplanReader::address(View value, flow::DialTarget& out) {
    out.address = in_.text(value);
    const std::string_view text = value.text();
    if (!out.address.is_literal()) {
        const std::string_view begin = out.address.parts().front().literal;
        if (text.find_first_of("\r\n") != std::string_view::npos)
            in_.report(codes::bad_value, value.span(), "a SIP address is one line").help = "take the line break out";
        else if (!begin.empty() && !flow::is_sip_address(begin) && !begin.starts_with('+'))
            in_.report(codes::bad_value, value.span(), "an address with values in it begins with `sip:` or `+`").help =
                fmt::format("write \"sip:{}\"", base::printable(text));
        return;
    }
    if (const std::string why = flow::uncallable(text); !why.empty()) {
        in_.report(codes::bad_value, value.span(), fmt::format("{} cannot be called: {}", base::quoted(text), why));
    } else if (!flow::is_sip_address(text) && !flow::is_phone_number(text)) {
        base::Diagnostic& found =
            in_.report(codes::bad_value, value.span(),
                       fmt::format("{} is neither a SIP address nor a number", base::quoted(text)));
        const bool body = flow::find_body(flow_, text) != flow::none;
        found.help = body ? fmt::format("the flow of that name is `{{flow: {}}}`", text)
                     : text.find('@') != std::string_view::npos ? fmt::format("write \"sip:{}\"", text)
                                                                : "write \"sip:user@host\"";
    }
}

void DialplanReader::flow_target(View value, flow::DialTarget& out) {
    in_.each_key(value, Mapping::dial_target, value.span(), [&](const KeySpec& key, const doc::Entry& entry) {
        if (key.key == Key::platform) {
            if (in_.is_choice(entry.value, key.words)) out.platform = entry.value.text();
        } else if (key.key == Key::at) {
            if (in_.is_text(entry.value, "an address")) address(entry.value, out);
        } else if (in_.is_text(entry.value, "a flow's name, or the file that has it")) {
            out.flow = entry.value.text();
            out.where = entry.value.span();
            resolve(out, entry.value);
        }
    });
}

void DialplanReader::resolve(flow::DialTarget& target, View name) {
    if (flow::is_flow_file(target.flow)) return; // whether it is there is asked by whoever can
    target.body = flow::find_body(flow_, target.flow);
    const bool machine = target.body != flow::none && flow_.bodies[target.body].role == flow::BodyRole::machine;
    if (target.body == flow::none || machine) unknown_flow(target, name);
}

void DialplanReader::unknown_flow(const flow::DialTarget& target, View name) {
    std::vector<std::string_view> names = {flow_.name};
    for (const flow::Body& body : flow_.bodies)
        if (body.role == flow::BodyRole::sub_flow) names.emplace_back(body.name);
    base::Diagnostic& found =
        in_.report(codes::unknown_flow, target.where, fmt::format("there is no flow {}", base::quoted(target.flow)));
    const std::string_view near = name ? std::string_view() : base::nearest(target.flow, names);
    if (!near.empty())
        found.help = fmt::format("did you mean `{}`?", near);
    else if (!name || !in_.offer(found, name, names))
        found.help = fmt::format("this flow is {}; others stand below `flows:`, or in a file: `{{flow: other.yaml}}`",
                                 base::quoted(flow_.name));
}

} // namespace callflow::syntax
