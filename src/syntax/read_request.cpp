// `request:`, what the application asks while the caller waits.
#include "base/text.hpp"
#include "syntax/reader.hpp"

namespace callflow::syntax {

void Reader::read_request(View value, View key, flow::State& state) {
    if (!in_.is_mapping(value, "a request", "`{url: …, save: NAME}`")) {
        return;
    }
    flow::Request request;
    request.where = key.span();
    View body;
    in_.each_key(value, Mapping::request, key.span(), [&](const KeySpec& spec, const doc::Entry& entry) {
        if (spec.key == Key::timeout) {
            request.timeout = in_.duration(entry.value);
        } else if (spec.key == Key::save) {
            if (in_.is_name(entry.value, "a var's name")) {
                request.save = entry.value.text();
            }
        } else if (!in_.is_second_body(spec, entry.key, body)) {
            request.fields.emplace_back();
            effect_field(spec, entry, request.fields.back());
        }
    });
    state.request = std::move(request);
}

} // namespace callflow::syntax
