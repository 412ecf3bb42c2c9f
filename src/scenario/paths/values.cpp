#include "scenario/paths/values.hpp"

#include "base/text.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {

using expr::Kind;
using expr::Value;

namespace {

constexpr std::string_view input_prefix = "input.";

// What providers say in these fields (facts of both), the usual one first.
struct Words {
    std::string_view field;
    std::vector<std::string_view> words;
};
const std::vector<Words>& vocabulary() {
    static const std::vector<Words> all = {
        {"dial_status", {"completed", "busy", "no-answer", "failed", "canceled"}},
        {"queue_result", {"bridged", "hangup", "leave", "error", "queue-full", "system-error"}},
        {"answered_by", {"human", "machine_start", "fax", "unknown"}},
        {"call_status", {"completed", "in-progress", "busy", "no-answer", "failed", "canceled"}},
        {"pay_result", {"success", "payment-connector-error", "too-many-failed-attempts", "caller-hung-up"}},
        {"recording_url", {"https://example.com/recordings/1"}},
        {"recording_id", {"RE1"}},
        {"transcription", {"hello"}},
        {"speech", {"something else"}},
        {"text", {"hello"}},
        {"caller_name", {"Ann Example"}},
        {"forwarded_from", {"+15550001111"}},
        {"refer_target", {"sip:999@example.com"}},
        {"refer_status", {"in-progress", "busy", "failed", "canceled"}},
        {"pay_token", {"tok_1"}},
        {"pay_card_number", {"xxxxxxxxxxxx1111"}},
        {"recording_status", {"completed", "absent", "failed"}},
        {"conference_event", {"participant-join", "participant-leave", "conference-start", "conference-end"}},
        {"transcription_event", {"transcription-content", "transcription-stopped", "transcription-error"}},
        {"stream_event", {"stream-started", "stream-stopped", "stream-error"}},
        {"message_status", {"sent", "delivered", "undelivered", "failed"}},
        {"dial_id", {"CA2"}},
        {"error", {"something went wrong"}},
    };
    return all;
}

const expr::Type* type_of(std::string_view field) {
    for (const expr::Field& one : flow::input_fields())
        if (one.name == field) return &one.type;
    return nullptr;
}

// How many keys the state's own question takes; 0 where it does not say.
std::size_t keys_asked(const flow::State& state) {
    std::size_t count = 0;
    flow::each_verb(state.response, [&](const flow::Verb& verb) {
        for (const flow::Attribute& one : verb.attributes) {
            if (count != 0 || one.spec->name != "numDigits" || !one.value.is_literal()) continue;
            if (const auto number = base::parse_int(one.value.literal()); number && *number > 0 && *number <= 30)
                count = static_cast<std::size_t>(*number);
        }
    });
    return count;
}

std::string keys(std::size_t count) {
    std::string text;
    while (text.size() < count) text += "1234567890"[text.size() % 10];
    return text;
}

// Whom nobody has reached nobody was bridged to (facts, DialBridged).
void agree(Inputs& input) {
    const auto field = [&](std::string_view name) {
        const auto at = std::ranges::find(input, name, &Inputs::value_type::first);
        return at == input.end() ? nullptr : &at->second;
    };
    const Value* const status = field("dial_status");
    Value* const bridged = field("dial_bridged");
    if (status == nullptr || bridged == nullptr || status->kind() != Kind::string) return;
    if (status->as_string() != "completed" && status->as_string() != "answered") *bridged = Value::boolean(false);
}

void offer(std::vector<Inputs>& all, Inputs one, std::size_t most) {
    agree(one);
    std::ranges::sort(one, {}, [](const auto& entry) { return entry.first; });
    if (all.size() < most && std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
}

void put(Inputs& inputs, const std::string& name, const Value& value) {
    std::erase_if(inputs, [&](const auto& one) { return one.first == name; });
    if (!value.is_absent()) inputs.emplace_back(name, value);
}

// What stands at a path inside a value, such as `[].answer`; at its end the elements of a list and the keys of a map.
void add_found(const Value& value, std::string_view path, std::vector<Value>& found) {
    constexpr std::size_t most = 8;
    const auto each = [&](std::string_view rest) {
        if (value.kind() == Kind::list)
            for (const Value& one : value.as_list()) add_found(one, rest, found);
        if (value.kind() == Kind::map)
            for (const auto& [key, one] : value.as_map()) add_found(path.empty() ? key : one, rest, found);
    };
    if (path.starts_with("[]")) return each(path.substr(2));
    if (path.starts_with('.')) {
        const std::size_t end = std::min(path.find_first_of(".[", 1), path.size());
        if (value.kind() != Kind::map) return;
        for (const auto& [key, one] : value.as_map())
            if (key.to_text() == path.substr(1, end - 1)) add_found(one, path.substr(end), found);
        return;
    }
    if (value.kind() == Kind::list || value.kind() == Kind::map) return each(path);
    if (!value.is_absent() && found.size() < most) found.push_back(value);
}

} // namespace

Inventor::Inventor(const engine::Machine& machine, const PathOptions& options)
    : machine_(machine), flow_(machine.flow()), options_(options), most_(options.max_values),
      arrival_(flow_.states.size()), answers_(flow_.states.size()), analyser_(flow_.scope) {
    find_aliases();
    collect();
    spread_settings();
    find_world();
}

const Hint* Inventor::hint(const std::string& path) const {
    const auto known = hints_.find(path);
    return known == hints_.end() ? nullptr : &known->second;
}

Value Inventor::usual(const std::string& field, flow::StateId state, const Hint& hint) const {
    const std::string_view name = std::string_view(field).substr(0, field.find('.'));
    if (name == "digits") {
        const std::size_t asked = state < flow_.states.size() ? keys_asked(flow_.states[state]) : 0;
        if (asked > 1 || hint.constants.empty()) return Value::string(keys(asked == 0 ? 1 : asked));
        const std::vector<Value> known = invent(hint, expr::Type::of(Kind::string), {});
        return known.empty() ? Value::string("1") : known.back(); // a key that is none of them
    }
    for (const Words& one : vocabulary()) {
        if (one.field != name) continue;
        for (const std::string_view word : one.words) // one that the conditions do not know, if there is one
            if (std::ranges::find(hint.constants, Value::string(word)) == hint.constants.end())
                return Value::string(word);
        return Value::string(one.words.front());
    }
    if (name == "confidence") return Value::real(0.9);
    if (name == "recording_duration" || name == "dial_duration" || name == "call_duration") return Value::integer(7);
    if (name == "queue_time") return Value::integer(30);
    if (name == "media") return Value::list({Value::string("https://example.com/1.jpg")});
    const expr::Type* type = type_of(std::string(name));
    if (type != nullptr && *type == expr::Type::of(Kind::integer)) return Value::integer(3);
    if (type != nullptr && *type == expr::Type::of(Kind::real)) return Value::real(0.5);
    if (type != nullptr && *type == expr::Type::of(Kind::boolean)) return Value::boolean(true);
    return Value::string("other");
}

// Values of what the field is compared with in this call: a var's, the elements of a list, the keys of a map.
void Inventor::add_others(const Hint& hint, std::span<const Value> slots, std::vector<Value>& values) const {
    for (const std::string& other : hint.others) {
        const std::string_view path = other;
        const std::size_t end = path.find_first_of(".[");
        const flow::Var* var = flow_.find_var(path.substr(0, end));
        if (var == nullptr || var->slot >= slots.size()) continue;
        std::vector<Value> found;
        add_found(slots[var->slot], end == std::string_view::npos ? std::string_view() : path.substr(end), found);
        for (Value& one : found)
            if (std::ranges::find(values, one) == values.end()) values.push_back(std::move(one));
    }
}

void Inventor::add_arrival(flow::StateId state, int deep, Fields& fields) const {
    if (state >= flow_.states.size() || deep == 0) return;
    for (const auto& [field, hint] : arrival_[state]) fields[field].merge(hint);
    const flow::State& arrived = flow_.states[state];
    if (!arrived.response.present) // it goes on at once
        flow::each_branch(arrived.next, [&](const flow::Branch& one) { add_arrival(one.target, deep - 1, fields); });
}

void Inventor::add_target_fields(const std::vector<flow::Branch>& branches, flow::StateId state, Fields& fields) const {
    flow::each_branch(branches, [&](const flow::Branch& one) {
        add_arrival(one.kind == flow::Branch::Kind::same ? state : one.target, 4, fields);
    });
}

std::vector<Inputs> Inventor::inputs(flow::StateId state, std::span<const engine::Candidate> candidates,
                                     std::span<const Value> slots) {
    Fields fields;
    const flow::Handler* last = nullptr;
    for (const engine::Candidate& one : candidates) {
        if (one.handler == last || one.handler == nullptr) continue;
        last = one.handler;
        if (const auto known = handled_.find(last); known != handled_.end())
            for (const auto& [field, hint] : known->second) fields[field].merge(hint);
        add_target_fields(last->branches, state, fields);
    }
    // What is remembered of it.
    const std::string kept = fmt::format("inputs.{}.", flow_.states[state].name);
    for (auto at = hints_.lower_bound(kept); at != hints_.end() && at->first.starts_with(kept); ++at)
        fields[at->first.substr(kept.size())].merge(at->second);

    std::vector<std::pair<std::string, std::vector<Value>>> values;
    for (const auto& [field, hint] : fields) {
        const std::string name = field.substr(0, field.find('.'));
        const expr::Type* type = type_of(name);
        if (type == nullptr || name == "json" || name == "body" || name == "status") continue;
        const bool inside = field.size() > name.size();
        std::vector<Value> some =
            invent(hint, inside ? expr::Type::of(Kind::string) : *type, usual(field, state, hint));
        add_others(hint, slots, some);
        if (inside) {
            for (Value& one : some) one = Value::map({{Value::string(field.substr(name.size() + 1)), one}});
        }
        values.emplace_back(name, std::move(some));
    }
    std::vector<Inputs> all;
    combine(values, all);
    last = nullptr;
    for (const engine::Candidate& one : candidates) {
        if (one.handler == nullptr || one.handler == last) continue;
        last = one.handler;
        add_models(last->conditions, all.front(), slots, all);
        add_models(last->branches, slots, all);
    }
    return all;
}

void Inventor::combine(const std::vector<std::pair<std::string, std::vector<Value>>>& values,
                       std::vector<Inputs>& all) const {
    Inputs usual;
    for (const auto& [name, some] : values) put(usual, name, some.front());
    // Somebody presses keys or speaks.
    if (std::ranges::any_of(usual, [](const auto& one) { return one.first == "digits"; })) put(usual, "speech", {});
    offer(all, usual, most_);
    if (!values.empty()) offer(all, {}, most_);
    for (const auto& [name, some] : values) {
        for (std::size_t i = name == "speech" ? 0 : 1; i < some.size(); ++i) {
            Inputs one = usual;
            if (name == "speech") put(one, "digits", {});
            put(one, name, some[i]);
            offer(all, std::move(one), most_);
        }
        Inputs without = usual;
        put(without, name, {});
        offer(all, std::move(without), most_);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t j = i + 1; j < values.size(); ++j) {
            for (std::size_t a = 1; a < std::min<std::size_t>(values[i].second.size(), 4); ++a) {
                for (std::size_t b = 1; b < std::min<std::size_t>(values[j].second.size(), 4); ++b) {
                    Inputs one = usual;
                    put(one, values[i].first, values[i].second[a]);
                    put(one, values[j].first, values[j].second[b]);
                    offer(all, std::move(one), most_);
                }
            }
        }
    }
}

