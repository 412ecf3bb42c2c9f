#include "base/text.hpp"
#include "cli/explain.hpp"
#include "cli/layout.hpp"
#include "cli/suggest.hpp"
#include "cli/words.hpp"
#include "providers/emulate/emulator.hpp"
#include "providers/provider.hpp"
#include "providers/sample.hpp"
#include "syntax/keys.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

std::string range_of(const flow::AttributeSpec& attribute) {
    const bool least = attribute.minimum != INT64_MIN;
    const bool most = attribute.maximum != INT64_MAX;
    if (least && most) return fmt::format(", {} to {}", attribute.minimum, attribute.maximum);
    if (least) return fmt::format(", from {}", attribute.minimum);
    return most ? fmt::format(", up to {}", attribute.maximum) : std::string();
}

} // namespace

std::string type_of(const flow::AttributeSpec& attribute) {
    const std::string words = one_of(attribute.values);
    std::string also = words.empty() ? words : ", or " + words;
    switch (attribute.type) {
    case flow::AttributeType::text:
        return "text" + also +
               (attribute.maximum == INT64_MAX ? "" : fmt::format(", {} characters at most", attribute.maximum));
    case flow::AttributeType::spoken: return "spoken text" + also;
    case flow::AttributeType::address: return "an event, or an address" + also;
    case flow::AttributeType::boolean: return "true or false" + also;
    case flow::AttributeType::integer: return "a number" + range_of(attribute) + also;
    case flow::AttributeType::decimal: return "a number, with a fraction if need be" + range_of(attribute) + also;
    case flow::AttributeType::seconds: return "seconds, or a duration such as 5s" + range_of(attribute) + also;
    case flow::AttributeType::key_set:
        return (attribute.maximum == 1 ? "a key of 0-9 A-D * #, or none" : "keys 0-9 A-D * #") + also;
    case flow::AttributeType::dtmf: return "keys, with w and W for pauses" + also;
    case flow::AttributeType::phone_number: return "a telephone number" + also;
    case flow::AttributeType::list: return "texts, as a list or with blanks between" + also;
    case flow::AttributeType::uri:
        return (attribute.scheme.empty() ? std::string("an address")
                                         : fmt::format("an address that begins with {}", attribute.scheme)) +
               also;
    case flow::AttributeType::prompt: return "a name below `prompts`";
    case flow::AttributeType::xml: return "whole elements; {{ values }} in texts and attributes are escaped";
    case flow::AttributeType::ssml: return "text with SSML elements; {{ values }} in it are escaped";
    case flow::AttributeType::json: return "any values, lists and mappings, written as JSON";
    case flow::AttributeType::choice: return words + (attribute.open_values ? ", or another" : "");
    case flow::AttributeType::choices: return "some of " + words + (attribute.open_values ? ", or others" : "");
    }
    return {};
}

namespace {

// `all providers`, `twilio`, `no provider`.
std::string who_expresses(const flow::VerbSpec& verb, std::string_view attribute) {
    std::vector<std::string_view> names;
    for (const providers::Provider* provider : providers::registry()) {
        if (providers::expresses(*provider, verb, attribute)) names.push_back(provider->name);
    }
    if (names.size() == providers::registry().size()) return "all providers";
    return names.empty() ? "no provider" : fmt::format("{}", fmt::join(names, ", "));
}

// An attribute and what it takes, a few lines.
void append_attribute(std::string& out, const flow::VerbSpec& verb, const flow::AttributeSpec& attribute) {
    const bool extra = flow::find_attribute(verb, attribute.name) == nullptr;
    out += fmt::format("  {}: {}\n", attribute.name, attribute.summary);
    append_paragraph(out, type_of(attribute), 6);
    if (attribute.required) append_paragraph(out, "required", 6);
    const providers::UsualValue usual = providers::usual_value(verb, attribute.name);
    if (!usual.text.empty()) append_paragraph(out, fmt::format("where it is left out: {}", usual.text), 6);
    if (!attribute.superseded.empty())
        append_paragraph(out, fmt::format("an old name; `{}` is the one in its place", attribute.superseded), 6);
    if (extra) {
        append_paragraph(out, fmt::format("only below `{}:`", attribute.provider), 6);
    } else {
        append_paragraph(out, who_expresses(verb, attribute.name), 6);
    }
}

std::string_view kind_of(const flow::VerbSpec& verb) { return verb.in_response ? "verb" : "noun"; }

std::string rendered(const providers::Provider& provider, const flow::VerbSpec& verb) {
    const providers::VerbSupport* support = providers::find_support(provider, verb.name);
    return support == nullptr || support->element.empty() ? std::string("-") : std::string(support->element);
}

// Whether a document with it is read back as such.
std::string parsed(const providers::Provider& provider, const flow::VerbSpec& verb) {
    const std::string_view other = providers::read_back_as(provider, verb);
    return other.empty() ? "-" : other == verb.name ? "yes" : fmt::format("as {}", other);
}

// How far the pretend provider does what it says.
std::string_view emulated(const providers::Provider& provider, const flow::VerbSpec& verb) {
    using How = providers::emulate::EmulatedVerb::How;
    const std::string element = rendered(provider, verb);
    if (element == "-" || provider.emulator == nullptr || provider.emulator->verbs == nullptr) return "-";
    if (element == providers::as_it_is) return "yes";
    const auto verbs = provider.emulator->verbs();
    const std::string_view first = std::string_view(element).substr(0, element.find(','));
    const auto at = std::ranges::find(verbs, first, &providers::emulate::EmulatedVerb::element);
    if (at == verbs.end() || at->how == How::none) return "no";
    return at->how == How::full ? "yes" : "a step";
}

// What stands inside the verb, and what it is inside others.
void append_children(std::string& out, const flow::VerbSpec& verb) {
    if (!verb.prompt_key.empty()) {
        append_paragraph(out, fmt::format("`{}:` takes a list of {}.", verb.prompt_key, one_of(verb.children)));
    } else if (!verb.children.empty()) {
        const std::string_view how_many = verb.needs == flow::Nouns::one    ? ", exactly one"
                                          : verb.needs == flow::Nouns::some ? ", at least one"
                                                                            : "";
        append_paragraph(out, fmt::format("Inside{}: {}.", how_many, fmt::join(verb.children, ", ")));
    }
    for (const flow::InsideSpec& one : flow::inside_specs()) {
        if (one.noun == verb.name) {
            append_paragraph(out, fmt::format("Inside `{}` it takes its {} only: `{}: {{{}: VALUE}}`.", one.verb,
                                              one.content, one.verb, one.noun));
        }
    }
}

} // namespace

