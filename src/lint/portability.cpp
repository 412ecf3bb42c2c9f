#include "lint/portability.hpp"

#include "base/codes.hpp"
#include "base/json_writer.hpp"
#include "flow/graph.hpp"
#include "flow/responses.hpp"
#include "lint/side_by_side.hpp"
#include "providers/findings.hpp"
#include "providers/sample.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <tuple>

namespace callflow::lint {
namespace {

using base::Diagnostic;
using base::Severity;
using flow::ResolvedVerb;
using flow::Verb;
using providers::Provider;

// A provider that the flow is looked at for.
struct Meant {
    const Provider* provider = nullptr;
    bool asked = false; // by the caller
    bool named = false; // by the flow
};

bool has_element(const Provider& provider, std::string_view verb) {
    const providers::VerbSupport* support = providers::find_support(provider, verb);
    return support != nullptr && !support->element.empty();
}

// Whether the verb is written for the provider alone.
bool names(const Verb& verb, const Provider& provider) {
    if (std::ranges::find(verb.overrides, provider.name, &flow::ProviderAttributes::provider) != verb.overrides.end())
        return true;
    if (verb.spec == nullptr || verb.spec == &flow::each_spec()) return false;
    if (verb.spec->name == "raw") {
        const std::string_view key = provider.name == "twilio" ? "twiml" : provider.name;
        return std::ranges::any_of(verb.attributes, [&](const flow::Attribute& one) { return one.spec->name == key; });
    }
    const auto all = providers::registry();
    return has_element(provider, verb.spec->name) && std::ranges::none_of(all, [&](const Provider* other) {
               return other != &provider && has_element(*other, verb.spec->name);
           });
}

bool names(const flow::Flow& flow, const Provider& provider) {
    return std::ranges::any_of(flow.states, [&](const flow::State& state) {
        // What a menu becomes for a provider, nobody has written.
        if (state.menu && !state.menu->own_grammar) return false;
        bool found = std::ranges::find(state.response.by_provider, provider.name, &flow::ProviderResponse::provider) !=
                     state.response.by_provider.end();
        flow::each_verb(state.response.verbs, [&](const Verb& verb) { found = found || names(verb, provider); });
        return found;
    });
}

std::vector<Meant> meant_for(const flow::Flow& flow, std::span<const std::string> asked) {
    std::vector<Meant> out;
    for (const Provider* provider : providers::registry()) {
        const Meant one{provider, std::ranges::find(asked, provider->name) != asked.end(), names(flow, *provider)};
        if (one.asked || one.named) out.push_back(one);
    }
    if (out.empty()) out.push_back({providers::registry().front()});
    return out;
}

bool asks_provider(const expr::Expression& expression) {
    return std::ranges::any_of(expression.references(),
                               [](const expr::Reference& one) { return one.path == "call.provider"; });
}

bool asks_provider(const Verb& verb) {
    return std::ranges::any_of(verb.conditions,
                               [](const flow::Condition& one) { return asks_provider(one.expression); });
}

// --- verbs without their call

// A tree as JSON, as far as its values are known.
void write_tree(base::JsonWriter& json, const flow::Field& field) {
    if (field.shape == flow::Field::Shape::text) {
        if (!field.event.empty() || !field.value.is_literal()) {
            json.value("x");
        } else if (field.plain) {
            const std::string& text = field.value.literal();
            const bool null = text.empty() || text == "~" || text == "null";
            const auto value = null ? std::nullopt : expr::parse_plain(text, expr::Type::dynamic());
            json.raw(value ? value->to_json() : "null");
        } else {
            json.value(field.value.literal());
        }
        return;
    }
    const bool map = field.shape == flow::Field::Shape::map;
    map ? json.begin_object() : json.begin_array();
    for (const flow::Field& child : field.children) {
        if (map) json.key(child.name);
        write_tree(json, child);
    }
    map ? json.end_object() : json.end_array();
}

std::string value_of(const flow::Attribute& attribute, const Provider& provider) {
    if (!attribute.json.empty() && attribute.spec->type == flow::AttributeType::json) {
        std::string out;
        base::JsonWriter json(out, base::JsonWriter::Layout::compact);
        write_tree(json, attribute.json.front());
        return out;
    }
    if (!attribute.event.empty()) {
        const flow::EventReference& event = attribute.event.front();
        return fmt::format("/{}{}{}", event.actor, event.actor.empty() ? "" : ".", event.event);
    }
    const bool known = attribute.json.empty() && attribute.value.is_literal();
    return known ? attribute.value.literal() : providers::sample_value(*attribute.spec, provider.name);
}

void give(ResolvedVerb& verb, const flow::Attribute& attribute, const Provider& provider) {
    const auto same = [&](const flow::ResolvedAttribute& one) { return one.spec->name == attribute.spec->name; };
    const auto at = std::ranges::find_if(verb.attributes, same);
    flow::ResolvedAttribute given{attribute.spec, value_of(attribute, provider), attribute.where};
    at == verb.attributes.end() ? verb.attributes.push_back(std::move(given)) : void(*at = std::move(given));
}

void resolve(std::span<const Verb> from, const Provider& provider, std::vector<ResolvedVerb>& to) {
    for (const Verb& verb : from) {
        if (asks_provider(verb)) continue;
        if (!verb.each.empty()) {
            resolve(verb.each.front().body, provider, to);
            continue;
        }
        ResolvedVerb& out = to.emplace_back();
        out.spec = verb.spec;
        out.where = verb.where;
        if (!verb.prompt.empty()) {
            const flow::AttributeSpec* text = flow::find_attribute(*verb.spec, "text");
            out.attributes.push_back({text, providers::sample_value(*text), verb.prompt.front().where});
        }
        for (const flow::Attribute& one : verb.attributes) give(out, one, provider);
        for (const flow::ProviderAttributes& own : verb.overrides) {
            if (own.provider != provider.name) continue;
            for (const flow::Attribute& one : own.attributes) give(out, one, provider);
        }
        std::vector<ResolvedVerb> children;
        resolve(verb.children, provider, children);
        to.back().children = std::move(children);
    }
}

const std::vector<Verb>* verbs_for(const flow::Response& response, std::string_view provider) {
    if (response.by_provider.empty()) return &response.verbs;
    const auto own = std::ranges::find(response.by_provider, provider, &flow::ProviderResponse::provider);
    return own == response.by_provider.end() ? nullptr : &own->verbs;
}

// The lists of verbs that may be answered: those without a condition, with each of the others in turn.
std::vector<std::vector<ResolvedVerb>> answers(const std::vector<Verb>& verbs, const Provider& provider) {
    constexpr std::size_t most = 16; // of those with a condition
    std::vector<std::size_t> conditional;
    for (std::size_t i = 0; i < verbs.size() && conditional.size() < most; ++i) {
        if (!verbs[i].conditions.empty()) conditional.push_back(i);
    }
    std::vector<std::vector<ResolvedVerb>> out;
    for (std::size_t turn = 0; turn <= conditional.size(); ++turn) {
        if (turn == conditional.size() && turn != 0) break;
        std::vector<ResolvedVerb>& list = out.emplace_back();
        for (std::size_t i = 0; i < verbs.size(); ++i) {
            const bool now = conditional.empty() || verbs[i].conditions.empty() || conditional[turn] == i;
            if (now) resolve(std::span(verbs).subspan(i, 1), provider, list);
        }
    }
    return out;
}

// --- documents

struct Document {
    base::Sources sources;
    base::Diagnostics rendered; // what the renderer says, at places of the flow
    base::Diagnostics checked;  // what the check says, at places of the document
};

void make(const Provider& provider, const flow::ResolvedResponse& response, Document& out) {
    std::string text;
    provider.render(response, text, &out.rendered);
    const base::FileId file = out.sources.add({}, std::move(text));
    static_cast<void>(provider.check(out.sources, file, out.checked));
}

// Where in the flow the value or name stands that a finding about a document is about; that of the verb where none does.
base::Span place_of(const ResolvedVerb& verb, std::string_view text) {
    if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2); // of JSON
    for (const flow::ResolvedAttribute& one : verb.attributes) {
        if (one.value == text || one.spec->name == text) return one.where;
    }
    for (const ResolvedVerb& child : verb.children) {
        const base::Span where = place_of(child, text);
        if (where != child.where) return where;
    }
    return verb.where;
}

bool has_old_attribute(const ResolvedVerb& verb) {
    const auto old = [](const flow::ResolvedAttribute& one) { return !one.spec->superseded.empty(); };
    return std::ranges::any_of(verb.attributes, old) || std::ranges::any_of(verb.children, has_old_attribute);
}

// What a rule says about the flow already, or what is not so in a document of one verb.
bool is_known(const ResolvedVerb& verb, const base::Code& code) {
    namespace codes = base::codes;
    const bool dial = verb.spec->name == "dial";
    const bool alone = std::ranges::any_of(verb.children, [](const ResolvedVerb& one) {
        return one.spec->name == "conference" || one.spec->name == "queue";
    });
    return &code == &codes::twiml_unreachable || &code == &codes::twiml_mixed ||
           (&code == &codes::twiml_several && dial) || (&code == &codes::twiml_pair && dial && alone) ||
           ((&code == &codes::twiml_old || &code == &codes::tropo_old) && has_old_attribute(verb));
}

bool is_about_all(const base::Code& code) {
    return &code == &base::codes::twiml_size || &code == &base::codes::tropo_name;
}

using Said = std::set<std::tuple<base::FileId, std::uint32_t, std::uint32_t>>;

Said places_of(const base::Diagnostics& diagnostics) {
    Said out;
    for (const Diagnostic& one : diagnostics.items()) out.emplace(one.where.file, one.where.begin, one.where.end);
    return out;
}

class Checker {
public:
    // `said`: where rules have spoken already.
    Checker(const Said& said, base::Diagnostics& diagnostics) : said_(said), diagnostics_(diagnostics) {}

