// Pages of `explain`, and the list of rules.
#pragma once

#include "base/diagnostic.hpp"
#include "flow/vocabulary.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::cli {

// A code that a finding can have, with what it belongs to.
struct ListedCode {
    const base::Code* code = nullptr;
    std::string_view category; // of a rule its own, else its family's
};
// All of them in order of their code.
[[nodiscard]] std::vector<ListedCode> listed_codes();
// By code (any case) or name; a null code where there is none.
[[nodiscard]] ListedCode find_listed(std::string_view code_or_name);

// How headings stand out.
struct PageStyle {
    bool color = false;
    [[nodiscard]] std::string heading(std::string_view text) const;
};

[[nodiscard]] std::string code_page(const ListedCode& listed, const PageStyle& style);
// What an attribute takes: `a number, from 1`.
[[nodiscard]] std::string type_of(const flow::AttributeSpec& attribute);
[[nodiscard]] std::string verb_page(const flow::VerbSpec& verb, const PageStyle& style);
// What providers call a name: elements, actions and their parts, and elements of SSML. Empty for other names. Where the vocabulary
// calls something else so, this is what stands below its page; where it is the verb's own name, nothing.
[[nodiscard]] std::string element_page(std::string_view name, const PageStyle& style);
// All such names that are no verb's or noun's, in other letters either.
[[nodiscard]] std::vector<std::string_view> element_names();
// The page of `each`.
[[nodiscard]] std::string each_page(const PageStyle& style);
// Which verbs this version can author, and what each provider makes of them.
[[nodiscard]] std::string support_matrix(const PageStyle& style);

// Rows of cells in columns, each as wide as its widest cell; the last one is not padded.
[[nodiscard]] std::string columns(const std::vector<std::vector<std::string>>& rows, std::size_t indent);

} // namespace callflow::cli
