#include "doc/xml_errors.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace callflow::doc {
namespace codes = base::codes;
namespace {

using std::string_view;

// The name that begins at `at`.
string_view name_at(string_view text, std::size_t at) {
    const string_view rest = text.substr(std::min(at, text.size()));
    return rest.substr(0, rest.find_first_of(" \t\r\n/>=;<&\"'"));
}

class Judge {
public:
    Judge(const base::Source& source, base::FileId file, const XmlFailure& failure, base::Diagnostics& diagnostics)
        : text_(source.text()), file_(file), failure_(failure), diagnostics_(diagnostics),
          at_(std::min(failure.at, static_cast<std::uint32_t>(text_.size()))) {}

    void speak() {
        switch (failure_.problem) {
        case XmlProblem::nothing: return nothing();
        case XmlProblem::bad_token: return bad_token();
        case XmlProblem::mismatch: return mismatch();
        case XmlProblem::after_root: return after_root();
        case XmlProblem::entity:
            say(codes::forbidden_xml, fmt::format("the entity {} is not defined", base::quoted(entity()))).help =
                "only &amp; &lt; &gt; &quot; &apos; and numbers (&#233;) are known; write other characters themselves";
            return;
        case XmlProblem::duplicate_attribute:
            say(codes::forbidden_xml,
                fmt::format("the attribute {} stands in this tag twice", base::quoted(name_at(text_, at_))));
            return;
        case XmlProblem::character_reference:
            say(codes::syntax_error, "this number stands for no character that XML can hold");
            return;
        case XmlProblem::late_declaration:
            say(codes::forbidden_xml, "the XML declaration must be the first thing in the file").help =
                "remove the blanks, comments or lines before `<?xml`";
            return;
        case XmlProblem::bad_declaration:
            say(codes::syntax_error, "the XML declaration cannot be read").help =
                R"(write <?xml version="1.0" encoding="UTF-8"?>)";
            return;
        case XmlProblem::open_cdata:
            go_back_to("<![CDATA[");
            say(codes::syntax_error, "the CDATA section opened here is never closed").help = "end it with ]]>";
            return;
        case XmlProblem::open_token: say(codes::syntax_error, "the file ends inside what begins here"); return;
        case XmlProblem::doctype:
            go_back_to("<!DOCTYPE");
            say(codes::forbidden_xml, "a document type (DOCTYPE) is not allowed").help =
                "remove it; documents for a telephone provider have none";
            return;
        case XmlProblem::other: say(codes::syntax_error, failure_.message); return;
        }
    }

private:
    base::Diagnostic& say(const base::Code& code, std::string message) {
        const auto size = static_cast<std::uint32_t>(text_.size());
        return diagnostics_.report(code, {file_, at_, std::min(at_ + 1, size)}, std::move(message));
    }

    // expat tells where it noticed; the reader wants to see where that began.
    void go_back_to(string_view opening) {
        const std::size_t found = text_.rfind(opening, at_);
        at_ = found == string_view::npos ? at_ : static_cast<std::uint32_t>(found);
    }

    [[nodiscard]] string_view entity() const {
        const string_view rest = text_.substr(at_);
        return rest.substr(0, std::min(rest.find(';'), std::size_t{40}) + 1);
    }

    void note_open(base::Diagnostic& found) const {
        if (failure_.open.valid()) {
            found.notes.push_back({failure_.open, "opened here"});
        }
    }

    void nothing() {
        if (text_.find_first_not_of(" \t\r\n", text_.substr(0, 3) == "\xef\xbb\xbf" ? 3 : 0) == string_view::npos) {
            diagnostics_.report(codes::empty_document, {file_, 0, 0}, "there is nothing in this file");
        } else if (failure_.open.valid()) {
            diagnostics_.report(codes::syntax_error, failure_.open,
                                fmt::format("the element <{}> is not closed: opened here",
                                            base::printable(name_at(text_, failure_.open.begin + 1), 60)));
        } else {
            say(codes::syntax_error, "the file ends without an element");
        }
    }

    void mismatch() {
        const string_view name = failure_.open.valid() ? name_at(text_, failure_.open.begin + 1) : string_view();
        // expat may point at the name behind `</`.
        base::Diagnostic& found =
            say(codes::syntax_error, "this end tag closes another element than the one that is open");
        found.help = fmt::format("close <{0}> first: </{0}>", base::printable(name, 60));
        note_open(found);
    }

    void after_root() {
        const bool element =
            text_.substr(at_, 1) == "<" && text_.substr(at_, 2) != "<!" && text_.substr(at_, 2) != "</";
        say(codes::forbidden_xml,
            element ? "a second root element; a document has one" : "text outside the root element");
    }

    void bad_token() {
        const char c = at_ < text_.size() ? text_[at_] : '\0';
        const std::size_t first = text_.find_first_not_of(" \t\r\n", text_.substr(0, 3) == "\xef\xbb\xbf" ? 3 : 0);
        if (!failure_.root_seen && first != string_view::npos && text_[first] != '<') {
            at_ = static_cast<std::uint32_t>(first);
            say(codes::forbidden_xml, "text outside the root element").help = "a document begins with `<`";
            return;
        }
        if (bare_ampersand()) return;
        base::Diagnostic& found = say(codes::syntax_error, "this is not well-formed XML");
        if (c == '<') {
            found.help = "in a text or an attribute write &lt;";
        } else if (static_cast<unsigned char>(c) < 0x20) {
            found.message = fmt::format("XML cannot hold the control character U+{:04X}", c);
        }
        note_open(found);
    }

    // `a & b`, `?a=1&b=2`: expat stops behind it, where no entity's name goes on.
    bool bare_ampersand() {
        const std::size_t at = text_.rfind('&', at_);
        if (at == string_view::npos || name_at(text_, at + 1).size() < at_ - at - (at_ == at ? 0 : 1)) return false;
        at_ = static_cast<std::uint32_t>(at);
        base::Diagnostic& found = say(codes::syntax_error, "an ampersand by itself: in XML it begins an entity");
        found.help = "write &amp; for it, in addresses too";
        found.edits.push_back({{file_, at_, at_ + 1}, "&amp;"});
        note_open(found);
        return true;
    }

    string_view text_;
    base::FileId file_;
    const XmlFailure& failure_;
    base::Diagnostics& diagnostics_;
    std::uint32_t at_;
};

} // namespace

void report_xml_failure(const base::Source& source, base::FileId file, const XmlFailure& failure,
                        base::Diagnostics& diagnostics) {
    Judge(source, file, failure, diagnostics).speak();
}

} // namespace callflow::doc
