// What a run remembers as sensitive, so that its trace can leave it out.
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "expr/ast.hpp"
#include "flow/secrets.hpp"
#include "providers/hidden.hpp"
#include "scenario/secrets.hpp"

#include <algorithm>

namespace callflow::scenario {
namespace {

// Shorter texts stand everywhere; they are looked for only where something sensitive has been put in.
constexpr std::size_t shortest = 3;
void remember_text(std::vector<std::string>& all, std::string text) {
    if (text.empty() || std::ranges::find(all, text) != all.end()) return;
    // The longest first, so that none is cut in two by another.
    const auto place = std::ranges::upper_bound(all, text.size(), std::greater<>(), &std::string::size);
    all.insert(place, std::move(text));
}

std::string in_xml(std::string_view text, bool attribute) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += attribute ? "&quot;" : "\""; break;
        default: out += c;
        }
    }
    return out;
}

// A text also as it is written where it lands: in an address, in XML, in JSON.
void remember(Run& run, const expr::Value& value) {
    std::string text = value.to_text();
    if (text.size() < shortest) {
        remember_text(run.short_secrets, std::move(text));
        return;
    }
    std::string json;
    base::append_json_string(json, text);
    for (std::string form :
         {base::percent_encode(text), in_xml(text, false), in_xml(text, true), json.substr(1, json.size() - 2)})
        remember_text(run.secrets, std::move(form));
    remember_text(run.secrets, std::move(text));
}

// What was made of a secret: of a list or a map each element. What the author wrote as it is gives nothing away, nor does
// what is true or false.
void remember_made(Run& run, const expr::Value& value, const std::vector<expr::Value>& written,
                   std::vector<std::string>* in_documents) {
    if (value.kind() == expr::Kind::list) {
        for (const expr::Value& one : value.as_list()) remember_made(run, one, written, in_documents);
    } else if (value.kind() == expr::Kind::map) {
        for (const auto& [key, one] : value.as_map()) remember_made(run, one, written, in_documents);
    } else if (value.kind() != expr::Kind::boolean && value.kind() != expr::Kind::null && !value.is_absent() &&
               std::ranges::find(written, value) == written.end()) {
        remember(run, value);
        if (std::string text = value.to_text(); in_documents != nullptr && text.size() < shortest)
            remember_text(*in_documents, std::move(text));
    }
}

bool asks_for_secrets(const flow::Flow& flow, std::string_view state) {
    return std::ranges::any_of(
        flow.states, [state](const flow::State& one) { return one.name == state && flow::asks_for_secrets(one); });
}

// Whether a name in an expression that may show something sensitive does so now.
bool shows_now(const Run& run, std::string_view path, bool secret_input) {
    const std::string_view first = path.substr(0, path.find('.'));
    if (first == "params") return secret_input && (first == path || providers::brings_secret(path.substr(7)));
    if (first == "input") return secret_input;
    if (first == "inputs") return true; // such names were looked at when the flow was read
    return run.machine.flow().find_var(first) == nullptr || is_sensitive(run, first);
}

// Whether a field's value, or one inside it, reads something sensitive.
bool reads_secret(const Run& run, const flow::Field& field, bool secret_input) {
    for (const expr::Template::Part& part : field.value.parts()) {
        if (part.expression.empty()) continue;
        for (const expr::Reference& reference : part.expression.references())
            if (is_secret_name(run, reference.path, secret_input)) return true;
    }
    return std::ranges::any_of(field.children,
                               [&](const flow::Field& one) { return reads_secret(run, one, secret_input); });
}

// Whether a name may stand for something sensitive, in whatever call.
bool may_be_secret(const flow::Flow& flow, std::string_view path) {
    if (const flow::Var* const var = flow.find_var(path); var != nullptr && var->sensitive) return true;
    const std::size_t field = path.rfind('.');
    if (field == std::string_view::npos || !flow::is_brought(path.substr(field + 1))) return false;
    constexpr std::string_view earlier = "inputs.";
    return path.starts_with("input.") || (path.starts_with(earlier) && field > earlier.size() &&
                                          asks_for_secrets(flow, path.substr(earlier.size(), field - earlier.size())));
}

bool may_read_secret(const flow::Flow& flow, const flow::Field& field) {
    for (const expr::Template::Part& part : field.value.parts()) {
        if (part.expression.empty()) continue;
        for (const expr::Reference& reference : part.expression.references())
            if (may_be_secret(flow, reference.path)) return true;
    }
    return std::ranges::any_of(field.children, [&](const flow::Field& one) { return may_read_secret(flow, one); });
}

