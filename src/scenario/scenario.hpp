// Scenarios as values: what happens to calls, and what is expected of them.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/tree.hpp"
#include "expr/expression.hpp"
#include "expr/value.hpp"
#include "providers/emulate/person.hpp"
#include "scenario/fault.hpp"
#include "scenario/foreign.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::scenario {

// A plain value as written. What it means depends on the type that is expected where it lands: `010` is a text for a string var.
struct PlainValue {
    std::string name;
    expr::Value value; // as it reads when nothing is known about the type
    std::string text;  // of an unquoted scalar
    bool unquoted = false;
    base::Span key;   // its name
    base::Span where; // the value
};
using Values = std::vector<PlainValue>;
// The value as one of `type`; nullopt where it cannot be read so.
[[nodiscard]] std::optional<expr::Value> as_type(const PlainValue& plain, const expr::Type& type);

// An effect as `expect` writes it: `notify_team`, `{redirect: {call: x}}`; matched by the keys given.
struct ExpectedEffect {
    std::string kind; // `run` for a bare hook name
    std::string hook;
    Values fields;
    base::Span where;
};

// A request of a state: a text that its method and address contain, or its fields (`state`, `url`, …), by the keys given.
struct ExpectedRequest {
    std::string text;
    Values fields;
    base::Span where;
};
struct ExpectedRequests {
    bool exact = false; // all of them in order; else they are among them
    std::vector<ExpectedRequest> requests;
};

// A document an expectation names, per provider or for all (`provider` empty).
struct ExpectedDocument {
    std::string provider;
    std::string path; // as written; relative to the scenario's file
    base::Span where;
};

// Texts that were heard, asked for or sent: one that is contained in one of them, or (`exact`) all of them in order.
struct ExpectedTexts {
    bool exact = false;
    std::vector<std::string> texts;
};
struct ExpectedCounts { // how many there are, by name or altogether
    std::optional<std::int64_t> all;
    std::vector<std::pair<std::string, std::int64_t>> named;
};

struct Expect {
    bool present = false;
    base::Span where;
    std::optional<std::string> state; // `ask`, or `survey/ask` with states around it
    std::optional<bool> refused;
    std::optional<std::string> error; // text contained in the error; `true` alone: any error (then empty)
    std::optional<bool> any_error;
    Values vars;
    std::vector<ExpectedDocument> response;
    std::optional<std::vector<ExpectedEffect>> effects;                             // exactly these
    std::optional<std::vector<std::pair<std::string, std::int64_t>>> effect_counts; // as a map
    std::vector<ExpectedEffect> effects_include;
    std::optional<ExpectedRequests> sends; // requests of states since the step before
    std::optional<bool> ended;
    std::optional<std::string> outcome;
    std::optional<std::int64_t> elapsed;   // nanoseconds since the run began; what follows is of an emulated call
    std::optional<ExpectedTexts> hears;    // what began to be heard since the step before
    std::optional<ExpectedTexts> asks;     // what it waits for: keys, speech, message
    std::optional<ExpectedTexts> requests; // the provider's since the step before: event, kind or address
    std::optional<ExpectedCounts> request_counts; // likewise
    std::optional<std::string> status;            // of the call, in Twilio's words
    std::optional<ExpectedTexts> legs;            // who is on the line still
    std::optional<ExpectedCounts> leg_counts;
    std::optional<std::int64_t> billed;                          // minutes, each leg's rounded up
    std::vector<std::pair<std::string, std::int64_t>> connected; // nanoseconds of all legs of a platform, by its name
    std::optional<ExpectedTexts> party;                          // whom the call hears; none: nobody
    std::optional<std::string> left; // the address of others at which it has gone on; empty: at none
    std::string check;               // CEL; empty: none
    base::Span check_where;
    expr::Expression check_expression; // once verify() has compiled it
    // Place of each key given, by name, for carets.
    std::vector<std::pair<std::string, base::Span>> places;
};
// Where a key of an expectation stands; the expectation itself where it was not given.
[[nodiscard]] base::Span place_of(const Expect& expect, std::string_view key);

