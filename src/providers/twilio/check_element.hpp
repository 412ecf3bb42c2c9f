// What is wrong with one element by itself: its attributes, its text, and how they go together.
#pragma once

#include "doc/xml_tree.hpp"
#include "flow/ssml.hpp"
#include "providers/twilio/check_values.hpp"
#include "providers/twilio/elements.hpp"

#include <optional>

namespace callflow::providers::twilio {

// Where findings of one document go.
class ElementChecker {
public:
    ElementChecker(const doc::XmlTree& tree, base::Diagnostics& diagnostics)
        : tree_(&tree), diagnostics_(&diagnostics) {}

    // Names and values of attributes; what is required; what does not go together. `parent` is the element around it.
    void attributes(const doc::XmlNode& node, const Element& element, std::string_view parent) const;
    // The text of an element that holds one: a value of the attribute that it stands for.
    void text(const doc::XmlNode& node, const Element& element, std::string_view text, base::Span where) const;
    // An element of which there is too much, or too little, inside another.
    void counts(const doc::XmlNode& node) const;
    // The same of an element of SSML.
    void ssml(const doc::XmlNode& node, const flow::SsmlElement& element) const;
    // Attributes of an element that is only in documents: all, or those that the table does not describe.
    void name_known(const doc::XmlNode& node, std::span<const std::string_view> names) const;

private:
    void value(const doc::XmlNode& node, const flow::AttributeSpec& spec, std::string_view value,
               base::Span where) const;
    void tell(std::optional<Complaint> complaint, base::Span where) const;
    void pairs(const doc::XmlNode& node) const;
    void required(const doc::XmlNode& node, const Element& element, std::string_view parent) const;
    [[nodiscard]] std::string_view get(const doc::XmlNode& node, std::string_view attribute) const;
    base::Diagnostic& say(const base::Code& code, base::Span where, std::string message) const {
        return diagnostics_->report(code, where, std::move(message));
    }

    const doc::XmlTree* tree_;
    base::Diagnostics* diagnostics_;
};

// The text between an element's children, and where it begins.
struct OwnText {
    std::string text; // trimmed
    base::Span where;
};
[[nodiscard]] OwnText own_text(const doc::XmlTree& tree, const doc::XmlNode& node);

} // namespace callflow::providers::twilio
