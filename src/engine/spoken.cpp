// Attributes whose values come from elsewhere, or land in something: named texts, elements, addresses.
#include "base/text.hpp"
#include "engine/resolver.hpp"
#include "flow/sip_address.hpp"

#include <fmt/format.h>

namespace callflow::engine {
namespace {

// All five, so that a value may stand in a text and in an attribute with either kind of quotes. What XML
// cannot hold becomes U+FFFD.
void append_escaped(std::string& out, std::string_view value) {
    for (const char c : value) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&apos;"; break;
        case '\n': out += "&#10;"; break;
        case '\r': out += "&#13;"; break;
        case '\t': out += "&#9;"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20U)
                out += "\xef\xbf\xbd";
            else
                out += c;
        }
    }
}

std::string list_of(const flow::Prompt& prompt) {
    std::string list;
    for (const flow::PromptText& one : prompt.texts) list += (list.empty() ? "" : ", ") + one.language;
    return list;
}

} // namespace

// The text of a prompt, as the verb's content.
bool Resolver::spoken(const flow::Verb& from, flow::ResolvedVerb& to, std::size_t& count) {
    using Given = flow::SpokenPrompt::Given;
    const flow::SpokenPrompt& spoken = from.prompt.front();
    const flow::Prompt& prompt = compiled_.flow.prompts[spoken.prompt];
    std::string language;
    std::string why;
    const bool by_var = spoken.given != Given::by_verb && compiled_.language != flow::none;
    if (by_var) {
        slots_[compiled_.language].append_text(language);
    } else if (spoken.given != Given::nowhere) {
        if (!spoken.language.append(language, slots_, expr::Template::Target::text, &why))
            return fail(std::move(why), spoken.where);
    }
    const bool only = !by_var && spoken.given == Given::nowhere && prompt.texts.size() == 1;
    const flow::PromptText* text = only ? &prompt.texts.front() : prompt.text_for(language);
    if (text == nullptr) {
        return fail(fmt::format("the prompt {} has no text for the language {}, only for {}", prompt.name,
                                base::quoted(language), list_of(prompt)),
                    spoken.where);
    }
    if (count == to.attributes.size()) to.attributes.emplace_back();
    flow::ResolvedAttribute& target = to.attributes[count++];
    target.spec = flow::find_attribute(*from.spec, from.spec->content);
    target.value.clear();
    return text->text.append(target.value, slots_, expr::Template::Target::text, &why) ||
           fail(std::move(why), text->where);
}

// `twiml: "<Say>{{ name }}</Say>"`
bool Resolver::elements(const flow::Attribute& from, std::string& to) {
    for (const expr::Template::Part& part : from.value.parts()) {
        if (part.expression.empty()) {
            to += part.literal;
        } else {
            const expr::Value value = part.expression.evaluate(slots_);
            if (value.is_error()) return fail(std::string(value.as_string()), from.where);
            append_escaped(to, value.to_text());
        }
        if (to.size() > expr::max_template_output) return fail("the elements grow beyond 1 MiB", from.where);
    }
    return true;
}

// `sip:{{ user }}@example.com?x-id={{ call.id }}`
bool Resolver::uri(const flow::Attribute& from, std::string& to) {
    std::string why;
    return flow::append_uri(from.value, slots_, to, why) || fail(std::move(why), from.where);
}

} // namespace callflow::engine
