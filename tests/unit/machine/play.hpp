// A flow as its author writes it, and one call that plays it.
#pragma once

#include "engine/machine.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace machine_test {

using callflow::engine::Call;
using callflow::engine::Limits;
using callflow::engine::Machine;
using callflow::engine::Outcome;
using callflow::engine::StepResult;
using callflow::expr::Value;
using Texts = std::vector<std::string>;
using Inputs = std::vector<std::pair<std::string, Value>>;

// A flow's text without its head with the machine made of it. `callflow`, `name` and, where the text
// does not have them, `initial: a` and the actors customer and agent are put before it. Fails the test where the text has findings that are errors.
class Played {
public:
    explicit Played(std::string_view text, Limits limits = {});

    const Machine& machine() const { return *machine_; }
    Call& call() { return call_; }
    const StepResult& last() const { return result_; }

    // The initial state is entered before the first of these, unless at() was called.
    Played& at(std::string_view state);
    Outcome fire(std::string_view event, const Inputs& input = {});
    void start();
    std::vector<StepResult> wait(std::int64_t seconds);
    void set(std::string_view var, const Value& value);

    std::string state() const;
    // `hook`, `set x=1`, `log text`, `redirect call=x address`, … of the last step, in order.
    std::vector<std::string> effects() const { return effects(result_); }
    static std::vector<std::string> effects(const StepResult& result);
    // The states entered in the last step: `b c`.
    std::string path() const;
    std::string var(std::string_view name) const;
    std::string error() const { return result_.error.message; }
    // Verbs in one line each: `say text=Hello`, children in brackets; then `next ADDRESS`, `on SIGNAL ADDRESS`.
    std::vector<std::string> respond(std::string_view provider = "twilio");

private:
    std::unique_ptr<callflow::flow::Flow> flow_;
    std::unique_ptr<Machine> machine_;
    Call call_;
    StepResult result_;
    bool entered_ = false;
};

// What of a call a refused or failed step may not touch, as one text.
std::string everything(const Call& call);

} // namespace machine_test
