// Why calls left the flow, in sentences, and what would have been right.
#pragma once

#include "base/source.hpp"
#include "engine/machine.hpp"
#include "replay/account.hpp"
#include "replay/places.hpp"
#include "replay/sets.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::replay {

struct Explanation {
    Place place;                      // the flow's line: of the state, of the event's handler, of a timer
    std::string why;                  // one sentence without a full stop
    std::vector<std::string> instead; // legal events, the nearest first, or all that the state handles
};

// Explains first faults. Belongs to one thread.
class Explainer {
public:
    // `sources` gives the lines of places.
    Explainer(const engine::Machine& machine, const base::Sources& sources);

    // By the fault alone.
    [[nodiscard]] Explanation explain(const StepKey& fault);
    // Looks at how the calls that left the flow went: explanations say more from now on.
    void learn(const Account& account);
    // The flow's event that was probably meant by a name; empty: none is near.
    [[nodiscard]] std::string nearest_event(std::string_view name) const;

private:
    // Where a way leaves the flow, by its events alone; `at` is their number where it is not finished. False where it does not.
    [[nodiscard]] bool first_fault(const VariantKey& variant, std::vector<NameId>& events, std::size_t& at,
                                   SetId& before);
    // What of the call's other events makes it a fault; empty: nothing does.
    [[nodiscard]] std::string reason_of(const std::vector<NameId>& events, std::size_t at, SetId before,
                                        bool unfinished);
    [[nodiscard]] bool leads_to(const StepKey& fault);
    // Whether the event might lead to the state that the log names, were it not for what the record says besides.
    [[nodiscard]] bool ruled_out(const StepKey& fault);
    // By which guards the flow chooses where the event leads from there, `: the flow goes by input.digits == "1"`. Empty where it does not
    // choose. `tries`: those that read `attempt` go first, not those that read what a record has.
    [[nodiscard]] std::string choices(const StepKey& fault, flow::EventId event, bool tries = false) const;
    // What rules out a state that the log names.
    [[nodiscard]] std::string_view ruled_out_by(const StepKey& fault, flow::EventId event) const;
    // Whether the event is handled there, and no condition of its transitions holds at that try.
    [[nodiscard]] bool tried_otherwise(const StepKey& fault);
    [[nodiscard]] Explanation not_allowed(const StepKey& fault);
    [[nodiscard]] Explanation timed(const StepKey& fault);
    [[nodiscard]] std::vector<std::string> handled_in(std::string_view set, std::uint32_t which) const;
    [[nodiscard]] std::uint32_t machine_of(const StepKey& fault); // the one that the event goes to

    const engine::Machine& machine_;
    const base::Sources& sources_;
    Names names_;
    Sets sets_;
    std::vector<engine::Configuration> waiting_;                      // waiting_places(), once somebody asks
    std::map<StepKey, std::map<std::string, std::uint64_t>> reasons_; // with how many calls each is of
};

// Ways of calls that are looked at, the most frequent first.
inline constexpr std::size_t max_explained = 2'000;

} // namespace callflow::replay
