// `menu:` as it is written, and what can be wrong with it.
#include "base/text.hpp"
#include "syntax/menu_parts.hpp"
#include "syntax/reader.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

constexpr std::string_view keypad = "0123456789ABCD*#";

const flow::VerbSpec& gather_spec() { return *flow::find_verb("gather"); }

// The text of an attribute that is no template, null for others.
const std::string* literal_of(const flow::Attribute* attribute) {
    const bool literal = attribute != nullptr && attribute->event.empty() && attribute->value.is_literal();
    return literal ? &attribute->value.literal() : nullptr;
}

} // namespace

const flow::Attribute* MenuParts::find(std::string_view name) const {
    const auto at =
        std::ranges::find_if(gather.attributes, [&](const flow::Attribute& one) { return one.spec->name == name; });
    return at == gather.attributes.end() ? nullptr : &*at;
}

std::size_t MenuParts::shortest() const {
    std::size_t least = longest();
    for (const flow::SwitchCase& one : keys) least = std::min(least, one.value.size());
    return least;
}

std::size_t MenuParts::longest() const {
    std::size_t most = 0;
    for (const flow::SwitchCase& one : keys) most = std::max(most, one.value.size());
    return most;
}

bool MenuParts::has_grammar() const {
    return std::ranges::any_of(gather.overrides, [](const flow::ProviderAttributes& one) {
        return one.provider == "tropo" && std::ranges::any_of(one.attributes, [](const flow::Attribute& attribute) {
                   return attribute.spec->name == "choices";
               });
    });
}

bool MenuParts::has_star_or_pound() const {
    return std::ranges::any_of(
        keys, [](const flow::SwitchCase& one) { return one.value.find_first_of("*#") != std::string::npos; });
}

void Reader::read_menu(View value, View key, flow::State& state) {
    if (!in_.is_mapping(value, "a menu", "`{prompt: […], keys: {1: STATE}, else: STATE}`")) {
        return;
    }
    MenuParts menu;
    menu.where = key.span();
    menu.gather.spec = &gather_spec();
    menu.gather.where = key.span();
    const MappingSpec& spec = keys_of(Mapping::menu);
    std::uint64_t seen = 0;
    const std::size_t findings = in_.findings();
    for (const doc::Entry entry : doc::entries(value)) {
        if (!entry.key.is_scalar()) {
            continue;
        }
        if (find_key(spec, entry.key.text()) == nullptr) {
            menu_attribute(entry, menu);
        } else if (const KeySpec* known = in_.known_key(entry, spec, seen)) {
            menu_part(*known, entry, menu);
        }
    }
    in_.missing_keys(spec, seen, key.span());
    if (in_.findings() == findings) {
        check_menu(menu);
    }
    expand_menu(menu, state);
}

void Reader::menu_part(const KeySpec& key, const doc::Entry& entry, MenuParts& menu) {
    const Span where = entry.key.span();
    const auto transition = [&](Span& place, std::vector<flow::Branch>& out) {
        place = where;
        branches(entry.value, out);
    };
    switch (key.key) {
    case Key::again: menu.again_where = where; [[fallthrough]];
    case Key::prompt:
        if (in_.is_list(entry.value, fmt::format("a list of {}", listed(gather_spec().children, " and ")),
                        "a list: [say: Hello]")) {
            verbs(entry.value, &gather_spec(), key.key == Key::again ? menu.again : menu.gather.children);
        }
        break;
    case Key::keys:
        menu.keys_where = where;
        menu_keys(entry.value, menu);
        break;
    case Key::words:
        menu.words_where = where;
        menu_words(entry.value, menu);
        break;
    case Key::tries:
        menu.tries_where = where;
        menu.tries = in_.integer(entry.value, 1, menu.tries);
        break;
    case Key::else_: transition(menu.else_where, menu.otherwise); break;
    case Key::no_input: transition(menu.no_input_where, menu.no_input); break;
    default: transition(menu.no_match_where, menu.no_match);
    }
}

