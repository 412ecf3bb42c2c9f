// A document as it is run: its tree, where it is from, and its attributes as what they mean.
#pragma once

#include "base/source.hpp"
#include "doc/xml_tree.hpp"
#include "providers/emulate/scheduler.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace callflow::providers::twilio::emulate {

using providers::emulate::Millis;

// Stays where it is: the tree refers to the sources.
struct Document {
    base::Sources sources;
    doc::XmlTree tree;
    std::string address; // against which its own addresses are read; empty for one that was sent along with an update
};

// Null for bytes that are no XML.
[[nodiscard]] std::unique_ptr<Document> read_document(std::string bytes, std::string address);
// A document that only plays, or only says, something.
[[nodiscard]] std::unique_ptr<Document> playing_document(std::string address);
[[nodiscard]] std::unique_ptr<Document> saying_document(std::string_view text, std::string address);

// An element of a document. What an attribute holds that is not allowed there is passed over, as Twilio does with its warning.
struct Step {
    const Document* document = nullptr;
    const doc::XmlNode* node = nullptr;

    [[nodiscard]] std::string_view name() const { return node->name; }
    [[nodiscard]] bool has(std::string_view attribute) const;
    [[nodiscard]] std::string_view text(std::string_view attribute, std::string_view otherwise = {}) const;
    [[nodiscard]] std::int64_t whole(std::string_view attribute, std::int64_t otherwise, std::int64_t least,
                                     std::int64_t most = 1'000'000'000) const;
    [[nodiscard]] bool truth(std::string_view attribute, bool otherwise) const;
    // Its value where it is made of these characters only.
    [[nodiscard]] std::string_view chars(std::string_view attribute, std::string_view known,
                                         std::string_view otherwise = {}) const;
    // GET or POST.
    [[nodiscard]] std::string method(std::string_view attribute = "method", std::string_view otherwise = "POST") const;
    // What an attribute leads to, absolute; empty where it is not there, or is empty.
    [[nodiscard]] std::string address(std::string_view attribute) const;
    // Its text without what stands in elements, trimmed.
    [[nodiscard]] std::string content() const;
    // Its text with that of all elements inside, blanks made single: what SSML says.
    [[nodiscard]] std::string spoken() const;
    // The pauses that SSML asks for.
    [[nodiscard]] Millis breaks() const;

    // Elements inside; their first, then next ones. A step without a node is none.
    [[nodiscard]] Step first() const;
    [[nodiscard]] Step next() const;
    [[nodiscard]] Step find(std::string_view element) const;
    explicit operator bool() const { return node != nullptr; }
};

// Whether a list of words separated by blanks has one.
[[nodiscard]] bool lists(std::string_view words, std::string_view one);

} // namespace callflow::providers::twilio::emulate
