// CF2: expressions and templates.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code expression_syntax{
    .code = "CF2001",
    .name = "expression_syntax",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "an expression cannot be read",
    .why = R"(Guards, `set`, `switch` and everything between {{ and }} are written in the Common
Expression Language: `&&`, `||` and `!` for and, or and not, `==` to compare, quotes around
texts. Something is missing or stands in the wrong place here.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {vip: false}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: vip &&
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars: {vip: false}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: vip
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
    .fixable = true,
};

const Code unknown_name{
    .code = "CF2002",
    .name = "unknown_name",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "an expression uses a name that is not known",
    .why =
        R"(An expression sees the vars of the flow, and `call`, `input`, `inputs`, `params`, `event`,
`actor`, `state`, `transition`, `attempt` and `now`. Another name is misspelt, or a text
without its quotes: `plan == gold` compares two vars, `plan == "gold"` a var with a text.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {vip: false}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: vipp
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars: {vip: false}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: vip
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code unknown_field{
    .code = "CF2003",
    .name = "unknown_field",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a record has no such field",
    .why = R"(`input`, `inputs.STATE`, `call` and `transition` have fixed fields, the same for all
platforms. A field that an event did not bring is empty, so a misspelt one would be empty
always, and its guard would never hold. What only one platform sends is in `params`, under
the platform's own name.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - gather:
          action: typed
          numDigits: 1
          prompt: [say: For sales press 1]
    on:
      typed:
        - to: sales
          if: input.digit == "1"
        - done
    next: done
  sales:
    response: [say: Welcome]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - gather:
          action: typed
          numDigits: 1
          prompt: [say: For sales press 1]
    on:
      typed:
        - to: sales
          if: input.digits == "1"
        - done
    next: done
  sales:
    response: [say: Welcome]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code expression_type{
    .code = "CF2004",
    .name = "expression_type",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "an operation does not fit the types of its values",
    .why =
        R"(Vars have types, and operations take certain ones: a number cannot be added to a text, and a
list has no `startsWith`. Nothing is converted silently; say it with `int(…)`, `string(…)`
and their like. This is checked when the flow is loaded, not when a caller is on the line.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {failures: 0}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: failures + "1" > 3
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars: {failures: 0}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: failures + 1 > 3
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code guard_not_bool{
    .code = "CF2005",
    .name = "guard_not_bool",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a condition is neither true nor false",
    .why =
        R"(A guard holds or does not. A number or a text is neither, and languages disagree on which of
them count as true, so the comparison has to be written: `failures > 0`, `plan != ""`.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {failures: 0}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: failures
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars: {failures: 0}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: failures > 0
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code template_syntax{
    .code = "CF2006",
    .name = "template_syntax",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a template is not closed",
    .why =
        R"(In a text, {{ begins an expression and }} ends it. Without the end the rest of the text
would be spoken to the caller, or the expression would swallow it. To speak two braces,
write them as a text in a template: {{ "{{" }}.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {caller: Ada}
states:
  greeting:
    response:
      - say: "Hello {{ caller"
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars: {caller: Ada}
states:
  greeting:
    response:
      - say: "Hello {{ caller }}"
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code expression_cost{
    .code = "CF2007",
    .name = "expression_cost",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "an expression is too large, nested too deep, or its loops too costly",
    .why =
        R"(Expressions are bounded in length, depth and the work they may do, so that none can hold up
a call. Macros within macros multiply: a list of unknown length is taken to have 64 elements,
and what would then take more than four million steps is refused. An expression that comes near
the bound is hard to read as well. Set a var with a part of it first, or let states make the
decision step by step.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code unknown_function{
    .code = "CF2009",
    .name = "unknown_function",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a function is not known",
    .why = R"(Expressions have the functions of the Common Expression Language, its string and math
extensions, and `json` and `default`. There are no others, and flows cannot define any.
Capital letters count, and some functions stand behind a dot: `plan.startsWith("gold")`.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {plan: gold}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: length(plan) > 0
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars: {plan: gold}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: size(plan) > 0
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code bad_pattern{
    .code = "CF2010",
    .name = "bad_pattern",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a pattern of matches() cannot be read",
    .why = R"(Patterns are regular expressions as RE2 has them: a bracket that is opened is closed, a repetition
has something to repeat, and there are no back references, so that each is matched in linear time. A plus
sign stands for itself as `[+]`.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next:
      - to: abroad
        if: call.from.matches('^(+44|+353)')
      - done
  abroad:
    response: [say: Welcome from abroad]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next:
      - to: abroad
        if: call.from.matches('^([+]44|[+]353)')
      - done
  abroad:
    response: [say: Welcome from abroad]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

} // namespace callflow::base::codes
