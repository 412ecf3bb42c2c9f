#include "base/edit_distance.hpp"
#include "base/moment.hpp"
#include "base/text.hpp"
#include "expr/ast.hpp"
#include "flow/uses.hpp"
#include "lint/rule.hpp"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

namespace callflow::lint::rules {
namespace {

// What a method of a moment gives (CEL's: days of the week from Sunday, months and days of the month from 0).
struct Part {
    std::string_view method;
    std::int64_t last; // the first is 0, of getDate 1
    std::string_view says;
};
constexpr Part parts[] = {
    {"getDayOfWeek", 6, "0 is Sunday and 6 is Saturday"},
    {"getHours", 23, "hours go from 0 to 23"},
    {"getMonth", 11, "0 is January and 11 is December"},
    {"getDate", 31, "days go from 1 to 31"},
    {"getDayOfMonth", 30, "days go from 0 to 30; `getDate` counts from 1"},
    {"getDayOfYear", 365, "days go from 0 to 365"},
    {"getMinutes", 59, "minutes go from 0 to 59"},
    {"getSeconds", 59, "seconds go from 0 to 59"},
    {"getMilliseconds", 999, "milliseconds go from 0 to 999"},
};

class Search {
public:
    Search(const base::Code& page, base::Diagnostics& diagnostics) : page_(page), diagnostics_(diagnostics) {}

    void look(const expr::Expression& one) {
        if (one.text().find("get") == std::string::npos) return; // as all methods of a moment begin
        const expr::Ast& ast = one.ast();
        for (const expr::Node& node : ast.nodes) {
            zone(one, ast, node);
            const auto children = ast.children_of(node);
            if (children.size() != 2) continue;
            for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
                const Part* part = part_of(ast, ast.nodes[children[side]]);
                if (part != nullptr) compared(one, ast, node, *part, ast.nodes[children[1 - side]], side == 0);
            }
        }
    }

private:
    // Of a moment: `now`, or what has a zone. Durations have hours too, any number of them.
    static const Part* part_of(const expr::Ast& ast, const expr::Node& node) {
        if (node.kind != expr::NodeKind::method) return nullptr;
        const auto children = ast.children_of(node);
        const expr::Node& receiver = ast.nodes[children[0]];
        const bool now = receiver.kind == expr::NodeKind::name && ast.word(receiver) == "now";
        if (!now && children.size() != 2) return nullptr;
        const auto* at = std::ranges::find(parts, ast.word(node), &Part::method);
        return at == std::end(parts) ? nullptr : at;
    }
    static std::optional<std::int64_t> number(const expr::Ast& ast, const expr::Node& node) {
        if (node.kind != expr::NodeKind::literal) return std::nullopt;
        const expr::Value& value = ast.literals[node.data];
        return value.kind() == expr::Kind::integer ? std::optional(value.as_integer()) : std::nullopt;
    }
    static expr::NodeKind turned(expr::NodeKind kind) {
        switch (kind) {
        case expr::NodeKind::less: return expr::NodeKind::greater;
        case expr::NodeKind::less_equal: return expr::NodeKind::greater_equal;
        case expr::NodeKind::greater: return expr::NodeKind::less;
        case expr::NodeKind::greater_equal: return expr::NodeKind::less_equal;
        default: return kind;
        }
    }

    void compared(const expr::Expression& one, const expr::Ast& ast, const expr::Node& node, const Part& part,
                  const expr::Node& other, bool left) {
        if (node.kind == expr::NodeKind::in && left && other.kind == expr::NodeKind::list) {
            for (const std::uint32_t child : ast.children_of(other)) {
                const auto value = number(ast, ast.nodes[child]);
                if (value && !is_there(part, *value)) report(one, part, *value);
            }
            return;
        }
        const auto value = number(ast, other);
        if (!value) return;
        const std::int64_t first = part.method == "getDate" ? 1 : 0;
        bool wrong = false;
        switch (left ? node.kind : turned(node.kind)) {
        case expr::NodeKind::equal:
        case expr::NodeKind::not_equal: wrong = !is_there(part, *value); break;
        case expr::NodeKind::greater: wrong = *value >= part.last; break;
        case expr::NodeKind::greater_equal: wrong = *value > part.last; break;
        case expr::NodeKind::less: wrong = *value <= first; break;
        case expr::NodeKind::less_equal: wrong = *value < first; break;
        default: break;
        }
        if (wrong) report(one, part, *value);
    }
    static bool is_there(const Part& part, std::int64_t value) {
        return value >= (part.method == "getDate" ? 1 : 0) && value <= part.last;
    }
    void report(const expr::Expression& one, const Part& part, std::int64_t value) {
        const auto where = place(one);
        if (!reported_.emplace(where.file, where.begin, fmt::format("{} {}", part.method, value)).second) return;
        auto& finding = diagnostics_.report(
            page_, where, fmt::format("no moment has {} for its {}", value, base::quoted(part.method)));
        finding.help = std::string(part.says);
    }

