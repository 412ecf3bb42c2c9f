// Two documents, reduced to what they mean, laid side by side. The providers do the reducing.
#pragma once

#include "providers/provider.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers {

struct Member;

// A part of a document: a scalar, or something with members (attributes, keys: their order means
// nothing) and items (children, array elements: their order does).
struct Part {
    std::string place; // its step in a path, with separator: `/Say[1]`, `@loop`, `.ask`, `[0]`, or nothing
    std::string label; // items are only laid beside items of the same label
    bool scalar = false;
    std::string value; // of a scalar: two are equal where this is
    std::string shown; // of a scalar: as the document spells it
    std::vector<Member> members;
    std::vector<Part> items;
    // The order of the items was changed to compare them; differences are listed by `order`.
    bool rearranged = false;
    std::uint32_t order = 0;
    std::uint64_t fingerprint = 0; // filled by compare_parts
};

struct Member {
    std::string name;
    Part part;
};

// What a difference shows of a part that the other document does not have, one line.
using Show = std::string (*)(const Part&);

// Differences in the order of the left document; the right one's places only for what it alone has.
// Items are aligned so that one inserted is one difference: equal ones with each other first, then
// those of the same label. Lists of more than a few thousand changed items are paired in order.
[[nodiscard]] std::vector<Difference> compare_parts(Part& left, Part& right, Show show);

} // namespace callflow::providers
