// Documents become flows that answer with the same: real ones, those that libraries write, and all that the tables can say.
#include "cli/convert.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "engine/machine.hpp"
#include "providers/corpus.hpp"
#include "providers/translate.hpp"
#include "providers/tropo/tropo.hpp"
#include "scenario/run.hpp"
#include "source_dir.hpp"
#include "syntax/read_flow.hpp"

#include <catch2/catch.hpp>
#include <fstream>

using namespace callflow;
using providers::Provider;

namespace {

using Lines = std::vector<std::string>;

// What a document becomes, and what the flow answers with.
struct Converted {
    base::Sources sources;
    base::FileId file = base::no_file;
    base::Diagnostics lost;
    base::Diagnostics checked;
    std::string flow;
    std::string document; // empty: the flow cannot answer
    Lines problems;       // why not, and what the two documents differ in

    [[nodiscard]] bool has_raw() const { return flow.find("raw:") != std::string::npos; }
};

void answer(const Provider& provider, bool text, Converted& out) {
    base::Diagnostics found;
    const auto document = doc::read_yaml(out.sources, out.sources.add("flow.yaml", out.flow), found);
    const auto flow = document ? syntax::read_flow(*document, found) : nullptr;
    for (const base::Diagnostic& one : found.items()) {
        if (one.severity == base::Severity::error) out.problems.push_back(one.message);
    }
    if (flow == nullptr || !out.problems.empty()) return;
    const engine::Machine machine(*flow);
    scenario::Scenario quick = scenario::quick_scenario({});
    if (text) quick.calls.front().channel = "text";
    engine::Call call = scenario::new_call(machine, quick.calls.front(), provider.name, 0);
    engine::StepResult started;
    machine.start(call, started);
    flow::ResolvedResponse response;
    engine::StepError error;
    if (!machine.respond(call, provider.name, response, &error)) {
        out.problems.push_back("no answer: " + error.message);
        return;
    }
    provider.render(response, out.document, nullptr);
}

void convert(const Provider& provider, const std::string& text, Converted& out) {
    out.file = out.sources.add("document", text);
    (void)provider.check(out.sources, out.file, out.checked);
    base::Diagnostics unreadable;
    auto parsed = provider.parse(out.sources, out.file, unreadable);
    if (!parsed) {
        out.problems.push_back("unreadable");
        return;
    }
    const bool message = parsed->response.text;
    cli::simplify(out.sources, out.file, provider, *parsed);
    const auto flow = cli::flow_text(out.sources, provider, std::move(*parsed), {.whole = true, .name = "x"}, out.lost);
    if (!flow) {
        out.problems.push_back("no flow");
        return;
    }
    out.flow = *flow;
    answer(provider, message, out);
    if (!out.problems.empty()) return;
    base::Diagnostics ignored;
    const auto differences = provider.compare(out.sources, out.file, out.sources.add("again", out.document), ignored);
    if (!differences) out.problems.push_back("the answer is unreadable");
    for (const providers::Difference& one : differences.value_or(std::vector<providers::Difference>{})) {
        out.problems.push_back(one.path + ": " + one.left + " -> " + one.right);
    }
}

Lines messages(const base::Diagnostics& findings) {
    Lines out;
    for (const base::Diagnostic& one : findings.items()) out.push_back(one.message);
    return out;
}

// The document becomes a flow without `raw`, nothing is lost, and the flow answers with the same.
void hold(const Provider& provider, const std::string& text) {
    Converted one;
    convert(provider, text, one);
    INFO(text);
    INFO(one.flow);
    INFO(one.document);
    CHECK(one.problems == Lines{});
    CHECK(messages(one.lost) == Lines{});
    CHECK_FALSE(one.has_raw());
}

const Provider& provider_of(std::string_view kind) {
    return *providers::find_provider(kind == "twiml" ? "twilio" : "tropo");
}

struct Written {
    std::string title;
    std::string document;
};

std::vector<Written> written(const std::string& kind) {
    std::ifstream in(std::string(source_dir) + "/tests/unit/cli/documents/" + kind + ".txt");
    std::vector<Written> out;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("= ")) {
            out.push_back({line.substr(2), {}});
        } else if (!out.empty()) {
            out.back().document += (out.back().document.empty() ? "" : "\n") + line;
        }
    }
    return out;
}

} // namespace

TEST_CASE("real documents become flows that answer with the same") {
    // Wrong in themselves: what they are told for it. One answers a call with a text, one asks without saying what for.
    const std::vector<std::pair<std::string, std::string>> wrong = {
        {"api-snippets__quickstart__csharp__sms__example-7__send-sms-during-call.twiml", "CF5109"},
        {"ruby__spec__023_should-generate-a-complete-ask-JSON-document.json", "CF5205"},
    };
    for (const std::string kind : {"twiml", "tropo"}) {
        for (const providers::testing::fs::path& path : providers::testing::corpus(kind)) {
            const std::string name = path.filename().string();
            INFO(name);
            const auto known =
                std::find_if(wrong.begin(), wrong.end(), [&](const auto& one) { return one.first == name; });
            if (known == wrong.end()) {
                hold(provider_of(kind), providers::testing::slurp(path));
                continue;
            }
            Converted one;
            convert(provider_of(kind), providers::testing::slurp(path), one);
            const auto& found = one.checked.items();
            CHECK(std::any_of(found.begin(), found.end(),
                              [&](const base::Diagnostic& said) { return said.code->code == known->second; }));
            CHECK_FALSE(one.lost.empty());
        }
    }
}

