#include "providers/translate.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers {

using flow::ResolvedAttribute;
using flow::ResolvedVerb;

namespace {

auto find_given(ResolvedVerb& verb, std::string_view name) {
    return std::ranges::find_if(verb.attributes, [&](const ResolvedAttribute& one) { return one.spec->name == name; });
}

} // namespace

void give(ResolvedVerb& verb, std::string_view attribute, std::string_view value) {
    const flow::AttributeSpec* spec = flow::find_attribute(*verb.spec, attribute, "tropo");
    if (spec != nullptr && verb.find(attribute) == nullptr) {
        verb.attributes.push_back({spec, std::string(value), {}});
    }
}

bool take(ResolvedVerb& verb, std::string_view attribute) {
    const auto at = find_given(verb, attribute);
    if (at == verb.attributes.end()) return false;
    verb.attributes.erase(at);
    return true;
}

void lose(const ResolvedVerb& verb, std::string_view attribute, std::string message, base::Diagnostics& lost) {
    const auto at = std::ranges::find_if(verb.attributes,
                                         [&](const ResolvedAttribute& one) { return one.spec->name == attribute; });
    const bool placed = at != verb.attributes.end() && at->where.valid();
    lost.report(base::codes::lost_part, placed ? at->where : verb.where, std::move(message));
}

void lose_extra(ResolvedVerb& verb, base::Diagnostics& lost) {
    const std::string* extra = verb.find("extra");
    if (extra == nullptr) return;
    base::Sources sources;
    base::Diagnostics ignored;
    if (const auto document = doc::read_json(sources, sources.add("extra", *extra), ignored)) {
        for (const doc::Entry one : doc::entries(document->root())) {
            lose(verb, "extra",
                 fmt::format("{} of {} is lost", base::quoted(one.key.text()), base::quoted(verb.spec->name)), lost);
        }
    }
    take(verb, "extra");
}

flow::ResolvedResponse translate(const Provider& from, const Provider& to, const flow::ResolvedResponse& response,
                                 base::Diagnostics& lost) {
    if (from.name == "twilio" && to.name == "tropo") return tropo_from_twilio(response, lost);
    if (from.name == "tropo" && to.name == "twilio") return twilio_from_tropo(response, lost);
    return response;
}

void translate_document(const Provider& from, const Provider& to, const flow::ResolvedResponse& response,
                        std::string& out, base::Diagnostics& lost) {
    const std::size_t begin = out.size();
    to.render(translate(from, to, response, lost), out, &lost);
    if (&from == &to || response.text) return;
    base::Sources sources;
    base::Diagnostics ignored;
    const auto written = to.parse(sources, sources.add("written", out.substr(begin)), ignored);
    if (!written || written->response.text) return;
    compare_courses(from, from.course(response), to, to.course(written->response), response.where, lost);
}

} // namespace callflow::providers
