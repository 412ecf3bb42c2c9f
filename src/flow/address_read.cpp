#include "base/codes.hpp"
#include "base/text.hpp"
#include "flow/address.hpp"
#include "flow/address_parts.hpp"

#include <algorithm>

namespace callflow::flow {

class AddressReader {
public:
    AddressReader(const expr::Template& text, base::Span where, base::Diagnostics& diagnostics)
        : text_(text), where_(where), diagnostics_(diagnostics) {
        result_.text_ = text.text();
    }

    std::optional<AddressTemplate> read() {
        bool first = true;
        for (const expr::Template::Part& part : text_.parts()) {
            if (part.expression.empty()) {
                literal(part.literal, first);
            } else {
                expression(part.expression, first);
            }
            first = false;
        }
        check_wholes();
        if (seen_[index(Place::event)] == 0 && sound_) {
            report("the address does not say which event it stands for",
                   "let the event be one query value: `?event={{ event }}`");
        }
        return sound_ ? std::optional(std::move(result_)) : std::nullopt;
    }

private:
    using Place = AddressTemplate::Place;
    using Pieces = AddressTemplate::Pieces;
    enum class At : std::uint8_t { origin, path, key, value, fragment };

    static std::size_t index(Place place) { return static_cast<std::size_t>(place); }
    static std::string_view name(Place place) {
        return place == Place::event ? "event" : place == Place::actor ? "actor" : "call.id";
    }

    void report(std::string message, std::string help) {
        sound_ = false;
        diagnostics_.report(base::codes::bad_address, where_, std::move(message)).help = std::move(help);
    }

    void literal(std::string_view text, bool first) {
        const std::size_t bad = text.find_first_of(std::string_view("\0\t\n\r \"<>\\^`{|}", 14));
        if (bad != std::string_view::npos) {
            report("an address cannot hold " + base::quoted(text.substr(bad, 1)),
                   "write it as %" + hexadecimal(text[bad]));
        }
        if (first) {
            const std::string_view origin = origin_of(text);
            if (!origin.empty()) {
                at_ = At::origin;
                add(origin);
                text.remove_prefix(origin.size());
            }
        }
        for (std::size_t begin = 0; begin < text.size();) {
            const std::size_t end = std::min(text.find_first_of(stops(), begin), text.size());
            if (end > begin) {
                add(text.substr(begin, end - begin));
            }
            if (end < text.size()) {
                step(text[end]);
            }
            begin = end + 1;
        }
    }

    [[nodiscard]] std::string_view stops() const {
        switch (at_) {
        case At::origin:
        case At::path: return "/?#";
        case At::key: return "=&#";
        case At::value: return "&#";
        case At::fragment: break;
        }
        return "";
    }

    void step(char stop) {
        switch (stop) {
        case '/':
            if (at_ == At::origin || (result_.path_.empty() && !result_.rooted_)) {
                result_.rooted_ = true;
            } else if (result_.path_.empty()) {
                result_.path_.emplace_back();
            }
            at_ = At::path;
            result_.path_.emplace_back();
            break;
        case '?':
        case '&':
            at_ = At::key;
            result_.query_.emplace_back();
            break;
        case '=':
            at_ = At::value;
            result_.query_.back().valued = true;
            break;
        default: at_ = At::fragment; add("#");
        }
    }

    void add(std::string_view text) {
        if (at_ == At::key) {
            result_.query_.back().key += text;
        } else {
            here().push_back({Place::literal, std::string(text), {}});
        }
    }

    Pieces& here() {
        switch (at_) {
        case At::origin: return result_.origin_;
        case At::fragment: return result_.fragment_;
        case At::value: return result_.query_.back().value;
        default: break;
        }
        if (result_.path_.empty()) {
            result_.path_.emplace_back();
        }
        return result_.path_.back();
    }

    void expression(const expr::Expression& expression, bool first) {
        const std::string_view text = base::trim(expression.text());
        const Place place = text == "event"     ? Place::event
                            : text == "actor"   ? Place::actor
                            : text == "call.id" ? Place::call_id
                                                : Place::expression;
        if (place != Place::expression && (at_ == At::origin || at_ == At::fragment)) {
            report("{{ " + std::string(name(place)) + " }} cannot be read back from here",
                   "let it be one query value: `?" + parameter(place) + "`");
            return;
        }
        if (at_ == At::key) {
            report("a query parameter's name cannot be an expression", "name it: `?" + parameter(place) + "`");
            return;
        }
        if (first && place == Place::expression) {
            report("an address cannot begin with an expression: a value is always percent-encoded",
                   "write out the beginning: `https://{{ host }}/calls?event={{ event }}`");
            return;
        }
        if (place != Place::expression && seen_[index(place)]++ != 0) {
            report("{{ " + std::string(name(place)) + " }} stands twice in the address", "leave one of them out");
        }
        result_.names_actor_ = result_.names_actor_ || place == Place::actor;
        here().push_back({place, {}, expression});
    }

    static std::string parameter(Place place) {
        return place == Place::expression ? "name={{ … }}"
               : place == Place::call_id  ? "call_id={{ call.id }}"
                                          : std::string(name(place)) + "={{ " + std::string(name(place)) + " }}";
    }

    // What is read back has to be all of a segment or value.
    void check_wholes() {
        const auto check = [&](const Pieces& pieces) {
            for (const AddressTemplate::Piece& piece : pieces) {
                if (piece.place != Place::literal && piece.place != Place::expression && pieces.size() > 1) {
                    report("{{ " + std::string(name(piece.place)) +
                               " }} is only a part of a query value or path segment, so it could "
                               "not be read back",
                           "let it be a value of its own: `?" + parameter(piece.place) + "`");
                }
            }
        };
        for (const Pieces& segment : result_.path_) {
            check(segment);
        }
        for (std::size_t i = 0; i < result_.query_.size(); ++i) {
            const AddressTemplate::Parameter& one = result_.query_[i];
            check(one.value);
            const auto same = [&](const AddressTemplate::Parameter& other) {
                return !other.key.empty() && decoded(other.key, true) == decoded(one.key, true);
            };
            if (std::any_of(result_.query_.begin(), result_.query_.begin() + static_cast<std::ptrdiff_t>(i), same)) {
                report("the query parameter " + base::quoted(one.key) + " stands twice", "give each its own name");
            }
        }
    }

    static std::string hexadecimal(char c) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        return {digits[byte >> 4U], digits[byte & 15U]};
    }

    const expr::Template& text_;
    base::Span where_;
    base::Diagnostics& diagnostics_;
    AddressTemplate result_;
    At at_ = At::path;
    unsigned seen_[5] = {};
    bool sound_ = true;
};

std::optional<AddressTemplate> make_address(const expr::Template& text, base::Span where,
                                            base::Diagnostics& diagnostics) {
    return AddressReader(text, where, diagnostics).read();
}

} // namespace callflow::flow
