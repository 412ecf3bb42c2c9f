#include "doc/fragment.hpp"

#include "base/text.hpp"
#include "doc/xml.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <pugixml.hpp>

namespace callflow::doc {

namespace {

using std::uint32_t;

constexpr std::string_view opening = "<r>";
constexpr std::string_view closing = "</r>";

// Walks over a text that is known to be well-formed.
class Walk {
public:
    // `mixed`: texts may stand between the elements.
    Walk(std::string_view text, std::string_view root, std::span<const uint32_t> holes,
         std::vector<std::string_view>* elements, bool mixed)
        : text_(text), root_(root), holes_(holes), elements_(elements), mixed_(mixed) {}

    std::optional<FragmentProblem> run() {
        while (!problem_ && at_ < text_.size()) {
            const std::size_t open = std::min(text_.find('<', at_), text_.size());
            outside(open);
            at_ = open;
            if (open < text_.size()) {
                markup();
            }
        }
        if (!problem_ && !any_ && !mixed_) {
            fail(0, text_.size(), "there is no element in it", "write whole elements: `<Echo/>`");
        }
        return problem_;
    }

private:
    void fail(std::size_t begin, std::size_t end, std::string message, std::string help) {
        if (!problem_) {
            problem_ = {static_cast<uint32_t>(begin), static_cast<uint32_t>(end), std::move(message), std::move(help)};
        }
    }

    // The text up to `end`.
    void outside(std::size_t end) {
        pass(end);
        const std::size_t first = text_.find_first_not_of(" \t\r\n", at_);
        if (depth_ == 0 && first < end && !mixed_) {
            fail(first, end, "a text stands between the elements", "a text is spoken with `<Say>`");
        }
    }

    void markup() {
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with("<!--")) {
            skip("-->", "a comment");
        } else if (rest.starts_with("<![CDATA[")) {
            if (depth_ == 0 && !mixed_) {
                fail(at_, at_ + 9, "a text stands between the elements", "a text is spoken with `<Say>`");
            }
            skip("]]>", "CDATA");
        } else if (rest.starts_with("<?")) {
            fail(at_, at_ + 2, "only elements can stand here", "leave it out");
        } else {
            tag();
        }
    }

    // No value may be put in before the end of what stands here.
    void skip(std::string_view end, std::string_view what) {
        const std::size_t close = text_.find(end, at_);
        refuse_holes(std::min(close, text_.size()), what);
        at_ = close == std::string_view::npos ? text_.size() : close + end.size();
    }

    void tag() {
        const bool ends = text_.substr(at_).starts_with("</");
        const std::size_t begin = at_ + (ends ? 2 : 1);
        const std::size_t name_end = std::min(text_.find_first_of(" \t\r\n/>", begin), text_.size());
        if (text_.substr(begin, name_end - begin) == root_) {
            fail(begin, name_end, fmt::format("the document has its <{}> already", root_),
                 "leave it out; write only what stands inside");
        }
        std::size_t i = begin;
        while (i < text_.size() && text_[i] != '>') {
            if (text_[i] != '"' && text_[i] != '\'') {
                ++i;
                continue;
            }
            refuse_holes(i, "a tag");
            i = std::min(text_.find(text_[i], i + 1), text_.size());
            pass(i); // inside the quotes
            i = std::min(i + 1, text_.size());
        }
        refuse_holes(i, "a tag");
        const bool empty = text_[i - 1] == '/';
        any_ = true;
        if (ends) {
            --depth_;
        } else {
            start_ = depth_ == 0 ? at_ : start_;
            depth_ += empty ? 0 : 1;
        }
        at_ = std::min(i + 1, text_.size());
        if (depth_ == 0 && elements_ != nullptr) {
            elements_->push_back(text_.substr(start_, at_ - start_));
        }
    }

