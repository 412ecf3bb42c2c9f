// Tropo documents back into verbs, by the fields of the table.
#include "base/codes.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "doc/fragment.hpp"
#include "doc/read.hpp"
#include "providers/tropo/meaning.hpp"
#include "providers/tropo/raw.hpp"
#include "providers/tropo/tropo.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <fmt/format.h>
#include <span>

namespace callflow::providers::tropo {

namespace {

using doc::View;
using flow::ResolvedVerb;

bool is_text(View value) { return value.is_scalar() && !value.is_plain(); }
// The say of an ask that only waits: it has to have one.
bool says_nothing(View value) {
    const View only = value.is_sequence() && value.size() == 1 ? value.first_child() : value;
    const View text = only.find("value");
    return only.is_mapping() && only.size() == 1 && text && is_text(text) && text.text().empty();
}

bool is_container(View value) { return value.is_mapping() || value.is_sequence(); }

bool is_web_address(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://"); }

ResolvedVerb make(const flow::VerbSpec* spec, base::Span where) {
    ResolvedVerb out;
    out.spec = spec;
    out.where = where;
    return out;
}
ResolvedVerb make(std::string_view name, base::Span where) { return make(flow::find_verb(name), where); }

// False where the verb has no such attribute (null), or has it already.
bool give(ResolvedVerb& verb, const flow::AttributeSpec* spec, std::string value, base::Span where) {
    const auto has = [&] { return std::ranges::find(verb.attributes, spec, &flow::ResolvedAttribute::spec); };
    if (spec == nullptr || has() != verb.attributes.end()) return false;
    verb.attributes.push_back({spec, std::move(value), where});
    return true;
}
bool give(ResolvedVerb& verb, std::string_view attribute, std::string value, base::Span where) {
    return give(verb, flow::find_attribute(*verb.spec, attribute, "tropo"), std::move(value), where);
}

// A verb's fields with the attributes that they are read as, those of one name beside each other in the table's order.
struct ReadField {
    const Field* field = nullptr;
    const flow::AttributeSpec* attribute = nullptr; // null where it is made of several
};
// The fields of one name: from `first` to before `last`.
struct ReadName {
    std::string_view name;
    std::size_t first = 0, last = 0;
    std::size_t next = 0; // another one at the same place of the table, counted from 1; 0: none
};
struct ReadRow {
    std::vector<ReadField> fields;
    std::vector<ReadName> names;
    std::array<std::uint8_t, 64> table = {}; // by place_of, into `names`, counted from 1; 0: none
    bool known = false;                      // to Tropo
    bool may_fail = false;
    const flow::AttributeSpec* choices = nullptr; // of what asks
    const flow::AttributeSpec* input = nullptr;
    const flow::AttributeSpec* said = nullptr; // of a say its text, of a play its address

    // Where a name is looked for: its length and its ends tell names well apart.
    [[nodiscard]] static std::size_t place_of(std::string_view name) {
        if (name.empty()) return 0;
        const auto letter = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c)); };
        return (name.size() * 7 + letter(name.front()) * 3 + letter(name.back())) % 64;
    }
    [[nodiscard]] std::span<const ReadField> find(std::string_view name) const {
        for (std::size_t at = table[place_of(name)]; at != 0; at = names[at - 1].next) {
            const ReadName& one = names[at - 1];
            if (one.name == name) return std::span(fields).subspan(one.first, one.last - one.first);
        }
        return {};
    }
};

ReadRow make_read_row(const flow::VerbSpec& verb) {
    ReadRow out;
    out.choices = flow::find_attribute(verb, "choices", "tropo");
    out.input = flow::find_attribute(verb, "input", "tropo");
    out.said = flow::find_attribute(verb, verb.name == "say" ? "text" : "url", "tropo");
    const Row* row = find_row(verb);
    if (row == nullptr) return out;
    out.known = true;
    for (const Field& field : row->fields) {
        out.fields.push_back({&field, flow::find_attribute(verb, field.attribute, "tropo")});
        out.may_fail = out.may_fail || field.how == How::may_fail;
    }
    std::ranges::stable_sort(out.fields, {}, [](const ReadField& one) { return one.field->name; });
    for (std::size_t i = 0; i < out.fields.size(); ++i) {
        const std::string_view name = out.fields[i].field->name;
        if (!out.names.empty() && out.names.back().name == name) {
            out.names.back().last = i + 1;
            continue;
        }
        std::uint8_t& head = out.table[ReadRow::place_of(name)];
        out.names.push_back({name, i, i + 1, head});
        head = static_cast<std::uint8_t>(out.names.size());
    }
    assert(out.names.size() < 256);
    return out;
}

