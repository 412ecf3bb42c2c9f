#include "flow/uses.hpp"

#include <string_view>

namespace callflow::flow {
namespace {

// Walks over everything in a flow that holds expressions or assignments, once.
class Walk {
public:
    struct Visitors {
        const std::function<void(const Use&)>* use = nullptr;
        const std::function<void(const Setting&)>* set = nullptr;
        const std::function<void(const Named&)>* named = nullptr;
    };
    Walk(const Flow& flow, Visitors visitors) : flow_(flow), visitors_(visitors) {}

    void run() {
        for (const Body& body : flow_.bodies) {
            handlers(body.on);
            callbacks(body.before);
            callbacks(body.after);
        }
        for (const Dialplan& plan : flow_.dialplans) {
            for (const DialEntry& entry : plan.entries) {
                conditions(entry.conditions);
                text(entry.from_user, Kind::effect);
                for (const DialTarget& target : entry.to) text(target.address, Kind::effect);
            }
        }
        for (StateId id = 0; id < flow_.states.size(); ++id) {
            at_ = {Use::Kind::guard, id, none, nullptr, nullptr};
            state(flow_.states[id]);
        }
    }

private:
    using Kind = Use::Kind;

    void state(const State& state) {
        handlers(state.on);
        branches(state.next);
        callbacks(state.before);
        callbacks(state.after);
        verbs(state.response.verbs);
        for (const ProviderResponse& one : state.response.by_provider) verbs(one.verbs);
        if (!state.request) return;
        fields(state.request->fields, Kind::request);
        if (const Var* saved = state.request->save.empty() ? nullptr : flow_.find_var(state.request->save))
            set(static_cast<std::uint32_t>(saved - flow_.vars.data()), nullptr, state.request->where);
    }
    void handlers(const std::vector<Handler>& on) {
        for (const Handler& handler : on) {
            conditions(handler.conditions);
            branches(handler.branches);
        }
    }
    // As deep as the document is, which is bounded.
    void branches(const std::vector<Branch>& all) {
        for (const Branch& branch : all) {
            conditions(branch.conditions);
            at_.to = branch.kind == Branch::Kind::state ? branch.target : at_.state;
            assignments(branch.set);
            for (const Effect& one : branch.effects) effect(one);
            at_.to = none;
            for (const Switch& choice : branch.choose) {
                expression(choice.on, Kind::choice);
                for (const SwitchCase& one : choice.cases) branches(one.branches);
                branches(choice.otherwise);
            }
        }
    }
    void callbacks(const std::vector<Callback>& all) {
        for (const Callback& one : all) effect(one.effect);
    }
    void effect(const Effect& effect) {
        assignments(effect.set);
        redirects_ = effect.kind == EffectKind::redirect;
        fields(effect.fields, Kind::effect);
        redirects_ = false;
    }
    void fields(const std::vector<Field>& all, Kind kind) {
        for (const Field& field : all) {
            text(field.value, kind);
            references(field.event, kind);
            fields(field.children, kind);
        }
    }
    void verbs(const std::vector<Verb>& all) {
        for (const Verb& verb : all) {
            conditions(verb.conditions);
            attributes(verb.attributes);
            for (const ProviderAttributes& one : verb.overrides) attributes(one.attributes);
            verbs(verb.children);
            for (const SpokenPrompt& spoken : verb.prompt) {
                text(spoken.language, Kind::response);
                for (const PromptText& one : flow_.prompts[spoken.prompt].texts) text(one.text, Kind::response);
            }
            for (const Each& each : verb.each) {
                at_.loop = &each;
                expression(each.in, Kind::response);
                at_.loop = nullptr;
                verbs(each.body);
            }
        }
    }
    void attributes(const std::vector<Attribute>& all) {
        for (const Attribute& one : all) {
            text(one.value, Kind::response);
            references(one.event, Kind::response);
            fields(one.json, Kind::response);
        }
    }
    void references(const std::vector<EventReference>& all, Kind kind) {
        for (const EventReference& one : all) {
            if (visitors_.named != nullptr) (*visitors_.named)({at_.state, &one, redirects_});
            for (const auto& [key, value] : one.params) text(value, kind);
        }
    }
    void assignments(const std::vector<Assignment>& all) {
        for (const Assignment& one : all) {
            expression(one.value, Kind::value);
            set(one.var, &one.value, one.where);
        }
    }
    void conditions(const std::vector<Condition>& all) {
        for (const Condition& one : all) expression(one.expression, Kind::guard);
    }
    void text(const expr::Template& text, Kind kind) {
        for (const expr::Template::Part& part : text.parts()) expression(part.expression, kind);
    }
    void expression(const expr::Expression& expression, Kind kind) {
        if (visitors_.use == nullptr || expression.empty()) return;
        at_.kind = kind;
        at_.expression = &expression;
        (*visitors_.use)(at_);
    }
    void set(std::uint32_t var, const expr::Expression* value, base::Span where) {
        if (visitors_.set != nullptr) (*visitors_.set)({at_.to != none ? at_.to : at_.state, var, value, where});
    }

