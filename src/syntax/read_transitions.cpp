// `on:` and its blocks, `next:`, transitions and switches.
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "syntax/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

// Conditions of all enclosing blocks are kept with each handler, so their depth has a bound.
constexpr std::uint32_t max_blocks = 200;

constexpr std::string_view block_words[] = {"if", "unless", "on"};

constexpr std::string_view transition_example =
    "a state's name, `{to: STATE, if: …}`, `{switch: …, case: …}` or a list of them";

} // namespace

void Reader::handlers(View value, std::vector<flow::Handler>& out) { handlers(value, {}, 0, out); }

void Reader::handlers(View value, const Conditions& enclosing, std::uint32_t depth, std::vector<flow::Handler>& out) {
    if (value.is_sequence()) {
        for (const View item : doc::items(value)) {
            block(item, enclosing, depth + 1, out);
        }
        return;
    }
    if (!in_.is_mapping(value, "a mapping of events, or a list of blocks", "`on: {EVENT: STATE}`")) {
        return;
    }
    out.reserve(out.size() + value.size());
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar() || entry.key.text().starts_with("x-")) {
            continue;
        }
        flow::Handler handler;
        handler.where = entry.key.span();
        if (entry.key.text() == "next") {
            in_.report(codes::bad_name, entry.key.span(), "`next` is no event of `on`").help =
                "what happens when the response has run out stands in the state's own `next:`";
        } else {
            handler.event = event(entry.key, "an event");
        }
        branches(entry.value, handler.branches);
        if (handler.event != flow::none) {
            handler.conditions = enclosing;
            out.push_back(std::move(handler));
        }
    }
}

void Reader::block(View value, const Conditions& enclosing, std::uint32_t depth, std::vector<flow::Handler>& out) {
    if (!in_.is_mapping(value, "a block", "`- {if: …, on: {EVENT: STATE}}`")) {
        return;
    }
    if (depth > max_blocks) {
        in_.report(codes::too_deep, value.span(), fmt::format("blocks are nested more than {} deep", max_blocks));
        return;
    }
    if (!value.find("on") && lacks_on(value)) return;
    Conditions conditions = enclosing;
    View guard;
    View on;
    in_.each_key(value, Mapping::block, value.span(), [&](const KeySpec& key, const doc::Entry& entry) {
        if (key.key == Key::on) {
            on = entry.value;
            return;
        }
        if (guard) {
            in_.report(codes::conflicting_keys, entry.key.span(), "a block has one condition: `if` or `unless`").help =
                "join them, `if: a && !b`, or nest two blocks";
            return;
        }
        guard = entry.key;
        conditions.push_back(in_.condition(entry));
    });
    if (on) {
        handlers(on, conditions, depth, out);
    }
}

// A block whose events stand beside its condition: one finding for all of it.
bool Reader::lacks_on(View block) {
    for (const doc::Entry entry : doc::entries(block)) {
        if (!entry.key.is_scalar() || find_key(keys_of(Mapping::block), entry.key.text()) != nullptr) continue;
        if (entry.key.text().starts_with("x-") || !in_.nearest(entry.key.text(), block_words).empty()) continue;
        in_.report(codes::missing_key, entry.key.span(), "the events of a block stand below its key `on`").help =
            fmt::format("`- {{if: …, on: {{{}: …}}}}`", base::printable(entry.key.text()));
        return true;
    }
    return false;
}

void Reader::branches(View value, std::vector<flow::Branch>& out) {
    if (!value.is_sequence()) {
        branch(value, out);
        return;
    }
    if (value.size() == 0) {
        in_.report(codes::null_value, value.span(), "the list of candidates is empty").help =
            fmt::format("write {}", transition_example);
    }
    out.reserve(value.size());
    for (const View item : doc::items(value)) {
        if (item.is_sequence()) {
            in_.report(codes::wrong_type, item.span(), "a candidate cannot be a list").help =
                "leave out the inner brackets";
            continue;
        }
        branch(item, out);
    }
}

void Reader::branch(View value, std::vector<flow::Branch>& out) {
    if (in_.missing(value, "a transition", transition_example)) {
        return;
    }
    flow::Branch made;
    made.where = value.span();
    if (value.is_scalar()) {
        target(value, made);
    } else if (!value.find("to") && lacks_to(value)) {
        return;
    } else if (value.find("switch") || (value.find("case") && !value.find("to"))) {
        choice(value, made);
    } else {
        in_.each_key(value, Mapping::transition, value.span(), [&](const KeySpec& key, const doc::Entry& entry) {
            switch (key.key) {
            case Key::to: target(entry.value, made); break;
            case Key::set: assignments(entry.value, made.set); break;
            case Key::do_: effects(entry.value, made.effects); break;
            default: made.conditions.push_back(in_.condition(entry));
            }
        });
    }
    out.push_back(std::move(made));
}

