// The quick way for XML that nothing is wrong with. Internal to doc.
#pragma once

#include "doc/xml_tree.hpp"

#include <optional>
#include <string_view>

namespace callflow::doc {

// Fills `tree`, which is empty, from the text of `file`, a Source's, which has been checked for bad UTF-8. False for whatever it
// does not take: text that is not well-formed, and the rarer parts of XML: document types, instructions, CDATA, names beyond
// ASCII, tags with very many attributes, a byte order mark, unusual declarations; documents beyond a limit. The tree is worthless
// then; whoever knows the whole grammar has to judge.
[[nodiscard]] bool read_plain_xml(XmlTree& tree, std::string_view text, base::FileId file, const XmlLimits& limits);

// The same by expat, which takes and judges everything; with findings where it is no XML: nullopt. The bytes have been checked.
// For what both take the trees are the same, which a fuzz target holds.
[[nodiscard]] std::optional<XmlTree> judge_xml_tree(const base::Source& source, base::FileId file,
                                                    base::Diagnostics& diagnostics, const XmlLimits& limits);

} // namespace callflow::doc
