// CF0: bytes that are no document, and bounds.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code invalid_utf8{
    .code = "CF0001",
    .name = "invalid_utf8",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "the file is not UTF-8 text",
    .why =
        R"(Flow files, scenarios and documents are read as UTF-8. A byte that does not belong there
usually comes from a file saved in an older encoding such as Latin-1 or Windows-1252, or
from a file that is no text at all. Nothing after it can be trusted, so nothing of the file
is used. Save the file as UTF-8, or convert it with iconv.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code syntax_error{
    .code = "CF0002",
    .name = "syntax_error",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "the file is no well-formed YAML, JSON or XML",
    .why =
        R"(The document cannot be taken apart into keys, lists and texts: a quote or bracket is not
closed, an indentation does not fit, or a character stands where it means something else.
The place named is where reading had to stop; the slip itself is often a little earlier. Put
quotes around texts and expressions that contain , : ? # [ ] { or }.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: "Hello]
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

const Code too_large{
    .code = "CF0003",
    .name = "too_large",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "the file is larger than the bound",
    .why =
        R"(Every file is read with an upper bound on its size (64 MiB for a flow), so that a wrong or
hostile file cannot use up the memory of the machine. No flow written by people comes near
it. Check that the right file was named; split a generated flow with include.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code too_deep{
    .code = "CF0004",
    .name = "too_deep",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "values are nested too deep",
    .why =
        R"(Lists and mappings may stand inside each other up to 200 levels. Deeper nesting is either a
generator gone wrong or an attempt to exhaust the stack of whatever reads the file, so
reading stops there. Move inner parts into states, sub-flows or prompts of their own.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code too_many_nodes{
    .code = "CF0005",
    .name = "too_many_nodes",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "the document has too many values",
    .why =
        R"(A YAML alias stands for a copy of what it names, and aliases of aliases multiply: a page of
text can stand for billions of values. The number of values is bounded after aliases have
been expanded. Name what is shared as a prompt, a default or a sub-flow instead; these are
kept once however often they are used.)",
    .bad = R"yaml(callflow: 1
x-a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]
x-b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
x-c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
x-d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
x-e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
x-f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
x-g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
x-h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g, *g]
x-i: &i [*h, *h, *h, *h, *h, *h, *h, *h, *h, *h]
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
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

const Code second_document{
    .code = "CF0006",
    .name = "second_document",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "the file holds more than one document",
    .why =
        R"(A line of three hyphens ends a YAML document and begins the next. Only one document can be
meant, and it would be a guess which one, so neither is used. Put each flow into a file of
its own, or make the second one a sub-flow under flows.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response: [say: Hello]
    next: done
  done: {final: true}
---
callflow: 1
name: another
initial: greeting
states:
  greeting:
    response: [say: Hello]
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

const Code forbidden_xml{
    .code = "CF0007",
    .name = "forbidden_xml",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "the XML has something that TwiML documents cannot have",
    .why =
        R"(Document type declarations and entities of one's own are how XML files read other files or
blow up in memory; no telephony platform accepts them in TwiML, and neither does this
reader. An attribute given twice, an unknown entity or a second root element is no
well-formed XML at all. Write the text itself in place of an entity.)",
    .bad = R"yaml(<!DOCTYPE Response [<!ENTITY greeting "Hello">]>
<Response><Say>&greeting;</Say></Response>
)yaml",
    .good = R"yaml(<Response><Say>Hello</Say></Response>
)yaml",
    .near_miss = {},
};

const Code empty_document{
    .code = "CF0008",
    .name = "empty_document",
    .severity = Severity::error,
    .unreadable = true,
    .summary = "there is nothing in the file",
    .why =
        R"(The file is empty or holds only blanks and comments. That is more often a failed download, a
redirection gone wrong or an unsaved editor window than an intention, so it is never taken
as an empty flow.)",
    .bad = R"yaml(# to be written
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

} // namespace callflow::base::codes
