// What a transfer becomes: a dial, a REFER, Tropo's redirect, or the request that asks the SIP side.
#include "base/ascii.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "flow/sip_address.hpp"
#include "syntax/transfer_expander.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace callflow::syntax {
namespace codes = base::codes;
namespace {

flow::Field text_field(std::string_view name, expr::Template value, base::Span where) {
    flow::Field made;
    made.name = name;
    made.value = std::move(value);
    made.where = where;
    return made;
}

} // namespace

const flow::Attribute* TransferExpander::find(const flow::Verb& verb, std::string_view name) {
    const auto at = std::ranges::find_if(verb.attributes, [&](const auto& one) { return one.spec->name == name; });
    return at == verb.attributes.end() ? nullptr : &*at;
}

std::string_view TransferExpander::word(const flow::Verb& verb, std::string_view name) {
    const flow::Attribute* given = find(verb, name);
    return given != nullptr && given->value.is_literal() ? std::string_view(given->value.literal())
                                                         : std::string_view();
}

// An attribute under the name that it has in what is made of it.
void TransferExpander::copy(const flow::Verb& from, std::string_view name, std::string_view as, flow::Verb& to) {
    const flow::Attribute* given = find(from, name);
    if (given == nullptr) return;
    flow::Attribute made = *given;
    made.spec = flow::find_attribute(*to.spec, as);
    to.attributes.push_back(std::move(made));
}

void TransferExpander::noun(std::string_view name, std::string_view content, const expr::Template& value,
                            base::Span where, const flow::Verb& verb, flow::Verb& out) {
    flow::Verb child;
    child.spec = flow::find_verb(name);
    child.where = where;
    flow::Attribute made;
    made.spec = flow::find_attribute(*child.spec, content);
    made.value = value;
    made.key = made.where = where;
    child.attributes.push_back(std::move(made));
    if (out.spec->name == "dial") copy(verb, "whisper", "url", child);
    if (out.spec->name == "dial") reader_.complete(child);
    out.children.push_back(std::move(child));
}

void TransferExpander::bridge(const flow::Verb& verb, flow::Transfer& made, flow::Verb& out) {
    out.spec = flow::find_verb("dial");
    action(verb, made, out);
    copy(verb, "ring", "timeout", out);
    copy(verb, "callerId", "callerId", out);
    for (const expr::Template& to : made.to) {
        const bool sip = flow::is_sip_address(to.text());
        noun(sip ? "sip" : "number", sip ? "uri" : "number", to, made.to_where, verb, out);
    }
    for (const auto& [name, as, content] : {std::tuple("agent", "client", "identity"), {"queue", "queue", "name"}})
        if (const flow::Attribute* given = find(verb, name)) noun(as, content, given->value, given->where, verb, out);
    out.children.insert(out.children.end(), verb.children.begin(), verb.children.end());
    reader_.complete(out);
}

void TransferExpander::refer(const flow::Verb& verb, flow::Transfer& made, flow::Verb& out) {
    out.spec = flow::find_verb("refer");
    action(verb, made, out);
    for (const expr::Template& to : made.to) noun("sip", "uri", to, made.to_where, verb, out);
    reader_.complete(out);
}

void TransferExpander::redirect(const flow::Verb& /*verb*/, const flow::Transfer& made, flow::Verb& out) {
    if (made.to.empty()) return;
    out.spec = flow::find_verb("deflect");
    flow::Attribute to;
    to.spec = flow::find_attribute(*out.spec, "to");
    to.value = made.to.front();
    to.key = to.where = made.to_where;
    out.attributes.push_back(std::move(to));
    reader_.complete(out);
}

void TransferExpander::action(const flow::Verb& verb, flow::Transfer& made, flow::Verb& out) {
    if (find(verb, "action") != nullptr) {
        made.own_action = true;
        copy(verb, "action", "action", out);
        return;
    }
    made.event = reader_.flow_.intern_event("", transferred);
    flow::EventReference reference;
    reference.event = transferred;
    reference.where = verb.where;
    flow::Attribute attribute;
    attribute.spec = flow::find_attribute(*out.spec, "action");
    attribute.key = attribute.where = verb.where;
    attribute.event.push_back(std::move(reference));
    out.attributes.push_back(std::move(attribute));
}

