// XML events into pugixml's tree.
#include "doc/xml.hpp"
#include "doc/xml_stream.hpp"

#include <algorithm>
#include <pugixml.hpp>
#include <utility>
#include <vector>

namespace callflow::doc {

struct XmlDocument::Impl {
    pugi::xml_document tree;
    std::string_view text;                                  // of the source
    std::vector<std::pair<const void*, base::Span>> places; // start tags, sorted by node once read
};

namespace {

using std::uint32_t;

class Filler final : public XmlEvents {
public:
    explicit Filler(XmlDocument::Impl& impl) : impl_(impl), current_(impl.tree) {}

    void start(const char* name, const char** attributes, base::Span tag) override {
        pugi::xml_node node = add(pugi::node_element);
        node.set_name(name);
        for (; *attributes != nullptr; attributes += 2) {
            node.append_attribute(attributes[0]).set_value(attributes[1]);
        }
        impl_.places.emplace_back(node.internal_object(), tag);
        current_ = node;
    }
    void end(base::Span) override {
        flush_text();
        current_ = current_.parent();
    }
    void text(std::string_view piece, base::Span) override { text_.append(piece); }
    void comment(const char* text) override { add(pugi::node_comment).set_value(text); }
    void instruction(const char* target, const char* text) override {
        pugi::xml_node node = add(pugi::node_pi);
        node.set_name(target);
        node.set_value(text);
    }

private:
    // A new child of the open element.
    pugi::xml_node add(pugi::xml_node_type type) {
        flush_text();
        return current_.append_child(type);
    }

    void flush_text() {
        if (!text_.empty()) {
            current_.append_child(pugi::node_pcdata).set_value(text_.data(), text_.size());
            text_.clear();
        }
    }

    XmlDocument::Impl& impl_;
    pugi::xml_node current_;
    std::string text_;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

} // namespace

XmlDocument::XmlDocument() : impl(std::make_unique<Impl>()) {}
XmlDocument::XmlDocument(XmlDocument&&) noexcept = default;
XmlDocument& XmlDocument::operator=(XmlDocument&&) noexcept = default;
XmlDocument::~XmlDocument() = default;

const pugi::xml_document& XmlDocument::tree() const { return impl->tree; }

pugi::xml_document& XmlDocument::tree() { return impl->tree; }

base::Span XmlDocument::span(const pugi::xml_node& element) const {
    const void* key = element.internal_object();
    const auto found =
        std::lower_bound(impl->places.begin(), impl->places.end(), key, [](const auto& place, const void* node) {
            return std::less<const void*>{}(place.first, node);
        });
    return found != impl->places.end() && found->first == key ? found->second : base::Span{};
}

base::Span XmlDocument::attribute_span(const pugi::xml_node& element, std::string_view name) const {
    const base::Span tag = span(element);
    if (!tag.valid()) {
        return {};
    }
    // The tag is well-formed: <name (blanks name blanks = blanks quote value quote)* blanks [/]>
    const std::string_view s = impl->text.substr(tag.begin, tag.size());
    const auto word_end = [&](std::size_t at) { return std::min(s.find_first_of(" \t\r\n=/>", at), s.size()); };
    const std::size_t name_end = word_end(1);
    for (std::size_t at = name_end; at < s.size();) {
        while (at < s.size() && is_space(s[at])) {
            ++at;
        }
        const std::size_t end = word_end(at);
        const std::size_t quote = s.find_first_of("\"'", end);
        if (end == at || quote == std::string_view::npos) {
            break;
        }
        const std::size_t close = std::min(s.find(s[quote], quote + 1), s.size());
        if (s.substr(at, end - at) == name) {
            return {tag.file, tag.begin + static_cast<uint32_t>(quote + 1), tag.begin + static_cast<uint32_t>(close)};
        }
        at = close + 1;
    }
    return {tag.file, tag.begin + 1, tag.begin + static_cast<uint32_t>(name_end)};
}

std::optional<XmlDocument> read_xml(const base::Sources& sources, base::FileId file, base::Diagnostics& diagnostics,
                                    const XmlLimits& limits) {
    XmlDocument document;
    document.impl->text = sources[file].text();
    Filler filler(*document.impl);
    if (!stream_xml(sources, file, filler, diagnostics, limits)) {
        return std::nullopt;
    }
    std::sort(document.impl->places.begin(), document.impl->places.end(),
              [](const auto& a, const auto& b) { return std::less<const void*>{}(a.first, b.first); });
    return document;
}

} // namespace callflow::doc
