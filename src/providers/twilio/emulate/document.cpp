#include "providers/twilio/emulate/document.hpp"

#include "base/diagnostic.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

#include <algorithm>

namespace callflow::providers::twilio::emulate {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Deep enough for any document within the reader's bounds; parents stand before their children, so all are found in order.
template <class Visit> void inside(const Document& document, const doc::XmlNode& node, const Visit& visit) {
    const doc::XmlNode* at = document.tree.first_child(node);
    while (at != nullptr) {
        visit(*at);
        const doc::XmlNode* below = document.tree.first_child(*at);
        while (below == nullptr && at != &node) {
            below = document.tree.next(*at);
            if (below == nullptr) at = document.tree.parent(*at);
            if (at == &node) return;
        }
        at = below;
    }
}

void append_words(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (!is_blank(c)) {
            out.push_back(c);
        } else if (!out.empty() && out.back() != ' ') {
            out.push_back(' ');
        }
    }
}

Step element(const Document* document, const doc::XmlNode* node) {
    while (node != nullptr && !node->is_element()) node = document->tree.next(*node);
    return {document, node};
}

} // namespace

bool lists(std::string_view words, std::string_view one) {
    while (!words.empty()) {
        words = base::trim(words);
        const std::size_t end = std::min(words.find_first_of(" \t\r\n"), words.size());
        if (words.substr(0, end) == one) return true;
        words.remove_prefix(end);
    }
    return false;
}

std::unique_ptr<Document> read_document(std::string bytes, std::string address) {
    auto document = std::make_unique<Document>();
    const base::FileId file = document->sources.add("document", std::move(bytes));
    base::Diagnostics found;
    auto tree = doc::read_xml_tree(document->sources, file, found);
    if (!tree) return nullptr;
    document->tree = std::move(*tree);
    document->address = std::move(address);
    return document;
}

std::unique_ptr<Document> playing_document(std::string address) {
    std::string text = "<Response><Play>";
    doc::append_xml_text(text, address);
    return read_document(text + "</Play></Response>", std::move(address));
}

std::unique_ptr<Document> saying_document(std::string_view words, std::string address) {
    std::string text = "<Response><Say>";
    doc::append_xml_text(text, words);
    return read_document(text + "</Say></Response>", std::move(address));
}

bool Step::has(std::string_view attribute) const { return document->tree.find(*node, attribute) != nullptr; }

std::string_view Step::text(std::string_view attribute, std::string_view otherwise) const {
    const doc::XmlAttribute* found = document->tree.find(*node, attribute);
    return found == nullptr ? otherwise : found->value;
}

std::int64_t Step::whole(std::string_view attribute, std::int64_t otherwise, std::int64_t least,
                         std::int64_t most) const {
    const auto value = base::parse_int(base::trim(text(attribute)));
    return value && *value >= least && *value <= most ? *value : otherwise;
}

bool Step::truth(std::string_view attribute, bool otherwise) const {
    const std::string_view value = text(attribute);
    if (value == "true") return true;
    return value == "false" ? false : otherwise;
}

std::string_view Step::chars(std::string_view attribute, std::string_view known, std::string_view otherwise) const {
    const std::string_view value = text(attribute, otherwise);
    return value.find_first_not_of(known) == std::string_view::npos ? value : otherwise;
}

std::string Step::method(std::string_view attribute, std::string_view otherwise) const {
    const std::string_view value = text(attribute);
    if (value == "GET" || value == "get") return "GET";
    if (value == "POST" || value == "post") return "POST";
    return std::string(otherwise);
}

std::string Step::address(std::string_view attribute) const {
    const std::string_view value = base::trim(text(attribute));
    return value.empty() ? std::string() : base::resolve_url(document->address, value);
}

std::string Step::content() const {
    std::string out;
    for (const doc::XmlNode* child = document->tree.first_child(*node); child != nullptr;
         child = document->tree.next(*child))
        out += child->text;
    return std::string(base::trim(out));
}

std::string Step::spoken() const {
    std::string out;
    const std::string_view source = document->sources[node->where.file].text();
    inside(*document, *node, [&](const doc::XmlNode& one) {
        // a blank between two elements is no node of its own
        const bool apart = one.is_element() && one.where.begin > 0 &&
                           std::string_view(" \t\r\n").find(source[one.where.begin - 1]) != std::string_view::npos;
        if (apart || one.name == "break" || one.name == "p" || one.name == "s") append_words(out, " ");
        // what is said in place of an element's text
        const auto alias = [&](const doc::XmlNode& inner) {
            return inner.name == "sub" ? document->tree.find(inner, "alias") : nullptr;
        };
        if (const doc::XmlAttribute* said = alias(one)) append_words(out, said->value);
        const doc::XmlNode* around = document->tree.parent(one);
        if (!one.is_element() && (around == nullptr || alias(*around) == nullptr)) append_words(out, one.text);
    });
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

Millis Step::breaks() const {
    constexpr Millis longest = 10'000;
    constexpr std::int64_t nanoseconds = 1'000'000;
    Millis sum = 0;
    inside(*document, *node, [&](const doc::XmlNode& one) {
        if (one.name != "break") return;
        const doc::XmlAttribute* time = document->tree.find(one, "time");
        const auto length = time == nullptr ? std::nullopt : base::parse_duration(time->value);
        if (length) sum += std::clamp<Millis>(*length / nanoseconds, 0, longest);
    });
    return sum;
}

Step Step::first() const { return element(document, document->tree.first_child(*node)); }

Step Step::next() const { return element(document, document->tree.next(*node)); }

Step Step::find(std::string_view wanted) const {
    Step at = first();
    while (at && at.name() != wanted) at = at.next();
    return at;
}

} // namespace callflow::providers::twilio::emulate