// Takes what is made from something sensitive out of a mapping; false where nothing may be told.
bool told(const flow::Flow& flow, const flow::Field& field, expr::Value& value) {
    if (!may_read_secret(flow, field)) return true;
    if (field.shape != flow::Field::Shape::map || value.kind() != expr::Kind::map) return false;
    std::vector<std::pair<expr::Value, expr::Value>> entries(value.as_map().begin(), value.as_map().end());
    std::erase_if(entries, [&](auto& entry) {
        const auto child = std::ranges::find(field.children, entry.first.to_text(), &flow::Field::name);
        return child == field.children.end() || !told(flow, *child, entry.second);
    });
    value = expr::Value::map(std::move(entries));
    return true;
}

} // namespace

bool is_sensitive(const Run& run, std::string_view name) {
    const flow::Flow& flow = run.machine.flow();
    const flow::Var* var = flow.find_var(name);
    if (var == nullptr) return false;
    return var->sensitive ||
           std::ranges::find(run.derived, static_cast<std::uint32_t>(var - flow.vars.data())) != run.derived.end();
}

bool asks_before(const Run& run, const TraceStep& row) {
    return asks_for_secrets(run.machine.flow(),
                            std::string_view(row.state_before).substr(row.state_before.rfind('/') + 1));
}

bool is_secret_name(const Run& run, std::string_view path, bool secret_input) {
    if (is_sensitive(run, path)) return true;
    const std::size_t field = path.rfind('.');
    if (field == std::string_view::npos || !flow::is_brought(path.substr(field + 1))) return false;
    if (path.starts_with("input.")) return secret_input;
    constexpr std::string_view earlier = "inputs.";
    return path.starts_with(earlier) && field > earlier.size() &&
           asks_for_secrets(run.machine.flow(), path.substr(earlier.size(), field - earlier.size()));
}

void watch_secrets(Run& run) {
    if (const auto all = run.machine.revealing(); !all.empty()) run.watched = std::make_shared<Watched>(all);
}

void keep_computed(Run& run, const OpenCall& open, TraceStep& row) {
    if (run.watched == nullptr || run.watched->given.empty()) return;
    const bool secret_input = asks_before(run, row);
    for (const expr::Given& given : run.watched->given) {
        const flow::Revealing& from = run.watched->revealing[given.mark];
        if (given.value.is_error() || given.value.to_text() == open.call.id) continue;
        if (std::ranges::none_of(from.shows,
                                 [&](const std::string& path) { return shows_now(run, path, secret_input); }))
            continue;
        if (from.sets != flow::none && !is_sensitive(run, run.machine.flow().vars[from.sets].name) &&
            given.value.kind() != expr::Kind::boolean)
            run.derived.push_back(from.sets);
        remember_made(run, given.value, from.expression->ast().literals, from.answers ? &row.secret : nullptr);
    }
    run.watched->given.clear();
}

void keep_secrets(Run& run, const OpenCall& open, TraceStep& row) {
    keep_computed(run, open, row);
    for (const flow::Var& var : run.machine.flow().vars) {
        // a default that is no text stands everywhere: `0`, `false`
        const expr::Value& value = open.call.slots[var.slot];
        if (var.sensitive && (!(value == var.initial) || value.kind() == expr::Kind::string)) remember(run, value);
    }
    const bool secret_input = asks_before(run, row);
    for (const auto& [name, value] : row.input) {
        if (secret_input && flow::is_brought(name)) remember(run, value);
    }
}

void keep_secrets(Run& run, const OpenCall& open, TraceStep& row, std::string_view typed) {
    const flow::Flow& flow = run.machine.flow();
    for (TraceMoment& moment : row.moment) {
        const bool secret =
            !typed.empty() && asks_for_secrets(flow, flow.states[run.machine.state_of(open.call.configuration)].name);
        const std::size_t at = secret ? moment.text.rfind(typed) : std::string::npos;
        if (at != std::string::npos) {
            remember(run, expr::Value::string(typed));
            moment.text.replace(at, typed.size(), hidden_text);
        }
        hide_secrets(run, moment.text);
    }
}

std::vector<std::string> secret_fields(const Run& run, const flow::Effect& effect) {
    const bool secret_input = !run.trace.steps.empty() && asks_before(run, run.trace.steps.back());
    std::vector<std::string> out;
    for (const flow::Field& field : effect.fields) {
        if (reads_secret(run, field, secret_input)) out.push_back(field.name);
    }
    return out;
}

std::vector<std::pair<std::string, expr::Value>> told_fields(const flow::Flow& flow, const flow::Request& request,
                                                             std::vector<std::pair<std::string, expr::Value>> sent) {
    std::erase_if(sent, [&](auto& one) {
        const auto field = std::ranges::find(request.fields, one.first, &flow::Field::name);
        return field != request.fields.end() && !told(flow, *field, one.second);
    });
    return sent;
}

bool is_secret(const Run& run, const OpenCall& open, std::string_view path) {
    const flow::Flow& flow = run.machine.flow();
    return is_secret_name(run, path,
                          asks_for_secrets(flow, flow.states[run.machine.state_of(open.call.configuration)].name));
}

} // namespace callflow::scenario
