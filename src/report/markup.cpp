#include "report/markup.hpp"

#include "base/text.hpp"

namespace callflow::report {

std::string markup(std::string_view text, std::size_t most) {
    std::string out;
    for (const char c : base::printable(text, most)) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

} // namespace callflow::report
