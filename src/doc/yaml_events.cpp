#include "doc/yaml_events.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "doc/scalar_map.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::doc {
namespace codes = base::codes;

YamlTree::YamlTree(Document& document, base::Diagnostics& diagnostics, const Limits& limits,
                   const std::vector<base::Span>& unknown)
    : document_(document), diagnostics_(diagnostics), builder_(document, diagnostics, limits),
      scan_(*document.source, document.file), text_(document.source->text()), unknown_(unknown) {}

// Whether what stands at `content` is meant by an event whose own place may be that of the next node.
bool YamlTree::belongs(std::uint32_t content, std::uint32_t properties_end) const {
    if (frames_.empty() || frames_.back().flow) {
        return true;
    }
    const std::uint32_t column = scan_.column(content);
    const std::uint32_t indent = scan_.column(frames_.back().begin);
    if (column > indent) {
        return true;
    }
    // A key stands at the mapping's own indentation, unless an empty `?` came before.
    return builder_.at_key() && column == indent &&
           (properties_end != content || scan_.after_indicator('?') == scan_.cursor());
}

const base::Span* YamlTree::unknown_at(std::uint32_t at) const {
    const auto found = std::find_if(unknown_.begin(), unknown_.end(), [at](base::Span s) { return s.begin == at; });
    return found == unknown_.end() ? nullptr : &*found;
}

// A pair in a flow sequence, `[{a: 1}: b]`, begins where its first key begins, not with a bracket of its own.
void YamlTree::begin_child(std::uint32_t at) {
    if (frames_.empty() || frames_.back().bracket != '}' || frames_.back().begin != at) {
        return;
    }
    Frame& frame = frames_.back();
    frame.bracket = 0;
    templates_ -= frame.may_be_template ? 1 : 0;
    frame.may_be_template = false;
    scan_.jump_to(at);
}

void YamlTree::note_anchor(std::uint32_t anchor, NodeId node) {
    if (anchor != 0) {
        anchors_.emplace_back(anchor, node);
        if (node != no_node) {
            builder_[node].anchor = anchor;
        }
    }
}

void YamlTree::check_key(Kind kind, base::Span where) {
    if (!builder_.at_key() || kind == Kind::scalar || !may_report(where)) {
        return;
    }
    if (kind == Kind::null) {
        diagnostics_.report(codes::null_value, where, "a key is missing before `:`").help =
            "write a name before the colon; if nothing is meant, \"\"";
    } else {
        diagnostics_
            .report(codes::wrong_type, where,
                    fmt::format("a key must be a text, not a {}", kind == Kind::mapping ? "mapping" : "list"))
            .help = "quote the key if it contains { } [ ] or , as text";
    }
}

bool YamlTree::add_leaf(Kind kind, Style style, base::Span where, std::string_view text, std::uint32_t anchor) {
    check_key(kind, where);
    const NodeId id = builder_.add(kind, style, where, text);
    note_anchor(anchor, id);
    return id != no_node;
}

// An empty value has no place of its own; yaml-cpp gives the next token's.
std::uint32_t YamlTree::empty_place(std::uint32_t mark) {
    if (frames_.empty()) {
        return std::min(mark, static_cast<std::uint32_t>(text_.size()));
    }
    if (const NodeId key = builder_.last_key(); key != no_node) {
        return builder_[key].span.end;
    }
    std::uint32_t place = scan_.cursor();
    if (builder_.at_key()) {
        place = scan_.after_indicator('?');
        if (place == scan_.cursor() && mark >= place && mark < text_.size() && text_[mark] == ':') {
            place = mark;
        }
    } else if (!frames_.back().flow) {
        place = scan_.after_indicator('-');
    } else if (builder_.last_child() != no_node) {
        place = scan_.after_indicator(',');
    }
    scan_.advance_to(place);
    return place;
}

// The last line of a file without its colon: the parser takes it for a key without a value. Reports it.
bool YamlTree::is_cut_off() {
    const NodeId key = builder_.last_key();
    if (key == no_node || frames_.empty() || frames_.back().flow || scan_.skip_space(scan_.cursor()) < text_.size()) {
        return false;
    }
    const base::Span where = builder_[key].span;
    const std::size_t line =
        where.begin == 0 ? 0 : text_.find_last_of('\n', where.begin - 1) + 1; // 0 where there is none
    if (text_.substr(line, where.begin - line).find("? ") != std::string_view::npos) {
        return false; // `? key` needs no colon
    }
    diagnostics_.report(codes::syntax_error, where, "a colon is missing behind this key, the last of the file").help =
        "write `key: value`; perhaps the end of the file is lost";
    return true;
}