std::string verb_page(const flow::VerbSpec& verb, const PageStyle& style) {
    std::string out = fmt::format("{} ({})\n", style.heading(verb.name), kind_of(verb));
    append_paragraph(out, verb.summary);
    const std::size_t summary_end = out.size();
    if (!verb.content.empty()) {
        append_paragraph(out, fmt::format("Short form: `{}: VALUE` means `{}: {{{}: VALUE}}`.{}", verb.name, verb.name,
                                          verb.content, verb.content_required ? " It is required." : ""));
    }
    append_children(out, verb);
    if (!verb.inside.empty()) {
        append_paragraph(out, fmt::format("As a verb it means `{}` with it inside, and takes the keys of `{}` too: "
                                          "`{}: {{{}: VALUE, action: EVENT}}`.",
                                          verb.inside, verb.inside, verb.name, verb.content));
    }
    if (verb.ends_document) append_paragraph(out, "Nothing after it is reached.");
    if (out.size() > summary_end) out.insert(summary_end, "\n");
    if (!verb.attributes.empty() || !verb.extras.empty()) {
        out += fmt::format("\n{}\n", style.heading("Attributes"));
        for (const flow::AttributeSpec& attribute : verb.attributes) append_attribute(out, verb, attribute);
        for (const flow::AttributeSpec& attribute : verb.extras) append_attribute(out, verb, attribute);
    }
    out += fmt::format("\n{}\n", style.heading("Providers"));
    for (const providers::Provider* provider : providers::registry()) {
        const providers::VerbSupport* support = providers::find_support(*provider, verb.name);
        const std::string element = rendered(*provider, verb);
        const std::string_view instead = support != nullptr ? support->instead : std::string_view();
        const std::string_view made = element != "-" ? element : instead.empty() ? "nothing" : instead;
        append_paragraph(out, fmt::format("{}: {}", provider->title, made), 2);
    }
    return out;
}

std::string each_page(const PageStyle& style) {
    const flow::VerbSpec& each = flow::each_spec();
    std::string out = fmt::format("{} (in place of a verb)\n", style.heading(each.name));
    append_paragraph(out, each.summary);
    out += '\n';
    append_paragraph(out, "`each: {in: names, as: one, do: [say: \"{{ one }}\"]}` stands in a response or a prompt. "
                          "The name is known below `do` only. All that is repeated in a response comes to 10,000 verbs "
                          "and 16 MiB of text at most.");
    append_paragraph(out, "A shuffled order follows from the seed, the call, the state and the attempt: the same when "
                          "the state is answered again, another at the next attempt.");
    out += fmt::format("\n{}\n", style.heading("Keys"));
    for (const syntax::KeySpec& key : syntax::keys_of(syntax::Mapping::each).keys) {
        out += fmt::format("  {}: {}{}\n", key.name, key.summary, key.required ? "" : " (not required)");
    }
    return out;
}

std::string support_matrix(const PageStyle& style) {
    std::vector<std::vector<std::string>> rows = {{"verb"}};
    for (const std::string_view name : words_for(Names::provider)) {
        rows[0].emplace_back(name);
        rows[0].emplace_back("parsed");
        rows[0].emplace_back("emulated");
    }
    std::vector<std::vector<std::string>> nouns = rows;
    nouns[0][0] = "noun";
    for (const flow::VerbSpec& verb : flow::vocabulary()) {
        std::vector<std::string> row = {std::string(verb.name)};
        for (const providers::Provider* provider : providers::registry()) {
            row.push_back(rendered(*provider, verb));
            row.push_back(parsed(*provider, verb));
            row.emplace_back(emulated(*provider, verb));
        }
        (verb.in_response ? rows : nouns).push_back(std::move(row));
    }
    std::string out = style.heading("What each provider makes of a verb") + "\n\n";
    out += columns(rows, 0) + "\n" + columns(nouns, 0) + "\n";
    append_paragraph(out,
                     "Under a provider stands what a verb is rendered as, and under `parsed` whether a document of its "
                     "is read back as that verb, or as which other one. `emulated` is whether `simulate` does what it "
                     "says when somebody calls; `a step` is passed with its callbacks, and what it does outside of the "
                     "call is not done.");
    return out;
}

} // namespace callflow::cli
