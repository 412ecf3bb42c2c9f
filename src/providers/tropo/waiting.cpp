// Where a document has Tropo go on: the handler of an event, else that of `continue`, which takes what has none.
#include "doc/read.hpp"
#include "providers/tropo/requests.hpp"
#include "providers/tropo/tropo.hpp"

namespace callflow::providers::tropo {
namespace {

std::string_view text_of(doc::View node) { return node && node.is_scalar() ? node.text() : std::string_view(); }

// The first handler of an event: an object, in PHP's documents a list of them.
std::string_view handler_of(doc::View steps, std::string_view event) {
    for (const doc::View step : doc::items(steps)) {
        const doc::View on = step.is_mapping() ? step.find("on") : doc::View();
        if (!on) continue;
        const auto fits = [&](doc::View one) { return one.is_mapping() && text_of(one.find("event")) == event; };
        if (fits(on)) return text_of(on.find("next"));
        for (const doc::View one : doc::items(on))
            if (fits(one)) return text_of(one.find("next"));
    }
    return {};
}

} // namespace

std::string waiting(const base::Sources& sources, base::FileId document, const DecodedRequest& request) {
    base::Diagnostics ignored;
    const auto json = doc::read_json(sources, document, ignored);
    if (!json || !json->root().is_mapping()) return {};
    const doc::View steps = json->root().find("tropo");
    if (!steps || !steps.is_sequence()) return {};
    const bool erred = find_field(request.input, "error") != nullptr;
    std::string_view event = "continue";
    if (request.over)
        event = "hangup";
    else if (erred)
        event = "error";
    else if (!request.complete || !request.signal.empty())
        event = "incomplete";
    std::string_view address = handler_of(steps, event);
    if (address.empty() && event != "continue") address = handler_of(steps, "continue");
    return std::string(address);
}

} // namespace callflow::providers::tropo