    const Flow& flow_;
    const Visitors visitors_;
    Use at_;
    bool redirects_ = false; // inside a `redirect` effect
};

} // namespace

void each_use(const Flow& flow, const std::function<void(const Use&)>& visit) { Walk(flow, {.use = &visit}).run(); }

void each_setting(const Flow& flow, const std::function<void(const Setting&)>& visit) {
    Walk(flow, {.set = &visit}).run();
}

void each_reference(const Flow& flow, const std::function<void(const Named&)>& visit) {
    Walk(flow, {.named = &visit}).run();
}

Uses all_uses(const Flow& flow) {
    Uses out;
    const std::function<void(const Use&)> use = [&](const Use& one) { out.uses.push_back(one); };
    const std::function<void(const Setting&)> set = [&](const Setting& one) { out.settings.push_back(one); };
    const std::function<void(const Named&)> named = [&](const Named& one) { out.references.push_back(one); };
    Walk(flow, {.use = &use, .set = &set, .named = &named}).run();
    return out;
}

std::vector<EventId> sent_from_outside(const Flow& flow) {
    std::vector<Named> references;
    each_reference(flow, [&](const Named& one) { references.push_back(one); });
    return sent_from_outside(flow, references);
}

std::vector<EventId> sent_from_outside(const Flow& flow, const std::vector<Named>& references) {
    std::vector<bool> outside(flow.events.size(), false), inside(flow.events.size(), false);
    const auto handled = [&](const std::vector<Handler>& on) {
        for (const Handler& one : on) outside[one.event] = true;
    };
    for (const Body& body : flow.bodies) handled(body.on);
    for (const State& state : flow.states) handled(state.on);
    const auto brought = [&](std::string_view actor, std::string_view name) {
        for (const EventId id : {flow.find_event(actor, name), flow.find_event({}, name)})
            if (id != none) inside[id] = true;
    };
    for (const std::string_view name : {"next", "success", "failure"}) brought({}, name);
    for (const Signal& signal : flow.signals) inside[signal.event] = true;
    for (const State& state : flow.states) {
        for (const Timer& timer : state.timers) inside[timer.event] = true;
        if (state.final) brought({}, *state.final);
    }
    if (flow.start != none) inside[flow.start] = true;
    std::vector<bool> redirected(flow.events.size(), false);
    for (const Named& named : references) {
        brought(named.event->actor, named.event->event);
        if (!named.redirects) continue;
        if (const EventId event = flow.find_event(named.event->actor, named.event->event); event != none)
            redirected[event] = true;
    }
    std::vector<EventId> out;
    for (EventId id = 0; id < flow.events.size(); ++id) {
        if (redirected[id] || (outside[id] && !inside[id])) out.push_back(id);
    }
    return out;
}

} // namespace callflow::flow
