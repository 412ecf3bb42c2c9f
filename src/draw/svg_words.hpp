// What a drawing's parts say to those who do not see it, and where its links lead.
#pragma once

#include "draw/diagram.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace callflow::draw {

// Of the whole drawing: its description, how much there is of what.
[[nodiscard]] std::string account_of(const Diagram& diagram);

// What a node is called where arrows name it, `start` or `in every state` where it has no name.
[[nodiscard]] std::string name_of(const Node& node);
// A node's name and description, as a viewer shows them beside the pointer.
[[nodiscard]] std::string tooltip_of(const Node& node);
// What stands in and on its box, as a sentence; empty where there is nothing.
[[nodiscard]] std::string account_of(const Node& node);

// `from → to`, then a line for each transition.
[[nodiscard]] std::string tooltip_of(const Diagram& diagram, const Edge& edge);
// What its transitions wait for and what is known of them, as a sentence; empty where there is nothing.
[[nodiscard]] std::string account_of(const Edge& edge);
// One transition.
[[nodiscard]] std::string tooltip_of(const Label& label);

// The template with its places filled in. A file is an address's path: all but slashes is percent-encoded, and it cannot become the
// beginning of an address with a scheme. Quotes, angle brackets and blanks of the template itself are percent-encoded too.
[[nodiscard]] std::string link_of(std::string_view link_template, std::string_view file, std::uint64_t line,
                                  std::uint64_t column);

} // namespace callflow::draw
