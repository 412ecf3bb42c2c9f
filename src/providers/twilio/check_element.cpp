#include "providers/twilio/check_element.hpp"

#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "flow/ssml.hpp"
#include "providers/values.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::providers::twilio {

namespace {

using doc::XmlAttribute;
using doc::XmlNode;

struct Count {
    std::string_view parent;
    std::string_view child; // empty: any
    std::size_t least = 0;
    std::size_t most = 0;
};
constexpr std::size_t any_number = 1'000'000'000;
constexpr auto counts_of = std::to_array<Count>({
    {"Connect", "", 1, 1},
    {"Refer", "Sip", 1, 1},
    {"Start", "", 1, any_number},
    {"Stop", "", 1, any_number},
    {"Dial", "", 0, 10},
    {"Message", "Body", 0, 1},
    {"Message", "Media", 0, 10},
    {"Client", "Identity", 0, 1},
    {"Application", "ApplicationSid", 1, 1},
    {"Sip", "Uri", 0, 5},
    {"Enqueue", "Task", 0, 1},
});

// An attribute that means nothing beside, or without, another.
struct Pair {
    std::string_view element;
    std::string_view attribute;
    std::string_view value; // only with it; empty: any
    std::string_view other;
    std::string_view other_value; // only with it; empty: any
    bool together = false;        // they exclude each other; else the first needs the second
};
constexpr auto pairs_of = std::to_array<Pair>({
    {"Record", "transcribeCallback", "", "transcribe", "true"},
    {"Number", "sendDigits", "", "machineDetection", "", true},
    {"Sip", "sendDigits", "", "machineDetection", "", true},
    {"Gather", "speechTimeout", "auto", "speechModel", "", true},
    {"Number", "statusCallbackEvent", "", "statusCallback", ""},
    {"Client", "statusCallbackEvent", "", "statusCallback", ""},
    {"Sip", "statusCallbackEvent", "", "statusCallback", ""},
    {"Conference", "statusCallbackEvent", "", "statusCallback", ""},
    {"Number", "amdStatusCallback", "", "machineDetection", ""},
    {"Sip", "amdStatusCallback", "", "machineDetection", ""},
    {"Sip", "password", "", "username", ""},
});

// An element of SSML in a text, or `speak`; empty where there is none.
std::string_view markup_in(std::string_view text) {
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
        const std::string_view rest = text.substr(at + 1);
        const std::string_view name = rest.substr(0, rest.find_first_of(" \t\r\n/>"));
        if (name.size() < rest.size() && (name == "speak" || flow::find_ssml(name) != nullptr)) return name;
    }
    return {};
}

bool is_address(std::string_view attribute) {
    return attribute == "url" || attribute == "action" || attribute.ends_with("Url") || attribute.ends_with("Callback");
}

} // namespace

OwnText own_text(const doc::XmlTree& tree, const XmlNode& node) {
    OwnText out{{}, node.inside};
    for (const XmlNode* one = tree.first_child(node); one != nullptr; one = tree.next(*one)) {
        const std::string_view text = base::trim(one->text);
        if (text.empty()) continue;
        if (out.text.empty()) {
            const auto skipped = static_cast<std::uint32_t>(one->text.find_first_not_of(" \t\r\n"));
            out.where = {one->where.file, one->where.begin + skipped, one->where.end};
        } else {
            out.text += ' ';
        }
        out.text += text;
    }
    return out;
}

std::string_view ElementChecker::get(const XmlNode& node, std::string_view attribute) const {
    const XmlAttribute* given = tree_->find(node, attribute);
    return given == nullptr ? std::string_view() : given->value;
}

void ElementChecker::tell(std::optional<Complaint> complaint, base::Span where) const {
    if (!complaint) return;
    base::Diagnostic& found = say(*complaint->code, where, std::move(complaint->message));
    found.help = std::move(complaint->help);
    found.severity = complaint->severity;
}

