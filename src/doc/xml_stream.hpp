// XML as events, for what needs no tree of pugixml's. Internal to doc.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/xml.hpp"

#include <string_view>

namespace callflow::doc {

// What a document consists of, in order. Only well-formed elements arrive; the bytes around them are judged elsewhere.
class XmlEvents {
public:
    XmlEvents() = default;
    XmlEvents(const XmlEvents&) = delete;
    XmlEvents& operator=(const XmlEvents&) = delete;
    virtual ~XmlEvents() = default;

    // `attributes`: name and decoded value in turn, ended by null. `tag`: from `<` to `>`.
    virtual void start(const char* name, const char** attributes, base::Span tag) = 0;
    // `tag` is empty, at the end of the start tag, for an element that closes itself.
    virtual void end(base::Span tag) = 0;
    // A piece of text, decoded, and the bytes that it stands for; text between two other events comes in many.
    virtual void text(std::string_view piece, base::Span where) = 0;
    virtual void comment(const char* text) = 0;
    virtual void instruction(const char* target, const char* text) = 0;
};

// Reads a document within the bounds; false, with a finding (CF0xxx, see read_xml), where it is none. Events that came before the
// place of the finding have been told.
[[nodiscard]] bool stream_xml(const base::Sources& sources, base::FileId file, XmlEvents& events,
                              base::Diagnostics& diagnostics, const XmlLimits& limits);
// Its two halves: size and UTF-8, and all the rest.
[[nodiscard]] bool check_xml_bytes(const base::Source& source, base::FileId file, base::Diagnostics& diagnostics,
                                   const XmlLimits& limits);
[[nodiscard]] bool stream_checked_xml(const base::Source& source, base::FileId file, XmlEvents& events,
                                      base::Diagnostics& diagnostics, const XmlLimits& limits);

} // namespace callflow::doc
