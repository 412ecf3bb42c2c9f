// What reading and checking a flow of 10,000 states costs, part by part, beside yaml-cpp's event parser on the same text. With a path it
// only writes that flow there, for the row of the whole command.
#include "doc/format.hpp"
#include "doc/read.hpp"
#include "flow/graph.hpp"
#include "lint/portability.hpp"
#include "lint/rule.hpp"
#include "syntax/layout.hpp"
#include "syntax/read_flow.hpp"
#include "yaml_events.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace callflow;

namespace {

std::string large_flow(int states) {
    std::string text = R"(callflow: 1
name: large
initial: s0
actors: {customer: {}, agent: {}}
signals: {hangup: customer.hangs_up}
vars: {vip: false, tries: 0, plan: gold}
defaults: {say: {voice: Polly.Joanna, language: en-US}}
on: {customer.hangs_up: done}
states:
)";
    for (int i = 0; i < states; ++i) {
        const int next = (i + 1) % states;
        const int other = (i * 7 + 3) % states;
        text += fmt::format(R"(  s{0}:
    response:
      - say: "You are in state {0}, {{{{ call.from }}}}."
      - gather:
          numDigits: 1
          timeout: 5s
          action: customer.chose
          prompt:
            - say: For state {1} press 1, for state {2} press 2.
    on:
      customer.chose:
        - {{to: s{1}, if: input.digits == "1"}}
        - {{to: s{2}, if: input.digits == "2" && tries < 3, set: {{tries: tries + 1}}}}
        - same
    next: [{{to: same, if: attempt < 3}}, done]
    after: [{{run: notify, when: failure}}]
)",
                            i, next, other);
    }
    return text + "  done: {final: true}\n";
}

// The best of seven rounds, in milliseconds: the others were disturbed.
template <class Work> double milliseconds(Work work) {
    double best = 1e9;
    for (int trial = 0; trial < 7; ++trial) {
        const auto began = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
        best = std::min(best, took.count());
    }
    return best;
}

// The rules that take longest, so that one which is not linear is seen.
void slowest_rules(const flow::Flow& flow) {
    const std::vector<bool> reachable = flow::reachable(flow);
    const lint::Survey survey(flow);
    const lint::Context context{flow, reachable, survey};
    std::vector<std::pair<double, std::string_view>> took;
    for (const lint::Rule* rule : lint::registry()) {
        base::Diagnostics unused;
        took.emplace_back(milliseconds([&] { rule->check(context, rule->page, unused); }), rule->page.name);
    }
    std::ranges::sort(took, std::greater<>());
    for (std::size_t i = 0; i < std::min<std::size_t>(took.size(), 5); ++i)
        std::printf("flow: rule %.*s\t%.1f\tms\t\n", static_cast<int>(took[i].second.size()), took[i].second.data(),
                    took[i].first);
}

} // namespace

int main(int argc, char** argv) {
    if (argc > 1) {
        std::ofstream out(argv[1], std::ios::binary);
        out << large_flow(10'000);
        out.close();
        return out ? 0 : 1;
    }
    base::Sources sources;
    const base::FileId file = sources.add("large.yaml", large_flow(10'000));
    const std::string text(sources[file].text());
    base::Diagnostics found;
    const auto document = doc::read_document(sources, file, found);
    const auto flow = document ? syntax::read_flow(*document, found) : nullptr;
    if (!flow || !found.empty()) {
        std::fprintf(stderr, "the flow has findings: %s\n", found.empty() ? "" : found.items()[0].message.c_str());
        return 1;
    }

    const double events = milliseconds([&] {
        std::istringstream in(text);
        YAML::Parser parser(in);
        Nothing handler;
        parser.HandleNextDocument(handler);
    });
    const double tree = milliseconds([&] { (void)doc::read_document(sources, file, found); });
    const double model = milliseconds([&] { (void)syntax::read_flow(*document, found); });
    const double rules = milliseconds([&] {
        base::Diagnostics warned;
        lint::check(*flow, warned);
        lint::check_portability(*flow, {}, warned);
    });
    const double portability = milliseconds([&] {
        base::Diagnostics warned;
        lint::check_portability(*flow, {}, warned);
    });
    const double survey = milliseconds([&] { const lint::Survey one(*flow); });
    const double layout = milliseconds([&] { (void)doc::format_yaml(*document, syntax::layout_wishes(*document)); });
    std::printf("flow: 10,000 states\t%.1f\tMB\t\n", static_cast<double>(text.size()) / 1e6);
    std::printf("flow: yaml-cpp's events\t%.1f\tms\t\n", events);
    std::printf("flow: document\t%.1f\tms\t\n", tree);
    std::printf("flow: model\t%.1f\tms\t\n", model);
    std::printf("flow: all rules\t%.1f\tms\t\n", rules);
    std::printf("flow: rules, what they share\t%.1f\tms\t\n", survey);
    std::printf("flow: rules, documents\t%.1f\tms\t\n", portability);
    slowest_rules(*flow);
    std::printf("flow: layout, read again\t%.1f\tms\t\n", layout);
    std::printf("flow: document, model, rules to events\t%.2f\tx\t\n", (tree + model + rules) / events);
}
