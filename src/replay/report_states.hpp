// The rows of a report that tell of states. Private to replay.
#pragma once

#include "replay/report.hpp"

#include <string>
#include <vector>

namespace callflow::replay {

[[nodiscard]] std::vector<StateRow> state_rows(const engine::Machine& machine, const base::Sources& sources,
                                               const Account& account);
[[nodiscard]] std::vector<DigitsRow> digits_rows(const engine::Machine& machine, const base::Sources& sources,
                                                 const Account& account);
// Keys that a report would not show are put as it would show them: what an account says stays the same.
void hide_keys(Account& account, const engine::Machine& machine);
// Nobody knows what stands in a record that cannot be read: where a flow has secrets it is not shown.
void hide_skipped(Account& account, const engine::Machine& machine);
// States and transitions that no call can have come through.
void find_dead(Report& report, const engine::Machine& machine, const base::Sources& sources, const Account& account);

} // namespace callflow::replay
