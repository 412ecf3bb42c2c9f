// Values of attributes as they stand in a flow's text.
#pragma once

#include "flow/vocabulary.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::flow {
struct ResolvedVerb;
}

namespace callflow::syntax {

// YAML that is not laid out yet.
struct YamlNode {
    enum class Kind : unsigned char { scalar, list, map };
    struct Entry;
    Kind kind = Kind::scalar;
    std::string text; // of a scalar, as it is written
    std::vector<Entry> entries;
    std::vector<YamlNode> items;
    bool lines = false; // a line for each of its items, never in brackets
    // What it says, for WrittenPart; null: nothing of its own.
    const flow::ResolvedVerb* verb = nullptr;
    const flow::AttributeSpec* attribute = nullptr;

    static YamlNode scalar(std::string text);
};

struct YamlNode::Entry {
    Entry(std::string_view key, YamlNode value) : first(key), second(std::move(value)) {}
    std::string first; // the key as it is written
    YamlNode second;
};

// The value of an attribute, so that a flow means it as it is.
[[nodiscard]] YamlNode attribute_value(const flow::AttributeSpec& spec, std::string_view value);

} // namespace callflow::syntax
