// CF1: what responses say.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code bad_raw{
    .code = "CF1040",
    .name = "bad_raw",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a part of a provider's document that would break it",
    .why =
        R"(What stands below `raw` is put into the provider's document as it is. For TwiML that has to be whole
elements, closed and without the <Response> around them; for Tropo a step, which is a mapping with one key,
or a list of steps. {{ values }} may stand in texts and in the values of attributes, where they are escaped.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - raw: {twiml: "<Response><Echo/></Response>"}
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
states:
  greeting:
    response:
      - raw: {twiml: "<Echo/>"}
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code unknown_prompt{
    .code = "CF1041",
    .name = "unknown_prompt",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a prompt that `prompts` does not have",
    .why =
        R"(`say: {prompt: welcome}` speaks the text of that name below `prompts`, in the call's language. Without one
there is nothing to say. A text that is meant as it is stands after `say:` itself.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
prompts:
  welcome: {en: Hello}
states:
  greeting:
    response: [say: {prompt: welcom}]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
prompts:
  welcome: {en: Hello}
states:
  greeting:
    response: [say: {prompt: welcome}]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

const Code prompt_language{
    .code = "CF1042",
    .name = "prompt_language",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "nothing says in which language a prompt is spoken",
    .why =
        R"(A prompt with texts in several languages is spoken in the one that the verb's `language` names, else in that
of the var `language`. This flow has neither.)",
    .bad = R"yaml(callflow: 1
name: example
initial: greeting
prompts:
  welcome: {en: Hello, es: Hola}
states:
  greeting:
    response: [say: {prompt: welcome}]
    next: done
  done: {final: true}
)yaml",
    .good = R"yaml(callflow: 1
name: example
initial: greeting
vars:
  language: {values: [en-US, es-MX], default: en-US}
prompts:
  welcome: {en: Hello, es: Hola}
states:
  greeting:
    response: [say: {prompt: welcome}]
    next: done
  done: {final: true}
)yaml",
    .near_miss = {},
};

} // namespace callflow::base::codes