const ReadRow& read_row(const flow::VerbSpec& verb) {
    static const std::vector<ReadRow> all = [] {
        std::vector<ReadRow> out;
        for (const flow::VerbSpec& one : flow::vocabulary()) out.push_back(make_read_row(one));
        return out;
    }();
    return all[static_cast<std::size_t>(&verb - flow::vocabulary().data())];
}

// The verb that an action is read as, where its name is not the verb's.
std::string_view verb_of(std::string_view action) {
    if (action == "ask") return "gather";
    if (action == "transfer" || action == "conference") return "dial";
    if (action == "redirect") return "deflect";
    return action;
}

class Parser {
public:
    explicit Parser(std::string_view source) : source_(source) {}

    ParsedDocument document(View root);

private:
    void step(View value);
    void action(std::string_view name, const flow::VerbSpec* spec, View key, View value,
                std::vector<ResolvedVerb>& out);
    void fields(std::string_view name, View value, ResolvedVerb& out);
    bool made(const ReadField& read, View value, ResolvedVerb& out);
    bool plain(const ReadField& read, View value, ResolvedVerb& out);
    bool choices(View value, ResolvedVerb& out, bool grammar, std::string_view terminator);
    void destination(View value, ResolvedVerb& out);
    void conference(View key, View value, ResolvedVerb& out);
    void complete(std::string_view name, View value, ResolvedVerb& out);
    void written(View value, ResolvedVerb& out);
    void heard(View value, std::vector<ResolvedVerb>& out);
    ResolvedVerb say(View value);
    void lose(std::string_view key, std::string_view in, base::Span where) {
        out_.lost.push_back({fmt::format("{} of {}", base::quoted(key), in), where});
    }
    [[nodiscard]] std::string json(View value) const {
        return std::string(source_.substr(value.span().begin, value.span().size()));
    }

    std::string_view source_;
    ParsedDocument out_;
};

ResolvedVerb Parser::say(View value) {
    const View text = value.find("value");
    const bool played = text && is_web_address(text.text());
    static const flow::VerbSpec* const say_spec = flow::find_verb("say");
    static const flow::VerbSpec* const play_spec = flow::find_verb("play");
    ResolvedVerb out = make(played ? play_spec : say_spec, value.span());
    out.attributes.reserve(value.size());
    const std::string_view said = text ? text.text() : std::string_view();
    constexpr std::string_view open = "<speak>";
    constexpr std::string_view close = "</speak>";
    if (text && !played && said.starts_with(open) && said.ends_with(close)) {
        const std::string_view inside = said.substr(open.size(), said.size() - open.size() - close.size());
        std::vector<doc::FragmentElement> elements;
        if (!doc::read_mixed(inside, {}, elements)) give(out, "ssml", std::string(inside), text.span());
    }
    if (text && out.attributes.empty()) give(out, read_row(*out.spec).said, std::string(said), text.span());
    fields("say", value, out);
    return out;
}

void Parser::heard(View value, std::vector<ResolvedVerb>& out) {
    if (value.is_mapping()) {
        out.push_back(say(value));
    } else if (is_text(value)) {
        out.push_back(make("say", value.span()));
        give(out.back(), is_web_address(value.text()) ? "url" : "text", std::string(value.text()), value.span());
    }
    for (const View one : doc::items(value)) heard(one, out);
}

