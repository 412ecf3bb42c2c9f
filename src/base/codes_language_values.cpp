// CF1: YAML and the shapes of values.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code yaml_tag{
    .code = "CF1001",
    .name = "yaml_tag",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a YAML tag stands where a value is meant",
    .why =
        R"(A word that begins with ! is a tag in YAML: it says of which type the value after it is, and
is no part of the value. `if: !vip` therefore is an empty value of the type vip and not "if
not vip". Flows use no tags at all. Write `unless: vip`, or put the whole expression in
quotes: `if: "!vip"`.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {vip: false}
states:
  greeting:
    response: [say: Hello]
    next:
      - to: sales
        if: !vip
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
        unless: vip
      - done
  sales:
    response: [say: Welcome back]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
    .fixable = true,
};

const Code duplicate_key{
    .code = "CF1002",
    .name = "duplicate_key",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a key is given twice in one mapping",
    .why =
        R"(A mapping holds each key once. Most readers of YAML silently keep the last value, so that
the first one, often a state somebody still maintains, has no effect. Rename one of them, or
make one mapping of both.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
  greeting:
    response: [say: Hello again]
    next: done
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

const Code null_value{
    .code = "CF1003",
    .name = "null_value",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a value is missing",
    .why =
        R"(The key is there but nothing usable follows it. Either the value was forgotten, or it begins
with a character that YAML takes away: # begins a comment, and ~ and null are words for
nothing. Put such texts in quotes: `finishOnKey: "#"`.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - gather:
          action: typed
          finishOnKey: #
          prompt: [say: Please type your number]
    on: {typed: done}
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
          finishOnKey: "#"
          prompt: [say: Please type your number]
    on: {typed: done}
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code unquoted_template{
    .code = "CF1004",
    .name = "unquoted_template",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a template is not in quotes",
    .why =
        R"(In YAML a value that begins with { is a mapping, so `say: {{ caller }}` is read as a mapping
inside a mapping and not as the text you see. Put quotes around every text that holds a
template; then it cannot be misread wherever the braces stand.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {caller: Ada}
states:
  greeting:
    response:
      - say: {{ caller }}
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
      - say: "{{ caller }}"
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
    .fixable = true,
};

const Code lost_comment{
    .code = "CF1005",
    .name = "lost_comment",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a comment cuts off a spoken text",
    .why =
        R"(A # after a blank begins a comment, so `say: Press 1 # for sales` speaks only "Press 1".
Nobody hears the rest and no reader of YAML complains. Put quotes around the text if the
rest belongs to it; move the comment to a line of its own if it does not.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - say: Press 1 # for sales
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - say: "Press 1 # for sales"
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code several_verbs{
    .code = "CF1006",
    .name = "several_verbs",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "one item of a response has several verbs",
    .why =
        R"(A response is a list, and its order is the order in which things happen. A mapping has no
order, so an item can hold only one verb, with nothing but `if` or `unless` beside it. A
hyphen is usually missing before the second verb.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - say: Hello
        play: "https://example.com/1.mp3"
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - say: Hello
      - play: "https://example.com/1.mp3"
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code unknown_key{
    .code = "CF1007",
    .name = "unknown_key",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a key is not known here",
    .why =
        R"(A key nobody reads has no effect, and a misspelt one takes its meaning with it: a state with
`respons:` says nothing. Keys of one place are not known in another either, and letters
count as written. A key that begins with x- is ignored on purpose and is the place for YAML
anchors and remarks.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    respons: [say: Hello]
    next: done
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

const Code wrong_type{
    .code = "CF1008",
    .name = "wrong_type",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a value has another shape than expected",
    .why = R"(Each key takes one kind of value: a mapping (`key: value` lines), a list (lines with
hyphens), a text, a number or true and false. The value here is of another kind, so it
cannot be said what is meant. A response, for one, is always a list of verbs, even if there
is only one.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: Hello
    next: done
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

const Code bad_value{
    .code = "CF1009",
    .name = "bad_value",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a value is out of range or not one of those allowed",
    .why =
        R"(The value has the right shape, but the key allows only certain words, or numbers within
certain bounds. Platforms treat such a value in ways of their own, from ignoring it to
ending the call, which is why it is caught here.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - say: {text: Hello, loop: -1}
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - say: {text: Hello, loop: 2}
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code text_by_look{
    .code = "CF1027",
    .name = "text_by_look",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "a default looks like a number or truth value, and is a text",
    .why =
        R"(The default of a var gives it its type. `True`, `.5`, `0x1F` and a number that is too large are
texts in this language, so that the var becomes a text and comparisons with numbers never hold.
Telephone numbers and codes (`+1555…`, `007`) are texts too, and meant to be.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
vars: {closed: True}
states:
  greeting:
    response: [say: "Closed: {{ closed }}"]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars: {closed: true}
states:
  greeting:
    response: [say: "Closed: {{ closed }}"]
    next: done
  done: {final: true}
)yaml",
    .near_miss = R"yaml(callflow: 1
name: example
initial: greeting
vars: {closed: "True", area: 0049, office: +15551230000, country: no}
states:
  greeting:
    response: [say: "Closed: {{ closed }} {{ area }} {{ office }} {{ country }}"]
    next: done
  done: {final: true}
)yaml",
};

} // namespace callflow::base::codes
