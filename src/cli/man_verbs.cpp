// The verbs and their attributes as callflow-flow(5) lists them.
#include "base/ascii.hpp"
#include "cli/explain.hpp"
#include "cli/man.hpp"
#include "cli/mdoc.hpp"
#include "providers/provider.hpp"

#include <fmt/format.h>

namespace callflow::cli {

namespace {

std::string sentence(std::string_view text) {
    std::string out(text);
    if (!out.empty()) out.front() = base::to_upper(out.front());
    return out + ".";
}

void append_attribute(std::string& out, const flow::VerbSpec& verb, const flow::AttributeSpec& one, bool extra) {
    const std::string text = sentence(fmt::format("{} ({})", one.summary, type_of(one)));
    out += fmt::format(".It Ic {}\n{}", escaped(one.name), prose(text));
    if (!one.superseded.empty()) out += prose(fmt::format("An old name for what `{}` does.", one.superseded));
    const providers::UsualValue usual = providers::usual_value(verb, one.name);
    if (!usual.text.empty()) out += prose(fmt::format("Where it is left out: {}.", usual.text));
    if (extra) out += prose(fmt::format("Only below `{}`.", one.provider));
}

void append_verb(std::string& out, const flow::VerbSpec& verb) {
    out += fmt::format(".Ss {}\n{}", escaped(verb.name), prose(sentence(verb.summary)));
    if (!verb.content.empty()) {
        out += prose(fmt::format("Short form: `{}: {}`.", verb.name, verb.content));
        if (!verb.content_required) out += prose(fmt::format("`{}` may be left out.", verb.content));
    }
    if (verb.attributes.empty() && verb.extras.empty()) return;
    out += ".Bl -tag -width Ds\n";
    for (const flow::AttributeSpec& one : verb.attributes) append_attribute(out, verb, one, false);
    for (const flow::AttributeSpec& one : verb.extras) append_attribute(out, verb, one, true);
    out += ".El\n";
}

} // namespace

std::string verbs_section() {
    std::string out;
    for (const flow::VerbSpec& verb : flow::vocabulary()) {
        // The others are named, with what they do, in the page's list of verbs.
        if (!verb.attributes.empty() || !verb.extras.empty()) append_verb(out, verb);
    }
    return out;
}

} // namespace callflow::cli