bool Parser::choices(View value, ResolvedVerb& out, bool grammar, std::string_view terminator) {
    if (!value.is_mapping()) return false;
    const ReadRow& row = read_row(*out.spec);
    std::string_view word = "any";
    base::Span mode = value.span();
    for (const doc::Entry entry : doc::entries(value)) {
        const std::string_view key = entry.key.text();
        if (key == "terminator" && entry.value.is_null()) continue; // as if it were not there
        if (key == "terminator") {
            give(out, terminator, std::string(entry.value.text()), entry.value.span());
        } else if (grammar && key == "value") {
            give(out, row.choices, std::string(entry.value.text()), entry.value.span());
        } else if (key == "mode") {
            word = entry.value.text();
            mode = entry.value.span();
        } else if (!is_ignored(grammar ? "ask" : "record", "choices", key)) {
            lose(key, "choices", entry.key.span());
        }
    }
    if (grammar) { // Tropo listens to both, Twilio to keys
        give(out, row.input, word == "dtmf" || word == "speech" ? std::string(word) : "dtmf speech", mode);
    }
    return true;
}

void Parser::destination(View value, ResolvedVerb& out) {
    for (const View one : doc::items(value)) destination(one, out);
    if (!value.is_scalar()) return;
    std::string_view text = value.text();
    const bool sip = text.starts_with("sip:") || text.starts_with("sips:") || text.find('@') != std::string_view::npos;
    if (text.starts_with("tel:")) text.remove_prefix(4);
    out.children.push_back(make(sip ? "sip" : "number", value.span()));
    give(out.children.back(), sip ? "uri" : "number", std::string(text), value.span());
}

// One text with files to it, or prompts.
void Parser::written(View value, ResolvedVerb& out) { heard(value, out.children); }

// A field that becomes several attributes, or children.
bool Parser::made(const ReadField& read, View value, ResolvedVerb& out) {
    const Field& field = *read.field;
    switch (field.how) {
    case How::grammar: return choices(value, out, true, "finishOnKey");
    case How::terminator: return choices(value, out, false, "finishOnKey");
    case How::own_terminator: return choices(value, out, false, "terminator");
    case How::prompt:
        if (!says_nothing(value)) heard(value, out.children);
        return true;
    case How::any_prompt: heard(value, out.children); return true;
    case How::written: written(value, out); return true;
    case How::destination: destination(value, out); return true;
    case How::handlers:
        if (!value.is_sequence()) {
            out.children.push_back(make("on", value.span()));
            fields("on", value, out.children.back());
        }
        for (const View one : doc::items(value)) {
            out.children.push_back(make("on", one.span()));
            fields("on", one, out.children.back());
        }
        return true;
    case How::ask:
    case How::message:
    case How::wait: action(field.name, flow::find_verb(verb_of(field.name)), value, value, out.children); return true;
    case How::channel:
    case How::network: return give(out, field.name, std::string(value.text()), value.span());
    case How::announcement: // a text by itself is no form that the documentation has
        if (is_text(value) && value.text() != "true" && value.text() != "false") return false;
        if (value.is_scalar()) return give(out, read.attribute, std::string(value.text()), value.span());
        return give(out, read.attribute, json(value), value.span());
    case How::headers: return give(out, read.attribute, json(value), value.span());
    default: return false;
    }
}

bool Parser::plain(const ReadField& read, View value, ResolvedVerb& out) {
    const Field& field = *read.field;
    if (field.attribute.empty()) return false;
    if (field.how == How::json) return give(out, read.attribute, json(value), value.span());
    if (field.how == How::words && value.is_sequence()) {
        std::string words;
        for (const View one : doc::items(value)) words += fmt::format("{}{}", words.empty() ? "" : " ", one.text());
        return give(out, read.attribute, std::move(words), value.span());
    }
    if (is_container(value) || field.how == How::milliseconds || field.how == How::ssml) return false;
    return give(out, read.attribute, std::string(value.text()), value.span());
}

// What no row is for, and what is no value of its kind, is kept as it is. Of several rows for one field: JSON for what is no single value, the plain one for what is.
void Parser::fields(std::string_view name, View value, ResolvedVerb& out) {
    const ReadRow& row = read_row(*out.spec);
    if (!row.known) return;
    std::string extra;
    base::JsonWriter others(extra);
    base::Span where;
    out.attributes.reserve(out.attributes.size() + value.size() + 1);
    for (const doc::Entry entry : doc::entries(value)) {
        const std::string_view key = entry.key.text();
        const bool nothing = entry.value.is_null() || (entry.value.is_sequence() && entry.value.size() == 0);
        if (nothing || (name == "say" && key == "value")) continue;
        bool done = false;
        const std::span<const ReadField> rows = row.find(key);
        const auto take = [&](const ReadField& one) {
            return one.field->how > How::may_fail ? made(one, entry.value, out) : plain(one, entry.value, out);
        };
        const bool container = is_container(entry.value);
        for (const bool want_json : {container, !container}) {
            for (const ReadField& one : rows) {
                if (!done && (one.field->how == How::json) == want_json) done = take(one);
            }
        }
        if (done) continue;
        if (extra.empty()) others.begin_object();
        write_value(entry.value, others.key(key));
        where = entry.value.span();
    }
    if (extra.empty()) return;
    others.end_object();
    out.attributes.push_back({flow::extra_spec("tropo"), std::move(extra), where});
}

