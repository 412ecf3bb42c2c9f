// Addresses: where a reference leads from where it stands (RFC 3986, section 5).
#pragma once

#include <string>
#include <string_view>

namespace callflow::base {

// The parts of an address, as slices of it. What is missing is empty; `has_*` tell an empty part from none.
struct UrlParts {
    std::string_view scheme, authority, path, query, fragment;
    bool has_scheme = false, has_authority = false, has_query = false, has_fragment = false;
};
// Splits any text (RFC 3986, appendix B); nothing is refused, for people write all kinds of things into an address.
[[nodiscard]] UrlParts split_url(std::string_view address);

// What `reference` means in a document that came from `from`: absolute when one of both is. An empty reference is `from` itself,
// with its query. Blanks around the reference do not count.
[[nodiscard]] std::string resolve_url(std::string_view from, std::string_view reference);

// The address with more of a query, percent-encoded text such as `a=1&b=2`, before its fragment.
[[nodiscard]] std::string with_query(std::string_view address, std::string_view more);

} // namespace callflow::base
