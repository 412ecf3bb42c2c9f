#include "providers/course.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "providers/provider.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

namespace callflow::providers {

namespace {

using Node = Course::Node;
using flow::ResolvedVerb;

// With one blank where there are several; markup without its tags.
std::string plain(std::string_view text, bool markup) {
    std::string out;
    bool tag = false;
    bool blank = false;
    for (const char c : text) {
        if (markup && (c == '<' || c == '>')) {
            tag = c == '<';
        } else if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            blank = true;
        } else if (!tag) {
            if (blank && !out.empty()) out += ' ';
            blank = false;
            out += c;
        }
    }
    return out;
}

// `&lt;` of what stands in markup.
std::string unescaped(std::string text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> entities = {
        {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&apos;", "'"}, {"&amp;", "&"}}};
    for (const auto& [escape, character] : entities) {
        for (std::size_t at = text.find(escape); at != std::string::npos; at = text.find(escape, at + 1)) {
            text.replace(at, escape.size(), character);
        }
    }
    return text;
}

bool conference_only(const ResolvedVerb& verb) {
    return verb.spec->name == "dial" && !verb.children.empty() &&
           std::ranges::all_of(verb.children, [](const ResolvedVerb& one) { return one.spec->name == "conference"; });
}

std::string_view when_done(const ResolvedVerb& verb) {
    const std::string_view name = verb.spec->name;
    if (name == "gather") return "when something comes of this gather";
    if (name == "record") return "when something is recorded";
    return conference_only(verb) ? "after this conference" : "when the talk of this dial is over";
}

std::string_view when_nothing(const ResolvedVerb& verb) {
    const std::string_view name = verb.spec->name;
    if (name == "gather") return "when nothing comes of this gather";
    return name == "record" ? "when nothing but silence is recorded" : "when nobody answers this dial";
}

std::string_view when_either(const ResolvedVerb& verb) {
    const std::string_view name = verb.spec->name;
    if (name == "gather") return "whatever comes of this gather";
    if (name == "record") return "whatever is recorded";
    return conference_only(verb) ? "after this conference" : "whatever comes of this dial";
}

std::string describe(const Node& node, bool with_heard) {
    std::string out;
    if (with_heard && !node.heard.empty()) {
        constexpr std::size_t most = 2;
        out = "says ";
        for (std::size_t i = 0; i < std::min(most, node.heard.size()); ++i) {
            out += fmt::format("{}{}", i == 0 ? "" : ", ", base::quoted(node.heard[i], 60));
        }
        out += node.heard.size() > most ? ", …, and " : " and ";
    }
    switch (node.end) {
    case Course::End::turn: out += fmt::format("goes on with a {}", node.verb->spec->name); break;
    case Course::End::asks:
        out += node.address.empty() ? "asks for the same document again"
                                    : fmt::format("asks for {}", base::quoted(node.address, 100));
        break;
    default: out += "ends the call"; break;
    }
    return out;
}

class Comparison {
public:
    Comparison(const Provider& from, const Course& left, const Provider& to, const Course& right,
               base::Diagnostics& lost)
        : from_(short_title(from)), to_(short_title(to)), left_(left), right_(right), lost_(lost) {}

    void run(base::Span begin) {
        meet(0, 0, "at the beginning", begin);
        // Both go forward only; beyond that many meetings they have parted long ago.
        const std::size_t most = 4 * (left_.nodes.size() + right_.nodes.size());
        for (std::size_t i = 0; i < waiting_.size() && i < most; ++i) follow(waiting_[i].first, waiting_[i].second);
    }

private:
    static std::string_view short_title(const Provider& provider) {
        return provider.title.substr(0, provider.title.find(' '));
    }

    void follow(std::uint32_t l, std::uint32_t r) {
        const Node& left = left_.nodes[l];
        const Node& right = right_.nodes[r];
        const ResolvedVerb& verb = *left.verb;
        if (left.done == left.nothing && right.done == right.nothing) {
            meet(left.done, right.done, when_either(verb), verb.where);
            return;
        }
        meet(left.done, right.done, when_done(verb), verb.where);
        meet(left.nothing, right.nothing, when_nothing(verb), verb.where);
    }

    void meet(std::uint32_t l, std::uint32_t r, std::string_view when, base::Span where) {
        if (l == Course::nowhere || r == Course::nowhere) return;
        const Node& left = left_.nodes[l];
        const Node& right = right_.nodes[r];
        if (left.end == Course::End::other || right.end == Course::End::other) return;
        const bool turns = left.end == Course::End::turn && right.end == Course::End::turn;
        const bool same_turn = turns && left.verb->spec == right.verb->spec;
        const bool heard = left.heard == right.heard;
        const bool same_end = left.end == right.end && (!turns || same_turn) && left.address == right.address;
        if (!heard || !same_end) {
            lost_.report(
                base::codes::lost_part, where,
                fmt::format("{}, {} {}, {} {}", when, from_, describe(left, !heard), to_, describe(right, !heard)));
        }
        if (same_turn && seen_.emplace(l, r).second) waiting_.emplace_back(l, r);
    }

    std::string_view from_, to_;
    const Course& left_;
    const Course& right_;
    base::Diagnostics& lost_;
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> waiting_;
};

} // namespace

void hear(const ResolvedVerb& verb, Node& node) {
    const std::string_view name = verb.spec->name;
    const auto add = [&node](std::string text) {
        if (!text.empty() && (node.heard.empty() || node.heard.back() != text)) node.heard.push_back(std::move(text));
    };
    if (name != "say" && name != "play") {
        for (const ResolvedVerb& one : verb.children) {
            const std::string_view inner = one.spec->name;
            const std::string* event = one.find("event");
            if ((inner == "say" || inner == "play") && (event == nullptr || event->empty())) hear(one, node);
        }
        return;
    }
    if (const std::string* ssml = verb.find("ssml")) {
        add(unescaped(plain(*ssml, true)));
    } else if (const std::string* content = verb.find(name == "say" ? "text" : "url")) {
        add(name == "say" ? plain(*content, false) : *content);
    }
}

void compare_courses(const Provider& from, const Course& left, const Provider& to, const Course& right,
                     base::Span begin, base::Diagnostics& lost) {
    if (left.nodes.empty() || right.nodes.empty()) return;
    Comparison(from, left, to, right, lost).run(begin);
}

} // namespace callflow::providers
