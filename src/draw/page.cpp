#include "draw/page.hpp"

#include "base/json_writer.hpp"
#include "doc/xml.hpp"
#include "embed/draw_page.hpp"

namespace callflow::draw {
namespace {

std::string data_of(const std::vector<PageState>& states, const std::vector<PageChange>& changes) {
    std::string text;
    base::JsonWriter json(text);
    json.begin_object().key("states").begin_array();
    for (const PageState& state : states) {
        json.begin_object()
            .member("name", state.name)
            .member("flow", state.body)
            .member("description", state.description)
            .member("file", state.file)
            .member("line", state.line)
            .member("link", state.link)
            .member("source", state.source);
        if (!state.group.empty()) json.member("group", state.group);
        json.key("transitions").begin_array();
        for (const PageWay& way : state.ways) {
            json.begin_object().member("text", way.text).member("to", way.to);
            if (way.everywhere) json.member("everywhere", true);
            json.end_object();
        }
        json.end_array().key("documents").begin_array();
        for (const auto& [provider, document] : state.documents)
            json.begin_object().member("provider", provider).member("text", document).end_object();
        json.end_array().end_object();
    }
    json.end_array().key("changes").begin_array();
    for (const PageChange& change : changes) {
        json.begin_object()
            .member("flow", change.body)
            .member("state", change.state)
            .member("text", change.text)
            .member("count", change.count)
            .end_object();
    }
    json.end_array().end_object();
    // Nothing in it may end the script that it stands in.
    std::string safe;
    safe.reserve(text.size());
    for (const char c : text) {
        if (c == '<')
            safe += "\\u003c";
        else
            safe += c;
    }
    return safe;
}

} // namespace

std::string to_page(std::string_view title, std::string_view svg, const std::vector<PageState>& states,
                    const std::vector<PageChange>& changes) {
    std::string_view rest = embed::draw_page()[0].text;
    std::string name;
    doc::append_xml_text(name, title);
    const std::string data = data_of(states, changes);
    std::string out;
    out.reserve(rest.size() + svg.size() + data.size());
    while (!rest.empty()) {
        const std::size_t begin = rest.find('@');
        out += rest.substr(0, begin);
        if (begin == std::string_view::npos) break;
        rest.remove_prefix(begin);
        const auto fill = [&](std::string_view mark, std::string_view with) {
            if (!rest.starts_with(mark)) return false;
            out += with;
            rest.remove_prefix(mark.size());
            return true;
        };
        if (fill("@TITLE@", name) || fill("@SVG@", svg) || fill("@DATA@", data)) continue;
        out += '@'; // of a style sheet
        rest.remove_prefix(1);
    }
    return out;
}

} // namespace callflow::draw
