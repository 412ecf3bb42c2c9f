// The flow's dialplans as those of a pretend SIP side, and what a run asks of that side. Internal to scenario.
#pragma once

#include "providers/sip/side.hpp"
#include "scenario/emulation.hpp"

#include <optional>
#include <string>

namespace callflow::scenario {

// The dialplans of the run's flow. What could not be made of a template is a failure of the run.
class FlowRouter final : public providers::sip::Router {
public:
    explicit FlowRouter(Run& run) : run_(run), epoch_(run.now / 1'000'000) {}
    std::optional<providers::sip::Route> route(std::string_view plan, const providers::sip::Asked& asked,
                                               emulate::LegId leg) override;
    [[nodiscard]] bool has_plan(std::string_view plan) const override;
    [[nodiscard]] std::int64_t epoch() const override { return epoch_; }

    const OpenCall* placing = nullptr; // the call that is being placed

private:
    Run& run_;
    std::int64_t epoch_;
};

// The provider's emulator, with a SIP side around it where the flow has dialplans; `side` and `router` are set then.
std::unique_ptr<emulate::Emulator> emulator_of(Run& run, Emulation& made, const providers::Provider& of,
                                               emulate::Setup setup);
// Tells a call that comes by the dialplan to the scenario's flow who is shown to it as caller and where it arrives: before its first
// request what it decides by itself would look at the caller's own number.
void know_of_plan(const Run& run, OpenCall& open);
// A circle of transfers that has been stopped since this was asked last fails the run, at the step at hand.
void report_to_and_fro(Run& run);
// The answer to a transfer's request whose destination settings bar: it is not sent. Nothing where they do not.
std::optional<engine::Answer> refuse_barred(const Run& run, const engine::OpenRequest& request);
// What the SIP side answers a transfer's request, as the application sends it; nothing where there is no such side. One that is asked in
// words of its own agrees in those that the transfer takes for it (`accepted`).
std::optional<engine::Answer> ask_sip_side(Run& run, const engine::OpenRequest& request, std::string_view accepted);
// The leg by which the call goes on: at the provider, and once that is over the caller's own at the SIP side.
[[nodiscard]] emulate::LegId present_leg(const Run& run, const OpenCall& open);
// Nanoseconds for which legs of a platform were connected so far: `sip`, or the provider's name.
[[nodiscard]] std::int64_t connected_time(const Run& run, std::string_view platform);
// All legs for the trace, where some leg talked to somebody, or some call came by way of the SIP side or to another flow.
void note_legs(Run& run);

} // namespace callflow::scenario