void Inventor::add_models(const std::vector<flow::Branch>& branches, std::span<const Value> slots,
                          std::vector<Inputs>& all) {
    const Inputs base = all.front();
    flow::each_branch(branches, [&](const flow::Branch& one) { add_models(one.conditions, base, slots, all); });
}

// What satisfies a condition, and what does not, as far as it can be worked out.
void Inventor::add_models(const std::vector<flow::Condition>& conditions, const Inputs& base,
                          std::span<const Value> slots, std::vector<Inputs>& all) {
    for (const flow::Condition& one : conditions) {
        const std::string& text = one.expression.text();
        const auto [known, fresh] = models_.try_emplace(text);
        if (fresh && text.find(input_prefix) != std::string::npos) {
            for (const bool want : {true, false}) {
                const expr::Analyser::Model model = analyser_.model(one.expression, want);
                if (model.found != expr::Answer::yes) continue;
                Inputs brought;
                for (const expr::Assignment& each : model.values)
                    if (each.path.starts_with(input_prefix))
                        put(brought, each.path.substr(input_prefix.size()), each.value);
                known->second.push_back(std::move(brought));
            }
            std::ranges::move(probe_numbers(one.expression, flow_.scope, input_prefix, slots),
                              std::back_inserter(known->second));
        }
        for (const Inputs& brought : known->second) {
            Inputs input = base;
            for (const auto& [name, value] : brought)
                if (type_of(name) != nullptr) put(input, name, value);
            offer(all, std::move(input), most_ + 8);
        }
    }
}

