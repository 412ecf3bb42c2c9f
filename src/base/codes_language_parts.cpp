// CF1: flows in several files.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code missing_part{
    .code = "CF1050",
    .name = "missing_part",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a file that is included cannot be read",
    .why =
        R"(`include:` names files whose states, vars, prompts and so on belong to the flow. A path is relative to the
file that it stands in, whatever folder the command is called from. While one of the files is missing, nothing is said of
names that it may hold.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
include: [comon/closing.yaml]
states:
  greeting:
    response: [say: Hello]
    next: goodbye
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
include: [common/closing.yaml]
states:
  greeting:
    response: [say: Hello]
    next: goodbye
)yaml",
    .near_miss = {},
};

const Code file_outside{
    .code = "CF1051",
    .name = "file_outside",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a file that another names does not stand below the folder of that one",
    .why =
        R"(A flow or scenario may come from anywhere, and reading it must not mean reading any file of the machine. So
what `include:` names, and the documents and requests that a scenario names, are files below the folder of the file that
names them, also where a symbolic link is on the way; a path of `include:` is relative, too, and does not go up with
`..`. Only the flow of a scenario, and the flows that dialplans lead to, may stand anywhere: a file that is no flow is
not shown.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
include: [../common/closing.yaml]
states:
  greeting:
    response: [say: Hello]
    next: goodbye
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
include: [common/closing.yaml]
states:
  greeting:
    response: [say: Hello]
    next: goodbye
)yaml",
    .near_miss = {},
};

const Code include_cycle{
    .code = "CF1052",
    .name = "include_cycle",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "files include one another in a circle",
    .why =
        R"(A part may include further parts, and a file that is named in several places is read once. But a file that
comes back to itself has no place where it could begin. The finding shows the way round.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code too_many_parts{
    .code = "CF1053",
    .name = "too_many_parts",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "a flow is made of too many parts, or too large ones",
    .why =
        R"(A flow may have 1,000 parts, which include one another up to 20 deep, and all its files together may be as
large as one file may be: 64 MiB.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

} // namespace callflow::base::codes