// As far as it is written out: the SIP side is asked by HTTP, and by nothing else.
void TransferExpander::check_scheme(const flow::Attribute& url) {
    const std::string_view written = url.value.text();
    const base::UrlParts parts = base::split_url(written);
    const auto is = [&](std::string_view scheme) {
        return std::ranges::equal(parts.scheme, scheme, {}, base::to_lower);
    };
    if (written.starts_with("{{") || (parts.has_authority && (is("https") || is("http")))) return;
    in_.report(codes::bad_value, url.where,
               parts.has_scheme && parts.has_authority
                   ? fmt::format("the SIP side cannot be asked by {}", base::quoted(parts.scheme))
                   : fmt::format("{} does not say by which scheme the SIP side is asked", base::quoted(written)))
        .help = "write an address that begins with `https://` or `http://`";
}

void TransferExpander::http(const flow::Verb& verb, flow::Transfer& made) {
    flow::Request request;
    request.where = verb.where;
    request.hands_over = true;
    if (const flow::Attribute* url = find(verb, "url")) {
        check_scheme(*url);
        request.fields.push_back(text_field("url", url->value, url->where));
    } else {
        in_.report(codes::missing_key, verb.where, "a transfer by http needs the `url` of the SIP side").help =
            R"(add `url: "https://HOST/callmanager.svc/blindtransfer"`)";
    }
    bool written_out = false;
    for (const std::string_view name : {"method", "body"})
        if (const flow::Attribute* given = find(verb, name)) {
            request.fields.push_back(text_field(name, given->value, given->where));
            written_out = written_out || name == "body";
        }
    for (const std::string_view name : {"query", "headers", "json", "form"}) {
        const flow::Attribute* given = find(verb, name);
        if (given == nullptr || given->json.empty()) continue;
        flow::Field field = given->json.front();
        field.name = name;
        field.where = given->where;
        request.fields.push_back(std::move(field));
        written_out = written_out || name != "headers";
    }
    if (!written_out || find(verb, "preset") != nullptr) preset(verb, made, request);
    // For whoever plays the SIP side; providers::state_request() sends the fields that it knows.
    for (const std::string_view name : {"user", "callid"})
        if (const flow::Attribute* given = find(verb, name))
            request.fields.push_back(text_field(name, given->value, given->where));
    if (!made.to.empty()) request.fields.push_back(text_field("destination", made.to.front(), made.to_where));
    if (const flow::Attribute* given = find(verb, "accepted")) request.accepted = given->value.text();
    if (const std::string_view seconds = word(verb, "timeout"); !seconds.empty())
        request.timeout = base::parse_int(seconds).value_or(10) * 1'000'000'000;
    made.accepted = request.accepted;
    state_.request = std::move(request);
}

// sipsorcery: `GET …/blindtransfer?user=U&callid=C&destination=D`; it answers 200 whatever becomes of it.
void TransferExpander::preset(const flow::Verb& verb, const flow::Transfer& made, flow::Request& out) {
    flow::Field query;
    query.name = "query";
    query.shape = flow::Field::Shape::map;
    query.where = verb.where;
    for (const std::string_view name : {"user", "callid"}) {
        const flow::Attribute* given = find(verb, name);
        if (given != nullptr) {
            query.children.push_back(text_field(name, given->value, given->where));
            continue;
        }
        in_.report(codes::missing_key, verb.where, fmt::format("sipsorcery's transfer needs the `{}`", name)).help =
            name == "user"
                ? "name the account whose dialplan has the call"
                : R"(Tropo's header x-sbc-call-id has it, and Twilio's SipCallId: keep `default(input.sip_headers["x-sbc-call-id"], input.sip_call_id)` in a var)";
    }
    if (!made.to.empty()) query.children.push_back(text_field("destination", made.to.front(), made.to_where));
    out.accepted = "successfully initiated";
    out.fields.push_back(std::move(query));
}

} // namespace callflow::syntax