// A raw request of a provider: its fields (of Twilio's form, or of Tropo's JSON), or a file that holds its body.
struct CallbackBody {
    std::string provider; // whose it is; empty: of whichever is played
    Values fields;
    std::string file; // as written, relative to the scenario's file; empty: none
    // Where the values of `fields` stand, those inside others too, by their way there: `result/actions/0/name`.
    std::vector<std::pair<std::string, base::Span>> places;
    base::Span where;
};

struct PersonAct {   // what somebody does
    std::string who; // `caller`, `callee`, an actor, or the name of a call; empty: nobody
    providers::emulate::Act act;
    std::string line; // of several who are rung: the number; empty: the last one
    base::Span where;
    base::Span who_where;
};

struct Step {
    enum class Kind : std::uint8_t { event, callback, person, set, wait, redirect, flush, expect };
    Kind kind = Kind::expect;
    std::string call;                    // empty: the first one
    std::string flow;                    // the machine meant; empty: the one that has the event, else the top-level one
    std::string event;                   // event, redirect: as written, `customer.hangs_up`
    Values input;                        // event: `input:`
    Values set;                          // set
    std::int64_t wait = 0;               // wait, nanoseconds
    std::string group;                   // flush: before, after, failure
    std::vector<CallbackBody> callbacks; // callback: one, or one for each provider
    PersonAct person;                    // person
    std::string url;                     // callback: where it goes; empty: to the address that waits
    Expect expect;
    base::Span where, event_where, call_where, flow_where, url_where;
};

// What a state's request is answered with.
struct MockAnswer {
    std::int64_t status = 200;
    expr::Value json = {};                // absent: none
    std::optional<std::string> body = {}; // else the JSON's text
    std::string fail = {};                // `timeout`, …: there is no answer
};
// The answers of a state's requests: one for all of them, or a list in turn.
struct Mock {
    std::string state;
    std::vector<MockAnswer> answers;
    bool in_turn = false;
    base::Span where; // the state's name
};

struct CallSpec {
    std::string name;
    std::string id; // default: CA + 32 hex digits made from the name
    std::string from = "+15551230000";
    std::string to = "+15557654321";
    std::string channel = "voice";     // or `text`: a conversation by messages
    std::string direction = "inbound"; // or `outbound-api`: the application has it placed, and `to` is rung
    std::string dialplan, account;     // of the SIP side it comes to first, and whose it is there; may be empty
    base::Span dialplan_where;
    std::string state; // has just entered it
    base::Span state_where;
    Values vars;
    Values params, headers; // the provider's; SIP's
    base::Span where;
};

struct Scenario {
    std::string name;
    std::string flow; // path as written, relative to the scenario's file; empty: given by the command
    base::Span flow_where;
    std::vector<std::string> providers = {"twilio"};
    Values given;
    std::vector<Mock> mocks;
    std::vector<CallSpec> calls;                             // at least one
    std::vector<std::pair<std::string, std::int64_t>> media; // pattern: nanoseconds
    std::vector<ForeignDocument> documents;
    std::vector<Assumed> assume;
    std::vector<FaultSpec> faults;
    std::vector<Step> steps;
    Expect expect;                   // at the end, of the first call and the whole run
    std::optional<std::int64_t> now; // nanoseconds since 1970
    std::optional<std::uint64_t> seed;
    base::FileId file = base::no_file;
    base::Span where;
};

// The id of a call that is given none: `CA` and 32 hexadecimal digits made from its name, so that runs agree on every machine.
[[nodiscard]] std::string made_id(std::string_view name);

// Reads one scenario or a list of them.
[[nodiscard]] std::vector<Scenario> read_scenarios(const doc::Document& document, base::Diagnostics& diagnostics);
// Reads the scenarios that stand beside a flow, below its key `scenarios:`; they name no flow of their own.
[[nodiscard]] std::vector<Scenario> read_flow_scenarios(const doc::Document& flow, base::Diagnostics& diagnostics);

} // namespace callflow::scenario
