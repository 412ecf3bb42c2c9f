// TwiML that somebody wrote, against the table: what stands where, and what is never reached.
#include "base/codes.hpp"
#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "providers/twilio/check_element.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::providers::twilio {

namespace {

namespace codes = base::codes;
using doc::XmlNode;
using Names = std::vector<std::string_view>;

constexpr std::uint32_t largest = 64 * 1024;

bool lists(std::span<const std::string_view> names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool same_letters(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, to_lower, to_lower); }

std::string may_stand(std::string_view parent, std::span<const std::string_view> names) {
    constexpr std::size_t most = 12;
    if (names.empty()) return fmt::format("nothing stands in {}", parent);
    if (names.size() > most) return {};
    return fmt::format("in {} may stand {}", parent, fmt::join(names, ", "));
}

std::span<const std::string_view> spoken_elements() {
    static const Names all = [] {
        Names out;
        for (const flow::SsmlElement& one : flow::ssml_elements()) out.push_back(one.name);
        return out;
    }();
    return all;
}

class Checker {
public:
    Checker(const doc::XmlTree& tree, base::Diagnostics& diagnostics)
        : tree_(tree), diagnostics_(diagnostics), elements_(tree, diagnostics) {}

    std::vector<DocumentLink> document();

private:
    void child(const XmlNode& node, const XmlNode& parent, std::span<const std::string_view> allowed);
    void element(const XmlNode& node, const Element& element, const XmlNode& parent);
    void spoken(const XmlNode& node, std::span<const std::string_view> allowed);
    void misplaced(const XmlNode& node, std::string_view parent, std::span<const std::string_view> allowed);
    void own(const XmlNode& node, const Element& element);
    void needs_content(const XmlNode& node, const Element& element, bool has_text);
    void mixed_parties(const XmlNode& dial);
    void channel();
    void reach();
    void link(const XmlNode& node, std::string_view parent);