// `{goto: STATE}`, `{EVENT: STATE}`: the only key is none of a transition, and names a state: one finding.
bool Reader::lacks_to(View value) {
    if (!value.is_mapping() || value.size() != 1) return false;
    const View key = value.first_child();
    const View state = key.next();
    if (!key.is_scalar() || !state.is_scalar() || find_key(keys_of(Mapping::transition), key.text()) != nullptr ||
        find_key(keys_of(Mapping::choice), key.text()) != nullptr)
        return false;
    base::Diagnostic& found =
        in_.report(codes::unknown_key, key.span(), fmt::format("a transition has no key {}", base::quoted(key.text())));
    found.help =
        fmt::format("write `{}`, or `{{to: {}, if: …}}`", base::printable(state.text()), base::printable(state.text()));
    return true;
}

void Reader::target(View value, flow::Branch& out) {
    out.where = value.span();
    if (!in_.is_text(value, "a state's name")) {
        return;
    }
    const std::string_view word = value.text();
    if (word == "same") {
        out.kind = flow::Branch::Kind::same;
        return;
    }
    out.target = flow_.find_state(body_, word);
    if (out.target != flow::none) {
        return;
    }
    base::Diagnostic& found =
        in_.report(codes::unknown_target, value.span(), fmt::format("there is no state {}", base::quoted(word)));
    if (const flow::State* near = nearest_state(word)) {
        found.help = fmt::format("did you mean `{}`?", near->name);
        found.notes.push_back({near->where, "defined here"});
        if (value.is_plain()) {
            found.edits.push_back({value.span(), near->name});
        }
    } else if (base::is_name(word)) {
        found.help = fmt::format("add `{}:` to `states:`", word);
    }
}

// Null where none is near enough to be meant.
const flow::State* Reader::nearest_state(std::string_view word) {
    if (!in_.may_search(flow_.bodies[body_].states.size())) return nullptr;
    std::vector<std::string_view> names;
    names.reserve(flow_.bodies[body_].states.size());
    for (const flow::StateId id : flow_.bodies[body_].states) {
        names.emplace_back(flow_.states[id].name);
    }
    const std::string_view near = in_.nearest(word, names);
    return near.empty() ? nullptr : &flow_.states[flow_.find_state(body_, near)];
}

void Reader::choice(View value, flow::Branch& out) {
    out.kind = flow::Branch::Kind::choose;
    flow::Switch made;
    made.where = value.span();
    in_.each_key(value, Mapping::choice, value.span(), [&](const KeySpec& key, const doc::Entry& entry) {
        switch (key.key) {
        case Key::switch_:
            out.where = made.where = entry.key.span();
            made.on = in_.expression(entry.value, expr::Type::dynamic());
            break;
        case Key::case_: cases(entry.value, made.cases); break;
        default: branches(entry.value, made.otherwise);
        }
    });
    out.choose.push_back(std::move(made));
}

void Reader::cases(View value, std::vector<flow::SwitchCase>& out) {
    if (!in_.is_mapping(value, "a mapping of values", "`case: {VALUE: STATE}`")) {
        return;
    }
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar()) {
            continue;
        }
        flow::SwitchCase one;
        one.value = entry.key.text();
        one.where = entry.key.span();
        branches(entry.value, one.branches);
        out.push_back(std::move(one));
    }
}

void Reader::check_last_next(const std::vector<flow::Branch>& next, Span where, std::string_view key) {
    if (next.empty()) {
        return; // reported as such
    }
    const flow::Branch& last = next.back();
    if (!last.conditions.empty()) {
        in_.report(codes::guarded_last_next, last.conditions.front().where,
                   fmt::format("the last candidate of `{}` has a condition, so it may be that none holds", key))
            .help = "end the list with a state that needs no condition";
    } else if (last.kind == flow::Branch::Kind::choose) {
        for (const flow::Switch& one : last.choose) {
            if (one.otherwise.empty()) {
                in_.report(codes::guarded_last_next, one.where.valid() ? one.where : where,
                           fmt::format("the last candidate of `{}` is a `switch` without `else`, so it may be that "
                                       "no case holds",
                                       key))
                    .help = "give it an `else`, or end the list with a state";
            } else {
                check_last_next(one.otherwise, where, key);
            }
        }
    }
}

} // namespace callflow::syntax
