#include "base/text.hpp"
#include "engine/compiled.hpp"

#include <algorithm>

namespace callflow::engine {
namespace {

// Whether an address computes something from `event` or `actor`. Those that stand alone, as
// `{{ event }}`, are the address template's own business; anything else has to find the reference's
// event and actor in the slots. Looking at the text errs on the side of yes.
bool computes_from_event(std::string_view text) {
    while (true) {
        const std::size_t open = text.find("{{");
        if (open == std::string_view::npos) return false;
        text.remove_prefix(open + 2);
        std::size_t close = text.find("}}");
        close = std::min(close, text.size());
        std::string_view inside = text.substr(0, close);
        while (!inside.empty() && inside.front() == ' ') inside.remove_prefix(1);
        while (!inside.empty() && inside.back() == ' ') inside.remove_suffix(1);
        if (inside != "event" && inside != "actor" &&
            (inside.find("event") != std::string_view::npos || inside.find("actor") != std::string_view::npos))
            return true;
        text.remove_prefix(close);
    }
}

} // namespace

void Compiled::compile_addresses() {
    for (const flow::Actor& actor : flow.actors)
        address_reads_event.push_back(actor.address && computes_from_event(actor.address->text()));
    address_reads_event.push_back(computes_from_event(flow.address.text()));
}

const flow::AddressTemplate& Compiled::address_of(std::string_view actor, bool& reads_event) const {
    if (!actor.empty())
        for (std::size_t index = 0; index < flow.actors.size(); ++index)
            if (flow.actors[index].name == actor && flow.actors[index].address) {
                reads_event = address_reads_event[index];
                return *flow.actors[index].address;
            }
    reads_event = address_reads_event.back();
    return flow.address;
}

bool append_address(const Compiled& compiled, std::string_view event, std::string_view actor,
                    std::span<const std::pair<std::string, std::string>> params, std::span<const expr::Value> slots,
                    const expr::Value* call_id, std::string& out, std::string* why) {
    bool reads_event = false;
    const flow::AddressTemplate& address = compiled.address_of(actor, reads_event);
    const bool other_call = call_id != nullptr && compiled.call_id != flow::none;
    if (!reads_event && !other_call) return address.append(out, event, actor, params, slots, why);
    std::vector<expr::Value> own(slots.begin(), slots.end());
    if (reads_event) {
        own[compiled.flow.builtins.event] = expr::Value::string(event);
        own[compiled.flow.builtins.actor] = expr::Value::string(actor);
    }
    if (other_call) own[compiled.call_id] = *call_id;
    return address.append(out, event, actor, params, own, why);
}

bool append_reference(const Compiled& compiled, const flow::EventReference& reference,
                      std::span<const expr::Value> slots, const expr::Value* call_id, std::string& out,
                      std::string* why) {
    flow::Parameters params;
    for (const auto& [key, value] : reference.params) {
        std::string text;
        if (!value.append(text, slots, expr::Template::Target::text, why)) return false;
        params.emplace_back(key, std::move(text));
    }
    return append_address(compiled, reference.event, reference.actor, params, slots, call_id, out, why);
}

bool append_url(const expr::Template& text, std::span<const expr::Value> slots, std::string& out, std::string* why) {
    if (text.is_literal()) {
        out += text.literal();
        return true;
    }
    const std::size_t begin = out.size();
    for (const expr::Template::Part& part : text.parts()) {
        if (part.expression.empty()) {
            out += part.literal;
        } else {
            const expr::Value value = part.expression.evaluate(slots);
            if (value.is_error()) {
                if (why != nullptr) *why = value.as_string();
                return false;
            }
            if (out.size() == begin)
                value.append_text(out);
            else
                out += base::percent_encode(value.to_text());
        }
        if (out.size() - begin > expr::max_template_output) {
            if (why != nullptr) *why = "the text is longer than 1 MiB";
            return false;
        }
    }
    return true;
}

} // namespace callflow::engine