bool YamlTree::null(const Event& event) {
    if (is_cut_off()) {
        return false;
    }
    if (event.at >= scan_.cursor()) {
        const Properties properties = scan_.properties(event.at, event.anchor != 0, false);
        const std::uint32_t length = scan_.null_word(properties.content);
        if (length != 0 && belongs(properties.content, properties.end)) {
            return scalar(event, std::string(text_.substr(properties.content, length)));
        }
        if (properties.end != event.at) {
            begin_child(event.at);
            scan_.advance_to(properties.end);
            return add_leaf(Kind::null, Style::plain, span(properties.end, properties.end), {}, event.anchor);
        }
    }
    const std::uint32_t place = empty_place(event.at);
    return add_leaf(Kind::null, Style::plain, span(place, place), {}, event.anchor);
}

bool YamlTree::add_failed_alias(base::Span where, const std::string& message, const char* help) {
    if (may_report(where)) {
        diagnostics_.report(codes::unknown_alias, where, message).help = help;
    }
    const NodeId id = builder_.add(Kind::null, Style::plain, where);
    if (id != no_node) {
        builder_[id].from_alias = true;
    }
    scan_.jump_to(where.end);
    return id != no_node;
}

bool YamlTree::alias(const Event& event) {
    scan_.advance_to(event.at);
    begin_child(event.at);
    const base::Span where = span(event.at, scan_.word_end(event.at));
    const auto found = std::lower_bound(anchors_.begin(), anchors_.end(), std::pair(event.anchor, NodeId{0}));
    const NodeId original = found != anchors_.end() && found->first == event.anchor ? found->second : no_node;
    const std::string name(text_.substr(where.begin, where.size()));
    if (original == no_node) {
        return add_failed_alias(where, fmt::format("{} repeats a part of an unquoted template", base::quoted(name)),
                                "quote the template");
    }
    if (builder_.is_open(original)) {
        return add_failed_alias(where, fmt::format("{} stands inside what it repeats", base::quoted(name)),
                                "an alias repeats a finished value; name a value that does not contain the alias");
    }
    check_key(builder_[original].kind, where);
    scan_.jump_to(where.end);
    return builder_.add_copy(original, where) != no_node;
}

bool YamlTree::scalar(const Event& event, const std::string& value) {
    scan_.advance_to(event.at);
    begin_child(event.at);
    const Properties properties = scan_.properties(event.at, event.anchor != 0, true);
    if (const base::Span* unknown = unknown_at(properties.content)) {
        return add_unknown_alias(*unknown, value);
    }
    if (value.empty()) {
        const char first = properties.content < text_.size() ? text_[properties.content] : ' ';
        const bool written = std::string_view("\"'|>").find(first) != std::string_view::npos;
        const bool same_line = scan_.line_end(properties.end) >= properties.content;
        if (!written || !(same_line || belongs(properties.content, properties.end))) {
            return add_tagged_nothing(event, properties);
        }
    }
    return add_scalar(event, properties, value);
}

bool YamlTree::add_tagged_nothing(const Event& event, const Properties& properties) {
    scan_.advance_to(properties.end);
    if (!properties.tag.valid()) {
        return add_leaf(Kind::null, Style::plain, span(properties.end, properties.end), {}, event.anchor);
    }
    const std::string_view text = text_.substr(properties.tag.begin, properties.tag.size());
    const NodeId key = builder_.last_key();
    const bool added = add_leaf(Kind::scalar, Style::plain, properties.tag, text, event.anchor);
    if (added) {
        report_tag(properties.tag, static_cast<NodeId>(document_.nodes.size() - 1), key);
    }
    return added;
}

