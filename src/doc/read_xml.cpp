// The one file that sees expat: it judges every byte, and its events fill pugixml's tree.
#include "base/codes.hpp"
#include "doc/bytes.hpp"
#include "doc/xml.hpp"
#include "doc/xml_errors.hpp"

#include <algorithm>
#include <expat.h>
#include <fmt/format.h>
#include <limits>
#include <pugixml.hpp>
#include <utility>
#include <vector>

namespace callflow::doc {

struct XmlDocument::Impl {
    pugi::xml_document tree;
    std::string_view text; // of the source
    base::FileId file = base::no_file;
    std::vector<std::pair<const void*, base::Span>> places; // start tags, sorted by node once read
};

namespace {

using std::uint32_t;

XmlProblem problem_of(XML_Error error) {
    switch (error) {
    case XML_ERROR_NO_ELEMENTS: return XmlProblem::nothing;
    case XML_ERROR_SYNTAX:
    case XML_ERROR_INVALID_TOKEN: return XmlProblem::bad_token;
    case XML_ERROR_TAG_MISMATCH: return XmlProblem::mismatch;
    case XML_ERROR_DUPLICATE_ATTRIBUTE: return XmlProblem::duplicate_attribute;
    case XML_ERROR_JUNK_AFTER_DOC_ELEMENT: return XmlProblem::after_root;
    case XML_ERROR_UNDEFINED_ENTITY: return XmlProblem::entity;
    case XML_ERROR_BAD_CHAR_REF: return XmlProblem::character_reference;
    case XML_ERROR_MISPLACED_XML_PI: return XmlProblem::late_declaration;
    case XML_ERROR_XML_DECL:
    case XML_ERROR_UNKNOWN_ENCODING: return XmlProblem::bad_declaration;
    case XML_ERROR_UNCLOSED_CDATA_SECTION: return XmlProblem::open_cdata;
    case XML_ERROR_UNCLOSED_TOKEN: return XmlProblem::open_token;
    default: return XmlProblem::other;
    }
}

struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

// Takes expat's events. A handler that complains stops the parser.
class Filler {
public:
    Filler(XmlDocument::Impl& impl, const base::Source& source, base::Diagnostics& diagnostics, const XmlLimits& limits)
        : impl_(impl), source_(source), diagnostics_(diagnostics), limits_(limits), current_(impl.tree) {}

    bool run() {
        parser_.reset(XML_ParserCreate("UTF-8")); // whatever the declaration says: the bytes have been checked
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), on_start, on_end);
        XML_SetCharacterDataHandler(parser_.get(), on_text);
        XML_SetCommentHandler(parser_.get(), on_comment);
        XML_SetProcessingInstructionHandler(parser_.get(), on_instruction);
        XML_SetStartDoctypeDeclHandler(parser_.get(), on_doctype);
        const XML_Status status =
            XML_Parse(parser_.get(), impl_.text.data(), static_cast<int>(impl_.text.size()), XML_TRUE);
        if (status == XML_STATUS_OK) {
            return true;
        }
        if (!stopped_) {
            const XML_Error error = XML_GetErrorCode(parser_.get());
            fail(error == XML_ERROR_NO_ELEMENTS || !open_.empty() || error != XML_ERROR_UNCLOSED_TOKEN
                     ? problem_of(error)
                     : XmlProblem::open_token,
                 XML_ErrorString(error));
        }
        return false;
    }

private:
    static Filler& self(void* data) { return *static_cast<Filler*>(data); }

    static void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
        self(data).start(name, attributes);
    }
    static void XMLCALL on_end(void* data, const XML_Char*) {
        Filler& f = self(data);
        f.flush_text();
        f.current_ = f.current_.parent();
        f.open_.pop_back();
    }
    static void XMLCALL on_text(void* data, const XML_Char* text, int length) {
        self(data).text_.append(text, static_cast<std::size_t>(length));
    }
    static void XMLCALL on_comment(void* data, const XML_Char* text) {
        if (pugi::xml_node node = self(data).add(pugi::node_comment)) {
            node.set_value(text);
        }
    }
    static void XMLCALL on_instruction(void* data, const XML_Char* target, const XML_Char* text) {
        if (pugi::xml_node node = self(data).add(pugi::node_pi)) {
            node.set_name(target);
            node.set_value(text);
        }
    }
    static void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        self(data).fail(XmlProblem::doctype, "");
        self(data).stop();
    }

    [[nodiscard]] uint32_t place() const {
        return static_cast<uint32_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser_.get()), 0));
    }

    void stop() {
        stopped_ = true;
        XML_StopParser(parser_.get(), XML_FALSE);
    }

    void fail(XmlProblem problem, const char* message) {
        XmlFailure failure{problem, message, place(), root_seen_, {}};
        if (!open_.empty()) {
            failure.open = open_.back();
        }
        report_xml_failure(source_, impl_.file, failure, diagnostics_);
    }

    // A new child of the open element; none once a bound is reached.
    pugi::xml_node add(pugi::xml_node_type type) {
        flush_text();
        if (stopped_ || !count()) {
            return {};
        }
        return current_.append_child(type);
    }

    bool count() {
        if (++nodes_ <= limits_.nodes) {
            return true;
        }
        diagnostics_.report(base::codes::too_many_nodes, {impl_.file, place(), place() + 1},
                            fmt::format("the document has more than {} elements, texts and comments", limits_.nodes));
        stop();
        return false;
    }

    void flush_text() {
        if (text_.empty() || stopped_) {
            return;
        }
        if (count()) {
            current_.append_child(pugi::node_pcdata).set_value(text_.data(), text_.size());
        }
        text_.clear();
    }

    void start(const XML_Char* name, const XML_Char** attributes) {
        root_seen_ = true;
        const uint32_t begin = place();
        const base::Span tag{impl_.file, begin,
                             begin + static_cast<uint32_t>(std::max(XML_GetCurrentByteCount(parser_.get()), 0))};
        if (open_.size() >= limits_.depth && !stopped_) {
            diagnostics_.report(base::codes::too_deep, tag,
                                fmt::format("elements are nested more than {} deep", limits_.depth));
            stop();
        }
        open_.push_back(tag);
        pugi::xml_node node = add(pugi::node_element);
        if (!node) {
            return;
        }
        node.set_name(name);
        for (; *attributes != nullptr; attributes += 2) {
            node.append_attribute(attributes[0]).set_value(attributes[1]);
        }
        impl_.places.emplace_back(node.internal_object(), tag);
        current_ = node;
    }

    XmlDocument::Impl& impl_;
    const base::Source& source_;
    base::Diagnostics& diagnostics_;
    const XmlLimits& limits_;
    std::unique_ptr<XML_ParserStruct, FreeParser> parser_;
    pugi::xml_node current_;
    std::vector<base::Span> open_; // start tags of the open elements
    std::string text_;             // expat hands text out in parts
    uint32_t nodes_ = 0;
    bool root_seen_ = false;
    bool stopped_ = false;
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
    const base::Source& source = sources[file];
    constexpr std::uint64_t most = std::numeric_limits<int>::max(); // expat's length is an int
    if (!check_bytes(source, file, std::min(limits.bytes, most), diagnostics)) {
        return std::nullopt;
    }
    XmlDocument document;
    document.impl->text = source.text();
    document.impl->file = file;
    if (!Filler(*document.impl, source, diagnostics, limits).run()) {
        return std::nullopt;
    }
    std::sort(document.impl->places.begin(), document.impl->places.end(),
              [](const auto& a, const auto& b) { return std::less<const void*>{}(a.first, b.first); });
    return document;
}

} // namespace callflow::doc