    void state(const flow::State& state, const Meant& meant);
    void effects(const flow::Flow& flow, const Meant& meant);

private:
    void rendered(const Meant& meant, flow::ResolvedResponse& response, Document& document);
    void checked(const Meant& meant, const flow::ResolvedResponse& response, const Document& document);
    void in_order(const Meant& meant, const flow::ResolvedResponse& response);
    void take(const Meant& meant, const Diagnostic& found, base::Span where);
    void add(const Meant& meant, Diagnostic found);

    const Said& said_;
    base::Diagnostics& diagnostics_;
};

// A verb that a provider lacks may stand where only calls of another one come: that is no warning unless somebody asks.
void Checker::add(const Meant& meant, Diagnostic found) {
    namespace codes = base::codes;
    const bool lacks = found.code == &codes::not_on_provider || found.code == &codes::one_continue;
    if (!meant.asked && (lacks || !meant.named)) found.severity = Severity::note;
    if (!meant.asked && found.severity == Severity::error) found.severity = Severity::warning;
    // A rule's own words about a place are better than a remark of the provider's, and about a value both say the same.
    const bool mild = found.severity == Severity::note || found.code == &codes::twiml_value;
    if (mild && said_.contains({found.where.file, found.where.begin, found.where.end})) return;
    diagnostics_.add(std::move(found));
}

void Checker::rendered(const Meant& meant, flow::ResolvedResponse& response, Document& document) {
    base::Diagnostics other; // the same in a conversation by text, where that makes a difference
    const auto is_message = [](const ResolvedVerb& one) { return one.spec->name == "message"; };
    const bool both = !document.rendered.empty() && std::ranges::any_of(response.verbs, is_message);
    if (both) {
        response.text = true;
        std::string text;
        meant.provider->render(response, text, &other);
        response.text = false;
    }
    for (Diagnostic& found : document.rendered.items()) {
        const auto same = [&](const Diagnostic& one) { return one.where == found.where; };
        if (both && std::ranges::none_of(other.items(), same)) continue;
        std::erase_if(found.notes, [](const base::Note& note) { return !note.where.valid(); }); // a value of ours
        add(meant, std::move(found));
    }
}

// A finding about a document, at a place of the flow.
void Checker::take(const Meant& meant, const Diagnostic& found, base::Span where) {
    Diagnostic made = found;
    made.where = where;
    made.notes.clear();
    made.edits.clear();
    add(meant, std::move(made));
}

std::size_t about_order(const base::Diagnostics& found) {
    return static_cast<std::size_t>(std::ranges::count(found.items(), &base::codes::tropo_order, &Diagnostic::code));
}

// What is wrong with verbs one after the other is said of the first that makes it so. What stands behind the end of a document, and
// rejects that come too late, have rules of their own.
void Checker::in_order(const Meant& meant, const flow::ResolvedResponse& response) {
    constexpr std::size_t most = 50; // verbs that are looked at
    flow::ResolvedResponse before;
    std::size_t seen = 0;
    for (const ResolvedVerb& verb : response.verbs) {
        before.verbs.push_back(verb);
        Document document;
        make(*meant.provider, before, document);
        const std::size_t now = about_order(document.checked);
        if (now > seen && verb.spec->name != "reject") {
            const auto last = std::ranges::find(document.checked.items().rbegin(), document.checked.items().rend(),
                                                &base::codes::tropo_order, &Diagnostic::code);
            take(meant, *last, verb.where);
        }
        seen = std::max(now, seen);
        if (verb.spec->ends_document || before.verbs.size() >= most) return;
    }
}

// The verb that a finding is about is found by looking at each alone.
void Checker::checked(const Meant& meant, const flow::ResolvedResponse& response, const Document& document) {
    for (const Diagnostic& found : document.checked.items()) {
        if (is_about_all(*found.code)) take(meant, found, response.where);
    }
    std::size_t order = 0;
    for (const ResolvedVerb& verb : response.verbs) {
        flow::ResolvedResponse alone;
        alone.verbs.push_back(verb);
        Document own;
        make(*meant.provider, alone, own);
        order += about_order(own.checked);
        for (const Diagnostic& found : own.checked.items()) {
            if (is_about_all(*found.code) || is_known(verb, *found.code)) continue;
            const std::string_view text = own.sources[found.where.file].text();
            take(meant, found, place_of(verb, text.substr(found.where.begin, found.where.size())));
        }
    }
    if (order == 0 && about_order(document.checked) != 0) in_order(meant, response);
}

// Where the call goes when the verbs have run out (engine: the closing redirect).
bool goes_on(const flow::State& state, const std::vector<ResolvedVerb>& verbs) {
    return !state.next.empty() && !state.final && std::ranges::none_of(verbs, [](const ResolvedVerb& one) {
        return one.spec->ends_document || (one.spec->action_always && one.find("action") != nullptr);
    });
}

void Checker::state(const flow::State& state, const Meant& meant) {
    const std::vector<Verb>* verbs = state.response.present ? verbs_for(state.response, meant.provider->name) : nullptr;
    if (verbs == nullptr) return;
    for (std::vector<ResolvedVerb>& answer : answers(*verbs, *meant.provider)) {
        flow::ResolvedResponse response;
        response.verbs = std::move(answer);
        response.where = state.response.where;
        response.has_next = goes_on(state, response.verbs);
        response.next = response.has_next ? "/next" : "";
        Document document;
        make(*meant.provider, response, document);
        rendered(meant, response, document);
        if (!document.checked.empty()) checked(meant, response, document);
    }
}

void Checker::effects(const flow::Flow& flow, const Meant& meant) {
    base::Diagnostics found;
    const std::string_view title = meant.provider->title; // `Twilio (TwiML)`
    const providers::Findings findings(title.substr(0, title.find(" (")), &found);
    flow::each_effect(flow, [&](const flow::Effect& effect) {
        for (const flow::Field& field : effect.fields) {
            const std::string_view gap = meant.provider->effect_gap(effect, field);
            if (!gap.empty()) findings.left_out(flow::to_string(effect.kind), field, gap);
        }
    });
    for (Diagnostic& one : found.items()) add(meant, std::move(one));
}

} // namespace

bool check_portability(const flow::Flow& flow, std::span<const std::string> asked, base::Diagnostics& diagnostics) {
    constexpr std::size_t states = 64; // in one piece of work
    const std::vector<Meant> all = meant_for(flow, asked);
    const std::size_t pieces = (flow.states.size() + states - 1) / states;
    const Said said = places_of(diagnostics);
    std::vector<base::Diagnostics> found(all.size() * pieces);
    side_by_side(found.size(), flow.states.size() >= large_flow, [&](std::size_t piece) {
        Checker checker(said, found[piece]);
        const std::size_t begin = piece % pieces * states;
        for (const flow::State& state :
             std::span(flow.states).subspan(begin, std::min(states, flow.states.size() - begin)))
            checker.state(state, all[piece / pieces]);
    });
    for (const Meant& one : all) Checker(said, found.emplace_back()).effects(flow, one);
    for (base::Diagnostics& one : found) {
        for (Diagnostic& each : one.items()) diagnostics.add(std::move(each));
    }
    return all.size() == providers::registry().size();
}

} // namespace callflow::lint