// Of a transfer: its text says whether somebody is looked for, and conditions may tell refusals apart.
std::vector<MockAnswer> Inventor::replies(const flow::Request& request, const Hints& read) const {
    const std::int64_t refusal = request.accepted.empty() ? 404 : 200;
    std::vector<MockAnswer> all = {{.status = 200, .body = request.accepted},
                                   {.status = refusal, .body = std::string(refusing_reply)},
                                   {.status = 200, .fail = "timeout"}};
    if (const auto status = read.find("status"); status != read.end())
        for (const Value& one : invent(status->second, expr::Type::of(Kind::integer), {}))
            if (one.as_integer() >= 100 && one.as_integer() <= 599)
                all.push_back({.status = one.as_integer(), .body = std::string(refusing_reply)});
    if (const auto body = read.find("body"); body != read.end())
        for (const Value& one : invent(body->second, expr::Type::of(Kind::string), {}))
            all.push_back({.status = refusal, .body = one.to_text()});
    if (read.lower_bound("json") != read.end())
        for (Value& one : invent_json(read, "json", most_)) all.push_back({.status = refusal, .json = std::move(one)});
    return all;
}

const std::vector<MockAnswer>& Inventor::answers(flow::StateId state) {
    std::vector<MockAnswer>& all = answers_[state];
    if (!all.empty()) return all;
    const flow::Request& request = *flow_.states[state].request;
    Hints read;
    const auto take = [&](const std::string& from, const std::string& to) {
        for (auto at = hints_.lower_bound(from); at != hints_.end() && at->first.starts_with(from); ++at) {
            const std::string rest = at->first.substr(from.size());
            if (rest.empty() || rest.front() == '.' || rest.front() == '[') read[to + rest].merge(at->second);
        }
    };
    const auto of_state = [&](flow::StateId one) {
        take(fmt::format("@{}.json", one), "json");
        take(fmt::format("@{}.status", one), "status");
        take(fmt::format("@{}.body", one), "body");
    };
    of_state(state);
    const auto targets = [&](const flow::Branch& one) {
        if (one.kind == flow::Branch::Kind::state) of_state(one.target);
    };
    for (const flow::Handler& one : flow_.states[state].on) flow::each_branch(one.branches, targets);
    flow::each_branch(flow_.states[state].next, targets);
    take(fmt::format("inputs.{}.json", flow_.states[state].name), "json");
    const flow::Var* saved = request.save.empty() ? nullptr : flow_.find_var(request.save);
    if (saved != nullptr) take(saved->name, "json");

    if (request.hands_over) {
        all = replies(request, read);
        return all;
    }
    std::vector<Value> bodies;
    const bool plain = saved != nullptr && saved->type.tag == expr::Type::Tag::plain;
    if (plain)
        bodies = invent(read["json"], saved->type, saved->initial);
    else if (saved != nullptr || read.lower_bound("json") != read.end())
        bodies = invent_json(read, "json", most_);
    for (Value& body : bodies) all.push_back({.status = 200, .json = std::move(body)});
    if (bodies.empty()) all.push_back({.status = 200});
    all.push_back({.status = 500});
    all.push_back({.status = 200, .fail = "timeout"});
    if (const auto status = read.find("status"); status != read.end()) {
        for (const Value& one : invent(status->second, expr::Type::of(Kind::integer), {})) {
            if (one.as_integer() < 100 || one.as_integer() > 599) continue;
            MockAnswer answer{.status = one.as_integer()};
            if (answer.status / 100 == 2) answer.json = all.front().json;
            all.push_back(std::move(answer));
        }
    }
    return all;
}

} // namespace callflow::scenario
