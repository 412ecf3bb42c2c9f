#include "cli/convert.hpp"

#include "base/codes.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "flow/sip_address.hpp"
#include "providers/tropo/fold.hpp"
#include "providers/tropo/tropo.hpp"
#include "syntax/read_flow.hpp"
#include "syntax/write_response.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace callflow::cli {

namespace {

using flow::AttributeType;
using flow::ResolvedAttribute;
using flow::ResolvedVerb;
using syntax::WrittenPart;
using syntax::WrittenResponse;

constexpr std::uint32_t whole_indent = 6;

std::string head_of(const FlowText& form, bool text, bool empty) {
    std::string out;
    if (text) out += "# It answers a text message: `callflow render --channel text` shows how.\n";
    out += "callflow: 1\n";
    out +=
        fmt::format("name: {}\ninitial: answer\nstates:\n  answer:\n    response:{}\n", form.name, empty ? " []" : "");
    return out;
}

bool is_json(std::string_view text) {
    base::Sources sources;
    base::Diagnostics found;
    return doc::read_json(sources, sources.add("json", std::string(text)), found).has_value() && found.empty();
}

// What gives way where the language does not take what a document says.
class Settler {
public:
    Settler(const base::Sources& sources, const providers::Provider& from, providers::ParsedDocument& document,
            base::Diagnostics& lost)
        : sources_(sources), from_(from), document_(document), verbs_(document.response.verbs), lost_(lost) {}

    // Whether the verbs can be written now.
    bool settle() {
        move_doubtful();
        // Each turn takes something away or makes it simpler.
        for (std::size_t turns = count(verbs_) * 3 + 2; turns > 0; --turns) {
            const WrittenResponse written = syntax::write_response(verbs_, from_.name, whole_indent);
            const Wrong wrong = read_back(written);
            if (wrong.unplaced) return false;
            if (wrong.values.empty() && wrong.tops.empty()) return true;
            mend(wrong);
        }
        return false;
    }

private:
    struct Value {
        const ResolvedVerb* verb;
        const flow::AttributeSpec* spec;
        std::uint32_t top;
        bool operator<(const Value& other) const {
            return std::tie(top, verb, spec) < std::tie(other.top, other.verb, other.spec);
        }
    };
    struct Wrong {
        std::set<Value> values;
        std::set<std::uint32_t> tops; // verbs of the response with something in them that cannot stand
        bool unplaced = false;
    };

    // A flow would take braces where a number is expected, or in an address that nobody can be called by, for a template, and fail
    // only when it answers; and a text that is no JSON for one that is.
    void move_doubtful() {
        const auto is_wrong = [](const ResolvedAttribute& one) {
            const AttributeType type = one.spec->type;
            const bool typed = type == AttributeType::boolean || type == AttributeType::integer ||
                               type == AttributeType::decimal || type == AttributeType::seconds ||
                               type == AttributeType::key_set || type == AttributeType::dtmf;
            const bool word = type == AttributeType::choice || type == AttributeType::choices;
            if (type == AttributeType::json) return !is_json(one.value);
            if (one.value.find("{{") == std::string::npos) return false;
            if (type == AttributeType::phone_number || (type == AttributeType::uri && flow::is_sip_address(one.value)))
                return !flow::wrong_with_address(one.value).empty();
            return typed || (word && !one.spec->open_values);
        };
        Wrong wrong;
        const auto look = [&](const auto& self, const ResolvedVerb& verb, std::uint32_t top) -> void {
            for (const ResolvedAttribute& one : verb.attributes) {
                if (is_wrong(one)) wrong.values.insert({&verb, one.spec, top});
            }
            for (const ResolvedVerb& child : verb.children) self(self, child, top);
        };
        for (std::uint32_t top = 0; top < verbs_.size(); ++top) look(look, verbs_[top], top);
        mend(wrong);
    }

    static std::size_t count(const std::vector<ResolvedVerb>& verbs) {
        std::size_t all = verbs.size();
        for (const ResolvedVerb& one : verbs) all += one.attributes.size() + count(one.children);
        return all;
    }

    static Wrong read_back(const WrittenResponse& written) {
        const std::string head = head_of({}, false, written.parts.empty());
        base::Sources sources;
        base::Diagnostics found;
        const base::FileId file = sources.add("flow", head + written.text + "    final: true\n");
        if (const auto document = doc::read_yaml(sources, file, found)) {
            static_cast<void>(syntax::read_flow(*document, found));
        }
        Wrong wrong;
        for (const base::Diagnostic& one : found.items()) {
            if (one.severity != base::Severity::error) continue;
            const std::size_t at = one.where.begin - std::min<std::size_t>(head.size(), one.where.begin);
            const WrittenPart* innermost = nullptr;
            for (const WrittenPart& part : written.parts) {
                if (part.begin <= at && at < part.end) innermost = &part;
            }
            if (innermost == nullptr) {
                wrong.unplaced = true;
            } else if (innermost->attribute == nullptr) {
                wrong.tops.insert(innermost->top);
            } else {
                wrong.values.insert({innermost->verb, innermost->attribute, innermost->top});
            }
        }
        return wrong;
    }

