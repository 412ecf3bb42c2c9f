// Pages of what `callflow test` says of a whole suite.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code missing_snapshot{
    .code = "CF8017",
    .name = "missing_snapshot",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "an expected document that nobody has kept yet",
    .why =
        R"(A step of a scenario names the file that its document is held against, and there is none. A test that
would write it by itself could never fail, so only `callflow test --update` writes it: look at what it
wrote, and keep it beside the scenario.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code orphan_snapshot{
    .code = "CF8018",
    .name = "orphan_snapshot",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "a kept document that no scenario expects",
    .why =
        R"(The file lies among the documents that scenarios expect, and none of them names it: a step was removed or
names another file now, and what this one was to hold is no longer tested. `callflow test --update --prune`
removes such files, naming each.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code two_snapshots{
    .code = "CF8019",
    .name = "two_snapshots",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "two scenarios would write one file differently",
    .why =
        R"(Two steps name the same file, and their documents do not mean the same, so that whichever is written the
other one fails. Give each a file of its own.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code snapshot_refused{
    .code = "CF8028",
    .name = "snapshot_refused",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a file that `--update` does not write",
    .why =
        R"(What `callflow test --update` writes are documents, below the folder of the file that the scenario stands in. A
path that leads out of it, by `..` or by a link, or a file that holds something else than a document of that provider is
mostly a mistyped name; somebody may need what is there. Name a file of its own, or remove what is in the way.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code flow_has_errors{
    .code = "CF8020",
    .name = "flow_has_errors",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a scenario whose flow has errors",
    .why =
        R"(A flow with errors is not played, since what it would do is not what its author meant. `callflow validate`
says the errors, and so does the flow's own test case.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code low_coverage{
    .code = "CF8021",
    .name = "low_coverage",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "less of a flow is covered than was asked for",
    .why =
        R"(`--coverage-min` says how much of the flows the scenarios have to go through, and they do not. What is not
covered stands in the report with the events that lead there; `callflow paths` writes scenarios for it.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code not_from_outside{
    .code = "CF8024",
    .name = "not_from_outside",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a step or expectation that a real application cannot be held against",
    .why =
        R"(`callflow call` rings an application over HTTP and sees what a provider would see: requests, documents, what people
hear. Which state the application is in, its vars and what it does besides are its own, so that a scenario which says
something about them can be simulated with its flow, and not played against the application.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

} // namespace callflow::base::codes
