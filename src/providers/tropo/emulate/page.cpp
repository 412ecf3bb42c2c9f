#include "providers/tropo/emulate/page.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>

namespace callflow::providers::tropo::emulate {

using doc::View;

namespace {

constexpr auto actions = std::to_array<std::string_view>(
    {"answer", "ask", "call", "choices", "conference", "generalLogSecurity", "hangup", "message", "record", "redirect",
     "reject", "say", "startRecording", "stopRecording", "transfer", "wait"});

// Fields without which an action is refused.
struct Needed {
    std::string_view action, name;
};
constexpr auto needed = std::to_array<Needed>({{"ask", "choices"},
                                               {"call", "to"},
                                               {"conference", "id"},
                                               {"message", "to"},
                                               {"message", "say"},
                                               {"redirect", "to"},
                                               {"startRecording", "url"},
                                               {"transfer", "to"},
                                               {"wait", "milliseconds"}});

std::string problem_of(std::string_view action, View value) {
    if (std::ranges::find(actions, action) == actions.end())
        return fmt::format("there is no action {}", base::quoted(action));
    for (const Needed& one : needed) {
        if (one.action == action && !field(value, one.name)) return fmt::format("{} needs {}", action, one.name);
    }
    if (action == "say") {
        for (const View say : each(value)) {
            if (!say.is_scalar() && !field(say, "value") && !field(say, "media")) return "say needs value";
        }
    }
    if (action == "ask" && text_in(field(value, "choices"), "value").empty())
        return "the choices of an ask need a value";
    return {};
}

void take_step(Page& page, View value) {
    if (!value.is_mapping() || value.size() != 1) {
        page.steps.push_back({.action = {}, .value = value, .problem = "a step is an object with one key"});
        return;
    }
    const std::string_view action = value.first_child().text();
    const View what = value.first_child().next();
    if (action == "on") {
        for (const View one : each(what)) page.handlers.push_back(one);
        return;
    }
    page.steps.push_back({.action = action, .value = what, .problem = problem_of(action, what)});
}

} // namespace

View field(View object, std::string_view name) {
    if (!object || !object.is_mapping()) return {};
    const View found = object.find(name);
    return found && !found.is_null() ? found : View();
}

std::string_view text_of(View value) { return value && value.is_scalar() ? value.text() : std::string_view(); }

std::string_view text_in(View object, std::string_view name, std::string_view otherwise) {
    const View found = field(object, name);
    return found && found.is_scalar() ? found.text() : otherwise;
}

bool truth_in(View object, std::string_view name, bool otherwise) {
    const std::string_view text = text_in(object, name);
    return text == "true" || (text != "false" && otherwise);
}

double number_in(View object, std::string_view name, double otherwise, double most) {
    const auto number = base::parse_double(base::trim(text_in(object, name)));
    if (!number || !std::isfinite(*number) || *number < 0) return otherwise;
    return std::min(*number, most);
}

std::int64_t seconds_in(View object, std::string_view name, double otherwise) {
    constexpr double years = 1e8;
    return std::llround(number_in(object, name, otherwise, years) * 1000);
}

std::vector<View> each(View value) {
    std::vector<View> out;
    if (!value || value.is_null()) return out;
    if (!value.is_sequence()) return {value};
    for (const View one : doc::items(value)) out.push_back(one);
    return out;
}

char terminator_of(View action, char otherwise) {
    std::string_view key = text_in(field(action, "choices"), "terminator");
    if (key.empty()) key = text_in(action, "terminator");
    return key.size() == 1 ? key[0] : otherwise;
}

std::size_t Page::count(std::string_view event) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(handlers, [&](View one) { return text_in(one, "event") == event; }));
}

View Page::handler(std::string_view event, bool last) const {
    View found;
    for (const View one : handlers) {
        if (text_in(one, "event") == event && (last || !found)) found = one;
    }
    return found;
}

std::shared_ptr<const Page> read_page(std::string body, std::string_view address, std::string& problem) {
    auto page = std::make_shared<Page>();
    page->address = address;
    base::Diagnostics found;
    doc::Limits limits;
    limits.bytes = max_page_bytes;
    limits.nodes = max_page_nodes;
    page->document = doc::read_json(page->sources, page->sources.add("document", std::move(body)), found, limits);
    if (!page->document) {
        problem = "this is no JSON";
        return nullptr;
    }
    const View root = page->document->root();
    const View steps = root.is_mapping() ? root.find("tropo") : View();
    if (!steps || !steps.is_sequence()) {
        problem = "a Tropo document is an object with a list called tropo";
        return nullptr;
    }
    for (const View one : doc::items(steps)) take_step(*page, one);
    return page;
}

} // namespace callflow::providers::tropo::emulate