void ElementChecker::value(const XmlNode& node, const flow::AttributeSpec& spec, std::string_view value,
                           base::Span where) const {
    flow::AttributeSpec taken = spec;
    if (taken.type == flow::AttributeType::seconds) taken.type = flow::AttributeType::integer; // no fractions
    if (auto problem = check_value(taken, value)) {
        const int number = spec.open_values ? 0 : refused_as(node.name, spec.name);
        base::Diagnostic& found =
            say(base::codes::twiml_value, where,
                fmt::format("{} of {} {}{}", spec.name, node.name, problem->message, refusal(number)));
        found.help = std::move(problem->help);
        if (number != 0) found.severity = base::Severity::error;
        return;
    }
    if (!spec.superseded.empty()) {
        say(base::codes::twiml_old, where, fmt::format("{} of {} is an old name", spec.name, node.name)).help =
            fmt::format("{} has taken its place", spec.superseded);
    }
    tell(attribute_problem(node.name, spec.name, value), where);
}

void ElementChecker::name_known(const XmlNode& node, std::span<const std::string_view> names) const {
    for (const XmlAttribute& one : tree_->attributes_of(node)) {
        // For those who read XML; on an element inside it would be one of another language.
        const bool of_xml = one.name.starts_with("xmlns") || one.name.starts_with("xsi:");
        if (std::ranges::find(names, one.name) != names.end() || (of_xml && node.name == "Response")) continue;
        base::Diagnostic& found = say(base::codes::twiml_attribute, one.key,
                                      fmt::format("{} has no attribute {}", node.name, base::quoted(one.name)));
        const std::string_view near = base::nearest(one.name, names);
        if (!near.empty()) {
            found.help = fmt::format("did you mean {}?", base::quoted(near));
            found.edits.push_back({one.key, std::string(near)});
        }
    }
}

void ElementChecker::attributes(const XmlNode& node, const Element& element, std::string_view parent) const {
    std::vector<std::string_view> names;
    for (const std::string_view name : element.row->support.attributes) {
        const flow::AttributeSpec* spec = flow::find_attribute(*element.spec, name, "twilio");
        const bool prompt = spec != nullptr && spec->type == flow::AttributeType::prompt;
        if (name != element.row->text && name != "ssml" && !prompt) names.push_back(name);
    }
    if (element.name == "Message") std::erase(names, "media");
    name_known(node, names);
    for (const XmlAttribute& one : tree_->attributes_of(node)) {
        const bool known = std::ranges::find(names, one.name) != names.end();
        const flow::AttributeSpec* spec = known ? flow::find_attribute(*element.spec, one.name, "twilio") : nullptr;
        if (spec != nullptr) value(node, *spec, one.value, one.where);
        if (is_address(one.name)) tell(address_problem(node.name, one.name, one.value), one.where);
    }
    required(node, element, parent);
    pairs(node);
}

void ElementChecker::text(const XmlNode& node, const Element& element, std::string_view text, base::Span where) const {
    namespace codes = base::codes;
    constexpr std::size_t longest_say = 4096;
    const flow::AttributeSpec* spec = flow::find_attribute(*element.spec, element.row->text);
    const flow::VerbSpec* noun = spec == nullptr ? flow::find_verb(element.row->text) : nullptr;
    if (noun != nullptr) spec = flow::find_attribute(*noun, noun->content);
    if (spec == nullptr) return;
    if (node.name == "Say" && length_of(text) > longest_say) {
        say(codes::twiml_text, where,
            fmt::format("a text of {} characters is said, {} is the most", length_of(text), longest_say))
            .help = "several Says, one after the other, say it";
    } else if (auto problem = check_value(*spec, text)) {
        const bool length = spec->type == flow::AttributeType::text;
        const int number = refused_as(node.name, {});
        base::Diagnostic& found = say(length ? codes::twiml_text : codes::twiml_value, where,
                                      fmt::format("{} {}{}", node.name, problem->message, refusal(number)));
        if (number != 0) found.severity = base::Severity::error;
    }
    // Markup that stands in a text was escaped, or it would be an element.
    const std::string_view markup = node.name == "Say" ? markup_in(text) : std::string_view();
    if (!markup.empty())
        say(codes::twiml_text, where, fmt::format("<{}> is read out as it is: it was escaped", markup)).help =
            "SSML stands in Say as elements, with <, not with &lt;";
    if (spec->type == flow::AttributeType::address) tell(address_problem(node.name, {}, text), where);
    tell(text_problem(node.name, spec->type, text), where);
}