// A conference is a dial with that noun.
void Parser::conference(View key, View value, ResolvedVerb& out) {
    out.children.push_back(make("conference", key.span()));
    fields("conference", value, out.children.back());
}

// What goes without saying on Tropo and has to be said in the vocabulary, where something else does.
void Parser::complete(std::string_view name, View value, ResolvedVerb& out) {
    const base::Span where = out.where;
    ResolvedVerb& verb = name == "conference" ? out.children.front() : out;
    if (read_row(*verb.spec).may_fail && !value.find("required")) give(verb, "required", "true", where);
    if (name == "message") give(verb, "channel", "VOICE", where);
}

// `spec` is of verb_of(name), null where there is none.
void Parser::action(std::string_view name, const flow::VerbSpec* spec, View key, View value,
                    std::vector<ResolvedVerb>& out) {
    const bool known = spec != nullptr && read_row(*spec).known && name != "gather" && name != "dial";
    if (!known || (name != "say" && name != "on" && value.is_sequence())) {
        lose(name, "the document", key.span());
        return;
    }
    if (name == "say") {
        heard(value, out);
        return;
    }
    if (name == "on" && value.is_sequence()) {
        for (const View one : doc::items(value)) action(name, spec, key, one, out);
        return;
    }
    out.push_back(make(spec, key.span()));
    ResolvedVerb& verb = out.back();
    if (name == "generalLogSecurity") {
        give(verb, "value", std::string(value.text()), value.span());
        return;
    }
    if (name == "conference") {
        conference(key, value, verb);
    } else {
        fields(name, value, verb);
    }
    if (value.is_mapping()) complete(name, value, verb);
}

// A step that no verb is for stays as it is.
void Parser::step(View value) {
    const bool one_key = value.is_mapping() && value.size() == 1;
    const View key = one_key ? value.first_child() : value;
    const std::string_view name = one_key ? key.text() : std::string_view();
    const flow::VerbSpec* spec = flow::find_verb(verb_of(name));
    const Row* row = spec == nullptr ? nullptr : find_row(*spec);
    const bool known = row != nullptr && (row->support.element == name || name == "conference");
    if (one_key && known) {
        action(name, spec, key, key.next(), out_.response.verbs);
        return;
    }
    out_.response.verbs.push_back(make("raw", key.span()));
    give(out_.response.verbs.back(), "tropo", json(value), value.span());
}

ParsedDocument Parser::document(View root) {
    out_.response.where = root.span();
    for (const doc::Entry entry : doc::entries(root)) {
        if (entry.key.text() != "tropo") lose(entry.key.text(), "the document", entry.key.span());
    }
    const View steps = root.find("tropo");
    out_.response.verbs.reserve(steps.size());
    for (const View value : doc::items(steps)) {
        step(value);
        out_.whole.resize(out_.response.verbs.size(), value.span());
    }
    return std::move(out_);
}

} // namespace

std::optional<ParsedDocument> parse(const base::Sources& sources, base::FileId file, base::Diagnostics& diagnostics) {
    const auto document = doc::read_json(sources, file, diagnostics);
    if (!document) return std::nullopt;
    const View root = document->root();
    const View steps = root.is_mapping() ? root.find("tropo") : View();
    if (!steps || !steps.is_sequence()) {
        diagnostics.report(base::codes::tropo_root, {file, root.span().begin, root.span().begin + 1},
                           "a Tropo document is an object with a list called tropo");
        return std::nullopt;
    }
    return Parser(sources[file].text()).document(root);
}

} // namespace callflow::providers::tropo
