// Tropo documents by meaning. No difference make: layout, the order of keys, where a handler stands
// among the steps, one value or an array of one for the keys that take both, null, {} or "null" for
// an action without fields, a field that is null or left out, the spellings of numbers, grammars and
// voices, and a field that says what Tropo does anyway. Texts and numbers differ: "5" is not 5; but
// "true" is true where a truth value is meant.
#include "base/json_writer.hpp"
#include "doc/read.hpp"
#include "providers/tree_compare.hpp"
#include "providers/tropo/actions.hpp"
#include "providers/tropo/meaning.hpp"
#include "providers/tropo/tropo.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::tropo {

namespace {

// Where a value stands: the action of its step and the key of the object around it.
struct Place {
    std::string_view action;
    std::string_view object;
};

// With an array of one around it where the key takes both.
Part field_part(doc::View value, Place place, std::string_view key);
Part value_part(doc::View value, Place place, std::string_view key);

bool is_truth_field(std::string_view object, std::string_view key) {
    const Shape* shape = find_shape(object);
    return shape != nullptr && std::ranges::any_of(shape->fields, [&](const FieldShape& one) {
               return one.name == key && (one.holds == Holds::boolean || one.holds == Holds::either);
           });
}

Part scalar_part(doc::View value, Place place, std::string_view key) {
    Part part;
    part.scalar = true;
    if (value.is_null()) {
        part.value = part.shown = "null";
    } else if ((value.text() == "true" || value.text() == "false") && is_truth_field(place.object, key)) {
        part.value = value.text(); // also as a text, as some libraries write it
        part.shown = value.text();
    } else if (!value.is_plain()) {
        part.value = "\"" + normal_text(place.object, key, value.text());
        base::append_json_string(part.shown, value.text());
    } else {
        const bool truth = value.text() == "true" || value.text() == "false";
        part.value = truth ? std::string(value.text()) : normal_number(value.text());
        part.shown = value.text();
    }
    return part;
}

std::string handled_event(const Part& handler) {
    const auto event = std::ranges::find(handler.members, "event", &Member::name);
    return event == handler.members.end() ? std::string() : event->part.value;
}

// `{"url": "u"}`, which is `"u"`.
bool is_lone_url(const Part& upload) {
    const bool only = !upload.scalar && upload.members.size() == 1 && upload.members.front().name == "url";
    return only && upload.members.front().part.items.size() == 1 && upload.members.front().part.items.front().scalar;
}

// An element of an array; handlers answer to each other by their event.
Part item_part(doc::View value, Place place, std::string_view key, std::uint32_t index) {
    Part part = value_part(value, place, key);
    part.place = fmt::format("[{}]", index);
    part.order = index;
    if (key == "on") {
        part.label = handled_event(part);
    }
    if (key == "url" && is_lone_url(part)) {
        Part inner = std::move(part.members.front().part.items.front());
        inner.place = std::move(part.place);
        inner.order = index;
        return inner;
    }
    return part;
}

// Which says of an ask or record are heard is chosen by their events; the plain ones come last, wherever they stand.
void sort_says(Part& part) {
    const auto event = [](const Part& say) {
        const auto at = std::ranges::find(say.members, "event", &Member::name);
        return at == say.members.end() ? std::string_view() : std::string_view(at->part.value);
    };
    std::ranges::stable_sort(part.items, {}, event);
    part.rearranged = true;
}

Part list_part(doc::View value, Place place, std::string_view key) {
    Part part;
    if (!value.is_sequence()) {
        part.items.push_back(item_part(value, place, key, 0));
        part.items.back().place.clear(); // no index where the document has none
        return part;
    }
    std::uint32_t index = 0;
    for (const doc::View item : doc::items(value)) {
        part.items.push_back(item_part(item, place, key, index++));
    }
    if (key == "say" && (place.object == "ask" || place.object == "record")) sort_says(part);
    return part;
}

// Any signal may interrupt, as it does anyway.
bool is_any_signal(const Part& part, std::string_view key) {
    return key == "allowSignals" && part.items.size() == 1 && part.items.front().value == "\"*";
}

// A transfer's cancelling key by itself, as some libraries take it, is its choices'.
bool add_terminator(doc::View value, Place place, const doc::Entry& entry, Part& part) {
    if (place.object != "transfer" || present_name(place.object, entry.key.text()) != "terminator" ||
        !entry.value.is_scalar() || entry.value.is_null() || value.find("choices"))
        return false;
    Part key = scalar_part(entry.value, {place.action, "choices"}, "terminator");
    if (is_default(place.action, "choices", "terminator", key.value)) return true;
    key.place = fmt::format(".{}", entry.key.text());
    Part choices;
    choices.members.push_back({"terminator", std::move(key)});
    part.members.push_back({"choices", std::move(choices)});
    return true;
}

Part object_part(doc::View value, Place place) {
    Part part;
    for (const doc::Entry entry : doc::entries(value)) {
        if (add_terminator(value, place, entry, part)) continue;
        const std::string_view key = present_name(place.object, entry.key.text());
        const bool nothing = entry.value.is_null() || (entry.value.is_sequence() && entry.value.size() == 0);
        if (nothing || is_ignored(place.action, place.object, key)) {
            continue;
        }
        Part one = field_part(entry.value, place, key);
        if (entry.value.is_mapping() && one.members.empty() && one.items.empty()) {
            continue; // nothing in it that means anything
        }
        if (is_any_signal(one, key)) continue;
        if (!one.scalar || !is_default(place.action, place.object, key, one.value)) {
            one.place = fmt::format(".{}", entry.key.text());
            part.members.push_back({std::string(key), std::move(one)});
        }
    }
    return part;
}

Part value_part(doc::View value, Place place, std::string_view key) {
    if (value.is_mapping()) {
        // A transfer's handlers hold actions of their own.
        const bool nested = place.object == "on" && key != "on";
        return object_part(value, {nested ? key : place.action, key});
    }
    return value.is_sequence() ? list_part(value, place, key) : scalar_part(value, place, key);
}

Part field_part(doc::View value, Place place, std::string_view key) {
    return may_be_list(key) ? list_part(value, place, key) : value_part(value, place, key);
}

bool is_nothing(doc::View value) {
    return value.is_null() || (value.is_mapping() && value.size() == 0) ||
           (value.is_scalar() && value.text() == "null");
}

Part step_part(doc::View value, std::uint32_t index) {
    Part step;
    if (value.is_mapping() && value.size() == 1) {
        const doc::Entry entry = *doc::entries(value).begin();
        const std::string_view action = entry.key.text();
        Part part;
        if (is_bare_action(action) && is_nothing(entry.value)) {
            part.scalar = true;
            part.value = part.shown = "null";
        } else {
            part = field_part(entry.value, {action, action}, action);
        }
        step.label = action;
        if (action == "on" && part.items.size() == 1) {
            step.label = "on " + part.items.front().label;
        }
        part.place = fmt::format(".{}", action);
        step.members.push_back({std::string(action), std::move(part)});
    } else {
        step = value_part(value, {}, {});
    }
    step.place = fmt::format("[{}]", index);
    step.order = index;
    return step;
}

// Several says in one step are heard like as many steps of one, and so are handlers.
void split_lists(std::vector<Part>& steps) {
    const std::string kind = steps.back().label;
    if ((kind != "say" && kind != "on") || steps.back().members.front().part.items.size() < 2) return;
    Part whole = std::move(steps.back());
    steps.pop_back();
    std::vector<Part> all = std::move(whole.members.front().part.items);
    for (Part& one : all) {
        Part step;
        step.place = whole.place;
        step.order = whole.order;
        step.label = kind == "on" ? "on " + one.label : kind;
        Part list;
        list.place = whole.members.front().part.place;
        list.items.push_back(std::move(one));
        step.members.push_back({kind, std::move(list)});
        steps.push_back(std::move(step));
    }
}

// Handlers are collected before the first step is run, so it does not matter where they stand, or in
// which order unless they are for the same event: here they follow the steps, sorted.
Part steps_part(doc::View value) {
    Part part;
    std::uint32_t index = 0;
    for (const doc::View item : doc::items(value)) {
        part.items.push_back(step_part(item, index++));
        split_lists(part.items);
    }
    const auto is_step = [](const Part& step) { return !step.label.starts_with("on "); };
    const auto handlers = std::ranges::stable_partition(part.items, is_step);
    std::ranges::stable_sort(handlers, {}, &Part::label);
    part.rearranged = true;
    return part;
}

Part document_part(doc::View root) {
    if (!root.is_mapping()) {
        return value_part(root, {}, {});
    }
    Part part;
    for (const doc::Entry entry : doc::entries(root)) {
        const bool steps = entry.key.text() == "tropo" && entry.value.is_sequence();
        Part one = steps ? steps_part(entry.value) : value_part(entry.value, {}, entry.key.text());
        one.place = std::string(entry.key.text());
        part.members.push_back({one.place, std::move(one)});
    }
    return part;
}

void show_part(base::JsonWriter& json, const Part& part) {
    if (part.scalar) {
        json.raw(part.shown);
    } else if (!part.items.empty() || part.members.empty()) {
        json.begin_array();
        for (const Part& item : part.items) {
            show_part(json, item);
        }
        json.end_array();
    } else {
        json.begin_object();
        for (const Member& member : part.members) {
            show_part(json.key(member.name), member.part);
        }
        json.end_object();
    }
}

// `{"say":[{"value":"Hello"}]}`, in normal form.
std::string show(const Part& part) {
    std::string out;
    base::JsonWriter json(out);
    show_part(json, part);
    return out;
}

} // namespace

std::optional<std::vector<Difference>> compare(const base::Sources& sources, base::FileId left, base::FileId right,
                                               base::Diagnostics& diagnostics) {
    const auto one = doc::read_json(sources, left, diagnostics);
    const auto other = doc::read_json(sources, right, diagnostics);
    if (!one || !other) {
        return std::nullopt;
    }
    Part a = document_part(one->root());
    Part b = document_part(other->root());
    return compare_parts(a, b, show);
}

} // namespace callflow::providers::tropo
