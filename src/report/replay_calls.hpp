// Single calls of a replay: those that left the flow, and one as a timeline.
#pragma once

#include "engine/machine.hpp"
#include "replay/account.hpp"
#include "replay/explain.hpp"
#include "report/table.hpp"

#include <map>
#include <string>
#include <vector>

namespace callflow::report {

// Tells of calls that left the flow, one by one, with what their fault is by itself.
class FaultWriter {
public:
    // `show_numbers`: what looks like a phone number in an event's name stays as it is.
    FaultWriter(const engine::Machine& machine, const base::Sources& sources, bool show_numbers)
        : explainer_(machine, sources), show_numbers_(show_numbers) {}
    // Appends a line of JSON.
    void write_line(std::string& out, const replay::Fault& fault);
    // Adds a row to the table `calls`.
    void add_row(Table& table, const replay::Fault& fault);
    [[nodiscard]] static Table empty_table();

private:
    const replay::Explanation& explain(const replay::StepKey& step);
    [[nodiscard]] std::string shown(const std::string& text) const;
    replay::Explainer explainer_;
    bool show_numbers_;
    std::map<replay::StepKey, replay::Explanation> known_;
};

// A record of the one call that is shown.
struct ShownStep {
    replay::Millis time = 0;
    replay::StepKey step;
    std::string logged, digits;
};
struct ShownCall {
    std::string call;
    std::vector<ShownStep> steps;
    std::vector<replay::Fault> faults; // none or one
};
struct ShowOptions {
    bool color = false;
    bool show_numbers = false;
};

// Appends it as text: when, how much later, what came, where that led, and the verbs with which that state answers. Templates
// stay as they are written. What was typed where the flow says `sensitive` is left out.
void write_call_text(std::string& out, const engine::Machine& machine, const base::Sources& sources,
                     const ShownCall& call, const ShowOptions& options);
// The same as one JSON object (schemas/replay_call.schema.json).
void write_call_json(std::string& out, const engine::Machine& machine, const base::Sources& sources,
                     const ShownCall& call, const ShowOptions& options);

} // namespace callflow::report
