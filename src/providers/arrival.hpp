// Which event a request is: by its address, and where that names none by what the request says.
#pragma once

#include "flow/model.hpp"
#include "providers/request.hpp"

#include <string>
#include <string_view>

namespace callflow::providers {

struct Arrival {
    enum class Means : std::uint8_t {
        event,   // the one that its address names
        first,   // the call's first request: the flow's `start`, where it has one
        signal,  // what its status stands for
        again,   // nothing new: the state is rendered again
        foreign, // its address is none of the flow's
    };
    Means means = Means::foreign;
    std::string event;       // `customer.hangs_up`, as it is to be fired; empty where nothing is
    std::string actor;       // whose it is, empty for nobody's
    std::string call_id;     // of the address, empty where that does not say
    flow::Parameters others; // the address's other query parameters
};
[[nodiscard]] std::string_view to_string(Arrival::Means means); // `event`, `first`, …

// `known`: the call has been seen before.
[[nodiscard]] Arrival arrival_of(const flow::Flow& flow, std::string_view address, const DecodedRequest& request,
                                 bool known);

// What the request brings as `input`: its own fields, and what its address says of a dial or message that was left out
// (unaddressed.hpp), which is no request of the platform's.
[[nodiscard]] InputFields input_of(const Arrival& arrival, const DecodedRequest& request);

// The request's raw parameters with those of its address before them: what expressions see as `params`.
[[nodiscard]] expr::Value params_of(const Arrival& arrival, const DecodedRequest& request);

} // namespace callflow::providers
