// A drawing as one HTML page that needs nothing from elsewhere: to move and zoom, to search, and to look into states.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::draw {

struct PageWay {
    std::string text; // what is said on its arrow
    std::string to;
    bool everywhere = false; // it holds in every state
};

// What the page shows of a state that is clicked.
struct PageState {
    std::string name;
    std::size_t body = 0;
    std::string group; // in whose box it is, where that is drawn as one; empty: it has a box of its own
    std::string description;
    std::string file;
    std::size_t line = 0;
    std::string link;   // to that line; empty: none
    std::string source; // its lines in the file
    std::vector<PageWay> ways;
    std::vector<std::pair<std::string, std::string>> documents; // provider, document
};

// A line of the page's list of changes, which leads to its state.
struct PageChange {
    std::size_t body = 0;
    std::string state; // empty: nowhere
    std::string text;
    std::size_t count = 0; // how many differences it says; none: a heading
};

// `svg` is a drawing made with SvgOptions::in_page. Without changes the page has no list of them.
[[nodiscard]] std::string to_page(std::string_view title, std::string_view svg, const std::vector<PageState>& states,
                                  const std::vector<PageChange>& changes);

} // namespace callflow::draw
