// A document that is being read: findings about it, and the values at its leaves.
#pragma once

#include "base/codes.hpp"
#include "base/diagnostic.hpp"
#include "doc/tree.hpp"
#include "expr/expression.hpp"
#include "expr/template.hpp"
#include "flow/verb.hpp"
#include "syntax/keys.hpp"
#include "syntax/words.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::syntax {

// Every method that reads a value reports what is wrong with it at its place.
class Input {
public:
    Input(const doc::Document& document, base::Diagnostics& diagnostics, expr::Scope& scope)
        : document_(document), diagnostics_(diagnostics), scope_(scope), before_(diagnostics.items().size()) {}

    using Span = base::Span;

    [[nodiscard]] std::size_t findings() const { return diagnostics_.items().size(); }
    [[nodiscard]] base::Diagnostics& diagnostics() { return diagnostics_; }

    // --- findings: input.cpp
    // Adds a finding; the reference is good until the next call.
    base::Diagnostic& report(const base::Code& code, Span where, std::string message);
    // Whether so much was found that the rest is not listed; then nothing is compiled or looked for any more.
    [[nodiscard]] bool full() const { return diagnostics_.items().size() - before_ > max_findings; }
    // base::nearest(), within a bound on the work that all searches of a document may take.
    std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);
    bool may_search(std::size_t candidates);
    // Offers the nearest of the candidates as help and edit; false where none is near.
    bool offer(base::Diagnostic& found, View word, std::span<const std::string_view> candidates,
               std::string_view prefix = {});
    // Says where the key belongs, which one is near, or which there are.
    void unknown_key(View key, const MappingSpec& mapping);

    // --- values: input_values.cpp
    // Whether nothing stands there; then the finding says what was expected.
    bool missing(View value, std::string_view expected, std::string_view example = {});
    // Whether a comment stands where the value is missing: `finishOnKey: #`.
    [[nodiscard]] bool is_commented_out(View null) const;
    // Whether it is what was expected; if not, that is a finding. `example` follows the word `write`.
    bool is_text(View value, std::string_view expected);
    bool is_list(View value, std::string_view expected, std::string_view example);
    bool is_mapping(View value, std::string_view expected, std::string_view example);
    bool is_name(View value, std::string_view what);
    bool is_choice(View value, std::span<const std::string_view> words);
    // The value, or something harmless after a finding.
    std::string words(View value); // a text for people
    std::vector<std::string> list_of_words(View value);
    bool boolean(View value);
    std::int64_t integer(View value, std::int64_t minimum, std::int64_t otherwise);
    std::int64_t duration(View value); // nanoseconds, 0 after a finding
    // Maps bytes of a scalar's text to its source.
    [[nodiscard]] expr::Locate locate(View scalar) const;
    expr::Expression expression(View value, const expr::Type& want);
    // Whether a key is the rest of an expression that a comma has cut off, which was reported.
    [[nodiscard]] bool is_cut_off(View key) const;
    expr::Template text(View value); // a template; the value must be a scalar
    flow::Condition condition(const doc::Entry& entry);
    expr::Template url(View value); // where a request goes
    // Whether the key is a request's second body, a finding; `body` is the key of the first.
    bool is_second_body(const KeySpec& spec, View key, View& body);

    // Walks over a mapping's known keys: `visit(spec, entry)` for each, once. Unknown, repeated and
    // missing keys are dealt with here.
    template <class Visit> void each_key(View mapping, Mapping kind, Span owner, Visit&& visit);
    const KeySpec* known_key(const doc::Entry& entry, const MappingSpec& spec, std::uint64_t& seen);
    void missing_keys(const MappingSpec& spec, std::uint64_t seen, Span owner);

private:
    void explain_braces(View value, std::size_t finding);
    void explain_comma(View value, std::size_t finding);

    static constexpr std::size_t max_findings = 1000;
    static constexpr std::size_t max_searched = 5'000'000;

    const doc::Document& document_;
    base::Diagnostics& diagnostics_;
    expr::Scope& scope_;
    std::size_t before_ = 0;         // findings there were already
    doc::NodeId cut_ = doc::no_node; // the mapping in which a comma cut off an expression
    std::size_t searched_ = 0;       // candidates that were compared with some unknown word
    base::Diagnostic dropped_;       // takes what is written to a finding that is not listed
};

template <class Visit> void Input::each_key(View mapping, Mapping kind, Span owner, Visit&& visit) {
    const MappingSpec& spec = keys_of(kind);
    std::uint64_t seen = 0;
    for (const doc::Entry entry : doc::entries(mapping)) {
        if (const KeySpec* key = known_key(entry, spec, seen)) {
            visit(*key, entry);
        }
    }
    missing_keys(spec, seen, owner);
}

} // namespace callflow::syntax
