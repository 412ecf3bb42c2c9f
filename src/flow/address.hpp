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

// An actor's or the flow's `url:`. `event` must stand in it, `actor` and `call.id` may, each as one
// whole query value or one whole path segment, so that what was rendered can be read back.
class AddressTemplate {
public:
    AddressTemplate() = default;

    // What stands in an address that was read back.
    struct Match {
        std::string event; // empty where the address has the shape but its event is missing (a
                           // call's first request)
        std::string actor;
        std::string call_id;
        Parameters others; // every other query parameter, decoded, in order
    };

    // Appends the address for an event; `params` follow as query parameters. A parameter that is
    // only {{ actor }} or {{ call.id }} is left out where there is none; a path segment that is only that
    // becomes `-`. Without an event it is where a call's first request goes: what is only {{ event }} is left
    // out likewise, and a path ends before the segments at its end that there is nothing for. False, with `why`, when an expression errs; then some of the address may stand in `out`.
    bool append(std::string& out, std::string_view event, std::string_view actor,
                std::span<const std::pair<std::string, std::string>> params, std::span<const expr::Value> slots,
                std::string* why) const;
    // Reads an address back: scheme and host are compared only where both have them, query
    // parameters in any order. nullopt where the path does not fit.
    [[nodiscard]] std::optional<Match> invert(std::string_view address) const;
    // Whether the template says who the actor is.
    [[nodiscard]] bool names_actor() const { return names_actor_; }
    // Whether a query parameter of that name stands in the template itself.
    [[nodiscard]] bool has_parameter(std::string_view key) const;
    [[nodiscard]] const std::string& text() const { return text_; }
    // What it evaluates besides event, actor and call; lives as long as the template.
    [[nodiscard]] std::vector<const expr::Expression*> expressions() const;

private:
    friend class AddressReader; // takes a template apart
    enum class Place : std::uint8_t { literal, event, actor, call_id, expression };
    struct Piece { // of the origin, a path segment or a query value
        Place place = Place::literal;
        std::string literal; // as written
        expr::Expression expression;
    };
    using Pieces = std::vector<Piece>;
    struct Parameter {
        std::string key;     // as written
        bool valued = false; // `key=…`
        Pieces value;
    };
    struct Call; // what append() was called with

    static bool is_missing(const Piece& piece, const Call& call);
    static bool append_pieces(std::string& out, const Pieces& pieces, const Call& call);
    [[nodiscard]] bool match_path(std::string_view path, Match& match) const;
    [[nodiscard]] bool match_query(std::string_view query, Match& match) const;

    std::string text_;
    Pieces origin_;            // `https://example.com`, empty for a path
    std::vector<Pieces> path_; // its segments
    std::vector<Parameter> query_;
    Pieces fragment_;     // with its `#`
    bool rooted_ = false; // the path begins with `/`
    bool names_actor_ = false;
};

// Checks and takes apart an address template; CF1022 says what cannot be read back.
[[nodiscard]] std::optional<AddressTemplate> make_address(const expr::Template& text, base::Span where,
                                                          base::Diagnostics& diagnostics);

// The default of a flow's `url:`.
inline constexpr std::string_view default_flow_address =
    "/calls/flow?call_id={{ call.id }}&actor={{ actor }}&event={{ event }}";

} // namespace callflow::flow