    void mend(const Wrong& wrong) {
        std::set<std::uint32_t> tops = wrong.tops;
        for (const Value& one : wrong.values) {
            if (tops.contains(one.top)) continue;
            if (ResolvedVerb* verb = find(verbs_, one.verb); verb == nullptr || !move_out(*verb, *one.spec)) {
                tops.insert(one.top);
            }
        }
        for (auto top = tops.rbegin(); top != tops.rend(); ++top) replace(*top);
    }

    static ResolvedVerb* find(std::vector<ResolvedVerb>& verbs, const ResolvedVerb* wanted) {
        for (ResolvedVerb& one : verbs) {
            if (&one == wanted) return &one;
            if (ResolvedVerb* inner = find(one.children, wanted)) return inner;
        }
        return nullptr;
    }

    // What a field of Tropo is called that comes from this attribute alone; for TwiML it is the attribute's name.
    [[nodiscard]] std::string_view field_of(const ResolvedVerb& verb, const flow::AttributeSpec& spec) const {
        if (from_.name != "tropo") return spec.name;
        const providers::tropo::Row* row = providers::tropo::find_row(*verb.spec);
        if (row == nullptr) return {};
        for (const providers::tropo::Field& one : row->fields) {
            using enum providers::tropo::How;
            if (one.attribute == spec.name && one.how < milliseconds && one.how != between_keys) return one.name;
        }
        return {};
    }

    // An attribute with a value that the language does not take becomes an extra. False where that cannot be.
    bool move_out(ResolvedVerb& verb, const flow::AttributeSpec& spec) {
        const auto at = std::ranges::find(verb.attributes, &spec, &ResolvedAttribute::spec);
        const bool inside = spec.type == AttributeType::ssml || spec.type == AttributeType::xml ||
                            spec.type == AttributeType::list || spec.type == AttributeType::prompt;
        const std::string_view field = field_of(verb, spec);
        if (at == verb.attributes.end() || spec.name == verb.spec->content || inside || field.empty() ||
            &spec == flow::extra_spec(from_.name) || !at->where.valid()) {
            return false;
        }
        std::string value;
        if (from_.name == "tropo") {
            value = sources_[at->where.file].text().substr(at->where.begin, at->where.size());
        } else {
            base::append_json_string(value, at->value);
        }
        std::string name;
        base::append_json_string(name, field);
        const flow::AttributeSpec* const spec_of_extra = flow::extra_spec(from_.name);
        const auto extra = std::ranges::find(verb.attributes, spec_of_extra, &ResolvedAttribute::spec);
        std::string joined = extra == verb.attributes.end() ? "{}" : extra->value;
        joined.insert(1, fmt::format("{}:{}{}", name, value, joined == "{}" ? "" : ","));
        if (!is_json(joined)) return false; // a key stands there twice
        const base::Span where = at->where;
        if (extra == verb.attributes.end())
            verb.attributes.push_back({spec_of_extra, std::move(joined), where});
        else
            extra->value = std::move(joined);
        std::erase_if(verb.attributes, [&](const ResolvedAttribute& one) { return one.spec == &spec; });
        return true;
    }

    // A verb that the language does not take becomes a part of the document as it is.
    void replace(std::uint32_t top) {
        const base::Span where = document_.whole[top];
        const bool alone = std::ranges::count(document_.whole, where) == 1;
        ResolvedVerb& verb = verbs_[top];
        if (!alone || verb.spec->name == "raw") {
            lost_.report(base::codes::lost_part, verb.where,
                         fmt::format("{} is lost: a flow cannot hold it", base::quoted(verb.spec->name)));
            verbs_.erase(verbs_.begin() + top);
            document_.whole.erase(document_.whole.begin() + top);
            return;
        }
        verb.spec = flow::find_verb("raw");
        verb.children.clear();
        const flow::AttributeSpec* spec = flow::find_attribute(*verb.spec, from_.name == "tropo" ? "tropo" : "twiml");
        verb.attributes = {{spec, std::string(sources_[where.file].text().substr(where.begin, where.size())), where}};
    }

