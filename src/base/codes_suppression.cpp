// CF9: suppressions and the list of findings itself.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code unused_allow{
    .code = "CF9001",
    .name = "unused_allow",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "a suppression silences nothing",
    .why = R"(A comment allows a finding that is not there: it was mended, or the comment stands on
another line than what it speaks of. Left in place it would hide the next one that is meant
to be seen. Remove it. A comment behind code counts for its own line, one that stands alone
for the next line.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done # callflow: allow unknown_target the state comes later
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
    .fixable = true,
};

const Code unknown_allow{
    .code = "CF9002",
    .name = "unknown_allow",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "a suppression names no finding",
    .why =
        R"(`# callflow: allow NAME reason` takes the name or code of a finding, or several with commas
between them. There is none of this name, so nothing is silenced by it. `callflow explain`
lists them all.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done # callflow: allow unkown_target the state comes later
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code too_many_findings{
    .code = "CF9003",
    .name = "too_many_findings",
    .severity = Severity::note,
    .unreadable = false,
    .summary = "the rest of the findings is not listed",
    .why =
        R"(One mistake near the top of a file can bring hundreds of findings further down. The list is
cut off at a bound; mend the first ones and run the command again.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code allow_without_reason{
    .code = "CF9004",
    .name = "allow_without_reason",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "a suppression does not say why",
    .why =
        R"(Whoever meets the comment next year has to know whether it may go. A suppression therefore
gives its reason behind the name, in a few words; without one it silences nothing.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done # callflow: allow unknown_target
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code unknown_setting{
    .code = "CF9005",
    .name = "unknown_setting",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a key of a configuration file that is none",
    .why =
        R"(What is written in .callflow.yaml holds for everybody who works on the project. A key that
nobody reads would look as if it did something, so it is an error. callflow-config(5) lists the keys.)",
    .bad = R"yaml({fail_on: error}
)yaml",
    .good = R"yaml({fail-on: error}
)yaml",
    .near_miss = {},
};

const Code bad_setting{
    .code = "CF9006",
    .name = "bad_setting",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a value that a setting does not take",
    .why =
        R"(Settings take what the options of their name take, and rules a severity: note, warning or
error.)",
    .bad = R"yaml({fail-on: warnings}
)yaml",
    .good = R"yaml({fail-on: warning}
)yaml",
    .near_miss = {},
};

const Code unknown_rule{
    .code = "CF9007",
    .name = "unknown_rule",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a configuration file names a rule that is none",
    .why =
        R"(Rules are named by code, by name, by the beginning of codes (CF4) or by category (data flow);
`callflow rules` lists them. One that is misspelt would never be ignored, selected or given a severity.)",
    .bad = R"yaml({lint: {ignore: [wrong_keys]}}
)yaml",
    .good = R"yaml({lint: {ignore: [wrong_key]}}
)yaml",
    .near_miss = {},
};

} // namespace callflow::base::codes
