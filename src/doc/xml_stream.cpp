// The one file that sees expat: it judges every byte, and its events go to whoever builds something of them.
#include "doc/xml_stream.hpp"

#include "base/codes.hpp"
#include "doc/bytes.hpp"
#include "doc/xml_errors.hpp"

#include <algorithm>
#include <expat.h>
#include <fmt/format.h>
#include <limits>
#include <memory>
#include <new>
#include <vector>

namespace callflow::doc {
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

// Takes expat's events. Whoever complains stops the parser.
class Stream {
public:
    Stream(XmlEvents& events, const base::Source& source, base::FileId file, base::Diagnostics& diagnostics,
           const XmlLimits& limits)
        : events_(events), source_(source), file_(file), diagnostics_(diagnostics), limits_(limits) {}

    bool run() {
        parser_.reset(XML_ParserCreate("UTF-8")); // whatever the declaration says: the bytes have been checked
        // Names are kept in a hash table, whose salt expat asks of the system, so that nobody can choose names that make it slow.
        // A small document has too few of them for that, and asking takes as long as a third of reading it.
        constexpr std::size_t small = 4096;
        if (source_.text().size() <= small) {
            XML_SetHashSalt(parser_.get(), 0x5ca1ab1e);
        }
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), on_start, on_end);
        XML_SetCharacterDataHandler(parser_.get(), on_text);
        XML_SetCommentHandler(parser_.get(), on_comment);
        XML_SetProcessingInstructionHandler(parser_.get(), on_instruction);
        XML_SetStartDoctypeDeclHandler(parser_.get(), on_doctype);
        if (parse()) {
            return true;
        }
        if (!stopped_) {
            const XML_Error error = XML_GetErrorCode(parser_.get());
            if (error == XML_ERROR_NO_MEMORY) throw std::bad_alloc(); // no mistake of the document's
            fail(error == XML_ERROR_NO_ELEMENTS || !open_.empty() || error != XML_ERROR_UNCLOSED_TOKEN
                     ? problem_of(error)
                     : XmlProblem::open_token,
                 XML_ErrorString(error));
        }
        return false;
    }

private:
    // Behind each piece but the last expat counts lines and columns, which nobody asks for and which takes a tenth of the time:
    // what is not very large is one piece. Expat copies what it is given, so more than that is given a little at a time, which
    // stays in the cache. A token that does not end there is looked at again from its beginning: twice as much is given each
    // time that happens, so that this does not add up.
    bool parse() {
        const std::string_view text = source_.text();
        constexpr std::size_t whole = 4 * 1024 * 1024;
        std::size_t most = text.size() <= whole ? whole : 32 * 1024;
        for (std::size_t at = 0;;) {
            const std::string_view piece = text.substr(at, most);
            at += piece.size();
            const int last = at == text.size() ? XML_TRUE : XML_FALSE;
            if (XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), last) != XML_STATUS_OK) {
                return false;
            }
            if (last == XML_TRUE) {
                return true;
            }
            if (at - told_ > most / 2) {
                most *= 2;
            }
        }
    }

    static Stream& self(void* data) { return *static_cast<Stream*>(data); }

    static void XMLCALL on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
        self(data).start(name, attributes);
    }
    static void XMLCALL on_end(void* data, const XML_Char*) {
        Stream& s = self(data);
        s.in_text_ = false;
        s.open_.pop_back();
        if (!s.stopped_) {
            s.events_.end(s.here());
        }
    }
    static void XMLCALL on_text(void* data, const XML_Char* text, int length) {
        Stream& s = self(data);
        if (!s.stopped_ && (s.in_text_ || s.count())) {
            s.in_text_ = true;
            s.events_.text({text, static_cast<std::size_t>(length)}, s.here());
        }
    }
    static void XMLCALL on_comment(void* data, const XML_Char* text) {
        Stream& s = self(data);
        s.in_text_ = false;
        if (!s.stopped_ && s.count()) {
            s.events_.comment(text);
        }
    }
    static void XMLCALL on_instruction(void* data, const XML_Char* target, const XML_Char* text) {
        Stream& s = self(data);
        s.in_text_ = false;
        if (!s.stopped_ && s.count()) {
            s.events_.instruction(target, text);
        }
    }
    static void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        self(data).fail(XmlProblem::doctype, "");
        self(data).stop();
    }

    [[nodiscard]] uint32_t place() const {
        return static_cast<uint32_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser_.get()), 0));
    }
    // The bytes of the present event.
    [[nodiscard]] base::Span here() {
        const uint32_t begin = place();
        told_ = begin + static_cast<uint32_t>(std::max(XML_GetCurrentByteCount(parser_.get()), 0));
        return {file_, begin, told_};
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
        report_xml_failure(source_, file_, failure, diagnostics_);
    }

    bool count() {
        if (++nodes_ <= limits_.nodes) {
            return true;
        }
        diagnostics_.report(base::codes::too_many_nodes, {file_, place(), place() + 1},
                            fmt::format("the document has more than {} elements, texts and comments", limits_.nodes));
        stop();
        return false;
    }

    void start(const XML_Char* name, const XML_Char** attributes) {
        root_seen_ = true;
        in_text_ = false;
        const base::Span tag = here();
        if (open_.size() >= limits_.depth && !stopped_) {
            diagnostics_.report(base::codes::too_deep, tag,
                                fmt::format("elements are nested more than {} deep", limits_.depth));
            stop();
        }
        open_.push_back(tag);
        if (!stopped_ && count()) {
            events_.start(name, attributes, tag);
        }
    }

    XmlEvents& events_;
    const base::Source& source_;
    base::FileId file_;
    base::Diagnostics& diagnostics_;
    const XmlLimits& limits_;
    std::unique_ptr<XML_ParserStruct, FreeParser> parser_;
    std::vector<base::Span> open_; // start tags of the open elements
    uint32_t nodes_ = 0;
    uint32_t told_ = 0;    // end of the last event
    bool in_text_ = false; // the last event was text: expat hands it out in pieces
    bool root_seen_ = false;
    bool stopped_ = false;
};

} // namespace

bool check_xml_bytes(const base::Source& source, base::FileId file, base::Diagnostics& diagnostics,
                     const XmlLimits& limits) {
    constexpr std::uint64_t most = std::numeric_limits<int>::max(); // expat's length is an int
    return check_bytes(source, file, std::min(limits.bytes, most), diagnostics);
}

bool stream_checked_xml(const base::Source& source, base::FileId file, XmlEvents& events,
                        base::Diagnostics& diagnostics, const XmlLimits& limits) {
    return Stream(events, source, file, diagnostics, limits).run();
}

bool stream_xml(const base::Sources& sources, base::FileId file, XmlEvents& events, base::Diagnostics& diagnostics,
                const XmlLimits& limits) {
    const base::Source& source = sources[file];
    return check_xml_bytes(source, file, diagnostics, limits) &&
           stream_checked_xml(source, file, events, diagnostics, limits);
}

} // namespace callflow::doc
