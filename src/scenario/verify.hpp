// A scenario held against its flow, before anything is played.
#pragma once

#include "base/diagnostic.hpp"
#include "base/files.hpp"
#include "base/result.hpp"
#include "flow/model.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace callflow::scenario {

enum class Documents : std::uint8_t { must_be_there, may_be_missing };
// Compiles `check:` into the scenario (compile_condition). Finds names that the flow does not have (vars, states, events, actors, calls, outcomes, fields of `input`), values that a var
// cannot take, and, unless `documents` says that they may be missing, expected documents that are not there; `folder` is
// the scenario file's, for their paths.
void verify(flow::Flow& flow, Scenario& scenario, base::FileStore& files, const std::string& folder,
            base::Diagnostics& diagnostics, Documents documents = Documents::must_be_there);

// The same of one expectation about another flow of the scenario's run, but for its `check:`.
void verify_expect(const flow::Flow& flow, const Scenario& scenario, const Expect& expect, base::FileStore& files,
                   const std::string& folder, base::Diagnostics& diagnostics);

// Whether some provider's emulator can take `value` for granted under `name`; the error says what is wrong.
[[nodiscard]] base::Result<void> check_assumption(std::string_view name, std::string_view value);

// What a provider sends in a step of kind callback; null where the step does not say.
[[nodiscard]] const CallbackBody* find_body(const Step& step, std::string_view provider);

// `folder/path`; `path` alone where it is absolute or the folder is empty.
[[nodiscard]] std::string below(const std::string& folder, const std::string& path);

} // namespace callflow::scenario
