// `menu:` -> a gather, the event `pressed`, and what becomes of silence. Everything made here stands at the
// place of what it was made from, so that findings and traces lead into the menu.
#include "base/text.hpp"
#include "flow/graph.hpp"
#include "syntax/menu_parts.hpp"
#include "syntax/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {

namespace {

// A text as a literal of the expression language.
std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out += '"';
}

void give(flow::Verb& gather, std::string_view name, std::string value, base::Span where) {
    flow::Attribute made;
    made.spec = flow::find_attribute(*gather.spec, name);
    made.value = expr::Template(std::move(value));
    made.key = made.where = where;
    gather.attributes.push_back(std::move(made));
}

// For one provider, where its author has said nothing about it.
void give_provider(flow::Verb& gather, std::string_view provider, std::string_view name, expr::Template value,
                   base::Span where) {
    auto to = std::ranges::find(gather.overrides, provider, &flow::ProviderAttributes::provider);
    if (to == gather.overrides.end()) {
        gather.overrides.push_back({std::string(provider), {}});
        to = gather.overrides.end() - 1;
    }
    if (std::ranges::any_of(to->attributes, [&](const flow::Attribute& one) { return one.spec->name == name; })) {
        return;
    }
    flow::Attribute made;
    made.spec = flow::find_attribute(*gather.spec, name, provider);
    made.value = std::move(value);
    made.key = made.where = where;
    to->attributes.push_back(std::move(made));
}

bool is_plain_word(std::string_view word) {
    constexpr std::string_view special = R"(\.+*?()[]{}^$|,)";
    return !base::trim(word).empty() && word.find_first_of(special) == std::string_view::npos;
}

// The words of a plain pattern: `sales|support` are two.
std::vector<std::string_view> plain_words(std::string_view pattern) {
    std::vector<std::string_view> words;
    for (std::size_t end = 0; end != std::string_view::npos;) {
        end = pattern.find('|');
        words.push_back(base::trim(pattern.substr(0, end)));
        if (end != std::string_view::npos) pattern.remove_prefix(end + 1);
    }
    return words;
}

// Whether guards may all fail.
bool leaves_some(const std::vector<flow::Branch>& branches) {
    return !branches.empty() && !branches.back().conditions.empty();
}

// Whether a pattern is nothing but words, or several of them with `|` between: such can be listed.
bool is_plain_pattern(std::string_view pattern) { return std::ranges::all_of(plain_words(pattern), is_plain_word); }

} // namespace

flow::Condition Reader::made_condition(const std::string& text, Span where) {
    flow::Condition made;
    made.where = where;
    made.expression = expr::compile(
        text, flow_.scope, expr::Type::of(expr::Kind::boolean), [where](std::uint32_t, std::uint32_t) { return where; },
        in_.diagnostics());
    return made;
}

// Whether what was said fits a pattern: a regular expression, found anywhere in it, capital letters or not.
flow::Condition Reader::speech_test(std::string_view pattern, Span where) {
    return made_condition(fmt::format("input.speech.matches({})", in_quotes(fmt::format("(?i){}", pattern))), where);
}

void Reader::expand_menu(MenuParts& menu, flow::State& state) {
    describe_menu(menu, state);
    menu_gather(menu, state);
    const Span choices = menu.keys_where.valid() ? menu.keys_where : menu.where;

    std::vector<flow::Branch> again = try_again(menu);
    // What their guards leave is for `else`.
    for (std::vector<flow::Branch>* const own : {&menu.no_input, &menu.no_match}) {
        if (!leaves_some(*own)) continue;
        own->insert(own->end(), menu.otherwise.begin(), menu.otherwise.end());
    }
    state.has_next = true;
    state.next_where = menu.no_input_where.valid() ? menu.no_input_where
                       : menu.else_where.valid()   ? menu.else_where
                                                   : menu.where;
    state.next = menu.no_input_where.valid() ? std::move(menu.no_input) : again;
    if (!menu.no_match_where.valid()) menu.no_match = std::move(again);

    flow::Handler handler;
    handler.event = flow_.intern_event("", menu_event);
    handler.menu = true;
    handler.where = choices;
    handler.branches = menu_branches(menu);
    state.on.push_back(std::move(handler));
}

// `[{to: same, if: attempt < tries}, else]`
std::vector<flow::Branch> Reader::try_again(const MenuParts& menu) {
    std::vector<flow::Branch> branches;
    if (menu.tries > 1) {
        const Span where = menu.tries_where.valid() ? menu.tries_where : menu.where;
        flow::Branch again;
        again.kind = flow::Branch::Kind::same;
        again.where = where;
        again.conditions.push_back(made_condition(fmt::format("attempt < {}", menu.tries), where));
        branches.push_back(std::move(again));
    }
    branches.insert(branches.end(), menu.otherwise.begin(), menu.otherwise.end());
    return branches;
}

// Keys by their text, then words in the order written, then what is neither.
std::vector<flow::Branch> Reader::menu_branches(MenuParts& menu) {
    std::vector<flow::Branch> rest;
    for (flow::SwitchCase& word : menu.words) {
        const flow::Condition said = speech_test(word.value, word.where);
        for (flow::Branch& branch : word.branches) {
            branch.conditions.insert(branch.conditions.begin(), said);
            rest.push_back(std::move(branch));
        }
    }
    std::ranges::move(menu.no_match, std::back_inserter(rest));
    if (menu.keys.empty()) {
        return rest;
    }
    flow::Switch keys;
    keys.menu = true;
    keys.where = menu.keys_where;
    keys.on = expr::compile(
        "input.digits", flow_.scope, expr::Type::dynamic(),
        [where = menu.keys_where](std::uint32_t, std::uint32_t) { return where; }, in_.diagnostics());
    keys.cases = std::move(menu.keys);
    keys.otherwise = std::move(rest);
    flow::Branch branch;
    branch.kind = flow::Branch::Kind::choose;
    branch.where = menu.keys_where;
    branch.choose.push_back(std::move(keys));
    std::vector<flow::Branch> branches;
    branches.push_back(std::move(branch));
    return branches;
}

