// What a dialplan says of a call.
#pragma once

#include "flow/model.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers::sip {

// A call that is to go somewhere.
struct Asked {
    std::string dialled = {}; // the user or number
    std::string from = {};    // the user or number of who calls
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::int64_t now = 0; // nanoseconds since 1970
};

struct Target {
    std::string address = {};       // `sip:…`, a number; empty where only the flow is known
    flow::BodyId body = flow::none; // of a flow that answers there; none for an address alone
    std::string flow = {};          // its name, or the file that has it; empty for an address alone
    base::Span where = {};          // of the flow in the dialplan
    std::string platform = {};      // of the flow, where it is said
};
struct Route {
    const flow::DialEntry* entry = nullptr; // lives as long as the flow
    std::vector<Target> targets = {};       // those whose address could be made
    bool together = false;
    std::string from_user = {};            // empty: the caller is shown
    std::vector<std::string> trouble = {}; // what could not be made of a template, and why
    std::vector<std::string> nobody = {};  // addresses that values have left without anybody to call
};

// The address of who calls as it is shown to the called party; `user` is the caller's own.
[[nodiscard]] std::string remote_party(const std::string& from, std::string_view user, std::string_view from_user);

// The first entry that holds; nullopt where none does. `slots` are those of the call that asks, for vars and `call`. A condition
// that errs does not hold. Linear in entries, each pattern linear in what it is held against.
[[nodiscard]] std::optional<Route> route(const flow::Flow& flow, const flow::Dialplan& plan, const Asked& asked,
                                         std::vector<expr::Value> slots);

} // namespace callflow::providers::sip
