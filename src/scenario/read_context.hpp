// Helpers of the scenario reader: typed reading of nodes with findings.
#pragma once

#include "base/diagnostic.hpp"
#include "doc/tree.hpp"
#include "scenario/keys.hpp"
#include "scenario/scenario.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace callflow::scenario {

// Reads nodes of one document; every problem is a finding, and reading goes on.
class ReadContext {
public:
    ReadContext(const doc::Document& document, base::Diagnostics& diagnostics)
        : document_(document), diagnostics_(diagnostics) {}

    [[nodiscard]] const doc::Document& document() const { return document_; }
    [[nodiscard]] base::Diagnostics& diagnostics() { return diagnostics_; }

    // Whether the node is a mapping; else a finding that says what was expected.
    bool mapping(doc::View node, std::string_view what);
    // A text, a name, … of a scalar; nullopt with a finding for anything else.
    std::optional<std::string> text(doc::View node, std::string_view what);
    std::optional<bool> boolean(doc::View node, std::string_view what);
    std::optional<std::int64_t> integer(doc::View node, std::string_view what);
    std::optional<std::int64_t> duration(doc::View node, std::string_view what); // nanoseconds
    std::optional<double> fraction(doc::View node, std::string_view what);       // 0 to 1
    // A list of texts, or one text alone.
    std::vector<std::string> texts(doc::View node, std::string_view what);
    // A mapping of plain values.
    Values values(doc::View node, std::string_view what);
    // A plain value: unquoted true, false, numbers and null are such; lists and mappings too.
    expr::Value value(doc::View node);

    // `key` is none of `known`: a finding with the nearest; keys that begin with `x-` are ignored.
    void unknown_key(doc::View key, std::span<const std::string_view> known, std::string_view where);
    // The same for a key that its table does not know.
    void other_key(doc::View key, Mapping mapping, std::string_view where);
    void bad_value(doc::View node, std::string message, std::string help = {});

private:
    const doc::Document& document_;
    base::Diagnostics& diagnostics_;
};

// Parts of the reader (read_expect.cpp).
[[nodiscard]] Expect read_expect(doc::View node, ReadContext& context);
[[nodiscard]] std::vector<Mock> read_mocks(doc::View node, ReadContext& context);
[[nodiscard]] std::vector<ForeignDocument> read_documents(doc::View node, ReadContext& context);
// What somebody does: `hang_up`, `{press: "1#", after: 2s}` (read_person.cpp).
[[nodiscard]] PersonAct read_person(doc::Entry entry, ReadContext& context);
// Whether a value looks like that, so that its key names somebody.
[[nodiscard]] bool looks_like_person(doc::View node);
[[nodiscard]] std::vector<FaultSpec> read_faults(doc::View node, ReadContext& context);
[[nodiscard]] std::vector<Assumed> read_assume(doc::View node, ReadContext& context);
[[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> read_media(doc::View node, ReadContext& context);

} // namespace callflow::scenario
