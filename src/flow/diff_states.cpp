// What states hold and say, compared.
#include "base/text.hpp"
#include "flow/diff_parts.hpp"
#include "flow/spell.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace callflow::flow {
namespace {

constexpr std::int64_t second = 1'000'000'000;

std::string yes(bool flag) { return flag ? "true" : ""; }

std::string spell_tags(std::vector<std::string> tags) {
    std::ranges::sort(tags);
    std::string out;
    for (const std::string& one : tags) out += (out.empty() ? "" : ", ") + one;
    return out;
}

std::string spell_final(const State& state) { return state.final.value_or(""); }

// What is given by name, with where it is given.
struct Given {
    std::string text;
    base::Span where;
};
using ByName = std::map<std::string, Given>;

void compare_names(Changes& changes, const std::string& prefix, const ByName& old, const ByName& now) {
    for (const auto& [name, one] : now) {
        const auto was = old.find(name);
        compare_texts(changes, prefix + name, was == old.end() ? "" : was->second.text, one.text, one.where);
    }
    for (const auto& [name, one] : old)
        if (!now.contains(name)) compare_texts(changes, prefix + name, one.text, "", one.where);
}

ByName timers_of(const Flow& flow, const State& state) {
    ByName out;
    for (const Timer& one : state.timers)
        out[flow.events[one.event].text()] = {base::format_duration(one.after), one.where};
    return out;
}

ByName request_of(const State& state) {
    ByName out;
    if (!state.request) return out;
    for (const Field& one : state.request->fields) out[one.name] = {spell(one), one.where};
    // An empty text would be the same as none.
    if (state.request->timeout != 10 * second)
        out["timeout"] = {base::format_duration(state.request->timeout), state.request->where};
    if (!state.request->save.empty()) out["save"] = {state.request->save, state.request->where};
    return out;
}

ByName attributes_of(const std::vector<Attribute>& attributes) {
    ByName out;
    for (const Attribute& one : attributes) {
        std::string text = spell(one);
        out[std::string(one.spec->name)] = {text.empty() ? "\"\"" : std::move(text), one.where};
    }
    return out;
}

class Verbs {
public:
    Verbs(Changes& changes, const Versions& flows) : changes_(changes), flows_(flows) {}

    void lists(const std::string& path, const std::vector<Verb>& old, const std::vector<Verb>& now) {
        const std::vector<Listed> was = listed(flows_.old, old);
        const std::vector<Listed> is = listed(flows_.now, now);
        for (const Aligned& one : align(was, is)) {
            if (one.now == not_there)
                compare_texts(changes_, path + place(old, one.old), was[one.old].text, "", old[one.old].where);
            else if (one.old == not_there)
                compare_texts(changes_, path + place(now, one.now), "", is[one.now].text, now[one.now].where);
            else if (was[one.old].text != is[one.now].text) {
                const std::size_t before = changes_.size();
                verb(path + place(now, one.now), old[one.old], now[one.now]);
                // What differs is never passed over, whatever a verb may come to hold.
                if (changes_.size() == before)
                    compare_texts(changes_, path + place(now, one.now), was[one.old].text, is[one.now].text,
                                  now[one.now].where);
            }
        }
    }

private:
    static std::vector<Listed> listed(const Flow& flow, const std::vector<Verb>& verbs) {
        std::vector<Listed> out;
        for (const Verb& one : verbs) out.push_back({spell(flow, one), one.spec->name, one.where});
        return out;
    }
    // Which of those of the same name it is.
    static std::string place(const std::vector<Verb>& verbs, std::size_t index) {
        const auto same = std::count_if(verbs.begin(), verbs.begin() + static_cast<std::ptrdiff_t>(index) + 1,
                                        [&](const Verb& one) { return one.spec == verbs[index].spec; });
        return "/" + std::string(verbs[index].spec->name) + "[" + std::to_string(same) + "]";
    }

