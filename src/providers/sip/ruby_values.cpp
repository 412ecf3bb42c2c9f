#include "providers/sip/ruby_values.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "flow/names.hpp"
#include "providers/sip/ruby_lines.hpp"
#include "providers/sip/ruby_scan.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace callflow::providers::sip {

namespace {

constexpr std::size_t max_known = 64, max_length = 1'000; // of names, and of what they stand for
constexpr std::string_view dialled_names[] = {"req.URI.User", "req.URI.User.to_s", "dst", "EXTEN", "exten"};

// `(?<name>`, which is none of `(?<=` and `(?<!`: the length, 0 where none begins here.
std::size_t named_group(std::string_view text) {
    constexpr std::string_view begin = "(?<";
    if (!text.starts_with(begin)) return 0;
    const std::size_t end = text.substr(0, max_length).find('>');
    return end != std::string_view::npos && base::is_name(text.substr(begin.size(), end - begin.size())) ? end + 1 : 0;
}

// A flow has some names for something else.
std::string own_name(std::string_view name) {
    const bool taken = flow::is_reserved(name) || name == "dialled" || name == "captures";
    return fmt::format("{}{}", name, taken ? "_" : "");
}

bool has_group(std::string_view pattern, std::string_view name) {
    return pattern.find(fmt::format("(?P<{}>", own_name(name))) != std::string_view::npos;
}

std::string put_in(std::string_view expression) { return fmt::format("{{{{ {} }}}}", expression); }

// A text of the script's as one of a flow's: `{{` would begin a template there, and so would a `{` before one.
std::string plain(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = std::min(text.find_first_not_of('{', i), text.size());
        if (end == i) {
            out += text[i++];
            continue;
        }
        const std::string_view braces = text.substr(i, end - i);
        out += braces.size() > 1 || end == text.size() ? put_in(fmt::format("'{}'", braces)) : std::string(braces);
        i = end;
    }
    return out;
}

// What was dialled, whole or without its first keys: `${dst:2}`, `req.URI.User[2..-1]`.
std::optional<std::string> dialled(std::string_view name) {
    std::string_view whose = name, from = "0";
    constexpr std::string_view to_end = "..-1]";
    if (const std::size_t colon = name.find(':'); colon != std::string_view::npos) {
        whose = name.substr(0, colon);
        from = name.substr(colon + 1);
    } else if (const std::size_t open = name.find('['); open != std::string_view::npos && name.ends_with(to_end)) {
        whose = name.substr(0, open);
        from = name.substr(open + 1, name.size() - to_end.size() - open - 1);
    }
    const auto first = base::parse_int(from);
    if (std::ranges::find(dialled_names, whose) == std::end(dialled_names) || !first || *first < 0) return std::nullopt;
    return put_in(*first == 0 ? "dialled" : fmt::format("dialled.substring({})", *first));
}

// `$1`, `$~[1]`, `$~[:name]`, `$~["name"]`.
std::optional<std::string> group(std::string_view name, std::string_view pattern) {
    if (pattern.empty() || !name.starts_with('$')) return std::nullopt;
    name.remove_prefix(1);
    if (name.starts_with("~[") && name.ends_with(']')) {
        name = name.substr(2, name.size() - 3);
        if (name.starts_with(':')) {
            name.remove_prefix(1);
        } else if (name.size() > 1 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front()) {
            name = name.substr(1, name.size() - 2);
        }
        if (has_group(pattern, name)) return put_in(own_name(name));
    }
    if (name.size() != 1 || !base::is_digit(name.front()) || name.front() == '0') return std::nullopt;
    return put_in(fmt::format("captures[{}]", name));
}

} // namespace

std::string ruby_pattern(std::string_view source) {
    std::string out;
    for (std::size_t i = 0; i < source.size(); ++i) {
        if (source[i] == '\\' && i + 1 < source.size()) {
            if (source[i + 1] != '/') out += source[i]; // no mark elsewhere
            out += source[++i];
        } else if (const std::size_t length = named_group(source.substr(i)); length != 0) {
            const std::string_view name = source.substr(i + 3, length - 4);
            out += fmt::format("(?P<{}>", own_name(name));
            i += length - 1;
        } else {
            out += source[i];
        }
    }
    return out;
}

std::string without_names(std::string pattern) {
    for (std::size_t at = pattern.find("(?P<"); at != std::string::npos; at = pattern.find("(?P<", at))
        pattern.erase(at + 1, pattern.find('>', at) - at);
    return pattern;
}

std::optional<std::string> RubyNames::one(std::string_view name, std::string_view pattern) const {
    if (const auto at = known_.find(name); at != known_.end()) {
        const bool here = at->second.pattern.empty() || at->second.pattern == pattern;
        return here ? std::optional(at->second.made) : std::nullopt;
    }
    if (auto made = group(name, pattern)) return made;
    if (base::is_name(name) && has_group(pattern, name)) return put_in(own_name(name));
    return dialled(name);
}

std::optional<std::string> RubyNames::text(std::string_view inner, std::string_view pattern) const {
    std::string out;
    while (!inner.empty()) {
        const std::size_t at = std::min(inner.find("#{"), inner.find("${"));
        out += plain(inner.substr(0, at));
        if (at == std::string_view::npos) break;
        const std::size_t end = inner.find('}', at);
        if (end == std::string_view::npos) return std::nullopt;
        const auto made = one(base::trim(inner.substr(at + 2, end - at - 2)), pattern);
        if (!made) return std::nullopt;
        out += *made;
        inner.remove_prefix(end + 1);
    }
    return out;
}

std::optional<std::string> RubyNames::value(std::string_view ruby, std::string_view pattern) const {
    std::string out;
    while (true) {
        const std::size_t plus = find_outside(ruby, "+");
        const std::string_view part = base::trim(ruby.substr(0, plus));
        const auto made = !is_quoted(part)      ? one(part, pattern)
                          : part.front() == '"' ? text(part.substr(1, part.size() - 2), pattern)
                                                : std::optional(plain(part.substr(1, part.size() - 2)));
        if (!made) return std::nullopt;
        out += *made;
        if (plus == std::string_view::npos) return out;
        ruby.remove_prefix(plus + 1);
    }
}

bool RubyNames::assign(std::string_view name, std::string_view ruby, std::string_view pattern) {
    auto made = value(ruby, pattern);
    const bool room = known_.size() < max_known || known_.contains(name);
    if (!made || made->size() > max_length || !room) {
        forget(name);
        return false;
    }
    const bool groups = !value(ruby, {});
    known_.insert_or_assign(std::string(name), Known{std::move(*made), groups ? std::string(pattern) : std::string()});
    return true;
}

void RubyNames::forget(std::string_view name) {
    if (const auto at = known_.find(name); at != known_.end()) known_.erase(at);
}

std::vector<std::string> RubyNames::changed_since(const RubyNames& before) const {
    std::vector<std::string> out;
    for (const auto& [name, known] : known_)
        if (const auto at = before.known_.find(name); at == before.known_.end() || at->second != known)
            out.push_back(name);
    for (const auto& [name, known] : before.known_)
        if (!known_.contains(name)) out.push_back(name);
    return out;
}

} // namespace callflow::providers::sip