    void zone(const expr::Expression& one, const expr::Ast& ast, const expr::Node& node) {
        if (node.kind != expr::NodeKind::method || !ast.word(node).starts_with("get")) return;
        const auto children = ast.children_of(node);
        if (children.size() != 2 || ast.nodes[children[1]].kind != expr::NodeKind::literal) return;
        if (std::ranges::find(parts, ast.word(node), &Part::method) == std::end(parts)) return;
        const expr::Value& value = ast.literals[ast.nodes[children[1]].data];
        if (value.kind() != expr::Kind::string) return;
        const std::string_view name = value.as_string();
        if (!knows_zones() || base::zone_offset(name, 0)) return;
        const auto where = place(one);
        if (!reported_.emplace(where.file, where.begin, std::string(name)).second) return;
        auto& finding = diagnostics_.report(
            page_, where, fmt::format("{} is no time zone, so this is always an error", base::quoted(name)));
        const std::string_view near = base::nearest(name, zones);
        finding.help = near.empty() ? "zones are named as IANA does, `America/Chicago`, or as an offset, `-06:00`"
                                    : fmt::format("did you mean `{}`?", near);
    }
    // Where the system has no zones nothing can be said.
    static bool knows_zones() { return base::zone_offset("America/New_York", 0).has_value(); }
    // The first name in it: expressions keep no other places.
    static base::Span place(const expr::Expression& one) {
        for (const expr::Reference& name : one.references())
            if (name.path == "now") return name.where;
        return one.references().empty() ? base::Span() : one.references().front().where;
    }

    static constexpr std::string_view zones[] = {
        "America/New_York", "America/Chicago",   "America/Denver",      "America/Los_Angeles", "America/Phoenix",
        "America/Toronto",  "America/Sao_Paulo", "America/Mexico_City", "Europe/London",       "Europe/Berlin",
        "Europe/Paris",     "Europe/Madrid",     "Europe/Rome",         "Europe/Moscow",       "Asia/Tokyo",
        "Asia/Kolkata",     "Asia/Shanghai",     "Asia/Singapore",      "Asia/Dubai",          "Australia/Sydney"};

    const base::Code& page_;
    base::Diagnostics& diagnostics_;
    std::set<std::tuple<base::FileId, std::uint32_t, std::string>> reported_;
};

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    Search search(page, diagnostics);
    std::ranges::for_each(context.survey.uses(), [&](const flow::Use& use) { search.look(*use.expression); });
}

} // namespace

extern const Rule no_such_time;
const Rule no_such_time{
    .page = {.code = "CF4020",
             .name = "no_such_time",
             .severity = base::Severity::warning,
             .summary = "A day, an hour or a time zone that does not exist",
             .why = "Expressions count days of the week from 0, Sunday, and months from 0, January: a comparison with "
                    "7 or 12 gives the same every day. A time zone that is not known makes an error of the "
                    "whole expression, and a guard that errs does not hold. Zones are looked up on the machine "
                    "that validates.",
             .bad = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: [{to: closed, if: 'now.getDayOfWeek("America/Chicago") == 7'}, done]
  closed: {response: [say: We are closed.], next: done}
  done: {final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: [{to: closed, if: 'now.getDayOfWeek("America/Chicago") == 0'}, done]
  closed: {response: [say: We are closed.], next: done}
  done: {final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: [{to: closed, if: 'now.getHours("-06:00") >= 23 || now.getDate() == 31 || (now - call.started_at).getHours() >= 24'}, done]
  closed: {response: [say: We are closed.], next: done}
  done: {final: true}
)"},
    .category = "data flow",
    .check = find,
};

} // namespace callflow::lint::rules