    // Two of one name that differ.
    void verb(const std::string& path, const Verb& old, const Verb& now) {
        const auto text = [&](std::string_view name, std::string was, std::string is) {
            compare_texts(changes_, path + "@" + std::string(name), std::move(was), std::move(is), now.where);
        };
        text("if", spell(old.conditions, true), spell(now.conditions, true));
        compare_names(changes_, path + "@", attributes_of(old.attributes), attributes_of(now.attributes));
        std::map<std::string, ByName> was;
        std::map<std::string, ByName> is;
        for (const ProviderAttributes& one : old.overrides) was[one.provider].merge(attributes_of(one.attributes));
        for (const ProviderAttributes& one : now.overrides) is[one.provider].merge(attributes_of(one.attributes));
        for (const auto& [provider, attributes] : was) is.try_emplace(provider);
        for (const auto& [provider, attributes] : is)
            compare_names(changes_, path + "/" + provider + "@", was[provider], attributes);
        text("sensitive", yes(old.sensitive), yes(now.sensitive));
        text("prompt", prompts(flows_.old, old), prompts(flows_.now, now));
        if (old.each.size() == 1 && now.each.size() == 1) {
            const Each& before = old.each.front();
            const Each& after = now.each.front();
            text("in", spell_expression(before.in), spell_expression(after.in));
            text("as", before.as, after.as);
            text("shuffle", yes(before.shuffle), yes(after.shuffle));
            lists(path, before.body, after.body);
        }
        lists(path, old.children, now.children);
    }
    static std::string prompts(const Flow& flow, const Verb& verb) {
        std::string out;
        for (const SpokenPrompt& one : verb.prompt) {
            out += flow.prompts[one.prompt].name;
            // The verb's own language is an attribute, too.
            if (one.given == SpokenPrompt::Given::by_defaults) out += ", language unless known " + spell(one.language);
        }
        return out;
    }

    Changes& changes_;
    const Versions& flows_;
};

const std::vector<Verb>* find_provider(const Response& response, std::string_view provider) {
    const auto found = std::ranges::find(response.by_provider, provider, &ProviderResponse::provider);
    if (found != response.by_provider.end()) return &found->verbs;
    return response.by_provider.empty() ? &response.verbs : nullptr;
}

// What a response says, for each provider if either of the two makes a difference between them.
void compare_responses(Changes& changes, const Versions& flows, const Response& old, const Response& now) {
    Verbs verbs(changes, flows);
    if (old.by_provider.empty() && now.by_provider.empty()) {
        if (old.present != now.present && old.verbs.empty() && now.verbs.empty())
            compare_texts(changes, "response", old.present ? "[]" : "", now.present ? "[]" : "",
                          now.present ? now.where : old.where);
        verbs.lists("response", old.verbs, now.verbs);
        return;
    }
    static const std::vector<Verb> nothing;
    for (const std::string_view provider : provider_keys()) {
        const std::vector<Verb>* was = find_provider(old, provider);
        const std::vector<Verb>* is = find_provider(now, provider);
        if (was == nullptr && is == nullptr) continue;
        verbs.lists("response/" + std::string(provider), was == nullptr ? nothing : *was,
                    is == nullptr ? nothing : *is);
    }
}

} // namespace

void compare_states(Changes& changes, const Versions& flows, const State& old, const State& now) {
    const auto text = [&](std::string_view name, std::string was, std::string is) {
        compare_texts(changes, std::string(name), std::move(was), std::move(is), now.where);
    };
    text("label", old.label, now.label);
    text("group", old.group, now.group);
    text("description", old.description, now.description);
    text("tags", spell_tags(old.tags), spell_tags(now.tags));
    text("talk", yes(old.talk), yes(now.talk));
    text("final", spell_final(old), spell_final(now));
    text("flow", old.sub_flow ? old.sub_flow->name : "", now.sub_flow ? now.sub_flow->name : "");
    compare_responses(changes, flows, old.response, now.response);
    compare_names(changes, "request/", request_of(old), request_of(now));
    compare_names(changes, "timers/", timers_of(flows.old, old), timers_of(flows.now, now));
    compare_callbacks(changes, "before", flows, old.before, now.before);
    compare_callbacks(changes, "after", flows, old.after, now.after);
}

std::string spell_content(const Flow& flow, const State& state) {
    // `final: true` ends with the state's name.
    const bool by_name = state.final && *state.final == state.name;
    std::string out = yes(state.talk) + "\n" + (by_name ? "true" : spell_final(state)) + "\n";
    if (state.sub_flow) out += "flow " + state.sub_flow->name + "\n";
    const auto verbs = [&](std::string_view provider, const std::vector<Verb>& all) {
        out += provider;
        out += state.response.present ? ":\n" : "\n";
        for (const Verb& one : all) out += spell(flow, one) + "\n";
    };
    verbs("", state.response.verbs);
    for (const std::string_view provider : provider_keys())
        if (!state.response.by_provider.empty())
            if (const std::vector<Verb>* own = find_provider(state.response, provider)) verbs(provider, *own);
    const auto names = [&](std::string_view kind, const ByName& all) {
        for (const auto& [name, one] : all) out += std::string(kind) + " " + name + " " + one.text + "\n";
    };
    names("request", request_of(state));
    names("timer", timers_of(flow, state));
    for (const Callback& one : state.before) out += "before " + spell(flow, one) + "\n";
    for (const Callback& one : state.after) out += "after " + spell(flow, one) + "\n";
    return out;
}

} // namespace callflow::flow
