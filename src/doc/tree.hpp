// A positioned, read-only tree for YAML and JSON documents.
#pragma once

#include "base/source.hpp"

#include <cstdint>
#include <cstdlib>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::doc {

enum class Kind : std::uint8_t {
    null,   // YAML: an empty plain value (`key:`); JSON: null
    scalar, // any text; how it is meant is up to the reader of the tree
    sequence,
    mapping,
};

enum class Style : std::uint8_t {
    plain,         // YAML plain scalar; JSON number, true, false
    single_quoted, // '…'
    double_quoted, // "…", JSON string
    literal,       // |
    folded,        // >
    block,         // sequence or mapping by indentation
    flow,          // sequence or mapping in [] or {}
};

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0xffffffffu;

struct Node {
    Kind kind = Kind::null;
    Style style = Style::plain;
    bool merged = false; // (mapping entry's key) came through `<<`
    // A copy made for an alias. The topmost copied node's span is the alias (`*name`), that of the nodes below it is the
    // anchor's text. An alias that names nothing is a null with this mark.
    bool from_alias = false;
    std::uint32_t anchor = 0; // number of the `&name` before it, or of the one that an alias repeats; 0: none
    NodeId parent = no_node;
    NodeId first_child = no_node;  // of a mapping: key, value, key, value, …
    NodeId next = no_node;         // next sibling
    std::uint32_t child_count = 0; // of a mapping: keys and values both counted
    base::Span
        span; // a scalar with its quotes; a block scalar from its `|`; a collection to the end of its last child or bracket
    std::string_view text; // decoded text of a scalar; lives as long as the document and its source
};

struct Comment {
    base::Span span;       // from `#` to the end of the line
    bool own_line = false; // nothing but blanks before it
};

class Document;

// A node together with its document: what readers pass around. Cheap to copy; valid while the document lives.
class View {
public:
    View() = default;
    View(const Document& document, NodeId id) : document_(&document), id_(id) {}

    [[nodiscard]] bool exists() const { return document_ != nullptr && id_ != no_node; }
    explicit operator bool() const { return exists(); }
    [[nodiscard]] NodeId id() const { return id_; }
    [[nodiscard]] const Node& node() const; // inline below, as all that walking a large document asks again and again
    [[nodiscard]] Kind kind() const { return node().kind; }
    [[nodiscard]] bool is_null() const { return kind() == Kind::null; }
    [[nodiscard]] bool is_scalar() const { return kind() == Kind::scalar; }
    [[nodiscard]] bool is_sequence() const { return kind() == Kind::sequence; }
    [[nodiscard]] bool is_mapping() const { return kind() == Kind::mapping; }
    // A scalar without quotes, so that `true`, `12`, `~` may be meant as such.
    [[nodiscard]] bool is_plain() const { return is_scalar() && node().style == Style::plain; }
    [[nodiscard]] std::string_view text() const { return node().text; } // empty for anything but a scalar
    [[nodiscard]] base::Span span() const { return node().span; }

    // Mapping: number of entries. Sequence: number of items. Else 0.
    [[nodiscard]] std::size_t size() const;
    // Mapping: value of the first entry with that key text, else a view that does not exist. Linear.
    [[nodiscard]] View find(std::string_view key) const;
    [[nodiscard]] View first_child() const;
    [[nodiscard]] View next() const; // next sibling: after a key comes its value

private:
    const Document* document_ = nullptr;
    NodeId id_ = no_node;
};

struct Entry {
    View key;
    View value;
};

// for (doc::Entry e : doc::entries(view)): a mapping's entries in document order; nothing for other kinds.
class entries {
public:
    explicit entries(View mapping);
    class iterator {
    public:
        explicit iterator(View key) : key_(key) {}
        Entry operator*() const { return {key_, key_.next()}; }
        iterator& operator++();
        bool operator!=(const iterator& other) const { return key_.id() != other.key_.id(); }

    private:
        View key_;
    };
    [[nodiscard]] iterator begin() const { return iterator(first_); }
    [[nodiscard]] iterator end() const { return iterator(View()); }

private:
    View first_;
};

// for (doc::View v : doc::items(view)): a sequence's items; nothing for other kinds.
class items {
public:
    explicit items(View sequence);
    class iterator {
    public:
        explicit iterator(View at) : at_(at) {}
        View operator*() const { return at_; }
        iterator& operator++() {
            at_ = at_.next();
            return *this;
        }
        bool operator!=(const iterator& other) const { return at_.id() != other.at_.id(); }

    private:
        View at_;
    };
    [[nodiscard]] iterator begin() const { return iterator(first_); }
    [[nodiscard]] iterator end() const { return iterator(View()); }

private:
    View first_;
};

// A read document. Refers to its Source, which must outlive it. Movable, not copyable; views stay valid when it is moved only if
// they are taken afterwards.
class Document {
public:
    Document() = default;
    Document(Document&&) noexcept = default;
    Document& operator=(Document&&) noexcept = default;
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    [[nodiscard]] View root() const { return nodes.empty() ? View() : View(*this, 0); }
    [[nodiscard]] bool is_json() const { return json; }

    // The source span of a range of decoded bytes of a scalar's text, whatever its style: escapes, folded lines and indentation are
    // accounted for by scanning the scalar's source again. An end of text.size() gives the end of the content.
    [[nodiscard]] base::Span source_span(NodeId scalar, std::uint32_t begin, std::uint32_t end) const;
    // A comment that follows a plain scalar on its last line (`say: Press 1 # for sales`), if any.
    [[nodiscard]] std::optional<Comment> trailing_comment(NodeId scalar) const;

    // The file that a place stands in: this document's own, or one whose nodes were joined to it (doc/join.hpp).
    [[nodiscard]] const base::Source& source_of(base::FileId place) const;
    [[nodiscard]] const std::vector<Comment>& comments_of(base::FileId place) const; // in order of place

    // Filled by the readers.
    const base::Source* source = nullptr;
    base::FileId file = base::no_file;
    bool json = false;
    std::vector<Node> nodes;         // 0 is the root
    std::vector<Comment> comments;   // in order of place
    std::deque<std::string> decoded; // texts that are not a slice of the source

    // Filled by join.hpp: what else belongs to nodes that came from another file.
    struct Joined {
        const base::Source* source = nullptr;
        base::FileId file = base::no_file;
        std::vector<Comment> comments;
        std::deque<std::string> decoded;
    };
    std::deque<Joined> joined;
};

inline const Node& View::node() const {
    if (document_ == nullptr) {
        std::abort(); // nobody may ask that of a view that does not exist
    }
    return document_->nodes[id_];
}
inline View View::first_child() const { return exists() ? View(*document_, node().first_child) : View(); }
inline View View::next() const { return exists() ? View(*document_, node().next) : View(); }
inline entries::iterator& entries::iterator::operator++() {
    key_ = key_.next().next();
    return *this;
}

} // namespace callflow::doc