bool YamlTree::add_scalar(const Event& event, const Properties& properties, const std::string& value) {
    const std::uint32_t begin = properties.content;
    scan_.advance_to(begin);
    std::uint32_t end = begin + static_cast<std::uint32_t>(value.size());
    Style style = Style::plain;
    std::string_view text;
    switch (begin < text_.size() ? text_[begin] : ' ') {
    case '"':
    case '\'': {
        style = text_[begin] == '"' ? Style::double_quoted : Style::single_quoted;
        const std::size_t closed = quoted_end(text_, begin);
        if (closed > text_.size()) {
            diagnostics_
                .report(codes::syntax_error, span(begin, begin + 1),
                        fmt::format("the quote {} is opened here and never closed", text_[begin]))
                .help = "close it where the text ends; double a single quote inside single quotes";
            return false;
        }
        end = static_cast<std::uint32_t>(closed);
        text = text_.substr(begin + 1, end - begin - 2);
        if (text != value) {
            text = builder_.keep(decode_quoted(text_, begin, end, style));
        }
        scan_.jump_to(end);
        break;
    }
    case '|':
    case '>':
        style = text_[begin] == '|' ? Style::literal : Style::folded;
        text = builder_.keep(lacks_break(text_, begin, value) ? value + "\n" : value);
        end = block_end(text_, begin, text);
        scan_.jump_to(begin + 1);
        scan_.advance_to(std::min(end, scan_.line_end(begin))); // a comment may follow the indicators
        scan_.jump_to(end);
        break;
    default:
        text = text_.substr(std::min<std::size_t>(begin, text_.size()), value.size());
        if (text != value) {
            end = plain_end(text_, begin, value);
            text = builder_.keep(value);
        }
        scan_.jump_to(end);
        break;
    }
    const NodeId key = builder_.last_key();
    const bool added = add_leaf(Kind::scalar, style, span(begin, end), text, event.anchor);
    if (added && properties.tag.valid()) {
        report_tag(properties.tag, static_cast<NodeId>(document_.nodes.size() - 1), key);
    }
    return added;
}

bool YamlTree::open(const Event& event, Kind kind) {
    scan_.advance_to(event.at);
    begin_child(event.at);
    const Properties properties = scan_.properties(event.at, event.anchor != 0, event.tag);
    const std::uint32_t begin = properties.content;
    scan_.advance_to(begin);
    Frame frame;
    frame.begin = begin;
    frame.flow = event.flow;
    if (event.flow && begin < text_.size() && (text_[begin] == '[' || text_[begin] == '{')) {
        frame.bracket = kind == Kind::sequence ? ']' : text_[begin] == '{' ? '}' : '\0';
    }
    frame.may_be_template = frame.bracket == '}' && text_.substr(begin, 2) == "{{";
    templates_ += frame.may_be_template ? 1 : 0;
    check_key(kind, span(begin, begin + 1));
    const NodeId id = builder_.add(kind, event.flow ? Style::flow : Style::block, span(begin, begin));
    if (id == no_node) {
        return false;
    }
    frame.node = id;
    frames_.push_back(frame);
    note_anchor(event.anchor, id);
    if (properties.tag.valid()) {
        report_tag(properties.tag, id, no_node);
    }
    if (frame.bracket != 0) {
        scan_.jump_to(begin + 1);
    }
    return true;
}

bool YamlTree::is_template(const Frame& frame, NodeId node) const {
    const NodeId first = document_.nodes[node].first_child;
    return frame.may_be_template && first != no_node && document_.nodes[first].kind == Kind::mapping &&
           document_.nodes[first].span.begin == frame.begin + 1;
}

bool YamlTree::close() {
    const Frame frame = frames_.back();
    frames_.pop_back();
    if (frame.bracket != 0) {
        scan_.advance_to(scan_.closing_bracket(frame.bracket));
    }
    templates_ -= frame.may_be_template ? 1 : 0;
    const bool is_text = is_template(frame, frame.node);
    builder_.close(std::max(scan_.cursor(), frame.begin), templates_ != 0 || is_text);
    if (is_text && templates_ == 0) {
        report_template(frame.node);
    }
    return true;
}

void YamlTree::finish() {
    end_ = scan_.cursor();
    scan_.advance_to(static_cast<std::uint32_t>(text_.size()));
    document_.comments = std::move(scan_.comments);
}

std::vector<std::uint32_t> YamlTree::open_flows() const {
    std::vector<std::uint32_t> flows;
    for (const Frame& frame : frames_) {
        if (frame.bracket != 0) {
            flows.push_back(frame.begin);
        }
    }
    return flows;
}

} // namespace callflow::doc
