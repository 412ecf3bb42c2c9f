// TwiML that somebody wrote, against the table: what stands where, and what is never reached.
#include "base/ascii.hpp"
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
    void shown_number(const XmlNode& dial);
    void old_voice(const XmlNode& say);
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
        // 14300; and what only a library puts there, which Twilio does not run.
        const bool library = parent == "Response" && (node.name == "Queue" || node.name == "Prompt");
        if (parent == "Start" || library) found.severity = base::Severity::error;
        return;
    }
    const std::string name = base::quoted(node.name);
    base::Diagnostic& found =
        diagnostics_.report(codes::twiml_element, node.name_span(), fmt::format("TwiML has no element {}", name));
    if (node.name == "speak") {
        found.help = "SSML stands in Say as it is, without <speak>";
        return;
    }
    const std::string_view near = base::nearest(node.name, allowed);
    if (near.empty()) {
        found.help = may_stand(parent, allowed);
        return;
    }
    found.help = base::same_ignoring_case(near, node.name)
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
    const auto given = [&](std::string_view other) {
        const doc::XmlAttribute* one = tree_.find(node, other);
        return one != nullptr && !one->value.empty();
    };
    if (std::ranges::any_of(spec.content_unless, given)) return;
    for (const XmlNode* one = tree_.first_child(node); one != nullptr; one = tree_.next(*one)) {
        if (one->is_element()) return; // said by them, or a finding of theirs
    }
    const std::string_view what = node.name == "Say" || node.name == "Sms" || node.name == "Message" ? "a text"
                                  : node.name == "Dial" || node.name == "Number"                     ? "a number"
                                  : node.name == "Play"                                              ? "an address"
                                                                                                     : "a name";
    const int number = node.name == "Enqueue" ? 14204 : node.name == "Queue" ? 14212 : 0; // too short
    base::Diagnostic& found = diagnostics_.report(codes::twiml_missing, node.name_span(),
                                                  fmt::format("{} needs {}{}", node.name, what, refusal(number)));
    if (number != 0) found.severity = base::Severity::error;
}

// Who is shown to a telephone is a telephone number: a name is for SIP and clients.
void Checker::shown_number(const XmlNode& dial) {
    const doc::XmlAttribute* shown = tree_.find(dial, "callerId");
    if (shown == nullptr || shown->value.find(':') != std::string_view::npos) return;
    const bool letters = shown->value.find_first_not_of("+0123456789 ().-") != std::string_view::npos;
    bool numbers = !own_text(tree_, dial).text.empty();
    for (const XmlNode* one = tree_.first_child(dial); one != nullptr; one = tree_.next(*one)) {
        numbers = numbers || one->name == "Number";
    }
    if (!letters || !numbers) return;
    diagnostics_
        .report(codes::twiml_value, shown->where,
                fmt::format("who is called by number is shown one, not {}", base::quoted(shown->value)))
        .help = "callerId is the called number, the caller's, or one that the account has verified";
}

// SSML is for voices that are made of it.
void Checker::old_voice(const XmlNode& say) {
    const doc::XmlAttribute* voice = tree_.find(say, "voice");
    if (voice == nullptr || (voice->value != "man" && voice->value != "woman" && voice->value != "alice")) return;
    for (const XmlNode* one = tree_.first_child(say); one != nullptr; one = tree_.next(*one)) {
        if (!one->is_element()) continue;
        base::Diagnostic& found =
            diagnostics_.report(codes::twiml_pair, one->name_span(),
                                fmt::format("the voice {} may not understand SSML", base::quoted(voice->value)));
        found.severity = base::Severity::note;
        found.help = "voices of Polly and Google do";
        return;
    }
}

// The text of an element, and that it has one.
void Checker::own(const XmlNode& node, const Element& element) {
    const OwnText text = own_text(tree_, node);
    if (text.text.empty()) {
        needs_content(node, element, false);
        return;
    }
    if (element.row->text.empty()) {
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
    if (node.name == "Autopilot") {
        diagnostics_.report(codes::twiml_old, node.name_span(), "Autopilot is a service that is no more").help =
            "ConversationRelay has taken its place";
    }
    if (node.name == "Dial") {
        mixed_parties(node);
        shown_number(node);
    }
    if (node.name == "Say") {
        old_voice(node);
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
    if (!lists(allowed, node.name)) misplaced(node, parent.name, allowed);
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
        // A pause at first delays the answer, and so does a dial that waits for the other side's.
        const doc::XmlAttribute* bridge = tree_.find(*one, "answerOnBridge");
        const bool rings = one->name == "Pause" || (bridge != nullptr && bridge->value == "true");
        if (!rings || before != nullptr) before = one;
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

// Where `name="value"` stands in the XML declaration; nothing where it does not.
std::optional<base::Span> declared(std::string_view text, base::FileId file, std::string_view name) {
    const std::size_t begin = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
    if (!text.substr(begin).starts_with("<?xml")) return {};
    const std::string_view declaration = text.substr(0, text.find("?>"));
    const std::size_t at = declaration.find(name, begin);
    const std::size_t quote = at == std::string_view::npos ? at : declaration.find_first_of("\"'", at);
    if (quote == std::string_view::npos) return {};
    const std::size_t end = declaration.find(declaration[quote], quote + 1);
    if (end == std::string_view::npos) return {};
    return base::Span{file, static_cast<std::uint32_t>(quote + 1), static_cast<std::uint32_t>(end)};
}

// The declaration: a version that Twilio reads (12101), and the encoding that the bytes have.
void check_declaration(std::string_view text, base::FileId file, base::Diagnostics& diagnostics) {
    const auto value = [&](base::Span where) { return text.substr(where.begin, where.size()); };
    if (const auto version = declared(text, file, "version"); version && value(*version) != "1.0") {
        diagnostics
            .report(codes::twiml_declaration, *version,
                    fmt::format("Twilio reads XML 1.0, not {} (12101)", base::quoted(value(*version))))
            .help = R"(write <?xml version="1.0" encoding="UTF-8"?>)";
    }
    const auto encoding = declared(text, file, "encoding");
    if (!encoding || base::same_ignoring_case(value(*encoding), "UTF-8") ||
        base::same_ignoring_case(value(*encoding), "UTF8"))
        return;
    std::string name = base::lowered(value(*encoding));
    const bool wide = name.starts_with("utf-16") || name.starts_with("utf-32") || name.starts_with("ucs") ||
                      name.starts_with("iso-10646");
    const bool plain = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!wide && plain) return; // the same bytes in either
    base::Diagnostic& found = diagnostics.report(
        codes::twiml_declaration, *encoding,
        fmt::format("the document is UTF-8, and says that it is {}", base::quoted(value(*encoding))));
    found.help = R"(write encoding="UTF-8", or nothing)";
    if (!wide) found.severity = base::Severity::warning; // it is read, letter by wrong letter
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
    check_declaration(sources[file].text(), file, diagnostics);
    const XmlNode& root = tree->root();
    if (root.name != "Response") {
        base::Diagnostic& found =
            diagnostics.report(codes::twiml_root, root.name_span(),
                               fmt::format("the root is <{}>, not <Response>", base::printable(root.name)));
        if (base::same_ignoring_case(root.name, "Response")) found.help = "names are case-sensitive";
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