    void pass(std::size_t end) {
        while (hole_ < holes_.size() && holes_[hole_] < end) {
            ++hole_;
        }
    }
    void refuse_holes(std::size_t end, std::string_view what) {
        if (hole_ < holes_.size() && holes_[hole_] < end) {
            fail(holes_[hole_], holes_[hole_] + 1, fmt::format("a value cannot be put into {}", what),
                 "it can stand in a text or between the quotes of an attribute");
        }
        pass(end);
    }

    std::string_view text_, root_;
    std::span<const uint32_t> holes_;
    std::size_t at_ = 0;
    std::size_t hole_ = 0;
    std::size_t depth_ = 0;
    std::size_t start_ = 0; // of the outermost element at hand
    bool any_ = false;
    std::vector<std::string_view>* elements_;
    bool mixed_;
    std::optional<FragmentProblem> problem_;
};

// A byte of `<r>text</r>` as one of the text.
uint32_t inside(std::string_view text, uint32_t at) {
    const auto before = static_cast<uint32_t>(opening.size());
    return std::min(std::max(at, before) - before, static_cast<uint32_t>(text.size()));
}

// The document looks into `sources`.
std::optional<XmlDocument> parse(base::Sources& sources, std::string_view text,
                                 std::optional<FragmentProblem>& problem) {
    base::Diagnostics found;
    std::string whole(opening);
    whole += text;
    whole += closing;
    auto document = read_xml(sources, sources.add("fragment", std::move(whole)), found);
    if (document) {
        return document;
    }
    const base::Diagnostic& first = found.items().front();
    const bool at_end = first.where.begin >= opening.size() + text.size();
    if (at_end && !first.notes.empty() && inside(text, first.notes.front().where.begin) < text.size()) {
        const base::Span open = first.notes.front().where;
        problem = {inside(text, open.begin), inside(text, open.end), "this element is not closed", first.help};
    } else {
        problem = {inside(text, first.where.begin), inside(text, first.where.end), first.message, first.help};
    }
    return std::nullopt;
}

bool has_text(const pugi::xml_node& element) {
    for (const pugi::xml_node child : element.children()) {
        const bool text = child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata;
        if (text && !base::trim(child.value()).empty()) {
            return true;
        }
    }
    return false;
}

// As deep as read_xml lets a document be.
void collect(const XmlDocument& document, std::string_view text, const pugi::xml_node& around, uint32_t parent,
             std::vector<FragmentElement>& out) {
    for (const pugi::xml_node child : around.children()) {
        if (child.type() != pugi::node_element) {
            continue;
        }
        FragmentElement one;
        one.name = child.name();
        one.parent = parent;
        one.begin = inside(text, document.span(child).begin + 1);
        one.end = one.begin + static_cast<uint32_t>(one.name.size());
        one.has_text = has_text(child);
        for (const pugi::xml_attribute attribute : child.attributes()) {
            const base::Span where = document.attribute_span(child, attribute.name());
            one.attributes.push_back(
                {attribute.name(), attribute.value(), inside(text, where.begin), inside(text, where.end)});
        }
        out.push_back(std::move(one));
        collect(document, text, child, static_cast<uint32_t>(out.size() - 1), out);
    }
}

} // namespace

std::optional<FragmentProblem> check_elements(std::string_view text, std::string_view root,
                                              std::span<const uint32_t> holes,
                                              std::vector<std::string_view>* elements) {
    std::optional<FragmentProblem> problem;
    base::Sources sources;
    if (!parse(sources, text, problem)) {
        return problem;
    }
    return Walk(text, root, holes, elements, false).run();
}

std::optional<FragmentProblem> read_mixed(std::string_view text, std::span<const uint32_t> holes,
                                          std::vector<FragmentElement>& elements) {
    std::optional<FragmentProblem> problem;
    base::Sources sources;
    const auto document = parse(sources, text, problem);
    if (!document) {
        return problem;
    }
    problem = Walk(text, {}, holes, nullptr, true).run();
    if (!problem) {
        collect(*document, text, document->tree().document_element(), FragmentElement::outside, elements);
    }
    return problem;
}

} // namespace callflow::doc
