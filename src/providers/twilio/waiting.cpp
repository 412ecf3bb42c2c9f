// Where a document has Twilio go on (its pages of the verbs, attribute `action`).
#include "base/text.hpp"
#include "doc/xml.hpp"
#include "providers/twilio/requests.hpp"
#include "providers/twilio/twilio.hpp"

#include <algorithm>
#include <pugixml.hpp>

namespace callflow::providers::twilio {
namespace {

constexpr std::string_view itself = ".";
// Verbs that ask for the document's own address where they have no `action`.
constexpr std::string_view asks_again[] = {"Gather", "Record", "Pay"};

std::string address_of(const pugi::xml_node& verb) {
    if (std::string_view(verb.name()) == "Redirect") {
        const std::string address(base::trim(verb.child_value()));
        return address.empty() ? std::string(itself) : address;
    }
    const pugi::xml_attribute action = verb.attribute("action");
    if (!std::string_view(action.value()).empty()) return action.value();
    const bool again = std::ranges::find(asks_again, std::string_view(verb.name())) != std::end(asks_again);
    return again ? std::string(itself) : std::string();
}

// The first element, however deep, that has the attribute.
std::string find_attribute(const pugi::xml_node& from, const char* name) {
    const pugi::xml_node found = from.find_node(
        [&](const pugi::xml_node& one) { return !std::string_view(one.attribute(name).value()).empty(); });
    return found.attribute(name).value();
}

} // namespace

std::string waiting(const base::Sources& sources, base::FileId document, const DecodedRequest& request) {
    base::Diagnostics ignored;
    const auto xml = doc::read_xml(sources, document, ignored);
    if (!xml) return {};
    const RequestRow* row = find_request(request.kind);
    const std::string_view element = row == nullptr ? std::string_view() : row->kind.element;
    if (row != nullptr && row->attribute.empty()) return {};
    if (row != nullptr && row->attribute != "action")
        return find_attribute(xml->tree(), std::string(row->attribute).c_str());
    std::string first;
    std::string closing;
    for (const pugi::xml_node verb : xml->tree().document_element().children()) {
        const std::string address = address_of(verb);
        if (address.empty()) continue;
        const std::string_view name = verb.name();
        if (name == element && name != "Redirect") return address;
        if (name == "Redirect") {
            closing = address;
            break; // nothing behind it is reached
        }
        if (first.empty()) first = address;
    }
    // What has nothing of a verb's can only come from the end of the document.
    if (element == "Redirect" && !closing.empty()) return closing;
    return first.empty() ? closing : first;
}

} // namespace callflow::providers::twilio