void Reader::menu_gather(MenuParts& menu, flow::State& state) {
    flow::Verb& gather = menu.gather;
    menu_grammar(menu, gather); // looks at what the author has given
    if (menu.find("action") == nullptr) {
        flow::Attribute action;
        action.spec = flow::find_attribute(*gather.spec, "action");
        action.key = action.where = menu.where;
        flow::EventReference pressed;
        pressed.event = menu_event;
        pressed.where = menu.where;
        action.event.push_back(std::move(pressed));
        gather.attributes.push_back(std::move(action));
    }
    if (menu.find("input") == nullptr) {
        if (!menu.words.empty())
            give(gather, "input", menu.keys.empty() ? "speech" : "dtmf speech", menu.words_where);
        else if (has_default(*gather.spec, "input"))
            give(gather, "input", "dtmf", menu.keys_where); // whatever gathers do elsewhere
    }
    if (menu.find("actionOnEmptyResult") == nullptr && has_default(*gather.spec, "actionOnEmptyResult"))
        give(gather, "actionOnEmptyResult", "false", menu.where); // silence is no key
    if (!menu.keys.empty() && menu.find("numDigits") == nullptr) {
        give(gather, "numDigits", fmt::format("{}", menu.longest()), menu.keys_where);
    }
    if (menu.has_star_or_pound() && menu.find("finishOnKey") == nullptr) {
        give(gather, "finishOnKey", "", menu.keys_where);
    }
    merge_defaults(gather);
    if (!menu.again.empty()) {
        const flow::Condition later = made_condition("attempt > 1", menu.again_where);
        for (flow::Verb& verb : menu.again) verb.conditions.insert(verb.conditions.begin(), later);
        gather.children.insert(gather.children.begin(), std::make_move_iterator(menu.again.begin()),
                               std::make_move_iterator(menu.again.end()));
    }
    state.response.present = true;
    state.response.where = menu.where;
    state.response.verbs.push_back(std::move(gather));
}

// Tropo only takes what a grammar lists: as many digits as the shortest choice has at least, and the words; those of the
// author's own `hints` where there are any.
void Reader::menu_grammar(const MenuParts& menu, flow::Verb& gather) {
    const bool listable =
        std::ranges::all_of(menu.words, [](const flow::SwitchCase& one) { return is_plain_pattern(one.value); });
    const std::size_t most = menu.longest();
    if (menu.words.empty()) {
        const flow::Attribute* digits = menu.find("numDigits");
        const bool longest =
            digits == nullptr || (digits->value.is_literal() && digits->value.literal() == std::to_string(most));
        if (longest && most > 1) {
            const std::string least = menu.shortest() == most ? "" : fmt::format("{}-", menu.shortest());
            give_provider(gather, "tropo", "choices", expr::Template(fmt::format("[{}{} DIGITS]", least, most)),
                          menu.keys_where);
        }
        return;
    }
    std::string all; // of what a grammar can match
    for (const flow::SwitchCase& one : menu.keys) {
        if (one.value.find_first_of("*#") == std::string::npos) all += one.value + ", ";
    }
    if (const flow::Attribute* hints = menu.find("hints"); hints != nullptr) {
        base::Diagnostics told; // where the hints stand
        const std::string list = all + hints->value.text();
        if (most > 1) {
            give_provider(gather, "tropo", "choices", expr::compile_template(list, flow_.scope, {}, told),
                          hints->where);
        }
        return;
    }
    if (!listable) {
        return;
    }
    std::vector<std::string_view> words;
    for (const flow::SwitchCase& one : menu.words) {
        const std::vector<std::string_view> own = plain_words(one.value);
        words.insert(words.end(), own.begin(), own.end());
    }
    if (most <= 1) {
        give_provider(gather, "tropo", "hints", expr::Template(fmt::format("{}", fmt::join(words, ", "))),
                      menu.words_where);
        return;
    }
    give_provider(gather, "tropo", "choices", expr::Template(fmt::format("{}{}", all, fmt::join(words, ", "))),
                  menu.words_where);
}

void Reader::describe_menu(const MenuParts& menu, flow::State& state) {
    const auto own = static_cast<flow::StateId>(&state - flow_.states.data());
    flow::Menu made;
    made.own_grammar = menu.has_grammar();
    for (const auto& [from, to] : {std::pair(&menu.keys, &made.keys), {&menu.words, &made.words}}) {
        for (const flow::SwitchCase& one : *from) {
            flow::MenuChoice choice{one.value, {}, one.where};
            flow::each_branch(one.branches, [&](const flow::Branch& branch) {
                const flow::StateId target = branch.kind == flow::Branch::Kind::same ? own : branch.target;
                if (target != flow::none) choice.targets.push_back(target);
            });
            to->push_back(std::move(choice));
        }
    }
    made.tries = menu.tries;
    made.event = flow_.intern_event("", menu_event);
    made.own_input = menu.no_input_where.valid() && !leaves_some(menu.no_input);
    made.own_match = menu.no_match_where.valid() && !leaves_some(menu.no_match);
    made.tries_where = menu.tries_where;
    made.otherwise = menu.else_where;
    made.where = menu.where;
    state.menu = std::move(made);
}

} // namespace callflow::syntax
