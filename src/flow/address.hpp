// Addresses that name an event, and reading them back.
#pragma once

#include "base/diagnostic.hpp"
#include "expr/template.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::flow {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// An actor's or the flow's `url:`. `event` must stand in it, `actor` and `call.id` may, each as one whole query value or one whole
// path segment, so that what was rendered can be read back.
class AddressTemplate {
public:
    AddressTemplate() = default;

    // What stands in an address that was read back.
    struct Match {
        std::string event;   // empty where the address has the shape but its event is missing (a call's first request)
        std::string actor;
        std::string call_id;
        Parameters others;   // every other query parameter, decoded, in order
    };

    // Appends the address for an event; `params` follow as query parameters. False, with `why`, when an expression errs.
    bool append(std::string& out, std::string_view event, std::string_view actor, std::span<const std::pair<std::string, std::string>> params,
                std::span<const expr::Value> slots, std::string* why) const;
    // Reads an address back: scheme and host are compared only where both have them, query parameters in any order. nullopt where
    // the path does not fit.
    [[nodiscard]] std::optional<Match> invert(std::string_view address) const;
    // Whether the template says who the actor is.
    [[nodiscard]] bool names_actor() const { return names_actor_; }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    friend std::optional<AddressTemplate> make_address(const expr::Template&, base::Span, base::Diagnostics&);
    enum class Place : std::uint8_t { literal, event, actor, call_id, expression };
    struct Piece { // of a path segment or a query value
        Place place = Place::literal;
        std::string literal;
        expr::Expression expression;
    };
    struct Item { // a path segment, or a query parameter
        std::string key;           // of a query parameter, decoded
        std::vector<Piece> pieces; // one, unless text and expressions are mixed
    };
    std::string text_;
    std::string origin_;           // `https://example.com`, empty for a path
    std::vector<Item> path_;
    std::vector<Item> query_;
    bool rooted_ = false;          // the path begins with `/`
    bool names_actor_ = false;
};

// Checks and takes apart an address template; CF1022 says what cannot be read back.
[[nodiscard]] std::optional<AddressTemplate> make_address(const expr::Template& text, base::Span where, base::Diagnostics& diagnostics);

// The default of a flow's `url:`.
inline constexpr std::string_view default_flow_address = "/calls/flow?call_id={{ call.id }}&actor={{ actor }}&event={{ event }}";

} // namespace callflow::flow