// Any other key is an attribute of the gather, or a provider's.
void Reader::menu_attribute(const doc::Entry& entry, MenuParts& menu) {
    const std::string_view word = entry.key.text();
    const flow::VerbSpec& gather = gather_spec();
    if (word.starts_with("x-")) {
        return;
    }
    if (const flow::AttributeSpec* known = flow::find_attribute(gather, word)) {
        flow::Attribute made;
        if (menu.find(word) == nullptr && attribute(*known, entry.key, entry.value, made)) {
            menu.gather.attributes.push_back(std::move(made));
        }
        return;
    }
    const auto providers = flow::provider_keys();
    if (std::ranges::find(providers, word) != providers.end()) {
        overrides(entry.value, word, gather, menu.gather.overrides);
        return;
    }
    if (word == "sensitive") {
        menu.gather.sensitive = in_.boolean(entry.value);
        return;
    }
    std::vector<std::string_view> own;
    for (const KeySpec& one : keys_of(Mapping::menu).keys) own.push_back(one.name);
    std::vector<std::string_view> names;
    for (const flow::AttributeSpec& one : gather.attributes) names.push_back(one.name);
    const bool extra = std::ranges::any_of(gather.extras, [&](const auto& one) { return one.name == word; });
    if (extra || (in_.nearest(word, own).empty() && !in_.nearest(word, names).empty())) {
        unknown_attribute(entry.key, gather, {});
    } else {
        in_.unknown_key(entry.key, keys_of(Mapping::menu));
    }
}

void Reader::menu_keys(View value, MenuParts& menu) {
    if (!in_.is_mapping(value, "a mapping of keys", "`keys: {1: STATE, 2: STATE}`")) {
        return;
    }
    menu.has_choices = menu.has_choices || value.size() > 0;
    for (const doc::Entry entry : doc::entries(value)) {
        const std::string_view text = entry.key.text();
        const auto same = [&](const flow::SwitchCase& one) { return one.value == text; };
        if (!entry.key.is_scalar() || text.starts_with("x-") || std::ranges::any_of(menu.keys, same)) {
            continue; // a key given twice was reported when the document was read
        }
        if (text.empty() || text.find_first_not_of(keypad) != std::string_view::npos) {
            base::Diagnostic& found =
                in_.report(codes::bad_value, entry.key.span(),
                           fmt::format("{} is no key of a telephone, nor several", base::quoted(text)));
            found.help = "keys are 0 to 9, \"*\", \"#\" and A to D, each choice on its own; what callers say belongs "
                         "into `words:`, silence into `no_input:`, other keys into `no_match:`";
        }
        flow::SwitchCase one;
        one.value = text;
        one.where = entry.key.span();
        branches(entry.value, one.branches);
        menu.keys.push_back(std::move(one));
    }
}

void Reader::menu_words(View value, MenuParts& menu) {
    if (!in_.is_mapping(value, "a mapping of patterns", "`words: {sales: STATE, bill|invoice: STATE}`")) {
        return;
    }
    menu.has_choices = menu.has_choices || value.size() > 0;
    for (const doc::Entry entry : doc::entries(value)) {
        const std::string_view text = entry.key.text();
        const auto same = [&](const flow::SwitchCase& one) { return one.value == text; };
        if (!entry.key.is_scalar() || text.starts_with("x-") || std::ranges::any_of(menu.words, same)) {
            continue;
        }
        if (text.empty()) {
            in_.report(codes::bad_value, entry.key.span(), "a pattern cannot be empty: it would match silence").help =
                "silence belongs into `no_input:`";
            continue;
        }
        flow::SwitchCase one;
        one.value = text;
        one.where = entry.key.span();
        branches(entry.value, one.branches);
        menu.words.push_back(std::move(one));
    }
}