void ElementChecker::required(const XmlNode& node, const Element& element, std::string_view parent) const {
    const flow::VerbSpec& spec = *element.spec;
    const Element* around = find_element(parent);
    const flow::InsideSpec* inside = around == nullptr ? nullptr : flow::find_inside(around->spec->name, spec.name);
    for (const flow::AttributeSpec& one : spec.attributes) {
        const bool content = spec.content_required && one.name == spec.content;
        const bool wanted = inside != nullptr ? one.name == inside->content : one.required || content;
        if (!wanted || one.name == element.row->text || tree_->find(node, one.name) != nullptr) continue;
        const auto given = [&](std::string_view other) { return !get(node, other).empty(); };
        if (content && std::ranges::any_of(spec.content_unless, given)) continue;
        say(base::codes::twiml_missing, node.name_span(),
            fmt::format("{} needs the attribute {}", node.name, one.name));
    }
}

void ElementChecker::ssml(const XmlNode& node, const flow::SsmlElement& element) const {
    std::vector<std::string_view> names;
    for (const flow::AttributeSpec& one : element.attributes) {
        names.push_back(one.name);
        const XmlAttribute* given = tree_->find(node, one.name);
        if (given != nullptr) {
            value(node, one, given->value, given->where);
            if (node.name == "break" && one.name == "time" && !is_break_time(given->value)) {
                say(base::codes::twiml_value, given->where,
                    fmt::format("time of break is written 500ms or 1s, not {}", base::quoted(given->value)));
            }
        } else if (one.required) {
            say(base::codes::twiml_missing, node.name_span(),
                fmt::format("{} needs the attribute {}", node.name, one.name));
        }
    }
    name_known(node, names);
    const OwnText text = own_text(*tree_, node);
    if (!element.holds_text && !text.text.empty()) {
        say(base::codes::twiml_text, text.where, fmt::format("{} takes no text", node.name));
    }
}

void ElementChecker::pairs(const XmlNode& node) const {
    for (const Pair& one : pairs_of) {
        if (one.element != node.name) continue;
        const XmlAttribute* first = tree_->find(node, one.attribute);
        if (first == nullptr || (!one.value.empty() && first->value != one.value)) continue;
        const XmlAttribute* second = tree_->find(node, one.other);
        const bool there = second != nullptr && (one.other_value.empty() || second->value == one.other_value);
        if (there != one.together) continue;
        const std::string with = fmt::format("{}{}{}", one.other, one.other_value.empty() ? "" : "=", one.other_value);
        const std::string what = fmt::format("{}{}{}", one.attribute, one.value.empty() ? "" : "=", one.value);
        say(base::codes::twiml_pair, first->key,
            one.together ? fmt::format("{} and {} exclude each other", what, with)
                         : fmt::format("{} means nothing without {}", what, with));
    }
    constexpr std::int64_t longest = 120;
    const XmlAttribute* length = tree_->find(node, "maxLength");
    if (node.name != "Record" || length == nullptr || get(node, "transcribe") != "true") return;
    const std::int64_t seconds = base::parse_int(length->value).value_or(longest);
    if (seconds > longest) {
        say(base::codes::twiml_pair, length->where,
            fmt::format("what is longer than {} seconds is not transcribed", longest));
    } else if (seconds == 1) {
        say(base::codes::twiml_pair, length->where, "what is shorter than 2 seconds is not transcribed");
    }
}

void ElementChecker::counts(const XmlNode& node) const {
    for (const Count& one : counts_of) {
        if (one.parent != node.name) continue;
        std::size_t count = 0;
        const XmlNode* extra = nullptr;
        for (const XmlNode* child = tree_->first_child(node); child != nullptr; child = tree_->next(*child)) {
            if (!child->is_element() || (!one.child.empty() && child->name != one.child)) continue;
            if (++count == one.most + 1) extra = child;
        }
        const std::string what = one.child.empty() ? "noun" : std::string(one.child);
        if (extra != nullptr) {
            say(base::codes::twiml_several, extra->name_span(),
                fmt::format("{} takes {} {}{}, this is one too many", node.name, one.most, what,
                            one.most == 1 ? "" : "s"));
        } else if (count < one.least) {
            say(base::codes::twiml_missing, node.name_span(), fmt::format("{} needs a {}", node.name, what));
        }
    }
}

} // namespace callflow::providers::twilio
