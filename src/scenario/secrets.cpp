// What traces do not show.
#include "base/text.hpp"
#include "flow/responses.hpp"
#include "scenario/runner.hpp"

#include <algorithm>
#include <array>

namespace callflow::scenario {
namespace {

constexpr std::string_view shown = "(sensitive)";
// Shorter texts stand everywhere; they are left out only where it is known that they are meant.
constexpr std::size_t shortest = 3;
// What a caller brings to a verb that is sensitive.
constexpr std::array<std::string_view, 4> brought = {"digits", "speech", "recording_url", "text"};

void remember(Run& run, const expr::Value& value) {
    std::string text = value.to_text();
    if (text.size() < shortest || std::ranges::find(run.secrets, text) != run.secrets.end()) return;
    run.secrets.push_back(std::move(text));
    // The longest first, so that none is cut in two by another.
    std::ranges::stable_sort(run.secrets, std::greater<>(), &std::string::size);
}

bool hides(const Run& run, std::string& text) {
    bool any = false;
    for (const std::string& secret : run.secrets) {
        for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + shown.size())) {
            text.replace(at, secret.size(), shown);
            any = true;
        }
    }
    return any;
}

void hide(const Run& run, expr::Value& value) {
    std::string text =
        value.kind() == expr::Kind::list || value.kind() == expr::Kind::map ? value.to_json() : value.to_text();
    if (hides(run, text)) value = expr::Value::string(text);
}

void hide(const Run& run, std::vector<std::pair<std::string, std::string>>& pairs) {
    for (auto& [name, value] : pairs) hides(run, value);
}

// What a provider sends holds what was typed, however short: of JSON nothing can be shown.
void hide_typed(TraceRequest& request, const std::string& typed) {
    for (auto& [name, value] : request.form)
        if (value == typed) value = shown;
    if (!request.body.empty()) request.body = shown;
}

void hide(const Run& run, TraceRequest& request) {
    hides(run, request.url);
    hides(run, request.body);
    hide(run, request.headers);
    hide(run, request.form);
}

bool is_sensitive(const flow::Flow& flow, std::string_view name) {
    const flow::Var* var = flow.find_var(name);
    return var != nullptr && var->sensitive;
}

// Whether what the caller brings in that state is sensitive.
bool asks_for_secrets(const flow::Flow& flow, std::string_view state) {
    for (const flow::State& one : flow.states) {
        if (one.name != state) continue;
        bool found = false;
        flow::each_verb(one.response, [&](const flow::Verb& verb) { found = found || verb.sensitive; });
        if (found) return true;
    }
    return false;
}

// Whether a name that an expression read stands for something sensitive: `pin`, `input.digits`, `inputs.ask_pin.digits`.
bool is_secret_name(const flow::Flow& flow, std::string_view path, bool secret_input) {
    if (is_sensitive(flow, path)) return true;
    const std::size_t field = path.rfind('.');
    if (field == std::string_view::npos || std::ranges::find(brought, path.substr(field + 1)) == brought.end())
        return false;
    if (path.starts_with("input.")) return secret_input;
    constexpr std::string_view earlier = "inputs.";
    return path.starts_with(earlier) && field > earlier.size() &&
           asks_for_secrets(flow, path.substr(earlier.size(), field - earlier.size()));
}

} // namespace

void keep_secrets(Run& run, const OpenCall& open, TraceStep& row) {
    const flow::Flow& flow = run.machine.flow();
    const expr::Value mark = expr::Value::string(shown);
    for (const flow::Var& var : flow.vars) {
        if (var.sensitive && !(open.call.slots[var.slot] == var.initial)) remember(run, open.call.slots[var.slot]);
    }
    const bool secret_input = asks_for_secrets(flow, row.state_before.substr(row.state_before.rfind('/') + 1));
    for (auto& [name, value] : row.input) {
        if (!secret_input || std::ranges::find(brought, name) == brought.end()) continue;
        remember(run, value);
        for (TraceRequest& request : row.request) hide_typed(request, value.to_text());
        for (TraceTried& tried : row.tried) // also what is too short to be remembered
            if (tried.why.starts_with(base::quoted(value.to_text()))) tried.why = std::string(shown) + " is no key";
        value = mark;
    }
    for (TraceTried& tried : row.tried) {
        for (auto& [name, value] : tried.saw)
            if (is_secret_name(flow, name, secret_input)) value = mark;
    }
    for (TraceEffect& effect : row.effects) {
        for (auto& [name, value] : effect.fields) {
            if (effect.kind == "set" && is_sensitive(flow, name)) value = mark;
        }
    }
    for (auto& [name, value] : row.changed) {
        if (is_sensitive(flow, name)) value = mark;
    }
    if (run.secrets.empty()) return;
    for (auto& [name, value] : row.input) hide(run, value);
    for (TraceEffect& effect : row.effects) {
        for (auto& [name, value] : effect.fields) hide(run, value);
        for (TraceRequest& request : effect.requests) hide(run, request);
    }
    for (TraceRequest& request : row.request) hide(run, request);
    for (auto& [name, value] : row.changed) hide(run, value);
    for (TraceDocument& document : row.documents) hides(run, document.body);
    for (TraceTried& tried : row.tried) {
        hides(run, tried.why);
        for (auto& [name, value] : tried.saw) hide(run, value);
    }
    hides(run, row.error);
}

void keep_secrets(Run& run, const OpenCall& open, TraceStep& row, std::string_view typed) {
    const flow::Flow& flow = run.machine.flow();
    for (TraceMoment& moment : row.moment) {
        const bool secret =
            !typed.empty() && asks_for_secrets(flow, flow.states[run.machine.state_of(open.call.configuration)].name);
        const std::size_t at = secret ? moment.text.rfind(typed) : std::string::npos;
        if (at != std::string::npos) {
            remember(run, expr::Value::string(typed));
            moment.text.replace(at, typed.size(), shown);
        }
        hides(run, moment.text);
    }
}

bool is_secret(const Run& run, const OpenCall& open, std::string_view path) {
    const flow::Flow& flow = run.machine.flow();
    return is_secret_name(flow, path,
                          asks_for_secrets(flow, flow.states[run.machine.state_of(open.call.configuration)].name));
}

void keep_secrets(const Run& run, std::size_t first) {
    if (run.secrets.empty()) return;
    std::vector<base::Diagnostic>& findings = run.diagnostics.items();
    for (std::size_t i = first; i < findings.size(); ++i) {
        hides(run, findings[i].message);
        hides(run, findings[i].help);
        for (auto& note : findings[i].notes) hides(run, note.text);
    }
}

} // namespace callflow::scenario
