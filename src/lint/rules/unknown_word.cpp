#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "expr/ast.hpp"
#include "flow/graph.hpp"
#include "flow/guards.hpp"
#include "flow/names.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace callflow::lint::rules {
namespace {

class Search {
public:
    Search(const base::Code& page, base::Diagnostics& diagnostics) : page_(page), diagnostics_(diagnostics) {}

    void look(const flow::Condition& one) {
        if (one.expression.empty()) return;
        const expr::Ast& ast = one.expression.ast();
        for (const expr::Node& node : ast.nodes) {
            const bool equal = node.kind == expr::NodeKind::equal || node.kind == expr::NodeKind::not_equal;
            if (!equal && node.kind != expr::NodeKind::in) continue;
            const auto sides = ast.children_of(node);
            const expr::Node& left = ast.nodes[sides[0]];
            const expr::Node& right = ast.nodes[sides[1]];
            compare(ast, left, right, one.where);
            if (equal) compare(ast, right, left, one.where);
        }
    }

    void look(const flow::Switch& one) {
        if (one.on.empty()) return;
        const expr::Ast& ast = one.on.ast();
        const std::string_view field = field_of(ast, ast.nodes[ast.root()]);
        for (const flow::SwitchCase& each : one.cases) say(field, each.value, each.where);
    }

private:
    // `dial_status` of `input.dial_status` and `inputs.ring.dial_status`; empty for anything else.
    static std::string_view field_of(const expr::Ast& ast, const expr::Node& node) {
        if (node.kind != expr::NodeKind::member) return {};
        const expr::Node& of = ast.nodes[ast.children_of(node)[0]];
        const auto is_name = [&](const expr::Node& one, std::string_view name) {
            return one.kind == expr::NodeKind::name && ast.word(one) == name;
        };
        const bool input = is_name(of, "input") ||
                           (of.kind == expr::NodeKind::member && is_name(ast.nodes[ast.children_of(of)[0]], "inputs"));
        return input ? ast.word(node) : std::string_view();
    }

    void compare(const expr::Ast& ast, const expr::Node& name, const expr::Node& value, base::Span where) {
        const std::string_view field = field_of(ast, name);
        if (field.empty()) return;
        const auto literal = [&](const expr::Node& one) {
            if (one.kind != expr::NodeKind::literal || ast.literals[one.data].kind() != expr::Kind::string) return;
            say(field, ast.literals[one.data].as_string(), where);
        };
        literal(value);
        if (value.kind != expr::NodeKind::list) return;
        for (const std::uint32_t child : ast.children_of(value)) literal(ast.nodes[child]);
    }

    void say(std::string_view field, std::string_view word, base::Span where) {
        const auto words = flow::input_words(field);
        if (words.empty() || word.empty() || std::ranges::find(words, word) != words.end()) return;
        if (!reported_.emplace(where.file, where.begin, word).second) return;
        auto& finding =
            diagnostics_.report(page_, where, fmt::format("no provider says {} for {}", base::quoted(word), field));
        const std::vector<std::string_view> all(words.begin(), words.end());
        const std::string_view near = base::nearest(word, all);
        if (near.empty()) {
            finding.severity = base::Severity::note;
            finding.help = fmt::format("it is one of {}", fmt::join(words, ", "));
        } else {
            finding.help = fmt::format("did you mean `{}`?", near);
        }
    }

    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::set<std::tuple<base::FileId, std::uint32_t, std::string_view>>
        reported_; // a text that is taken in often is one place
};

void look_into(Search& search, const std::vector<flow::Branch>& branches) {
    for (const flow::Branch& branch : branches) {
        for (const flow::Switch& one : branch.choose) {
            search.look(one);
            for (const flow::SwitchCase& each : one.cases) look_into(search, each.branches);
            look_into(search, one.otherwise);
        }
    }
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(page, diagnostics);
    for (const flow::Guards::Placed& one : context.survey.conditions()) search.look(*one.condition);
    const auto handlers = [&](const std::vector<flow::Handler>& on) {
        for (const flow::Handler& handler : on) look_into(search, handler.branches);
    };
    for (const flow::Body& body : context.flow.bodies) handlers(body.on);
    for (const flow::State& state : context.flow.states) {
        handlers(state.on);
        look_into(search, state.next);
    }
}

} // namespace

extern const Rule unknown_word;
const Rule unknown_word{
    .page = {.code = "CF4019",
             .name = "unknown_word",
             .severity = base::Severity::warning,
             .summary = "A status is compared with a word that no provider says",
             .why = "What became of a dial, a queue or a call is one of a few words, the same for every provider: "
                    "`no-answer`, not `no_answer`. A comparison with another one never holds in a real call, however "
                    "well a scenario that uses the same word may pass. Where no word is near it is a note, for a "
                    "provider may have learned a new one.",
             .bad = R"(callflow: 1
name: shop
initial: ring
states:
  ring:
    response: [dial: {number: "+15551230001", action: talked}]
    on: {talked: [{to: voicemail, if: 'input.dial_status == "no_answer"'}, done]}
  voicemail: {response: [say: Nobody is there., hangup], final: true}
  done: {response: [hangup], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: ring
states:
  ring:
    response: [dial: {number: "+15551230001", action: talked}]
    on: {talked: [{to: voicemail, if: 'input.dial_status == "no-answer"'}, done]}
  voicemail: {response: [say: Nobody is there., hangup], final: true}
  done: {response: [hangup], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: ring
states:
  ring:
    response: [dial: {number: "+15551230001", action: talked}]
    on: {talked: [{to: voicemail, if: 'params.DialCallStatus == "no_answer"'}, done]}
  voicemail: {response: [say: Nobody is there., hangup], final: true}
  done: {response: [hangup], final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
