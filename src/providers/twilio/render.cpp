#include "base/text.hpp"
#include "doc/fragment.hpp"
#include "doc/read.hpp"
#include "doc/xml.hpp"
#include "providers/dialled_options.hpp"
#include "providers/findings.hpp"
#include "providers/rows.hpp"
#include "providers/twilio/elements.hpp"
#include "providers/twilio/twilio.hpp"
#include "providers/unaddressed.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <set>

namespace callflow::providers::twilio {

namespace {

using flow::ResolvedAttribute;
using flow::ResolvedVerb;

class Writer {
public:
    // `text`: the document answers a text message.
    Writer(std::string& out, Findings findings, bool text) : out_(&out), findings_(findings), text_(text) {}

    void write(const ResolvedVerb& verb, std::size_t depth);
    void redirect(std::string_view address, base::Span where);

private:
    void start(std::string_view element, std::size_t depth);
    void element(const ResolvedVerb& verb, const Row& row, std::size_t depth);
    void inside(const ResolvedVerb& verb, const Row& row, const std::string* own, std::size_t depth);
    void children(const ResolvedVerb& verb, std::size_t depth);
    void ssml(const ResolvedVerb& verb, const std::string& text);
    void wait(const ResolvedVerb& verb);
    void raw(const ResolvedVerb& verb, std::size_t depth);
    void message(const ResolvedVerb& verb, std::size_t depth);
    void leaf(std::string_view element, std::string_view value, base::Span where, std::size_t depth);
    [[nodiscard]] bool can_stand(const ResolvedVerb& verb, std::size_t depth) const;
    [[nodiscard]] bool is_heard_here(const ResolvedVerb& verb) const;
    void attributes(const ResolvedVerb& verb, const Row& row);
    void attribute(const ResolvedVerb& verb, const ResolvedAttribute& given, const Row& row);
    void extra(const ResolvedVerb& verb, const ResolvedAttribute& given);
    void pair(std::string_view name, std::string_view value, base::Span where);
    void text(std::string_view value, base::Span where);
    void end(std::string_view element);
    void unsayable(std::string_view value, base::Span where);

