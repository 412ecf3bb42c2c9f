// A flow as its author writes it, and a desk that answers for it.
#pragma once

#include "service/desk.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace service_test {

// Fails the test where the text has findings that are errors.
class Served {
public:
    explicit Served(const std::string& text);

    const callflow::engine::Machine& machine() const { return *machine_; }
    const callflow::service::Desk& desk() const { return *desk_; }

private:
    std::unique_ptr<callflow::flow::Flow> flow_;
    std::unique_ptr<callflow::engine::Machine> machine_;
    std::unique_ptr<callflow::service::Desk> desk_;
};

// A flow with whatever a call can have: sub-flows, a machine beside, timers, a request, deferred callbacks, values of all kinds.
extern const std::string_view everything;

} // namespace service_test
