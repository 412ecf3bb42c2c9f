#include "base/text.hpp"
#include "report/masking.hpp"
#include "report/replay.hpp"
#include "report/replay_rows.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <span>

namespace callflow::report {
namespace {

constexpr std::size_t width = 100;

class Page {
public:
    Page(std::string& out, const ReplayOptions& options) : out_(out), options_(options) {}

    void title(std::string_view text) { out_ += '\n' + paint(text, "1") + '\n'; }
    void line(std::string_view text) {
        out_ += text;
        out_ += '\n';
    }
    // Words within the width, every line behind `margin` blanks.
    void paragraph(std::string_view text, std::size_t margin, std::string_view color = {}) {
        const std::string blanks(margin, ' ');
        while (!text.empty()) {
            std::size_t end = text.size();
            if (base::display_width(text) > width - margin) {
                end = 0;
                for (std::size_t at = text.find(' '); at != std::string_view::npos; at = text.find(' ', at + 1))
                    if (end == 0 || base::display_width(text.substr(0, at)) <= width - margin) end = at;
                if (end == 0) end = text.size();
            }
            line(blanks + paint(text.substr(0, end), color));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }
    // Columns: `<` and `>` say how each stands; the last one is cut to what is left of the width.
    void table(std::string_view align, const std::vector<std::string>& head,
               const std::vector<std::vector<std::string>>& rows) {
        std::vector<std::size_t> widths;
        for (std::size_t i = 0; i < head.size(); ++i) {
            std::size_t most = base::display_width(head[i]);
            for (const auto& row : rows) most = std::max(most, base::display_width(row[i]));
            widths.push_back(i == 0 ? std::min<std::size_t>(most, 26) : most);
        }
        row(align, widths, head, "2");
        for (const auto& one : rows) row(align, widths, one, {});
    }
    void more(std::size_t all, std::size_t top) {
        if (all > top) line(fmt::format("  {} more", all - top));
    }
    std::string paint(std::string_view text, std::string_view code) const {
        return options_.color && !code.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
    }

private:
    void row(std::string_view align, const std::vector<std::size_t>& widths, const std::vector<std::string>& cells,
             std::string_view color) {
        std::string text = " ";
        for (std::size_t i = 0; i < cells.size(); ++i) {
            std::string cell = cells[i];
            if (i + 1 == cells.size() && align[i] == '<') {
                const std::size_t used = base::display_width(text) + 1;
                cell = base::printable(cell, width > used + 10 ? width - used - 1 : 10);
            }
            const std::string pad(widths[i] - std::min(widths[i], base::display_width(cell)), ' ');
            text += ' ' + (align[i] == '>' ? pad + cell : cell + pad) + (i + 1 == cells.size() ? "" : " ");
            // a long first cell gets a line of its own
            if (i == 0 && base::display_width(cell) > widths[i]) {
                paragraph(base::trim(text), 2);
                text = std::string(widths[0] + 3, ' ');
            }
        }
        text.erase(text.find_last_not_of(' ') + 1);
        line(paint(text, color));
    }

    std::string& out_;
    const ReplayOptions& options_;
};

std::string plural(std::uint64_t number, std::string_view one) {
    return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

void write_headline(Page& page, const replay::Report& report, const ReplayOptions& options) {
    const replay::Headline& head = report.headline;
    const std::string span = head.first == logs::no_time
                                 ? std::string()
                                 : fmt::format(", {} to {}", time_text(head.first), time_text(head.last));
    page.line(page.paint(fmt::format("{}: {}", base::printable(report.flow), plural(head.calls, "call")), "1") + span);
    const auto row = [&](std::string_view name, std::uint64_t count, std::string_view rest,
                         std::string_view color = {}) {
        std::string text = fmt::format("  {:<18} {:>9} {:>8}", name, count, percent(count, head.calls));
        if (!rest.empty()) text += fmt::format("  {}", rest);
        page.line(page.paint(text, color));
    };
    const auto live = head.verdicts[static_cast<std::size_t>(replay::Verdict::live)];
    row("followed the flow", head.followed, live == 0 ? std::string() : fmt::format("{} of them not over yet", live),
        "32");
    row("left the flow", head.calls - head.followed, {}, head.calls == head.followed ? "" : "31");
    for (std::size_t i = 1; i < replay::verdict_count; ++i) {
        const auto verdict = static_cast<replay::Verdict>(i);
        if (head.verdicts[i] != 0 && verdict != replay::Verdict::live)
            page.line(fmt::format("    {:<16} {:>9} {:>8}", verdict_text(verdict), head.verdicts[i],
                                  percent(head.verdicts[i], head.calls)));
    }
    if (head.talks) {
        row("answered", head.answered,
            head.answered == 0 ? std::string()
                               : fmt::format("after {} (median), {} (p90)", length_text(head.answer.p50),
                                             length_text(head.answer.p90)));
        row("abandoned", head.abandoned, "hung up before anybody answered");
        if (head.unclear != 0) row("unclear", head.unclear, "hung up where somebody may have answered, or not");
    }
    if (head.length.count != 0)
        page.line(fmt::format("  {:<18} mean {}, median {}, p90 {}, longest {}", "length of a call",
                              length_text(static_cast<std::uint64_t>(head.length.mean())), length_text(head.length.p50),
                              length_text(head.length.p90), length_text(head.length.max)));
    std::string records = fmt::format("  {:<18} {:>9}", "records", head.records);
    if (head.nameless != 0) records += fmt::format(", {} without an event", head.nameless);
    if (head.late != 0) records += fmt::format(", {} too late to be put in order", head.late);
    if (head.decoded != 0) records += fmt::format(", {} no UTF-8 and taken for Latin-1", head.decoded);
    if (head.timeless != 0)
        records += head.timeless == head.records
                       ? std::string(", none of which says when it was")
                       : fmt::format(", {} without a time, taken for as late as the one before", head.timeless);
    page.line(records);
    for (std::size_t i = 0; i < head.skipped.size(); ++i) {
        const replay::Skipped& one = head.skipped[i];
        if (one.count == 0) continue;
        page.line(page.paint(
            fmt::format("  {:<18} {:>9}  {}", "skipped", one.count, logs::explain(static_cast<logs::Reason>(i))),
            "33"));
        for (const replay::SkippedAt& at : one.first)
            page.paragraph(fmt::format("{}:{}: {}", base::printable(at.file), at.line,
                                       base::printable(options.show_numbers ? at.text : mask_line(at.text), 60)),
                           4, "2");
    }
}

void write_hangups(Page& page, const replay::Report& report, std::size_t top) {
    std::vector<std::vector<std::string>> rows;
    const std::vector<const replay::StateRow*> all = hangup_rows(report);
    for (const replay::StateRow* one : std::span(all).first(std::min(top, all.size())))
        rows.push_back({one->state, std::to_string(one->came), std::to_string(one->hung_up),
                        percent(one->hung_up, one->came), length_text(one->before.p50), length_text(one->before.p90),
                        base::printable(one->prompt)});
    if (rows.empty()) return;
    page.title("Where callers hang up");
    page.table("<>>>>><", {"state", "entered", "hung up", "share", "median", "p90", "heard last"}, rows);
    page.more(all.size(), top);
}

void write_digits(Page& page, const replay::Report& report, std::size_t top) {
    if (report.digits.empty()) return;
    std::vector<std::vector<std::string>> rows;
    for (const replay::DigitsRow& one : std::span(report.digits).first(std::min(top, report.digits.size()))) {
        const std::string wrong = keys_text(one, true, top);
        const std::string keys = keys_text(one, false, top);
        rows.push_back({one.state, std::to_string(one.pressed), std::to_string(one.wrong), std::to_string(one.silent),
                        std::to_string(one.retries),
                        wrong.empty() ? keys : fmt::format("{}{}wrong: {}", keys, keys.empty() ? "" : "; ", wrong)});
    }
    page.title("Keys pressed");
    page.table("<>>>><", {"state", "pressed", "wrong", "nothing", "again", "keys"}, rows);
    page.more(report.digits.size(), top);
}

void write_times(Page& page, const replay::Report& report, std::size_t top) {
    std::vector<std::vector<std::string>> rows;
    const std::vector<const replay::StateRow*> all = time_rows(report);
    for (const replay::StateRow* one : std::span(all).first(std::min(top, all.size()))) {
        const replay::Lengths& stayed = one->stayed;
        rows.push_back({one->state, std::to_string(stayed.count),
                        length_text(static_cast<std::uint64_t>(stayed.mean())), length_text(stayed.p50),
                        length_text(stayed.p90), length_text(stayed.p99), length_text(stayed.max),
                        percent(stayed.sum, report.time)});
    }
    if (rows.empty()) return;
    page.title("Time per state");
    page.table("<>>>>>>>", {"state", "stays", "mean", "median", "p90", "p99", "longest", "of all"}, rows);
    page.more(all.size(), top);
    if (report.unknown_time != 0)
        page.line(fmt::format("  {} of the time was spent where the log does not say in which state",
                              percent(report.unknown_time, report.time)));
}

void write_deviation(Page& page, const replay::DeviationRow& one, std::uint64_t calls) {
    std::string place = place_text(one.place);
    page.line(fmt::format("  {:>6}  {:>7}  {}{}{}", one.count, percent(one.count, calls),
                          page.paint(verdict_text(one.kind), "31"), place.empty() ? "" : "  ",
                          page.paint(place, "36")));
    page.paragraph(one.why, 10);
    if (!one.instead.empty())
        page.paragraph((one.kind == replay::Verdict::unknown_event ? "nearest: " : "handled there: ") +
                           list_text(one.instead, 8),
                       10, "2");
    std::vector<std::string> examples;
    for (const replay::Example& example : one.examples) examples.push_back(example.call);
    page.paragraph(one.first == one.last ? fmt::format("{}, {}", time_text(one.first), list_text(examples, 3))
                                         : fmt::format("{} to {}, such as {}", time_text(one.first),
                                                       time_text(one.last), list_text(examples, 3)),
                   10, "2");
}

void write_deviations(Page& page, const replay::Report& report, std::size_t top) {
    if (report.deviations.empty()) return;
    page.title("Where calls left the flow");
    for (std::size_t i = 0; i < std::min(top, report.deviations.size()); ++i)
        write_deviation(page, report.deviations[i], report.headline.calls);
    if (report.deviations.size() > top)
        page.line(fmt::format("  {} more; --top shows more", report.deviations.size() - top));
    if (report.unknown.empty()) return;
    page.title("Events that the flow lacks");
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < std::min(top, report.unknown.size()); ++i) {
        const replay::UnknownRow& one = report.unknown[i];
        rows.push_back({base::printable(one.event), std::to_string(one.count),
                        one.nearest.empty() ? "" : fmt::format("meant {}?", one.nearest)});
    }
    page.table("<><", {"event", "times", ""}, rows);
    page.more(report.unknown.size(), top);
}

void write_dead(Page& page, const replay::Report& report, std::size_t top) {
    if (report.headline.calls == 0) return;
    const auto list = [&](std::string_view title, const std::vector<replay::DeadRow>& all) {
        if (all.empty()) return;
        page.title(title);
        std::vector<std::vector<std::string>> rows;
        for (std::size_t i = 0; i < std::min(top, all.size()); ++i) {
            const replay::DeadRow& one = all[i];
            rows.push_back({one.event.empty() ? one.state
                                              : fmt::format("{}: {} -> {}", one.state.empty() ? "(any)" : one.state,
                                                            one.event, one.to),
                            place_text(one.place)});
        }
        std::size_t most = 0;
        for (const auto& row : rows) most = std::max(most, base::display_width(row[0]));
        for (const auto& row : rows)
            page.line(fmt::format("  {}{}  {}", row[0], std::string(most - base::display_width(row[0]), ' '),
                                  page.paint(row[1], "36")));
        page.more(all.size(), top);
    };
    list("States that no call entered", report.dead_states);
    list("Transitions that no call took", report.dead_transitions);
}

void write_variants(Page& page, const replay::Report& report, std::size_t top) {
    if (report.variants.empty()) return;
    page.title(fmt::format("Ways that calls went, {} in all", report.variants.size()));
    if (report.variant_level != 0)
        page.line(fmt::format("  one call in {} was counted, for there are very many ways",
                              std::uint64_t{1} << report.variant_level));
    std::uint64_t sum = 0;
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < std::min(top, report.variants.size()); ++i) {
        const replay::VariantRow& one = report.variants[i];
        sum += one.count;
        rows.push_back({verdict_text(one.verdict), std::to_string(one.count), percent(one.count, report.variant_calls),
                        percent(sum, report.variant_calls), events_text(one.events)});
    }
    page.table("<>>><", {"verdict", "calls", "share", "together", "events"}, rows);
}

void write_changes(Page& page, const replay::Comparison& changes, std::size_t top) {
    page.title(fmt::format("Against the baseline of {}", plural(changes.calls, "call")));
    std::vector<std::vector<std::string>> rows;
    for (const replay::Change& one : changes.changes)
        rows.push_back({change_name(one), change_value(one, one.before), change_value(one, one.now)});
    if (!changes.nothing.empty())
        page.line(fmt::format("  nothing to compare: {}", changes.nothing));
    else if (rows.empty())
        page.line("  every figure is as it was");
    else
        page.table("<>>", {"", "then", "now"}, rows);
    const auto list = [&](std::string_view name, const std::vector<replay::DeviationRow>& all) {
        for (std::size_t i = 0; i < std::min(top, all.size()); ++i) {
            const replay::DeviationRow& one = all[i];
            page.paragraph(fmt::format("{}: {}{} in {}, {}", name, verdict_text(one.kind),
                                       one.event.empty() ? "" : " " + base::printable(one.event), one.state,
                                       plural(one.count, "call")),
                           2);
        }
        page.more(all.size(), top);
    };
    list("new", changes.fresh);
    list("no longer", changes.gone);
}

} // namespace

void write_replay_text(std::string& out, const replay::Report& report, const replay::Comparison* changes,
                       const ReplayOptions& options) {
    Page page(out, options);
    write_headline(page, report, options);
    if (changes != nullptr) write_changes(page, *changes, options.top);
    write_hangups(page, report, options.top);
    write_digits(page, report, options.top);
    write_times(page, report, options.top);
    write_deviations(page, report, options.top);
    write_dead(page, report, options.top);
    write_variants(page, report, options.top);
}

} // namespace callflow::report