    const doc::XmlTree& tree_;
    base::Diagnostics& diagnostics_;
    ElementChecker elements_;
    std::vector<DocumentLink> links_;
};

// An element that may not stand there: unknown altogether, misspelt, or of another place.
void Checker::misplaced(const XmlNode& node, std::string_view parent, std::span<const std::string_view> allowed) {
    if (is_known(node.name)) {
        base::Diagnostic& found = diagnostics_.report(codes::twiml_nesting, node.name_span(),
                                                      fmt::format("{} cannot stand in {}", node.name, parent));
        found.help = may_stand(parent, allowed);
        if (parent == "Start") found.severity = base::Severity::error; // 14300
        return;
    }
    const std::string name = base::quoted(node.name);
    base::Diagnostic& found =
        diagnostics_.report(codes::twiml_element, node.name_span(), fmt::format("TwiML has no element {}", name));
    const std::string_view near = base::nearest(node.name, allowed);
    if (near.empty()) {
        found.help = may_stand(parent, allowed);
        return;
    }
    found.help = same_letters(near, node.name)
                     ? fmt::format("names are case-sensitive: it is called {}", base::quoted(near))
                     : fmt::format("did you mean {}?", base::quoted(near));
}

// Inside what is spoken only SSML stands. `allowed`: of it, what may stand there.
void Checker::spoken(const XmlNode& node, std::span<const std::string_view> allowed) {
    for (const XmlNode* one = tree_.first_child(node); one != nullptr; one = tree_.next(*one)) {
        if (!one->is_element()) continue;
        const flow::SsmlElement* known = flow::find_ssml(one->name);
        if (!lists(allowed, one->name)) misplaced(*one, node.name, allowed);
        if (known == nullptr) continue;
        elements_.ssml(*one, *known);
        spoken(*one, known->children);
    }
}

void Checker::link(const XmlNode& node, std::string_view parent) {
    const bool whisper = node.name == "Queue" && parent == "Dial";
    const bool waits = node.name == "Enqueue" || node.name == "Conference";
    const doc::XmlAttribute* address = tree_.find(node, waits ? "waitUrl" : "url");
    if (address == nullptr || (!waits && parent != "Dial")) return;
    const Occasion occasion = whisper                  ? Occasion::queue_whisper
                              : node.name == "Enqueue" ? Occasion::queue_wait
                              : waits                  ? Occasion::conference_wait
                                                       : Occasion::screening;
    links_.push_back({std::string(address->value), occasion, address->where});
}

// A conference or a queue takes the call alone.
void Checker::mixed_parties(const XmlNode& dial) {
    const XmlNode* alone = nullptr;
    const XmlNode* other = nullptr;
    for (const XmlNode* one = tree_.first_child(dial); one != nullptr; one = tree_.next(*one)) {
        if (!one->is_element()) continue;
        const bool is_alone = one->name == "Conference" || one->name == "Queue";
        if (is_alone && alone == nullptr) {
            alone = one;
        } else {
            other = one;
        }
    }
    if (alone == nullptr || other == nullptr) return;
    const XmlNode* later = std::max(alone, other);
    diagnostics_.report(codes::twiml_pair, later->name_span(),
                        fmt::format("a {} cannot be dialled together with others", alone->name));
}

void Checker::needs_content(const XmlNode& node, const Element& element, bool has_text) {
    const flow::VerbSpec& spec = *element.spec;
    const std::string_view content = element.row->text;
    if (has_text || content.empty() || !spec.content_required || node.name == "Redirect") return;
    const auto given = [&](std::string_view other) { return tree_.find(node, other) != nullptr; };
    if (std::ranges::any_of(spec.content_unless, given)) return;
    for (const XmlNode* one = tree_.first_child(node); one != nullptr; one = tree_.next(*one)) {
        if (one->is_element()) return; // said by them, or a finding of theirs
    }
    const std::string_view what = node.name == "Say" || node.name == "Sms" || node.name == "Message" ? "a text"
                                  : node.name == "Dial" || node.name == "Number"                     ? "a number"
                                  : node.name == "Play"                                              ? "an address"
                                                                                                     : "a name";
    diagnostics_.report(codes::twiml_missing, node.name_span(), fmt::format("{} needs {}", node.name, what));
}

// The text of an element, and that it has one.
void Checker::own(const XmlNode& node, const Element& element) {
    const OwnText text = own_text(tree_, node);
    if (text.text.empty()) {
        needs_content(node, element, false);
        return;
    }
    if (element.row->text.empty()) {
        if (!element.described()) return;
        diagnostics_.report(
            codes::twiml_text, text.where,
            fmt::format("{} takes no text, so {} is passed over", node.name, base::quoted(text.text, 40)));
        return;
    }
    if (node.name == "Dial" || node.name == "Client" || node.name == "Message") {
        for (const XmlNode* one = tree_.first_child(node); one != nullptr; one = tree_.next(*one)) {
            const bool instead =
                one->is_element() && (node.name == "Dial" || find_leaf(node.name, one->name) != nullptr);
            if (!instead) continue;
            diagnostics_.report(codes::twiml_text, text.where,
                                fmt::format("{} takes either text or nouns, and here {} stands beside {}", node.name,
                                            base::quoted(text.text, 40), one->name));
            return;
        }
    }
    elements_.text(node, element, text.text, text.where);
}

void Checker::element(const XmlNode& node, const Element& element, const XmlNode& parent) {
    elements_.attributes(node, element, parent.name);
    elements_.counts(node);
    own(node, element);
    link(node, parent.name);
    if (node.name == "Dial") mixed_parties(node);
    if (node.name == "Say") {
        spoken(node, spoken_elements());
        return;
    }
    const Names inside = elements_inside(element);
    for (const XmlNode* one = tree_.first_child(node); one != nullptr; one = tree_.next(*one)) {
        if (one->is_element()) child(*one, node, inside);
    }
}

void Checker::child(const XmlNode& node, const XmlNode& parent, std::span<const std::string_view> allowed) {
    if (is_group(parent.name, node.name)) {
        for (const XmlNode* one = tree_.first_child(node); one != nullptr; one = tree_.next(*one)) {
            if (one->is_element() && one->name != "Header") misplaced(*one, node.name, {});
        }
        return;
    }
    const Element* known = find_element(node.name);
    const Element* around = find_element(parent.name);
    const bool open = around != nullptr && !around->described(); // what it takes is not in the table
    if (!lists(allowed, node.name) && !(open && is_known(node.name))) misplaced(node, parent.name, allowed);
    if (known != nullptr && find_leaf(parent.name, node.name) == nullptr) {
        element(node, *known, parent);
    } else if (find_leaf(parent.name, node.name) != nullptr) {
        elements_.name_known(node, {});
        const OwnText text = own_text(tree_, node);
        if (text.text.empty()) {
            diagnostics_.report(codes::twiml_missing, node.name_span(), fmt::format("{} is empty", node.name));
        }
    }
}

// Voice verbs beside messages. The first verb decides what the document answers.
void Checker::channel() {
    const XmlNode* first = nullptr;
    for (const XmlNode* one = tree_.first_child(tree_.root()); one != nullptr; one = tree_.next(*one)) {
        if (!one->is_element() || one->name == "Redirect" || !lists(response_elements(), one->name)) continue;
        if (first == nullptr) first = one;
        const bool text = one->name == "Message";
        if (text == (first->name == "Message")) continue;
        base::Diagnostic& found = diagnostics_.report(codes::twiml_mixed, one->name_span(),
                                                      text ? std::string("a Message is no verb of a call")
                                                           : fmt::format("{} cannot answer a text message", one->name));
        found.help = text ? "in a call, Sms sends a text" : "the answer to a text message holds Message and Redirect";
        found.notes.push_back({first->name_span(), fmt::format("the document begins with {}", first->name)});
    }
}

// Verbs behind one that always goes elsewhere; and a refusal of a call that was answered already.
void Checker::reach() {
    const XmlNode* end = nullptr;
    const XmlNode* before = nullptr;
    for (const XmlNode* one = tree_.first_child(tree_.root()); one != nullptr; one = tree_.next(*one)) {
        const Element* known = one->is_element() ? find_element(one->name) : nullptr;
        if (known == nullptr) continue;
        if (end != nullptr) {
            diagnostics_
                .report(codes::twiml_unreachable, one->name_span(), fmt::format("{} is never reached", one->name))
                .notes.push_back({end->name_span(), fmt::format("{} always goes elsewhere", end->name)});
            return;
        }
        if (one->name == "Reject" && before != nullptr) {
            diagnostics_.report(codes::twiml_pair, one->name_span(), "a call that was answered cannot be rejected")
                .help = "Reject comes first; Hangup ends the call here";
        }
        const doc::XmlAttribute* action = tree_.find(*one, "action");
        const bool jumps = known->spec->action_always && one->name != "Message" && action != nullptr;
        if (known->spec->ends_document || jumps) end = one;
        before = one;
    }
}

std::vector<DocumentLink> Checker::document() {
    const XmlNode& root = tree_.root();
    elements_.name_known(root, {});
    for (const XmlNode* one = tree_.first_child(root); one != nullptr; one = tree_.next(*one)) {
        if (one->is_element()) {
            child(*one, root, response_elements());
        } else if (const std::string_view text = base::trim(one->text); !text.empty()) {
            const auto skipped = static_cast<std::uint32_t>(one->text.find_first_not_of(" \t\r\n"));
            diagnostics_
                .report(codes::twiml_text, {one->where.file, one->where.begin + skipped, one->where.end},
                        fmt::format("text between verbs is passed over: {}", base::quoted(text, 40)))
                .help = "what is said stands in <Say>";
        }
    }
    channel();
    reach();
    return std::move(links_);
}

std::span<const std::string_view> verbs_for(Occasion occasion) {
    static constexpr std::array<std::string_view, 6> screening = {"Play",   "Say",   "Gather",
                                                                  "Hangup", "Pause", "Redirect"};
    static constexpr std::array<std::string_view, 4> wait = {"Play", "Say", "Pause", "Redirect"};
    static constexpr std::array<std::string_view, 7> queue = {"Play",     "Say",   "Pause", "Hangup",
                                                              "Redirect", "Leave", "Gather"};
    switch (occasion) {
    case Occasion::screening: return screening;
    case Occasion::queue_wait: return queue;
    default: return wait;
    }
}

std::string_view name_of(Occasion occasion) {
    switch (occasion) {
    case Occasion::screening: return "what the called party hears first";
    case Occasion::queue_whisper: return "what a caller from a queue hears first";
    case Occasion::queue_wait: return "what is heard in a queue";
    default: return "what is heard before a conference";
    }
}

} // namespace

