// The elements of TwiML: those that the table's verbs become, and those that only documents have.
#pragma once

#include "providers/twilio/twilio.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace callflow::providers::twilio {

// An element that carries an attribute of the verb around it: `<Client><Identity>joe</Identity></Client>`.
struct Leaf {
    std::string_view parent; // element
    std::string_view name;
    std::string_view attribute; // of the parent's verb
};

struct Element {
    std::string_view name;
    const Row* row = nullptr;
    const flow::VerbSpec* spec = nullptr;
    bool in_response = false;                      // may stand in <Response>
    bool has_leaves = false;                       // elements inside it may be attributes of the verb
    const flow::AttributeSpec* ssml = nullptr;     // what is said with SSML in it; null where it says nothing
    std::vector<const flow::AttributeSpec*> taken; // what may stand in its tag

    // Null where the element does not take the attribute.
    [[nodiscard]] const flow::AttributeSpec* find(std::string_view attribute) const;
};

// Null for an element that no verb becomes.
[[nodiscard]] const Element* find_element(std::string_view name);
// Names of what may stand directly in <Response>.
[[nodiscard]] std::span<const std::string_view> response_elements();
// Names of the elements that may stand inside one, leaves included.
[[nodiscard]] std::vector<std::string_view> elements_inside(const Element& parent);
// Whether the verb's children stand inside its element.
[[nodiscard]] bool nests_prompt(const Element& parent);
// Null where the child is none of the parent's leaves.
[[nodiscard]] const Leaf* find_leaf(std::string_view parent, std::string_view child);
// Whether XML takes it as a name, and callflow passes it on.
[[nodiscard]] bool is_simple_name(std::string_view name);
// Elements around others that mean nothing by themselves: `Headers` of a Sip.
[[nodiscard]] bool is_group(std::string_view parent, std::string_view child);
// Whether any element is called that, wherever it may stand.
[[nodiscard]] bool is_known(std::string_view name);

} // namespace callflow::providers::twilio
