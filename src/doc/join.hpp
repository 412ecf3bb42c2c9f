// Several documents as one tree.
#pragma once

#include "doc/tree.hpp"

namespace callflow::doc {

// Takes another document's nodes, texts and comments over into `into`; its nodes keep their places in their own file. The
// part's root among the nodes of `into`, linked to nothing there; no_node for a document without nodes.
[[nodiscard]] NodeId adopt(Document& into, Document&& part);

// Makes an entry of some other mapping (`key`, and the value behind it) the last one of `mapping`. `last` is the last node
// that `mapping` has, no_node for an empty one; the result is the last node it has now. What pointed to the entry from where
// it was taken must not be followed any more.
NodeId append_entry(Document& document, NodeId mapping, NodeId last, NodeId key);

} // namespace callflow::doc