TEST_CASE("what libraries write becomes flows that answer with the same") {
    for (const std::string kind : {"twiml", "tropo"}) {
        const std::vector<Written> all = written(kind);
        CHECK(all.size() >= 34);
        for (const Written& one : all) {
            INFO(one.title);
            hold(provider_of(kind), one.document);
        }
    }
}

namespace {

using flow::AttributeType;
using flow::ResolvedVerb;

// Values that an attribute can have, by a number.
std::string sample(const flow::AttributeSpec& spec, std::size_t n) {
    const auto of = [n](std::initializer_list<std::string_view> all) {
        return std::string(all.begin()[n % all.size()]);
    };
    if (!spec.values.empty() && (n % 3 != 0 || spec.type == AttributeType::choice)) {
        if (spec.type == AttributeType::choices && spec.values.size() > 1) {
            return std::string(spec.values.back()) + " " + std::string(spec.values.front());
        }
        return std::string(spec.values[n % spec.values.size()]);
    }
    const std::int64_t least = std::max<std::int64_t>(spec.minimum, 0);
    switch (spec.type) {
    case AttributeType::boolean: return of({"true", "false"});
    case AttributeType::integer:
        return std::to_string(n % 2 == 0 || spec.maximum == INT64_MAX ? least + 1 : spec.maximum);
    case AttributeType::decimal: return of({"0.25", "7", "20.40"});
    case AttributeType::seconds: return std::to_string(least + 2);
    case AttributeType::key_set: return of({"#", "*", "5", ""});
    case AttributeType::dtmf: return of({"12#", "wW*9", "A"});
    case AttributeType::phone_number: return of({"+15551230000", "010", "client:joe"});
    case AttributeType::list: return of({"https://x.example/a.png", "https://x.example/a https://x.example/b?c={{d}}"});
    case AttributeType::uri:
        return std::string(spec.scheme.empty() ? "sip:" : spec.scheme) + of({"joe@example.com", "a.example/{{x}}"});
    case AttributeType::address:
        return of({"/next", "https://example.com/a?b=c&d={{e}}", "chose", "./chose", "a.xml", "../x"});
    case AttributeType::ssml: return of({"One <break time=\"1s\"/> two", "<p>{{x}}</p> &amp; more"});
    case AttributeType::json:
        if (spec.name.ends_with("Prompt")) return of({"true", R"({"value":"Hi {{x}}","voice":"kate"})", "false"});
        if (spec.name == "machineDetection") return of({"true", R"({"introduction":"a","voice":"b"})"});
        if (spec.name == "recipients") return R"(["+1","sip:a@b.example"])";
        if (spec.name == "media") return of({R"("http://x.example/a.png")", R"(["a b","c"])"});
        if (spec.name == "destinations" || spec.name == "transcriptions")
            return R"([{"url":"http://a.example"},{"url":"b"}])";
        return of({R"({"a":"b"})", R"({"k {{x}}":"v: \"w\"","n":"1"})"});
    case AttributeType::choices: return std::string(spec.values.empty() ? "a" : spec.values.front());
    case AttributeType::choice: return std::string(spec.values.empty() ? "a" : spec.values.front());
    default: break;
    }
    if (spec.name == "choices") return of({"[5 DIGITS]", "sales(1, sales), support(2)"});
    return of({"Hello", "yes", "# {{name}} 'x': \"y\" \\ {a}", "caf\xc3\xa9, - ~", "012", "two words"});
}

const flow::AttributeSpec* spec_of(const flow::VerbSpec& verb, const Provider& provider, std::string_view name) {
    return flow::find_attribute(verb, name, provider.name);
}

void give(ResolvedVerb& verb, const Provider& provider, std::string_view name, std::size_t n) {
    const flow::AttributeSpec* spec = spec_of(*verb.spec, provider, name);
    if (spec == nullptr || verb.find(name) != nullptr || spec->type == AttributeType::prompt) return;
    verb.attributes.push_back({spec, sample(*spec, n), {}});
}

// The least that a verb has to hold.
ResolvedVerb least_of(const flow::VerbSpec& spec, const Provider& provider, std::size_t n) {
    ResolvedVerb out;
    out.spec = &spec;
    if (!spec.content.empty() && spec.content_required) {
        if (flow::find_attribute(spec, spec.content) != nullptr) {
            give(out, provider, spec.content, n);
        } else {
            out.children.push_back(least_of(*flow::find_verb(spec.content), provider, n));
        }
    }
    for (const flow::AttributeSpec& one : spec.attributes) {
        if (one.required) give(out, provider, one.name, n);
    }
    if (spec.needs != flow::Nouns::any) {
        for (const std::string_view noun : spec.children) {
            const auto* support = providers::find_support(provider, noun);
            if (support == nullptr || support->element.empty() || !out.children.empty()) continue;
            const flow::InsideSpec* inside = flow::find_inside(spec.name, noun);
            ResolvedVerb child = least_of(*flow::find_verb(noun), provider, n);
            if (inside != nullptr) {
                child.attributes.clear();
                give(child, provider, inside->content, n);
            }
            out.children.push_back(std::move(child));
        }
    }
    return out;
}

// Whether an attribute can stand beside those that are there.
bool fits(const ResolvedVerb& verb, std::string_view name) {
    const auto excludes = [&](std::string_view one, std::string_view other) {
        return name == one && verb.find(other) != nullptr;
    };
    for (const auto& [a, b] :
         std::initializer_list<std::pair<std::string_view, std::string_view>>{{"ssml", "text"},
                                                                              {"url", "destinations"},
                                                                              {"to", "recipients"},
                                                                              {"digits", "url"},
                                                                              {"transcriptionUrl", "transcriptions"},
                                                                              {"transcribe", "transcriptions"},
                                                                              {"transcribeCallback", "transcriptions"},
                                                                              {"ssml", "as"}}) {
        if (excludes(a, b) || excludes(b, a)) return false;
    }
    return true;
}

void with_attribute(ResolvedVerb& verb, const Provider& provider, std::string_view name, std::size_t n) {
    if (name == "ssml" && verb.spec->name == "say") verb.attributes.clear();
    if (name == "recipients" || name == "destinations" || name == "digits") {
        std::erase_if(verb.attributes,
                      [&](const auto& one) { return one.spec->name == verb.spec->content || one.spec->name == "url"; });
    }
    if (fits(verb, name)) give(verb, provider, name, n);
}

void hold_verb(const Provider& provider, const ResolvedVerb& verb) {
    flow::ResolvedResponse response;
    response.verbs = {verb};
    std::string document;
    provider.render(response, document, nullptr);
    hold(provider, document);
}

// Calls `visit` with a response's verb for each verb and noun of the provider, and where in it that one stands.
template <class Visit> void each_place(const Provider& provider, std::size_t n, const Visit& visit) {
    for (const flow::VerbSpec& spec : flow::vocabulary()) {
        const auto* support = providers::find_support(provider, spec.name);
        if (support == nullptr || support->element.empty() || spec.name == "raw" || spec.name == "transfer") continue;
        if (spec.in_response && spec.inside.empty()) {
            ResolvedVerb verb = least_of(spec, provider, n);
            visit(verb, [](ResolvedVerb& outer) -> ResolvedVerb& { return outer; }, *support);
        }
        for (const flow::VerbSpec& around : flow::vocabulary()) {
            const auto* outer = providers::find_support(provider, around.name);
            const bool inside = std::ranges::find(around.children, spec.name) != around.children.end();
            if (!inside || outer == nullptr || outer->element.empty() || !around.in_response ||
                !around.inside.empty() || flow::find_inside(around.name, spec.name) != nullptr) {
                continue;
            }
            ResolvedVerb verb = least_of(around, provider, n);
            verb.children = {least_of(spec, provider, n)};
            if (around.name == "message")
                std::erase_if(verb.attributes, [](const auto& one) { return one.spec->name == "text"; });
            if (around.name == "message" || around.name == "record") {
                if (provider.name == "twilio") continue; // says it in another way
            }
            visit(verb, [](ResolvedVerb& one) -> ResolvedVerb& { return one.children.front(); }, *support);
        }
    }
}

} // namespace

TEST_CASE("every attribute of every verb comes back from a document") {
    for (const Provider* provider : providers::registry()) {
        std::size_t count = 0;
        for (std::size_t n = 0; n < 6; ++n) {
            each_place(*provider, n, [&](const ResolvedVerb& verb, auto place, const providers::VerbSupport& support) {
                hold_verb(*provider, verb);
                for (const std::string_view name : support.attributes) {
                    ResolvedVerb one = verb;
                    with_attribute(place(one), *provider, name, n);
                    hold_verb(*provider, one);
                    ++count;
                }
            });
        }
        CHECK(count > 1000);
    }
}

TEST_CASE("several attributes of a verb come back together") {
    std::uint64_t state = 88172645463325252ULL;
    const auto draw = [&state](std::size_t below) {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        return static_cast<std::size_t>(state % below);
    };
    for (const Provider* provider : providers::registry()) {
        for (std::size_t round = 0; round < 8; ++round) {
            each_place(*provider, draw(60), [&](ResolvedVerb verb, auto place, const providers::VerbSupport& support) {
                for (std::size_t tries = draw(8); tries > 0 && !support.attributes.empty(); --tries) {
                    const std::string_view name = support.attributes[draw(support.attributes.size())];
                    with_attribute(place(verb), *provider, name, draw(60));
                }
                hold_verb(*provider, verb);
            });
        }
    }
}
