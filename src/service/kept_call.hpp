// An open call as text that outlives the process, and back: everything that the next step depends on.
#pragma once

#include "base/result.hpp"
#include "engine/kept_names.hpp"
#include "engine/machine.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace callflow::service {

// Writes and reads calls of one machine. States, vars and names are kept by their names, so that a flow that was changed between
// two starts still takes over what it has in common with the old one. Immutable, may be used by several threads.
class CallKeeper {
public:
    // The machine must outlive it.
    explicit CallKeeper(const engine::Machine& machine);

    // Appends one JSON object. Whatever was typed or set stands in it in the clear, secrets too: whoever stores it says so.
    void keep(const engine::Call& call, std::string& out) const;
    // The call again. An error says what the flow does not have any more, or why the text is none of keep()'s; then there is no
    // call. Vars that the flow does not have are passed over, those that are new begin at their defaults. Untrusted: bounded by
    // the text's own size.
    [[nodiscard]] base::Result<engine::Call> recall(std::string_view text) const;

private:
    const engine::Machine& machine_;
    std::vector<engine::KeptName> names_;
    std::unordered_map<std::string_view, std::size_t> by_name_; // into names_
};

} // namespace callflow::service
