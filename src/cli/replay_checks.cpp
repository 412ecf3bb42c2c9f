#include "cli/replay_checks.hpp"

#include "cli/load.hpp"
#include "logs/event.hpp"
#include "report/replay.hpp"

#include <fmt/format.h>

namespace callflow::cli {

ExitStatus end_status(const Values& values, Io& io, std::optional<double> least, const replay::Account& account) {
    ExitStatus out = ExitStatus::fine;
    const auto& verdicts = account.verdicts;
    const std::uint64_t followed = verdicts[static_cast<std::size_t>(replay::Verdict::ok)] +
                                   verdicts[static_cast<std::size_t>(replay::Verdict::live)];
    if (least && account.calls == 0) { // a check that looked at nothing has not passed
        complain(io, "replay", "the logs have no calls, which --fail-under does not let pass");
        out = ExitStatus::findings;
    } else if (least && static_cast<double>(followed) < *least * static_cast<double>(account.calls)) {
        complain(io, "replay",
                 fmt::format("{} of {} calls followed the flow, {}, under the {:g} % of --fail-under", followed,
                             account.calls, report::percent(followed, account.calls), 100 * *least));
        out = ExitStatus::findings;
    }
    std::uint64_t skipped = 0;
    for (std::size_t i = 0; i < account.skipped.size(); ++i)
        if (!logs::is_nobodys(static_cast<logs::Reason>(i))) skipped += account.skipped[i].count;
    if (skipped != 0 && values.has("strict")) {
        complain(io, "replay",
                 fmt::format("{} record{} skipped, which --strict does not let pass", skipped,
                             skipped == 1 ? " was" : "s were"));
        out = ExitStatus::findings;
    }
    if (account.timeless != 0 && account.timeless < account.records && values.has("strict")) {
        complain(io, "replay",
                 fmt::format("{} record{} not say when {}, which --strict does not let pass", account.timeless,
                             account.timeless == 1 ? " does" : "s do", account.timeless == 1 ? "it was" : "they were"));
        out = ExitStatus::findings;
    }
    return out;
}

} // namespace callflow::cli
