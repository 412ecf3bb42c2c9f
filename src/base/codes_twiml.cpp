// CF51: what is found in TwiML documents that others wrote.
#include "base/codes.hpp"

namespace callflow::base::codes {

const Code twiml_root{
    .code = "CF5100",
    .name = "twiml_root",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "the root of a TwiML document is not <Response>",
    .why =
        R"(Twilio looks for <Response> and refuses everything else (its error 12102), so the call ends
with an apology. Names are case-sensitive: <response> is something else.)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<response><Say>Hello</Say></response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Say>Hello</Say>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_element{
    .code = "CF5101",
    .name = "twiml_element",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "TwiML has no such element",
    .why =
        R"(Twilio warns (12200) and passes over elements that it does not know: what stands in them is
never said or done. Mostly the name is misspelt or its capital letters are wrong.)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Say>Hello</Say>
  <HangUp/>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Say>Hello</Say>
  <Hangup/>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_nesting{
    .code = "CF5102",
    .name = "twiml_nesting",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "an element stands where Twilio does not look for it",
    .why =
        R"(Every verb takes certain nouns: a Gather can hold what is heard while it listens, a Dial those
whom it calls. Elsewhere the same element is passed over, with a warning (12200, 13215, 13320)
or, inside Start, an error (14300). The help says what may stand there.)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Gather numDigits="1">
    <Dial>+15551230000</Dial>
  </Gather>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Gather numDigits="1">
    <Say>Press a key</Say>
  </Gather>
  <Dial>+15551230000</Dial>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_attribute{
    .code = "CF5103",
    .name = "twiml_attribute",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "the element has no such attribute",
    .why =
        R"(Twilio passes over attributes that it does not know (12200), so the verb does what it does
without them: a Gather with a misspelt numDigits waits for more keys. Names are case-sensitive.)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Gather numdigits="1" action="/chose"/>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Gather numDigits="1" action="/chose"/>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_value{
    .code = "CF5104",
    .name = "twiml_value",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "the attribute or text cannot have this value",
    .why =
        R"(A value that is out of range or of the wrong kind is passed over, and the default is used in
its place. Where the words of a list have grown over the years, an unknown one may be newer
than this check: then it says so and the finding can be ignored.)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Gather numDigits="-3" action="/chose"/>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Gather numDigits="3" action="/chose"/>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_missing{
    .code = "CF5105",
    .name = "twiml_missing",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "something that the element needs is missing",
    .why =
        R"(Without it the element does nothing, or ends the call with an error: a Dial needs somebody to
call, a Prompt the step that it is for, a Refer its one Sip.)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Refer action="/referred"/>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Refer action="/referred">
    <Sip>sip:agent@example.com</Sip>
  </Refer>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_address{
    .code = "CF5106",
    .name = "twiml_address",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "an address that leads somewhere else than it looks",
    .why =
        R"(An address without a scheme is relative to that of the document: `www.example.com/menu` is a
file in a folder called www.example.com. Streams and relays are asked for a socket, `wss://`.
An address with a blank in it is none. Where the answer is to go on with the call, an address
that Twilio cannot ask (another scheme, no host) is an error (11100).)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Redirect>www.example.com/menu.xml</Redirect>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Redirect>https://www.example.com/menu.xml</Redirect>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_size{
    .code = "CF5107",
    .name = "twiml_size",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a TwiML document has 64 kB at most",
    .why =
        R"(Twilio refuses larger documents (11750). What a caller can listen to is far shorter; mostly a
list was written out that belongs behind a Redirect.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code twiml_text{
    .code = "CF5108",
    .name = "twiml_text",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "text that is too long, or nobody hears",
    .why =
        R"(Say takes 4096 characters, a Message 1600 (13521, 14103). Text between verbs, or in a verb that
takes none, is passed over; so is the text of a Dial that has nouns.)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  Welcome!
  <Hangup/>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Say>Welcome!</Say>
  <Hangup/>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_mixed{
    .code = "CF5109",
    .name = "twiml_mixed",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "verbs of a call beside those of a text message",
    .why =
        R"(A document answers either a call or a text message. In a call there is no Message (Sms is what
sends one), in the answer to a text message only Message and Redirect are allowed (14110).)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Say>Thank you</Say>
  <Message>Thank you</Message>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Say>Thank you</Say>
  <Sms>Thank you</Sms>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_whisper{
    .code = "CF5110",
    .name = "twiml_whisper",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "a verb that cannot stand in a document for this occasion",
    .why =
        R"(What the called party hears before the two are connected (url of Number, Client, Sip), what
waits in a queue (waitUrl) and what is heard before a conference are documents of their own
with few verbs. A Dial in the first is an error (13201), and others end the wait (13238). Known
where the document that names it is checked in the same run.)",
    .bad = {},
    .good = {},
    .near_miss = {},
};

const Code twiml_unreachable{
    .code = "CF5111",
    .name = "twiml_unreachable",
    .severity = Severity::note,
    .unreadable = false,
    .summary = "nothing after this verb is reached",
    .why =
        R"(Redirect, Hangup and Reject end the document, and so does a Dial, Enqueue, Connect or Refer
with an action: whatever comes of it, the action's answer goes on.)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Redirect>/menu</Redirect>
  <Say>Goodbye</Say>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Say>Goodbye</Say>
  <Redirect>/menu</Redirect>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_old{
    .code = "CF5112",
    .name = "twiml_old",
    .severity = Severity::note,
    .unreadable = false,
    .summary = "an old name or value that Twilio still takes",
    .why =
        R"(It works as it always did, and no page describes it any more. The help names what has taken its
place.)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Say voice="alice">Hello</Say>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Say voice="Polly.Joanna">Hello</Say>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_several{
    .code = "CF5113",
    .name = "twiml_several",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "more of something than Twilio takes",
    .why =
        R"(Connect and Refer take one noun, Dial calls ten parties at most, a Message has one Body and ten
Media. What is too much is passed over, or makes Twilio refuse the verb.)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Refer>
    <Sip>sip:one@example.com</Sip>
    <Sip>sip:two@example.com</Sip>
  </Refer>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Refer>
    <Sip>sip:one@example.com</Sip>
  </Refer>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_pair{
    .code = "CF5114",
    .name = "twiml_pair",
    .severity = Severity::warning,
    .unreadable = false,
    .summary = "things that do not go together",
    .why =
        R"(Each of them is fine by itself: a conference or queue beside a number (13000),
transcribeCallback without transcribe, keys to send beside machine detection, a speech model
beside speechTimeout auto (13335). One of them is passed over.)",
    .bad = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Record transcribeCallback="/text"/>
</Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response>
  <Record transcribe="true" transcribeCallback="/text"/>
</Response>
)doc",
    .near_miss = {},
};

const Code twiml_declaration{
    .code = "CF5115",
    .name = "twiml_declaration",
    .severity = Severity::error,
    .unreadable = false,
    .summary = "an XML declaration that Twilio cannot follow",
    .why =
        R"(Twilio reads XML 1.0 (12101 for others) in the encoding that the declaration names. One that
says another encoding than its bytes have is not understood (12100), or its accents and
umlauts are said as something else: that is a warning. A document needs no declaration.)",
    .bad = R"doc(<?xml version="1.1" encoding="UTF-8"?>
<Response><Say>Hello</Say></Response>
)doc",
    .good = R"doc(<?xml version="1.0" encoding="UTF-8"?>
<Response><Say>Hello</Say></Response>
)doc",
    .near_miss = {},
};

} // namespace callflow::base::codes
