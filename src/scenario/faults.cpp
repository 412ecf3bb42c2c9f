// What goes wrong on the way between the provider and the flow, on purpose.
#include "base/random.hpp"
#include "base/text.hpp"
#include "scenario/emulation.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::scenario {

using emulate::Answer;
using emulate::Fault;
using What = FaultSpec::What;

namespace {

constexpr std::int64_t millisecond = 1'000'000;

// The application is not asked to answer: nobody notices whether it comes at all.
bool only_tells(What what) { return what == What::lost || what == What::reordered; }

// One request of so many has a mishap under chaos.
constexpr std::uint64_t chaos_of = 4;

double draw(std::uint64_t seed, std::uint64_t number) {
    base::Random random(base::mix_seed(base::mix_seed(seed, "faults"), number));
    constexpr std::uint64_t steps = 1'000'000;
    return static_cast<double>(random.below(steps)) / static_cast<double>(steps);
}

Fault fault_of(const FaultSpec& spec) {
    Fault fault;
    switch (spec.what) {
    case What::duplicate: fault.copies = 2; break;
    case What::late: fault.late = spec.by / millisecond; break;
    case What::lost: fault.lost = true; break;
    case What::reordered: fault.behind = true; break;
    case What::timeout: fault.failure = Answer::Failure::timeout; break;
    case What::unreachable: fault.failure = Answer::Failure::connection; break;
    case What::error: fault.status = spec.status; break;
    }
    return fault;
}

std::string describe(const FaultSpec& spec) {
    switch (spec.what) {
    case What::duplicate: return "twice";
    case What::late: return fmt::format("late by {}", base::format_duration(spec.by));
    case What::lost: return "lost";
    case What::reordered: return "behind the next one";
    case What::timeout: return "no answer in time";
    case What::unreachable: return "not reached";
    case What::error: return fmt::format("answered {}", spec.status);
    }
    return {};
}

} // namespace

FaultPlan::FaultPlan(Run& run)
    : run_(run), struck_(run.scenario.faults.size(), 0), met_(run.scenario.faults.size(), false) {}

bool FaultPlan::fits(const FaultSpec& spec, const emulate::Request& request, const std::string& event) const {
    if (spec.of != "any" && spec.of != request.kind && spec.of != event) return false;
    if (only_tells(spec.what) && request.steers) return false;
    if (spec.what == What::reordered && is_overtaking_) return false;
    return !spec.step || *spec.step == run_.emulation->step_number;
}

bool FaultPlan::strikes(std::size_t index) {
    const FaultSpec& spec = run_.scenario.faults[index];
    if (spec.times && struck_[index] >= *spec.times) return false;
    if (spec.chance && draw(run_.trace.seed, ++drawn_) >= *spec.chance) return false;
    ++struck_[index];
    return true;
}

Fault FaultPlan::strike(const emulate::Request& request) {
    const auto waits = std::ranges::find(behind_, request.leg);
    is_overtaking_ = !request.steers && waits != behind_.end();
    if (is_overtaking_) behind_.erase(waits);
    const Fault fault = choose(request);
    if (fault.behind) behind_.push_back(request.leg);
    if (!fault.harmless()) described_.push_back(last_);
    return fault;
}

std::string FaultPlan::take_description() {
    if (described_.empty()) return {};
    std::string first = std::move(described_.front());
    described_.pop_front();
    return first;
}

Fault FaultPlan::choose(const emulate::Request& request) {
    if (run_.scenario.faults.empty() && !run_.options.chaos) return {};
    const OpenCall* open = call_of(run_, request.leg);
    if (open != nullptr && open->adopted) return {}; // that is no request
    std::string event;
    if (const auto match = run_.machine.flow().read_address(request.http.url))
        event = match->actor.empty() ? match->event : match->actor + "." + match->event;
    const std::vector<FaultSpec>& specs = run_.scenario.faults;
    std::optional<Fault> fault;
    for (std::size_t i = 0; i < specs.size(); ++i) {
        if (!fits(specs[i], request, event)) continue;
        met_[i] = true;
        if (strikes(i)) {
            last_ = describe(specs[i]);
            fault = fault_of(specs[i]);
        }
        if (!fault) continue;
        // What always strikes leaves nothing to those behind it; by chance it might have.
        for (std::size_t k = i + 1; specs[i].chance && k < specs.size(); ++k)
            met_[k] = met_[k] || fits(specs[k], request, event);
        return *fault;
    }
    if (!run_.options.chaos || request.kind == "first") return {}; // else there would be no call
    base::Random random(base::mix_seed(base::mix_seed(run_.trace.seed, "chaos"), ++drawn_));
    if (random.below(chaos_of) != 0) return {};
    constexpr std::array<What, 7> all = {What::duplicate, What::late, What::timeout,  What::unreachable,
                                         What::error,     What::lost, What::reordered};
    FaultSpec spec;
    spec.what = all[random.below(request.steers ? all.size() - 2 : is_overtaking_ ? all.size() - 1 : all.size())];
    spec.by = static_cast<std::int64_t>(1 + random.below(10)) * 1000 * millisecond;
    spec.status = random.below(2) == 0 ? 500 : 503;
    last_ = describe(spec);
    return fault_of(spec);
}

} // namespace callflow::scenario
