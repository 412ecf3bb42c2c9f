// From yaml-cpp's events to nodes with places. Internal to doc; no name of yaml-cpp's appears here.
#pragma once

#include "doc/tree_builder.hpp"
#include "doc/yaml_scan.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::doc {

// One attempt at a document. Every event returns false when reading must stop: a finding says why.
class YamlTree {
public:
    // Aliases at `unknown` are known to have no anchor; the parser was shown something else there.
    YamlTree(Document& document, base::Diagnostics& diagnostics, const Limits& limits,
             const std::vector<base::Span>& unknown);

    struct Event {
        std::uint32_t at = 0;     // source offset of the parser's mark
        std::uint32_t anchor = 0; // its number; 0: none
        bool tag = false;         // may have one
        bool flow = false;        // a collection in brackets
    };
    bool null(const Event& event);
    bool alias(const Event& event);
    bool scalar(const Event& event, const std::string& value);
    bool open(const Event& event, Kind kind);
    bool close();
    // Leaves out a byte order mark.
    void skip(std::uint32_t bytes) { scan_.jump_to(bytes); }
    // Reads what follows the document.
    void finish();
    // Where the document's last value ends; known once it is finished.
    [[nodiscard]] std::uint32_t end() const { return end_; }

    [[nodiscard]] std::uint32_t cursor() const { return scan_.cursor(); }
    // Opening brackets of the flow collections that are open.
    [[nodiscard]] std::vector<std::uint32_t> open_flows() const;

private:
    struct Frame {
        NodeId node = no_node;
        std::uint32_t begin = 0; // where the collection's own text begins
        bool flow = false;
        char bracket = 0;             // closing one; 0: none (block, or a single pair in a flow sequence)
        bool may_be_template = false; // begins `{{`
    };

    [[nodiscard]] bool belongs(std::uint32_t content, std::uint32_t properties_end) const;
    [[nodiscard]] const base::Span* unknown_at(std::uint32_t at) const;
    void begin_child(std::uint32_t at);
    [[nodiscard]] std::uint32_t empty_place(std::uint32_t mark);
    bool is_cut_off();
    bool add_leaf(Kind kind, Style style, base::Span where, std::string_view text, std::uint32_t anchor);
    bool add_failed_alias(base::Span where, const std::string& message, const char* help);
    bool add_unknown_alias(base::Span where, std::string value);
    bool add_tagged_nothing(const Event& event, const Properties& properties);
    bool add_scalar(const Event& event, const Properties& properties, const std::string& value);
    void check_key(Kind kind, base::Span where);
    void note_anchor(std::uint32_t anchor, NodeId node);
    void report_tag(base::Span tag, NodeId node, NodeId key);
    void report_template(NodeId node);
    [[nodiscard]] bool is_template(const Frame& frame, NodeId node) const;
    // Whether a finding is worth saying; what stands in an unquoted template is not.
    [[nodiscard]] bool may_report(base::Span where) { return templates_ == 0 && builder_.may_report(where); }
    [[nodiscard]] base::Span span(std::uint32_t begin, std::uint32_t end) const { return {document_.file, begin, end}; }

    Document& document_;
    base::Diagnostics& diagnostics_;
    TreeBuilder builder_;
    YamlScan scan_;
    std::string_view text_;
    const std::vector<base::Span>& unknown_;
    std::vector<Frame> frames_;
    std::vector<std::pair<std::uint32_t, NodeId>> anchors_; // by the anchor's number, which grows
    std::uint32_t end_ = 0;
    std::uint32_t templates_ = 0; // open collections that begin `{{`
};

} // namespace callflow::doc