    std::string* out_;
    Findings findings_;
    bool text_;
};

void Writer::start(std::string_view element, std::size_t depth) {
    out_->append(2 * depth, ' ');
    out_->push_back('<');
    out_->append(element);
}

void Writer::end(std::string_view element) {
    out_->append("</");
    out_->append(element);
    out_->append(">\n");
}

// XML 1.0 has no way to write these characters, not even by number.
void Writer::unsayable(std::string_view value, base::Span where) {
    findings_.unsayable(where, fmt::format("{} holds a character that XML cannot hold", base::quoted(value)),
                        "remove the character; U+FFFD stands in its place");
}

void Writer::text(std::string_view value, base::Span where) {
    if (!doc::append_xml_text(*out_, value)) {
        unsayable(value, where);
    }
}

void Writer::attribute(const ResolvedVerb& verb, const ResolvedAttribute& given, const Row& row) {
    const std::string_view name = given.spec->name;
    if (name == row.text || given.spec->type == flow::AttributeType::prompt ||
        given.spec->type == flow::AttributeType::ssml) {
        return;
    }
    if (given.spec == flow::extra_spec("twilio")) {
        extra(verb, given);
        return;
    }
    if (verb.spec->name == "wait") {
        name == "milliseconds" ? wait(verb) : findings_.left_out(verb, name);
        return;
    }
    if (name == "media") {
        if (!text_) {
            findings_.left_out(verb, name, "an Sms in a call carries a text and nothing else");
        }
        return;
    }
    if (find_beside(row.support.attributes, verb.spec->attributes, *given.spec, std::identity()) == nullptr) {
        findings_.left_out(verb, name);
        return;
    }
    pair(name, given.value, verb.where);
}

void Writer::pair(std::string_view name, std::string_view value, base::Span where) {
    out_->push_back(' ');
    out_->append(name);
    out_->append("=\"");
    if (!doc::append_xml_attribute(*out_, value)) {
        unsayable(value, where);
    }
    out_->push_back('"');
}

// Attributes by name. One that the verb has besides, and what is no name of XML's, would break the document.
void Writer::extra(const ResolvedVerb& verb, const ResolvedAttribute& given) {
    base::Sources sources;
    base::Diagnostics ignored;
    const auto document = doc::read_json(sources, sources.add("extra", given.value), ignored);
    if (!document || !document->root().is_mapping()) {
        findings_.left_out(verb, "extra", "a mapping of attributes is expected");
        return;
    }
    std::set<std::string_view> written; // a document may have very many
    for (const doc::Entry one : doc::entries(document->root())) {
        const std::string_view name = one.key.text();
        const bool again = verb.find(name) != nullptr || written.contains(name);
        if (again || !is_simple_name(name) || !one.value.is_scalar()) {
            findings_.left_out(verb, fmt::format("extra.{}", base::printable(name, 40)),
                               again ? "it stands there already" : "a name of XML's and a text are expected");
            continue;
        }
        written.insert(name);
        pair(name, one.value.text(), verb.where);
    }
}

// In the vocabulary's order, whatever the author's: each turn looks for the one that comes next.
// There are a handful of them, and no room has to be found for a sorted list.
void Writer::attributes(const ResolvedVerb& verb, const Row& row) {
    const std::less<const flow::AttributeSpec*> before;
    const flow::AttributeSpec* done = nullptr;
    for (;;) {
        const ResolvedAttribute* next = nullptr;
        for (const ResolvedAttribute& one : verb.attributes) {
            if ((done == nullptr || before(done, one.spec)) && (next == nullptr || !before(next->spec, one.spec))) {
                next = &one;
            }
        }
        if (next == nullptr) {
            return;
        }
        attribute(verb, *next, row);
        done = next->spec;
    }
}

bool has_element(const ResolvedVerb& verb) {
    const Row* row = find_row(*verb.spec);
    return row != nullptr && !row->support.element.empty();
}

// The texts of a message's prompt, a line each.
std::string said_in(const ResolvedVerb& message) {
    std::string out;
    for (const ResolvedVerb& one : message.children) {
        if (const std::string* text = one.find("text")) {
            out += out.empty() ? "" : "\n";
            out += *text;
        }
    }
    return out;
}

// The number of a dial that names nobody else and says nothing about him: `<Dial>+1…</Dial>` and
// `<Dial><Number>+1…</Number></Dial>` behave alike, the shorter one is canonical.
const std::string* plain_number(const ResolvedVerb& verb) {
    if (verb.spec->name != "dial" || verb.children.size() != 1) {
        return nullptr;
    }
    const ResolvedVerb& noun = verb.children.front();
    return noun.spec->name == "number" && noun.attributes.size() == 1 ? noun.find("number") : nullptr;
}

// Everything between the tags of an element that has children. The text becomes an element of its own where the provider
// has one for that (Dial takes either text or nouns); elsewhere (Enqueue) it may stand before them.
void Writer::inside(const ResolvedVerb& verb, const Row& row, const std::string* own, std::size_t depth) {
    out_->append(">\n");
    if (own != nullptr && !row.wrapped.empty()) {
        leaf(row.wrapped, *own, verb.where, depth + 1);
    } else if (own != nullptr) {
        out_->append(2 * (depth + 1), ' ');
        text(*own, verb.where);
        out_->push_back('\n');
    }
    children(verb, depth + 1);
    out_->append(2 * depth, ' ');
}

// The children, those of a kind that is grouped within an element around them.
void Writer::children(const ResolvedVerb& verb, std::size_t depth) {
    std::string_view open;
    for (const ResolvedVerb& child : verb.children) {
        const Row* row = find_row(*child.spec);
        const std::string_view group = row == nullptr ? std::string_view() : row->group;
        if (group != open && !open.empty()) {
            out_->append(2 * depth, ' ');
            end(open);
        }
        if (group != open && !group.empty()) {
            start(group, depth);
            out_->append(">\n");
        }
        open = group;
        write(child, depth + (group.empty() ? 0 : 1));
    }
    if (!open.empty()) {
        out_->append(2 * depth, ' ');
        end(open);
    }
}

// What is said with SSML, as the author wrote it. Values in it are escaped already; what could break the document all the
// same is left out.
void Writer::ssml(const ResolvedVerb& verb, const std::string& text) {
    std::vector<doc::FragmentElement> elements;
    if (const auto problem = doc::read_mixed(text, {}, elements)) {
        findings_.unsayable(verb.where, fmt::format("this cannot be put into TwiML: {}", problem->message),
                            problem->help);
        return;
    }
    out_->append(text);
}

// TwiML counts seconds, and takes no fraction of them.
void Writer::wait(const ResolvedVerb& verb) {
    const std::int64_t milliseconds = base::parse_int(*verb.find("milliseconds")).value_or(0);
    const std::int64_t seconds = std::max<std::int64_t>(milliseconds / 1000 + (milliseconds % 1000 > 0 ? 1 : 0), 1);
    if (seconds * 1000 != milliseconds) {
        findings_.left_out(verb, "milliseconds", fmt::format("a pause counts seconds, and this is one of {}", seconds));
    }
    out_->append(fmt::format(" length=\"{}\"", seconds));
}

void Writer::leaf(std::string_view element, std::string_view value, base::Span where, std::size_t depth) {
    start(element, depth);
    out_->push_back('>');
    text(value, where);
    end(element);
}

// Elements as the author wrote them. Values in them are escaped already; what could break the document
// all the same is left out.
void Writer::raw(const ResolvedVerb& verb, std::size_t depth) {
    const std::string* elements = verb.find("twiml");
    if (elements == nullptr) {
        findings_.not_on_provider(verb, "no part in this raw", "write `raw: {twiml: …}` too");
        return;
    }
    std::vector<std::string_view> each;
    if (const auto problem = doc::check_elements(*elements, "Response", {}, &each)) {
        findings_.unsayable(verb.where, fmt::format("this cannot be put into TwiML: {}", problem->message),
                            problem->help);
        return;
    }
    for (const std::string_view element : each) {
        out_->append(2 * depth, ' ');
        out_->append(element);
        out_->push_back('\n');
    }
}

// The answer to a text message. A text alone stands in the Message itself.
void Writer::message(const ResolvedVerb& verb, std::size_t depth) {
    start("Message", depth);
    attributes(verb, *find_row(*verb.spec));
    const std::string said = said_in(verb);
    const std::string* own = verb.find("text");
    own = own == nullptr && !said.empty() ? &said : own;
    const std::string* media = verb.find("media");
    out_->push_back('>');
    if (media == nullptr) {
        text(own == nullptr ? std::string_view() : *own, verb.where);
    } else {
        out_->push_back('\n');
        if (own != nullptr) {
            leaf("Body", *own, verb.where, depth + 1);
        }
        for (std::string_view rest = base::trim(*media); !rest.empty();) {
            const std::size_t blank = std::min(rest.find(' '), rest.size());
            leaf("Media", rest.substr(0, blank), verb.where, depth + 1);
            rest = base::trim(rest.substr(blank));
        }
        out_->append(2 * depth, ' ');
    }
    end("Message");
}

// Twilio refuses the verbs of a call in the answer to a text message (14110); that it ends there goes
// without saying.
bool Writer::can_stand(const ResolvedVerb& verb, std::size_t depth) const {
    const std::string_view name = verb.spec->name;
    if (!text_ || depth > 1 || name == "message" || name == "redirect" || name == "raw") {
        return true;
    }
    if (name != "hangup") {
        findings_.not_on_provider(verb, fmt::format("no {} in the answer to a text message", verb.word()),
                                  "write a `message`; a condition can tell: `if: call.channel == \"text\"`");
    }
    return false;
}

// What a called party hears first on Tropo, where a noun's address says it here.
bool is_other_greeting(const ResolvedVerb& one) {
    const std::string* event = one.spec->name == "on" ? one.find("event") : nullptr;
    return event != nullptr && *event == "connect";
}

bool is_greeted(const ResolvedVerb& dial) {
    return std::ranges::any_of(dial.children, is_other_greeting) &&
           std::ranges::any_of(dial.children, [](const ResolvedVerb& noun) { return noun.find("url") != nullptr; });
}

void Writer::write(const ResolvedVerb& verb, std::size_t depth) {
    if (!can_stand(verb, depth)) {
        return;
    }
    if (verb.spec->name == "dial" && is_greeted(verb)) {
        ResolvedVerb rest = verb;
        std::erase_if(rest.children, is_other_greeting);
        write(rest, depth);
        return;
    }
    if (verb.spec->name == "raw" || (text_ && verb.spec->name == "message")) {
        verb.spec->name == "raw" ? raw(verb, depth) : message(verb, depth);
        return;
    }
    const Row* row = find_row(*verb.spec);
    if (row == nullptr || row->support.element.empty()) {
        findings_.not_on_provider(verb, fmt::format("no {}", verb.word()),
                                  row == nullptr         ? std::string_view()
                                  : verb.written.empty() ? row->support.instead
                                                         : "Twilio answers first: leave `via` out, or write `mode: "
                                                           "blind` where the caller comes by SIP");
        return;
    }
    if (row->prompt_before) {
        for (const ResolvedVerb& child : verb.children) {
            write(child, depth);
        }
    }
    if (is_heard_here(verb)) {
        element(verb, *row, depth);
    }
}

// A prompt of TwiML is the same at every try, so that what answers a failure cannot be said in it.
bool Writer::is_heard_here(const ResolvedVerb& verb) const {
    const std::string* event = verb.find("event");
    if (event == nullptr || event->empty()) {
        return true;
    }
    findings_.left_out(verb, "event", "this is not heard; a state says it when it is tried again: `if: attempt > 1`");
    return false;
}

void Writer::element(const ResolvedVerb& verb, const Row& row, std::size_t depth) {
    const std::string_view name = row.support.element.substr(0, row.support.element.find(','));
    if (!row.prompt_before && std::ranges::none_of(verb.children, has_element)) {
        children(verb, depth); // says why there are none
    }
    start(name, depth);
    attributes(verb, row);
    const bool prompt_inside = verb.spec->name == "message"; // texts of it, said one after the other
    const std::string said = prompt_inside ? said_in(verb) : std::string();
    const std::string* own = row.text.empty() ? nullptr : verb.find(row.text);
    const std::string* spoken = verb.find("ssml");
    const std::string* number = own == nullptr ? plain_number(verb) : nullptr;
    own = number != nullptr ? number : prompt_inside && own == nullptr ? &said : own;
    const bool nested =
        number == nullptr && !row.prompt_before && !prompt_inside && std::ranges::any_of(verb.children, has_element);
    if (nested || (row.always_wrapped && own != nullptr)) {
        inside(verb, row, own, depth);
    } else if (spoken != nullptr && !spoken->empty()) {
        out_->push_back('>');
        ssml(verb, *spoken);
    } else if (own != nullptr && !own->empty()) {
        out_->push_back('>');
        text(*own, verb.where);
    } else {
        out_->append("/>\n");
        return;
    }
    end(name);
}

void Writer::redirect(std::string_view address, base::Span where) {
    start("Redirect", 1);
    out_->push_back('>');
    text(address, where);
    end("Redirect");
}

} // namespace

void render(const flow::ResolvedResponse& whole, std::string& out, base::Diagnostics* diagnostics) {
    const Findings findings("Twilio", diagnostics);
    const auto addressed = without_unaddressed(whole, findings);
    const flow::ResolvedResponse& answered = addressed ? *addressed : whole;
    const auto plain = with_plain_numbers(answered, findings);
    const flow::ResolvedResponse& response = plain ? *plain : answered;
    Writer writer(out, findings, response.text);
    out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const bool runs_out = response.verbs.empty() || !response.verbs.back().spec->ends_document;
    const bool redirects = response.has_next && runs_out;
    if (response.verbs.empty() && !redirects) {
        out += "<Response/>\n";
        return;
    }
    out += "<Response>\n";
    const std::size_t empty = out.size();
    for (const ResolvedVerb& verb : response.verbs) {
        writer.write(verb, 1);
    }
    if (redirects) {
        writer.redirect(response.next, response.where);
    }
    if (out.size() == empty) { // nothing of it can be said on Twilio
        out.resize(empty - std::string_view(">\n").size());
        out += "/>\n";
        return;
    }
    out += "</Response>\n";
}

} // namespace callflow::providers::twilio
