#include "doc/fragment.hpp"

#include "base/text.hpp"
#include "doc/xml.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::doc {

namespace {

using std::uint32_t;

constexpr std::string_view opening = "<r>";
constexpr std::string_view closing = "</r>";

// Walks over a text that is known to be well-formed.
class Walk {
public:
    Walk(std::string_view text, std::string_view root, std::span<const uint32_t> holes,
         std::vector<std::string_view>* elements)
        : text_(text), root_(root), holes_(holes), elements_(elements) {}

    std::optional<FragmentProblem> run() {
        while (!problem_ && at_ < text_.size()) {
            const std::size_t open = std::min(text_.find('<', at_), text_.size());
            outside(open);
            at_ = open;
            if (open < text_.size()) {
                markup();
            }
        }
        if (!problem_ && !any_) {
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
        if (depth_ == 0 && first < end) {
            fail(first, end, "a text stands between the elements", "a text is spoken with `<Say>`");
        }
    }

    void markup() {
        const std::string_view rest = text_.substr(at_);
        if (rest.starts_with("<!--")) {
            skip("-->", "a comment");
        } else if (rest.starts_with("<![CDATA[")) {
            if (depth_ == 0) {
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
    std::optional<FragmentProblem> problem_;
};

} // namespace

std::optional<FragmentProblem> check_elements(std::string_view text, std::string_view root,
                                              std::span<const uint32_t> holes,
                                              std::vector<std::string_view>* elements) {
    base::Sources sources;
    base::Diagnostics found;
    std::string whole(opening);
    whole += text;
    whole += closing;
    if (!read_xml(sources, sources.add("fragment", std::move(whole)), found)) {
        const base::Diagnostic& first = found.items().front();
        const auto inside = [&](uint32_t at) {
            const uint32_t from = std::max(at, static_cast<uint32_t>(opening.size()));
            return std::min(from - static_cast<uint32_t>(opening.size()), static_cast<uint32_t>(text.size()));
        };
        const bool at_end = first.where.begin >= opening.size() + text.size();
        if (at_end && !first.notes.empty() && inside(first.notes.front().where.begin) < text.size()) {
            const base::Span open = first.notes.front().where;
            return FragmentProblem{inside(open.begin), inside(open.end), "this element is not closed", first.help};
        }
        return FragmentProblem{inside(first.where.begin), inside(first.where.end), first.message, first.help};
    }
    return Walk(text, root, holes, elements).run();
}

} // namespace callflow::doc