    const base::Sources& sources_;
    const providers::Provider& from_;
    providers::ParsedDocument& document_;
    std::vector<ResolvedVerb>& verbs_;
    base::Diagnostics& lost_;
};

// What the document does not say any more once it is written anew.
std::optional<std::vector<providers::Difference>> differences(const base::Sources& sources, base::FileId file,
                                                              const providers::Provider& from,
                                                              const flow::ResolvedResponse& response) {
    base::Sources both;
    base::Diagnostics ignored;
    const base::FileId left = both.add("before", std::string(sources[file].text()));
    std::string text;
    from.render(response, text, nullptr);
    return from.compare(both, left, both.add("after", std::move(text)), ignored);
}

void report_differences(const base::Sources& sources, const providers::Provider& from,
                        const providers::ParsedDocument& document, base::Diagnostics& lost) {
    const base::FileId file = document.response.where.file;
    const auto all = differences(sources, file, from, document.response);
    if (!all) return;
    for (const providers::Difference& one : *all) {
        const auto said = [](const std::string& text) {
            return text.empty() ? std::string("nothing") : base::quoted(text, 100);
        };
        lost.report(base::codes::lost_part, {file, 0, 0},
                    fmt::format("{} is not kept: it was {} and becomes {}", base::printable(one.path, 200),
                                said(one.left), said(one.right)));
    }
}

// Whether the document comes out the same.
bool renders_same(const base::Sources& sources, base::FileId file, const providers::Provider& from,
                  const flow::ResolvedResponse& response) {
    const auto found = differences(sources, file, from, response);
    return found && found->empty();
}

// Calls `visit(verb)` for each verb and those inside it.
template <class Visit> void each(std::vector<ResolvedVerb>& verbs, const Visit& visit) {
    for (ResolvedVerb& one : verbs) {
        visit(one);
        each(one.children, visit);
    }
}

// `required: true` that the document left to Tropo, where nothing else would be written without it.
void drop_required(const base::Sources& sources, base::FileId file, const providers::Provider& from,
                   flow::ResolvedResponse& response) {
    const auto is_said = [&](const ResolvedAttribute& one) {
        return one.spec->name == "required" && !one.spec->provider.empty() && one.value == "true" &&
               sources[file].text().substr(one.where.begin, one.where.size()).find("true") == std::string_view::npos;
    };
    std::vector<ResolvedVerb*> all;
    each(response.verbs, [&](ResolvedVerb& verb) {
        if (std::ranges::any_of(verb.attributes, is_said)) all.push_back(&verb);
    });
    constexpr std::size_t most = 16; // beyond, all or none of them
    const std::size_t at_once = all.size() > most ? all.size() : 1;
    for (std::size_t first = 0; first < all.size(); first += at_once) {
        std::vector<std::vector<ResolvedAttribute>> before;
        for (std::size_t i = first; i < first + at_once; ++i) {
            before.push_back(all[i]->attributes);
            std::erase_if(all[i]->attributes, is_said);
        }
        if (renders_same(sources, file, from, response)) continue;
        for (std::size_t i = 0; i < at_once; ++i) all[first + i]->attributes = before[i];
    }
}

} // namespace

void simplify(const base::Sources& sources, base::FileId file, const providers::Provider& from,
              providers::ParsedDocument& document) {
    flow::ResolvedResponse& response = document.response;
    if (from.name != "tropo" || !renders_same(sources, file, from, response)) return;
    providers::ParsedDocument folded = document;
    if (providers::tropo::fold_handlers(folded) && renders_same(sources, file, from, folded.response)) {
        document = std::move(folded);
    }
    drop_required(sources, file, from, response);
}

void report_lost(const providers::ParsedDocument& document, base::Diagnostics& lost) {
    for (const providers::LostPart& one : document.lost) {
        lost.report(base::codes::lost_part, one.where, fmt::format("{} is lost", one.what));
    }
}

std::optional<std::string> flow_text(const base::Sources& sources, const providers::Provider& from,
                                     providers::ParsedDocument document, const FlowText& form,
                                     base::Diagnostics& lost) {
    const std::size_t known = lost.items().size();
    report_lost(document, lost);
    const bool text = document.response.text;
    if (!Settler(sources, from, document, lost).settle()) return std::nullopt;
    if (lost.items().size() == known) report_differences(sources, from, document, lost);
    each(document.response.verbs, [&](const ResolvedVerb& one) { // whom a flow calls is a SIP address by its scheme
        const std::string* const number = one.find("number");
        if (from.name == "twilio" && number != nullptr && flow::is_sip_address(*number))
            lost.report(base::codes::lost_part, one.where,
                        fmt::format("{} is not kept: it becomes `Sip`, for it holds a SIP address",
                                    one.spec->name == "number" ? "`Number`" : "the text of `Dial`"));
        for (const ResolvedAttribute& given : one.attributes) // a flow takes commas between words, documents do not
            if (given.spec->type == flow::AttributeType::choices && given.value.find(',') != std::string::npos)
                lost.report(base::codes::lost_part, given.where,
                            fmt::format("{} is not kept: the flow reads {} as a list of words",
                                        base::quoted(given.spec->name), base::quoted(given.value, 100)));
    });
    const auto& verbs = document.response.verbs;
    if (!form.whole) {
        return fmt::format("response:{}\n{}", verbs.empty() ? " []" : "",
                           syntax::write_response(verbs, from.name, 2).text);
    }
    return fmt::format("{}{}    final: true\n", head_of(form, text, verbs.empty()),
                       syntax::write_response(verbs, from.name, whole_indent).text);
}

} // namespace callflow::cli