std::optional<std::vector<DocumentLink>> check(const base::Sources& sources, base::FileId file,
                                               base::Diagnostics& diagnostics) {
    const auto tree = doc::read_xml_tree(sources, file, diagnostics);
    if (!tree) return std::nullopt;
    const std::size_t size = sources[file].text().size();
    if (size > largest) {
        diagnostics.report(codes::twiml_size, {file, largest, largest + 1},
                           fmt::format("the document has {} bytes, {} is the most", size, largest));
    }
    const XmlNode& root = tree->root();
    if (root.name != "Response") {
        base::Diagnostic& found =
            diagnostics.report(codes::twiml_root, root.name_span(),
                               fmt::format("the root is <{}>, not <Response>", base::printable(root.name)));
        if (same_letters(root.name, "Response")) found.help = "names are case-sensitive";
        return std::vector<DocumentLink>{};
    }
    return Checker(*tree, diagnostics).document();
}

void check_occasion(const base::Sources& sources, base::FileId file, Occasion occasion, base::Span named,
                    base::Diagnostics& diagnostics) {
    base::Diagnostics known; // said by check
    const auto tree = doc::read_xml_tree(sources, file, known);
    if (!tree || tree->root().name != "Response") return;
    const auto allowed = verbs_for(occasion);
    for (const XmlNode* one = tree->first_child(tree->root()); one != nullptr; one = tree->next(*one)) {
        if (!one->is_element() || lists(allowed, one->name) || !is_known(one->name)) continue;
        base::Diagnostic& found =
            diagnostics.report(codes::twiml_whisper, one->name_span(),
                               fmt::format("{} cannot be part of {}", one->name, name_of(occasion)));
        const bool refused = one->name == "Dial" || occasion == Occasion::conference_wait;
        if (!refused) found.severity = base::Severity::warning;
        found.help = fmt::format("it can hold {}", fmt::join(allowed, ", "));
        found.notes.push_back({named, "it is named here"});
    }
}

} // namespace callflow::providers::twilio
