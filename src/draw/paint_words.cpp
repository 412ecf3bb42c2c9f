#include "draw/paint_words.hpp"

#include "draw/paint.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace callflow::draw {
namespace {

using flow::Annotation;

bool has(const Annotation& item, std::string_view mark) {
    return std::ranges::find(item.marks, mark) != item.marks.end();
}

std::optional<double> number_in(const std::vector<std::pair<std::string, double>>& numbers, std::string_view name) {
    for (const auto& [key, value] : numbers) {
        if (key == name) return value;
    }
    return std::nullopt;
}

// What a difference calls a guard, such as `if: vip, switch: input.digits, case: 3`, which is a menu's key.
struct Guard {
    std::string conditions; // `vip`
    std::string value;      // `3`
};
Guard guard_of(std::string_view text) {
    constexpr std::string_view choice = "switch: ";
    constexpr std::string_view value = ", case: ";
    constexpr std::string_view condition = "if: ";
    Guard guard;
    const std::size_t begin = text.find(choice);
    const std::size_t end = text.rfind(value);
    if (begin != std::string_view::npos && end != std::string_view::npos && end > begin) {
        guard.value = text.substr(end + value.size());
        text = text.substr(0, begin);
        if (text.ends_with(", ")) text.remove_suffix(2);
    }
    if (text.starts_with(condition)) text.remove_prefix(condition.size());
    guard.conditions = text;
    return guard;
}

} // namespace

Mark mark_of(const Annotation& item) {
    struct Row {
        std::string_view word;
        Mark mark;
    };
    // Of several the first one here counts.
    static constexpr std::array<Row, 13> rows = {{{"removed", Mark::removed},
                                                  {"added", Mark::added},
                                                  {"rewired", Mark::rewired},
                                                  {"renamed", Mark::changed},
                                                  {"changed", Mark::changed},
                                                  {"deviation", Mark::deviating},
                                                  {"unknown", Mark::deviating},
                                                  {"refused", Mark::refused},
                                                  {"failed", Mark::refused},
                                                  {"uncovered", Mark::uncovered},
                                                  {"partly", Mark::partly},
                                                  {"covered", Mark::covered},
                                                  {"", Mark::none}}};
    for (const Row& row : rows) {
        if (!row.word.empty() && has(item, row.word)) return row.mark;
    }
    return Mark::none;
}

std::string words_of_change(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
    const std::size_t at = last.find('@');
    const std::string_view part = last.substr(0, std::min(last.find('['), at));
    const std::string_view attribute = at == std::string_view::npos ? std::string_view() : last.substr(at + 1);
    if (part == "say" && (attribute == "text" || attribute == "ssml" || attribute == "prompt")) return "words changed";
    return shortened(fmt::format("{}{}{} changed", part, attribute.empty() ? "" : " ", attribute), 40);
}

std::string note_of_change(const flow::Change& change) {
    if (change.path != "guard") return words_of_change(change.path);
    if (change.old.empty()) return "had no condition";
    const Guard old = guard_of(change.old);
    const Guard now = guard_of(change.now);
    std::string was = old.value == now.value ? "" : old.value;
    if (old.conditions != now.conditions || was.empty())
        was += fmt::format("{}{}", was.empty() ? "" : " ",
                           old.conditions.empty() ? "without condition" : "[" + old.conditions + "]");
    return "was " + shortened(was, 34);
}

std::string sentence_of_change(const flow::Change& change) {
    constexpr std::size_t most = 100;
    const auto quoted = [](const std::string& text) {
        return text.empty() ? std::string("nothing") : "“" + shortened(text, most) + "”";
    };
    return fmt::format("{}: {} before, {} after", change.path, quoted(change.old), quoted(change.now));
}

void add_once(std::vector<std::string>& all, std::string one) {
    if (std::ranges::find(all, one) == all.end()) all.push_back(std::move(one));
}

std::string share_text(double least, double most) {
    const std::string from = fmt::format("{:.0f}", 100 * least);
    const std::string to = fmt::format("{:.0f}", 100 * most);
    return from == to ? to + " %" : fmt::format("{} to {} %", from, to);
}

std::string duration_text(double milliseconds) {
    if (milliseconds < 1'000) return fmt::format("{:.0f} ms", milliseconds);
    if (milliseconds < 100'000) return fmt::format("{:.1f} s", milliseconds / 1'000);
    return fmt::format("{:.0f} min", milliseconds / 60'000);
}

Mark joined(Mark one, Mark other, bool first) {
    if (first || one == other) return other;
    const auto covering = [](Mark mark) {
        return mark == Mark::covered || mark == Mark::uncovered || mark == Mark::partly;
    };
    if (covering(one) && covering(other)) return Mark::partly;
    return other == Mark::none ? one : other;
}

std::string grouped(std::uint64_t number) {
    std::string digits = fmt::format("{}", number);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return digits;
}

std::optional<double> number_of(const Annotation& item, std::string_view name) { return number_in(item.numbers, name); }

std::uint64_t possible_of(const Annotation& item) {
    return static_cast<std::uint64_t>(number_of(item, "possible").value_or(0));
}

std::string notice_of(const flow::Annotations& overlay, const std::vector<std::string>& bodies) {
    std::vector<std::string> parts;
    const auto add_share = [&](std::string_view what, Annotation::Part part, std::string_view all,
                               std::string_view some) {
        double of = number_in(overlay.numbers, all).value_or(0);
        double done = number_in(overlay.numbers, some).value_or(0);
        if (!bodies.empty()) {
            of = done = 0;
            for (const Annotation& item : overlay.items) {
                if (item.part != part || std::ranges::find(bodies, item.body) == bodies.end()) continue;
                of += 1;
                done += has(item, "covered") ? 1 : 0;
            }
        }
        if (of > 0) parts.push_back(fmt::format("{:.0f} of {:.0f} {} covered", done, of, what));
    };
    if (overlay.kind == "coverage") {
        add_share("states", Annotation::Part::state, "states", "states_covered");
        add_share("transitions", Annotation::Part::transition, "transitions", "transitions_covered");
    }
    if (overlay.kind == "replay") {
        const std::string_view whose = bodies.empty() ? "" : " of the whole flow";
        const auto calls = number_in(overlay.numbers, "calls");
        const auto followed = number_in(overlay.numbers, "followed");
        if (calls)
            parts.push_back(fmt::format("{} {}{}", grouped(static_cast<std::uint64_t>(*calls)),
                                        *calls == 1 ? "call" : "calls", whose));
        if (calls && followed && *calls > 0)
            parts.push_back(fmt::format("{:.1f} % as the flow says", 100 * *followed / *calls));
    }
    if (overlay.kind == "diff") {
        // Where a folder of this machine is named, nobody else who sees the drawing knows it.
        const std::string_view path = overlay.old;
        const std::string_view name = path.starts_with('/') ? path.substr(path.rfind('/') + 1) : path;
        parts.push_back(fmt::format("compared with {}", name.empty() ? "an older version" : name));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

} // namespace callflow::draw
