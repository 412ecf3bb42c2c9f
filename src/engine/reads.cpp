#include "engine/compiled.hpp"

namespace callflow::engine {
namespace {

// Marks what the expressions of a flow read.
class Reads {
public:
    explicit Reads(std::size_t slots) : read_(slots, false) {}

    void flow(const flow::Flow& flow) {
        for (const flow::Body& body : flow.bodies) {
            handlers(body.on);
            callbacks(body.before);
            callbacks(body.after);
        }
        for (const flow::State& one : flow.states) state(one);
        for (const flow::Prompt& prompt : flow.prompts)
            for (const flow::PromptText& one : prompt.texts) text(one.text);
    }
    [[nodiscard]] std::vector<bool> take() { return std::move(read_); }

private:
    void state(const flow::State& state) {
        handlers(state.on);
        branches(state.next);
        callbacks(state.before);
        callbacks(state.after);
        verbs(state.response.verbs);
        for (const flow::ProviderResponse& one : state.response.by_provider) verbs(one.verbs);
    }
    void handlers(const std::vector<flow::Handler>& on) {
        for (const flow::Handler& handler : on) {
            conditions(handler.conditions);
            branches(handler.branches);
        }
    }
    void branches(const std::vector<flow::Branch>& all) {
        for (const flow::Branch& branch : all) {
            conditions(branch.conditions);
            assignments(branch.set);
            for (const flow::Effect& one : branch.effects) effect(one);
            for (const flow::Switch& choice : branch.choose) {
                expression(choice.on);
                for (const flow::SwitchCase& one : choice.cases) branches(one.branches);
                branches(choice.otherwise);
            }
        }
    }
    void callbacks(const std::vector<flow::Callback>& all) {
        for (const flow::Callback& one : all) effect(one.effect);
    }
    void effect(const flow::Effect& effect) {
        assignments(effect.set);
        fields(effect.fields);
    }
    void fields(const std::vector<flow::Field>& all) {
        for (const flow::Field& field : all) {
            text(field.value);
            references(field.event);
            fields(field.children);
        }
    }
    void verbs(const std::vector<flow::Verb>& all) {
        for (const flow::Verb& verb : all) {
            conditions(verb.conditions);
            attributes(verb.attributes);
            for (const flow::ProviderAttributes& one : verb.overrides) attributes(one.attributes);
            verbs(verb.children);
            for (const flow::SpokenPrompt& one : verb.prompt) text(one.language);
            for (const flow::Each& each : verb.each) {
                expression(each.in);
                verbs(each.body);
            }
        }
    }
    void attributes(const std::vector<flow::Attribute>& all) {
        for (const flow::Attribute& one : all) {
            text(one.value);
            references(one.event);
            fields(one.json);
        }
    }
    void references(const std::vector<flow::EventReference>& all) {
        for (const flow::EventReference& one : all)
            for (const auto& [key, value] : one.params) text(value);
    }
    void assignments(const std::vector<flow::Assignment>& all) {
        for (const flow::Assignment& one : all) expression(one.value);
    }
    void conditions(const std::vector<flow::Condition>& all) {
        for (const flow::Condition& one : all) expression(one.expression);
    }
    void text(const expr::Template& text) {
        for (const expr::Template::Part& part : text.parts()) expression(part.expression);
    }
    void expression(const expr::Expression& expression) {
        if (expression.empty()) return;
        for (const expr::Reference& reference : expression.references())
            if (reference.slot < read_.size()) read_[reference.slot] = true;
    }

    std::vector<bool> read_;
};

} // namespace

std::vector<bool> slots_read(const flow::Flow& flow) {
    Reads reads(flow.scope.slot_count());
    reads.flow(flow);
    return reads.take();
}

} // namespace callflow::engine
