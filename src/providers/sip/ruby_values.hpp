// What patterns, texts and names of a Ruby dialplan become in an entry of ours.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::providers::sip {

// A pattern's source as ours is written: no marks of Ruby's, and named groups as `(?P<name>…)`, `(?P<name_>…)` where a flow has the name for
// something else.
[[nodiscard]] std::string ruby_pattern(std::string_view source);
// With its named groups nameless, so that it can be one of several.
[[nodiscard]] std::string without_names(std::string pattern);
// What is known before a script runs. `pattern` is the one whose groups an entry can name, empty where there is none.
class RubyNames {
public:
    // A text with what `#{…}` puts into it: what was dialled, groups, names. nullopt where something is not known.
    [[nodiscard]] std::optional<std::string> text(std::string_view inner, std::string_view pattern) const;
    // `$1`, `req.URI.User`, a name, a text in quotes, or several with `+` between.
    [[nodiscard]] std::optional<std::string> value(std::string_view ruby, std::string_view pattern) const;
    // False where the value is not known, as the name is from then on.
    bool assign(std::string_view name, std::string_view ruby, std::string_view pattern);
    void forget(std::string_view name);
    // Names that stand for something else than they did.
    [[nodiscard]] std::vector<std::string> changed_since(const RubyNames& before) const;

private:
    struct Known {
        std::string made;
        std::string pattern; // whose groups are in it
        bool operator==(const Known&) const = default;
    };
    [[nodiscard]] std::optional<std::string> one(std::string_view name, std::string_view pattern) const;

    std::map<std::string, Known, std::less<>> known_;
};

} // namespace callflow::providers::sip
