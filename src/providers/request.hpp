// What a provider sends to the application, read into one vocabulary, and made for simulation.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/form.hpp"
#include "doc/tree.hpp"
#include "expr/value.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers {

using InputFields = std::vector<std::pair<std::string, expr::Value>>;

// One kind of request that providers send, by a name that they share: `gather`, `dial`, `status`.
struct RequestKind {
    std::string_view name;
    std::string_view element; // whose address is asked: `Gather`, `ask`; empty where it is no verb's
    bool answered = true;     // the provider runs what it is answered
};

// A request as it came. A GET's form is its query (read_form of what stands behind the `?`).
struct IncomingRequest {
    std::span<const doc::FormField> form = {};
    doc::View json = {};
    bool text = false; // of a conversation by messages, where that is known
};

// What it says. Everything is bounded by the request's own size.
struct DecodedRequest {
    std::string_view kind;   // a RequestKind's name
    std::string call_id;     // empty where it does not say
    InputFields input;       // by flow::input_fields(), each with its type, each once
    InputFields call;        // by flow::call_fields()
    expr::Value params;      // map(string, dyn): everything as it came
    std::string_view signal; // the flow::SignalSpec that its status stands for; empty for none
    std::string event;       // of a session that the application itself began for an event
    std::vector<std::pair<std::string, std::string>> launch; // the parameters that such a session was begun with
    bool begins = false;                                     // can only be a call's first request
    bool over = false;                                       // the call is over, at whatever address this arrives
    bool complete = true;                                    // false: what was asked for did not happen
    bool other_leg = false;                                  // it is about a leg that the call has led to
};

// What happens to a call, for which a provider sends a request.
struct Happening {
    std::string_view kind; // a RequestKind's name
    std::string_view call_id;
    std::span<const std::pair<std::string, expr::Value>> input = {};
    std::span<const std::pair<std::string, expr::Value>> call = {}; // from, to, status, …
    // The provider's own fields, in place of those made from `input` and `call` or behind them.
    std::span<const std::pair<std::string, std::string>> params = {};
    bool complete = true;
};

// A body that was read: one of both. The source it was read from must outlive it.
struct RequestBody {
    std::vector<doc::FormField> form;
    std::optional<doc::Document> json;

    [[nodiscard]] IncomingRequest incoming() const { return {.form = form, .json = json ? json->root() : doc::View()}; }
};

// Largest body that is read, and deepest.
inline constexpr std::uint64_t max_request_bytes = 1u << 20;
inline constexpr std::uint32_t max_request_depth = 40;

// Reads a body: JSON where its first significant byte is `{` or `[`, else a form. nullopt for bytes that are neither, or
// beyond the bounds; findings CF0xxx and CF5031.
[[nodiscard]] std::optional<RequestBody> read_request_body(const base::Sources& sources, base::FileId file,
                                                           base::Diagnostics& diagnostics);

// The parameters of a GET, which stand in its address; of an address that holds none of the provider's (`CallSid`, which every one
// of Twilio's requests has) nothing, since then they come in a body. The file holds the address alone.
[[nodiscard]] std::vector<doc::FormField> read_request_query(const base::Sources& sources, base::FileId file,
                                                             base::Diagnostics& diagnostics);

// JSON as a value: numbers without a fraction are int where they fit. Of a document read within max_request_depth.
[[nodiscard]] expr::Value value_of_json(doc::View node);

// Puts a field in its place, or in that of one with the same name.
void put_field(InputFields& fields, std::string_view name, expr::Value value);
// Null where there is none.
[[nodiscard]] const expr::Value* find_field(std::span<const std::pair<std::string, expr::Value>> fields,
                                            std::string_view name);

} // namespace callflow::providers
