#include "report/replay_rows.hpp"

#include "base/text.hpp"
#include "report/masking.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

namespace callflow::report {

void hide_numbers(replay::Report& report) {
    const auto hide = [](std::string& text) { text = mask_numbers(std::move(text)); };
    for (replay::DigitsRow& row : report.digits)
        for (replay::DigitsRow::Keys& one : row.keys) hide(one.text);
    for (replay::DeviationRow& row : report.deviations)
        for (std::string* const text : {&row.event, &row.logged, &row.why}) hide(*text);
    for (replay::UnknownRow& row : report.unknown) hide(row.event);
    for (replay::VariantRow& row : report.variants)
        for (std::string& event : row.events) hide(event);
}

std::string length_text(std::uint64_t millis) {
    if (millis < 1'000) return fmt::format("{} ms", millis);
    if (millis < 60'000 && (millis + 50) / 100 < 600)
        return fmt::format("{}.{} s", (millis + 50) / 1'000, (millis + 50) / 100 % 10);
    const std::uint64_t seconds = (millis + 500) / 1'000;
    if (seconds < 3'600) return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
    const std::uint64_t minutes = (seconds + 30) / 60;
    return fmt::format("{}h{:02}m", minutes / 60, minutes % 60);
}

std::string time_text(replay::Millis time) {
    constexpr replay::Millis most = 9'223'372'036'000; // of what nanoseconds hold
    if (time == logs::no_time || time > most || time < -most) return {};
    return base::format_timestamp(time * 1'000'000);
}

std::string percent(std::uint64_t part, std::uint64_t all) {
    return all == 0 ? "-" : fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(all));
}

std::vector<const replay::StateRow*> hangup_rows(const replay::Report& report) {
    std::vector<const replay::StateRow*> out;
    for (const replay::StateRow& one : report.states)
        if (one.hung_up != 0) out.push_back(&one);
    std::ranges::stable_sort(out, std::greater(), &replay::StateRow::hung_up);
    return out;
}

std::vector<const replay::StateRow*> time_rows(const replay::Report& report) {
    std::vector<const replay::StateRow*> out;
    for (const replay::StateRow& one : report.states)
        if (one.stayed.sum != 0) out.push_back(&one);
    std::ranges::stable_sort(out, std::greater(), [](const replay::StateRow* one) { return one->stayed.sum; });
    return out;
}

std::string keys_text(const replay::DigitsRow& row, bool wrong, std::size_t top) {
    std::string out;
    std::size_t shown = 0, more = 0;
    for (const replay::DigitsRow::Keys& one : row.keys) {
        if (one.wrong != wrong) continue;
        if (shown++ < top)
            out += fmt::format("{}{} x{}", out.empty() ? "" : ", ", base::printable(one.text), one.count);
        else
            ++more;
    }
    return more == 0 ? out : fmt::format("{}, {} more", out, more);
}

std::string change_name(const replay::Change& one) {
    if (one.what == "followed") return "followed the flow";
    if (one.what == "verdict") {
        std::string name = one.where;
        std::ranges::replace(name, '_', ' ');
        return name;
    }
    if (one.what == "answer_p50") return "time to answer, median";
    if (one.what == "answer_p90") return "time to answer, p90";
    if (one.what == "hung_up") return fmt::format("hung up in {}", one.where);
    if (one.what == "p50") return fmt::format("time in {}, median", one.where);
    if (one.what == "p90") return fmt::format("time in {}, p90", one.where);
    return one.what;
}

std::string change_value(const replay::Change& one, double value) {
    const bool length = one.what.ends_with("p50") || one.what.ends_with("p90");
    return length ? length_text(static_cast<std::uint64_t>(std::max(0.0, value)))
                  : fmt::format("{:.1f} %", 100 * value);
}

std::string verdict_text(replay::Verdict verdict) {
    std::string out(replay::to_string(verdict));
    std::ranges::replace(out, '_', ' ');
    return out;
}

std::string place_text(const replay::Place& place) {
    return place.line == 0 ? std::string() : fmt::format("{}:{}", place.file, place.line);
}

std::string list_text(const std::vector<std::string>& all, std::size_t most) {
    std::string out;
    for (std::size_t i = 0; i < std::min(most, all.size()); ++i) out += (i == 0 ? "" : ", ") + base::printable(all[i]);
    return all.size() <= most ? out : fmt::format("{}, {} more", out, all.size() - most);
}

std::string events_text(const std::vector<std::string>& events) {
    std::string out;
    for (std::size_t i = 0; i < events.size();) {
        std::size_t end = i;
        while (end < events.size() && events[end] == events[i]) ++end;
        out += (out.empty() ? "" : ", ") + base::printable(events[i]);
        if (end - i > 1) out += fmt::format(" x{}", end - i);
        i = end;
    }
    return out.empty() ? "(nothing)" : out;
}

std::string cut_inside(std::string_view text, std::size_t most) {
    constexpr std::size_t whole_text = 1'000'000;
    const std::string shown = base::printable(text, whole_text);
    std::vector<std::size_t> characters;
    for (std::size_t at = 0; at < shown.size(); ++at)
        if ((static_cast<unsigned char>(shown[at]) & 0xC0) != 0x80) characters.push_back(at);
    if (characters.size() <= most) return shown;
    return shown.substr(0, characters[most / 2]) + "…" + shown.substr(characters[characters.size() - (most - 1) / 2]);
}

} // namespace callflow::report
