// What a drawing's page shows of each state.
#pragma once

#include "base/source.hpp"
#include "draw/diagram.hpp"
#include "draw/page.hpp"
#include "flow/annotations.hpp"

#include <string_view>
#include <vector>

namespace callflow::cli {

// For every state in the diagram; documents of all providers that can express them. `sources` are those of the flow.
// `link_template` as in draw::SvgOptions.
[[nodiscard]] std::vector<draw::PageState> page_states(const flow::Flow& flow, const draw::Diagram& diagram,
                                                       base::Sources& sources, std::string_view link_template);

// What `--diff` and overlays of differences say, each leading to its state. `sources` are those of both flows.
[[nodiscard]] std::vector<draw::PageChange>
page_changes(const flow::Flow& flow, const std::vector<flow::Annotations>& overlays, const base::Sources& sources);

} // namespace callflow::cli
