#include "cli/eval_names.hpp"

#include "base/text.hpp"
#include "doc/read.hpp"
#include "expr/ast.hpp"
#include "scenario/run.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace callflow::cli {
namespace {

using expr::Kind;
using expr::Type;
using expr::Value;

// A scalar that nobody gave a type. `+15551230000` and `010` are texts.
Value plain(std::string_view text) { return expr::parse_plain(text, Type::dynamic()).value_or(Value::string(text)); }

// As deep as the document, which its reader bounds.
Value value_of(doc::View view) {
    switch (view.kind()) {
    case doc::Kind::null: return Value::null();
    case doc::Kind::scalar: return view.is_plain() ? plain(view.text()) : Value::string(view.text());
    case doc::Kind::sequence: {
        std::vector<Value> items;
        for (const doc::View item : doc::items(view)) items.push_back(value_of(item));
        return Value::list(std::move(items));
    }
    case doc::Kind::mapping: break;
    }
    std::vector<std::pair<Value, Value>> entries;
    for (const doc::Entry entry : doc::entries(view))
        entries.emplace_back(Value::string(entry.key.text()), value_of(entry.value));
    return Value::map(std::move(entries));
}

Type type_of(const Value& value) {
    switch (value.kind()) {
    case Kind::list: return {Type::Tag::list, Kind::list, {Type::dynamic()}, 0};
    case Kind::map: return {Type::Tag::map, Kind::map, {Type::of(Kind::string), Type::dynamic()}, 0};
    default: return Type::of(value.kind());
    }
}

bool is_dotted_name(std::string_view text) {
    for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
        if (!base::is_name(text.substr(0, dot))) return false;
        text.remove_prefix(dot + 1);
    }
    return base::is_name(text);
}

// JSON, or nothing after a finding.
std::optional<Value> read_json_value(std::string_view name, std::string text, Inputs& inputs) {
    const base::FileId file = inputs.sources.add(fmt::format("--set {}", name), std::move(text));
    const auto document = doc::read_json(inputs.sources, file, inputs.findings);
    if (!document || inputs.findings.has_errors()) return std::nullopt;
    return value_of(document->root());
}

// Evaluates parts of an expression that errs, each for itself. As each may take as long as the whole, they are few.
class Parts {
public:
    Parts(const expr::Expression& expression, expr::Scope& scope, std::span<const Value> slots)
        : ast_(expression.ast()), scope_(scope), slots_(slots), why_(expression.evaluate(slots).to_text()) {
        const auto loops = [](const expr::Node& node) { return node.kind == expr::NodeKind::macro; };
        left_ = std::ranges::any_of(ast_.nodes, loops) ? 20 : 200;
    }

    // The child that a node has its error from, if it is not the node's own.
    std::optional<std::uint32_t> failing_child(std::uint32_t parent) {
        const expr::Node& node = ast_.nodes[parent];
        const bool chooses = node.kind == expr::NodeKind::conditional;
        const bool replaces = node.kind == expr::NodeKind::call && ast_.word(node) == "default";
        for (std::uint32_t number = replaces ? 1 : 0; number < node.count; ++number) {
            const std::uint32_t child = ast_.children[node.first + number];
            const bool decides = chooses && number == 0;
            if (ast_.nodes[child].count == 0 && !decides) continue; // a name or a literal does not err
            const Value value = evaluated(child);
            if (value.is_error() && value.as_string() == why_) return child;
            if (decides && value.kind() == Kind::boolean && !value.as_boolean()) ++number; // the other branch
        }
        return std::nullopt;
    }

private:
    // Absent where it is nothing of its own, like what a macro repeats, or where enough was tried.
    Value evaluated(std::uint32_t part) {
        if (left_ == 0) return {};
        --left_;
        base::Diagnostics unused;
        const expr::Expression alone =
            expr::compile(ast_.slice(ast_.nodes[part].where), scope_, Type::dynamic(), {}, unused);
        return alone.empty() || scope_.slot_count() > slots_.size() ? Value() : alone.evaluate(slots_);
    }

    const expr::Ast& ast_;
    expr::Scope& scope_;
    std::span<const Value> slots_;
    std::string why_;
    std::uint32_t left_ = 0;
};

} // namespace

base::Result<SetNames> read_set_names(const Values& values, Inputs& inputs) {
    SetNames names;
    for (const std::string& word : values.all("set")) {
        const std::size_t equals = std::min(word.find('='), word.size());
        const std::string name = word.substr(0, equals);
        if (equals == word.size() || !is_dotted_name(name)) {
            return base::fail(base::ErrorKind::usage,
                              fmt::format("--set takes NAME=VALUE, not {}", base::quoted(word)));
        }
        std::string text = word.substr(equals + 1);
        std::optional<Value> value;
        if (text.starts_with('[') || text.starts_with('{') || text.starts_with('"'))
            value = read_json_value(name, std::move(text), inputs);
        else if (base::find_invalid_utf8(text) == std::string::npos)
            value = plain(text);
        else
            return base::fail(base::ErrorKind::usage, fmt::format("--set: the value of {} is no UTF-8 text", name));
        if (!value) continue;
        if (value->is_error())
            return base::fail(base::ErrorKind::usage, fmt::format("--set {}: {}", name, value->as_string()));
        Type type = type_of(*value);
        names.scope.declare(name, std::move(type));
        names.slots.push_back(*std::move(value));
    }
    return names;
}

base::Result<std::vector<expr::Value>> slots_of_new_call(const flow::Flow& flow, const Settings& settings,
                                                         std::int64_t now) {
    const engine::Machine machine(flow);
    const scenario::Scenario quick = scenario::quick_scenario({});
    engine::Call call = scenario::new_call(machine, quick.calls.front(), "twilio", now);
    for (const auto& [name, text] : settings) {
        const auto value = expr::parse_plain(text, flow.find_var(name)->type);
        if (const auto done = machine.set_var(call, name, *value); !done) return tl::unexpected(done.error());
    }
    return std::move(call.slots);
}

base::Span failing_part(const expr::Expression& expression, expr::Scope& scope, std::span<const Value> slots,
                        base::FileId file) {
    const expr::Ast& ast = expression.ast();
    Parts parts(expression, scope, slots);
    std::uint32_t at = ast.root();
    for (std::optional<std::uint32_t> inner = at; inner; inner = parts.failing_child(at)) at = *inner;
    return {file, ast.nodes[at].where.begin, ast.nodes[at].where.end};
}

} // namespace callflow::cli
