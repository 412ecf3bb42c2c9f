#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <fmt/format.h>
#include <string_view>

namespace callflow::lint::rules {
namespace {

bool has_markup(std::string_view text) {
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        std::string_view rest = text.substr(at + 1);
        if (rest.starts_with('/')) rest.remove_prefix(1);
        for (const std::string_view name : {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as",
                                            "speak", "sub", "w", "amazon:effect", "amazon:domain"}) {
            if (rest.starts_with(name) && rest.size() > name.size() &&
                std::string_view(" />").find(rest[name.size()]) != std::string_view::npos)
                return true;
        }
    }
    return false;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Survey::Placed& one : context.survey.verbs()) {
        const flow::Attribute* text = is(*one.verb, "say") ? find_attribute(*one.verb, "text") : nullptr;
        if (text == nullptr || !has_markup(text->value.text())) continue;
        auto& finding = diagnostics.report(page, text->where, "elements in a text are read out as they are written");
        finding.help = "write `say: {ssml: …}`";
        constexpr std::string_view key = "text"; // the short form has none
        if (text->key.size() == key.size() && !(text->key == one.verb->where))
            finding.edits.push_back({text->key, "ssml"});
    }
}

} // namespace

extern const Rule markup_in_text;
const Rule markup_in_text{
    .page = {.code = "CF6022",
             .name = "markup_in_text",
             .severity = base::Severity::warning,
             .summary = "Elements of SSML in a plain text",
             .why = "What stands in `text` is spoken as it is: its signs are escaped, so that the caller hears `less "
                    "than break time` read out, or nothing at all. SSML has a key of its own.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [say: {text: 'One moment <break time="1s"/> please.'}]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [say: {ssml: 'One moment <break time="1s"/> please.'}]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [say: "If you are < 18 or > 99 please break the call."]
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .fixable = true},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
