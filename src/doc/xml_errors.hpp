// Why a text is no XML, from expat's codes. Internal to doc; no name of expat's appears here.
#pragma once

#include "base/diagnostic.hpp"

#include <cstdint>

namespace callflow::doc {

// What expat found, as far as we tell cases apart.
enum class XmlProblem : std::uint8_t {
    other,
    nothing, // the file ends before the root does, or without one
    bad_token,
    mismatch, // an end tag that closes another element
    duplicate_attribute,
    after_root,
    entity, // not one of the five
    character_reference,
    late_declaration,
    bad_declaration,
    open_cdata,
    open_token, // the file ends inside a tag
    doctype,
};

struct XmlFailure {
    XmlProblem problem = XmlProblem::other;
    const char* message = ""; // expat's
    std::uint32_t at = 0;
    bool root_seen = false;
    base::Span open; // start tag of the innermost open element, if any
};

void report_xml_failure(const base::Source& source, base::FileId file, const XmlFailure& failure,
                        base::Diagnostics& diagnostics);

} // namespace callflow::doc