void Reader::check_menu(const MenuParts& menu) {
    if (!menu.has_choices) {
        const Span where = menu.keys_where.valid() ? menu.keys_where : menu.where;
        in_.report(codes::missing_key, where, "a menu without choices: it needs `keys`, or `words`").help =
            "write `keys: {1: STATE, 2: STATE}`";
    }
    if (!menu.else_where.valid() && !(menu.no_input_where.valid() && menu.no_match_where.valid())) {
        const std::string_view rest = menu.no_input_where.valid()   ? "no_match"
                                      : menu.no_match_where.valid() ? "no_input"
                                                                    : "";
        base::Diagnostic& found = in_.report(codes::missing_key, menu.where, "a menu needs the key `else`");
        found.help = rest.empty() ? "`else: STATE` is where the call goes after the last try; `no_input:` and "
                                    "`no_match:` together can stand for it"
                                  : fmt::format("`else: STATE` is where the call goes after the last try; with `{}:` "
                                                "it can be left out",
                                                rest);
    }
    check_last_next(menu.otherwise, menu.else_where, "else");
    if (!menu.else_where.valid()) check_last_next(menu.no_input, menu.no_input_where, "no_input");
    if (const flow::Attribute* action = menu.find("action");
        action != nullptr && (action->event.empty() || action->event.front().event != menu_event)) {
        in_.report(codes::conflicting_keys, action->key, "what is pressed in a menu comes back as its event `pressed`")
            .help = "leave `action` out, or write `action: ACTOR.pressed` where the address is an actor's";
    }
    if (const std::string* empty = literal_of(menu.find("actionOnEmptyResult")); empty != nullptr && *empty == "true") {
        in_.report(codes::conflicting_keys, menu.find("actionOnEmptyResult")->key,
                   "silence does not come back as `pressed`: it goes where `no_input` or `else` say")
            .help = "leave `actionOnEmptyResult` out";
    }
    if (const std::string* input = literal_of(menu.find("input"))) {
        for (const auto& [word, what, where] :
             {std::tuple("dtmf", "keys", menu.keys_where), std::tuple("speech", "words", menu.words_where)}) {
            if (where.valid() && input->find(word) == std::string::npos) {
                in_.report(codes::conflicting_keys, menu.find("input")->key,
                           fmt::format("the menu has `{}`, and its `input` takes no {}", what, what))
                    .help = "leave `input` out: the menu's choices say it";
            }
        }
    }
    for (const flow::SwitchCase& one : menu.keys) check_menu_key(menu, one);
}

// Whether it can ever be typed whole, as the author's own attributes have it.
void Reader::check_menu_key(const MenuParts& menu, const flow::SwitchCase& key) {
    if (const std::string* most = literal_of(menu.find("numDigits"))) {
        const auto number = base::parse_int(*most);
        if (number && static_cast<std::int64_t>(key.value.size()) > *number) {
            base::Diagnostic& found = in_.report(
                codes::conflicting_keys, key.where,
                fmt::format("{} is never typed to the end: `numDigits` is {}", base::quoted(key.value), *number));
            found.help = "leave `numDigits` out: the longest key says it";
            found.notes.push_back({menu.find("numDigits")->where, "given here"});
            return;
        }
    }
    if (const std::string* finish = literal_of(menu.find("finishOnKey"));
        finish != nullptr && key.value.find_first_of(*finish) != std::string::npos) {
        base::Diagnostic& found =
            in_.report(codes::conflicting_keys, key.where,
                       fmt::format("{} is never a choice: `finishOnKey` ends the input", base::quoted(key.value)));
        found.help = "leave `finishOnKey` out: the menu's keys say it";
        found.notes.push_back({menu.find("finishOnKey")->where, "given here"});
    }
}

// What the menu makes itself cannot stand beside it. (`response` and the like are read_state()'s business.)
void Reader::check_beside_menu(const flow::State& state, View value) {
    for (const doc::Entry entry : doc::entries(value)) {
        if (entry.key.text() != "next") {
            continue;
        }
        in_.report(codes::conflicting_keys, entry.key.span(), "a menu says itself where the call goes on").help =
            "silence goes to the menu's `no_input:`, and where that is left out to another try and then to its `else:`";
        break;
    }
    for (const flow::Handler& handler : state.on) {
        if (flow_.events[handler.event].name != menu_event || handler.menu) {
            continue;
        }
        in_.report(codes::conflicting_keys, handler.where, "`pressed` is the menu's own event").help =
            "write the keys into the menu's `keys:`, and other keys into its `no_match:`";
    }
}

} // namespace callflow::syntax
