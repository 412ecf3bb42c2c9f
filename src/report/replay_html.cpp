#include "base/text.hpp"
#include "report/markup.hpp"
#include "report/masking.hpp"
#include "report/replay.hpp"
#include "report/replay_rows.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <span>

namespace callflow::report {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; --ink: #1c2330; --dim: #5d6778; --page: #ffffff; --card: #f4f6f9; --line: #d8dee8;
  --good: #1b7f4d; --bad: #b3372c; --bar: #3d6fb4; --soft: #a9c2e6; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e7ebf2; --dim: #9aa5b8; --page: #141820; --card: #1d2430; --line: #333d4e;
  --good: #4cc38a; --bad: #f08377; --bar: #6f9fe0; --soft: #35527d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem; background: var(--page); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 1.5rem; margin: 0 0 .2rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
p { margin: .3rem 0; } .dim { color: var(--dim); } .good { color: var(--good); } .bad { color: var(--bad); }
code { font-family: ui-monospace, monospace; font-size: .92em; overflow-wrap: break-word; } code.long { overflow-wrap: anywhere; }
.cards { display: flex; flex-wrap: wrap; gap: .7rem; margin: 1rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .9rem; flex: 1 1 9rem; }
.card b { display: block; font-size: 1.5rem; } .card span { color: var(--dim); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem .25rem 0; vertical-align: top;
  border-bottom: 1px solid var(--line); } th { color: var(--dim); font-weight: 500; } td.n, th.n { text-align: right; white-space: nowrap; }
td.t { overflow-wrap: anywhere; min-width: 9rem; } td.n + td.t, th.n + th.t { padding-left: .6rem; }
.bars { display: grid; grid-template-columns: minmax(7rem, 27%) 1fr; gap: .2rem .7rem; align-items: center; font-size: .87rem; margin: .2rem 0 .7rem; }
.bars .name { text-align: right; overflow-wrap: anywhere; } .lane { display: flex; align-items: center; gap: .5rem; }
.lane svg { flex: none; display: block; } .bar { fill: var(--bar); } .soft { fill: var(--soft); } .badbar { fill: var(--bad); } .goodbar { fill: var(--good); }
.fault { border-left: 4px solid var(--bad); background: var(--card); padding: .5rem .8rem; margin: .6rem 0; break-inside: avoid; }
@media print { .bars { font-size: 10px; } .bars > * { break-inside: avoid; } td.t { min-width: 7rem; } }
)";

std::string esc(std::string_view text) { return markup(text, 2'000); }
// A name that a table's column has no room for may break wherever it has to; others stay whole.
std::string code(std::string_view text) {
    constexpr std::size_t longest = 28;
    std::size_t word = 0, most = 0;
    for (const char c : text) most = std::max(most, word = c == ' ' ? 0 : word + 1);
    return fmt::format("<code{}>{}</code>", most > longest ? " class=\"long\"" : "", esc(text));
}

// `text` with what stands between backquotes as code.
std::string sentence(std::string_view text) {
    std::string out;
    bool inside = false;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t tick = std::min(text.find('`', at), text.size());
        out += inside ? code(text.substr(at, tick - at)) : esc(text.substr(at, tick - at));
        inside = !inside;
        at = tick + 1;
    }
    return out;
}

class Html {
public:
    explicit Html(std::string& out) : out_(out) {}

    template <class... Args> void add(fmt::format_string<Args...> text, Args&&... args) {
        fmt::format_to(std::back_inserter(out_), text, std::forward<Args>(args)...);
        out_ += '\n';
    }
    void title(std::string_view text) { add("<h2>{}</h2>", esc(text)); }
    void card(std::string_view number, std::string_view what, std::string_view color = {}) {
        add("<div class=\"card\"><b class=\"{}\">{}</b><span>{}</span></div>", color, esc(number), esc(what));
    }
    // Cells are markup already; of `align` each `>` is a number, each `~` a text that may break anywhere.
    void table(std::string_view align, const std::vector<std::string>& head,
               const std::vector<std::vector<std::string>>& rows) {
        out_ += "<div class=\"wide\"><table><tr>";
        for (std::size_t i = 0; i < head.size(); ++i) out_ += fmt::format("<th{}>{}</th>", look(align[i]), head[i]);
        out_ += "</tr>\n";
        for (const auto& row : rows) {
            out_ += "<tr>";
            for (std::size_t i = 0; i < row.size(); ++i) out_ += fmt::format("<td{}>{}</td>", look(align[i]), row[i]);
            out_ += "</tr>\n";
        }
        out_ += "</table></div>\n";
    }

    struct Bar {
        std::string name;
        double length = 0, whole = 0; // of the strong bar, and of the soft one behind it
        std::string text;
        std::string_view look = "bar";
    };
    // One below the other. Only the bars are drawn, so that names and figures keep the size of the page's text.
    void bars(std::string_view label, const std::vector<Bar>& all) {
        constexpr double room = 62; // of the lane, in per cent: figures stand behind the longest bar, too
        double most = 0;
        for (const Bar& one : all) most = std::max({most, one.length, one.whole});
        if (most <= 0) return;
        add("<div class=\"bars\" role=\"group\" aria-label=\"{}\">", esc(label));
        for (const Bar& one : all) {
            const double longest = std::max(one.length, one.whole);
            add("<span class=\"name\" title=\"{}\">{}</span><div class=\"lane\">", esc(one.name),
                esc(cut_inside(one.name, 40)));
            if (longest > 0) {
                out_ += fmt::format("<svg width=\"{:.1f}%\" height=\"18\" aria-hidden=\"true\">",
                                    std::max(longest / most * room, 0.2));
                if (one.whole > 0)
                    out_ += fmt::format("<rect class=\"soft\" width=\"{:.1f}%\" height=\"18\" rx=\"2\"/>",
                                        one.whole / longest * 100);
                if (one.length > 0)
                    out_ += fmt::format("<rect class=\"{}\" width=\"{:.1f}%\" height=\"18\" rx=\"2\"/>", one.look,
                                        std::max(one.length / longest * 100, 0.5));
                out_ += "</svg>";
            }
            add("<span class=\"dim\">{}</span></div>", esc(one.text));
        }
        add("</div>");
    }
    void more(std::size_t all, std::size_t top) {
        if (all > top) add("<p class=\"dim\">{} more</p>", all - top);
    }

private:
    static std::string_view look(char align) {
        return align == '>' ? " class=\"n\"" : align == '~' ? " class=\"t\"" : "";
    }
    std::string& out_;
};

std::string counted(std::uint64_t number, std::string_view what) {
    return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}
std::string calls(std::uint64_t number) { return counted(number, "call"); }
std::string times(std::uint64_t number) { return number == 1 ? "once" : fmt::format("{} times", number); }

void write_headline(Html& html, const replay::Report& report, const ReplayOptions& options) {
    const replay::Headline& head = report.headline;
    html.add("<h1>{}: {}</h1>", esc(report.flow), calls(head.calls));
    if (head.first != logs::no_time)
        html.add("<p class=\"dim\">{} to {}</p>", time_text(head.first), time_text(head.last));
    html.add("<div class=\"cards\">");
    html.card(percent(head.followed, head.calls), "followed the flow, " + calls(head.followed), "good");
    html.card(percent(head.calls - head.followed, head.calls), "left it, " + calls(head.calls - head.followed),
              head.calls == head.followed ? "" : "bad");
    if (head.talks) {
        html.card(percent(head.answered, head.calls), "answered, " + calls(head.answered));
        html.card(percent(head.abandoned, head.calls), "hung up before, " + calls(head.abandoned));
        if (head.unclear != 0)
            html.card(percent(head.unclear, head.calls), "hung up, before or after, " + calls(head.unclear));
        if (head.answer.count != 0)
            html.card(length_text(head.answer.p50),
                      fmt::format("to an answer (median); p90 {}", length_text(head.answer.p90)));
    }
    if (head.length.count != 0)
        html.card(length_text(head.length.p50), fmt::format("a call (median); p90 {}", length_text(head.length.p90)));
    html.add("</div>");
    std::vector<Html::Bar> bars;
    for (std::size_t i = 0; i < replay::verdict_count; ++i) {
        const auto verdict = static_cast<replay::Verdict>(i);
        const bool good = verdict == replay::Verdict::ok || verdict == replay::Verdict::live;
        if (head.verdicts[i] != 0)
            bars.push_back({verdict_text(verdict), static_cast<double>(head.verdicts[i]), 0,
                            fmt::format("{}  ({})", head.verdicts[i], percent(head.verdicts[i], head.calls)),
                            good ? "goodbar" : "badbar"});
    }
    html.bars("Calls by verdict", bars);
    html.add("<p class=\"dim\">{}, {} without an event, {} too late to be put in order, {} taken for Latin-1, {} "
             "without a time, {} skipped.</p>",
             counted(head.records, "record"), head.nameless, head.late, head.decoded, head.timeless, head.left_out());
    for (std::size_t i = 0; i < head.skipped.size(); ++i)
        for (const replay::SkippedAt& at : head.skipped[i].first)
            html.add("<p class=\"dim\">skipped, {}: {} {}</p>", esc(logs::explain(static_cast<logs::Reason>(i))),
                     code(fmt::format("{}:{}", at.file, at.line)),
                     code(options.show_numbers ? at.text : mask_line(at.text)));
}

void write_hangups(Html& html, const replay::Report& report, std::size_t top) {
    std::vector<Html::Bar> bars;
    std::vector<std::vector<std::string>> rows;
    const std::vector<const replay::StateRow*> all = hangup_rows(report);
    for (const replay::StateRow* one : std::span(all).first(std::min(top, all.size()))) {
        bars.push_back({one->state, static_cast<double>(one->hung_up), static_cast<double>(one->came),
                        fmt::format("{} of {}  ({})", one->hung_up, one->came, percent(one->hung_up, one->came)),
                        "badbar"});
        rows.push_back(
            {code(one->state), length_text(one->before.p50), length_text(one->before.p90), esc(one->prompt)});
    }
    if (rows.empty()) return;
    html.title("Where callers hang up");
    html.bars("Callers who hung up in a state, of all who came there", bars);
    html.table("~>>~", {"state", "median before", "p90", "heard last"}, rows);
    html.more(all.size(), top);
}

void write_digits(Html& html, const replay::Report& report, std::size_t top) {
    if (report.digits.empty()) return;
    html.title("Keys pressed");
    for (const replay::DigitsRow& row : std::span(report.digits).first(std::min(top, report.digits.size()))) {
        html.add("<p>{} <span class=\"dim\">{} pressed, {} wrong, nothing {}, asked again {}</span></p>",
                 code(row.state), row.pressed, row.wrong, times(row.silent), times(row.retries));
        std::vector<Html::Bar> bars;
        for (std::size_t i = 0; i < std::min(top, row.keys.size()); ++i)
            bars.push_back({row.keys[i].text, static_cast<double>(row.keys[i].count), 0,
                            fmt::format("{}{}", row.keys[i].count, row.keys[i].wrong ? "  wrong" : ""),
                            row.keys[i].wrong ? "badbar" : "bar"});
        html.bars("Keys pressed in " + row.state, bars);
        html.more(row.keys.size(), top);
    }
    if (report.digits.size() > top)
        html.add("<p class=\"dim\">{} more</p>", counted(report.digits.size() - top, "state"));
}

void write_times(Html& html, const replay::Report& report, std::size_t top) {
    std::vector<Html::Bar> bars;
    std::vector<std::vector<std::string>> rows;
    const std::vector<const replay::StateRow*> all = time_rows(report);
    for (const replay::StateRow* one : std::span(all).first(std::min(top, all.size()))) {
        const replay::Lengths& stayed = one->stayed;
        bars.push_back({one->state, static_cast<double>(stayed.p50), static_cast<double>(stayed.p90),
                        fmt::format("median {}, p90 {}", length_text(stayed.p50), length_text(stayed.p90))});
        rows.push_back({code(one->state), std::to_string(stayed.count),
                        length_text(static_cast<std::uint64_t>(stayed.mean())), length_text(stayed.p99),
                        length_text(stayed.max), percent(stayed.sum, report.time)});
    }
    if (rows.empty()) return;
    html.title("Time per state");
    html.bars("Median and p90 of the time in each state", bars);
    html.table("~>>>>>", {"state", "stays", "mean", "p99", "longest", "of all time"}, rows);
    html.more(all.size(), top);
    if (report.unknown_time != 0)
        html.add("<p class=\"dim\">{} of the time was spent where the log does not say in which state.</p>",
                 percent(report.unknown_time, report.time));
}

void write_deviations(Html& html, const replay::Report& report, std::size_t top) {
    if (!report.deviations.empty()) html.title("Where calls left the flow");
    for (std::size_t i = 0; i < std::min(top, report.deviations.size()); ++i) {
        const replay::DeviationRow& one = report.deviations[i];
        html.add(
            "<div class=\"fault\"><p><b>{}</b> <span class=\"bad\">{}</span> <span class=\"dim\">{}</span></p><p>{}{}</p>",
            calls(one.count), verdict_text(one.kind), esc(place_text(one.place)), sentence(one.why),
            one.why.ends_with('?') ? "" : ".");
        if (!one.instead.empty())
            html.add("<p class=\"dim\">{} {}</p>",
                     one.kind == replay::Verdict::unknown_event ? "nearest:" : "handled there:",
                     esc(list_text(one.instead, 12)));
        std::string examples;
        for (const replay::Example& example : one.examples) examples += " " + code(example.call);
        if (one.first == one.last)
            html.add("<p class=\"dim\">{},{}</p></div>", time_text(one.first), examples);
        else
            html.add("<p class=\"dim\">{} to {}, such as{}</p></div>", time_text(one.first), time_text(one.last),
                     examples);
    }
    html.more(report.deviations.size(), top);
    if (report.unknown.empty()) return;
    html.title("Events that the flow lacks");
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < std::min(top, report.unknown.size()); ++i)
        rows.push_back({code(report.unknown[i].event), std::to_string(report.unknown[i].count),
                        report.unknown[i].nearest.empty() ? "" : "meant " + code(report.unknown[i].nearest) + "?"});
    html.table("~>~", {"event", "times", ""}, rows);
    html.more(report.unknown.size(), top);
}

void write_dead(Html& html, const replay::Report& report, std::size_t top) {
    const auto list = [&](std::string_view title, const std::vector<replay::DeadRow>& all) {
        if (all.empty() || report.headline.calls == 0) return;
        html.title(title);
        std::vector<std::vector<std::string>> rows;
        for (std::size_t i = 0; i < std::min(top, all.size()); ++i)
            rows.push_back({code(all[i].state.empty() ? "(any)" : all[i].state), code(all[i].event), code(all[i].to),
                            esc(place_text(all[i].place))});
        if (all.front().event.empty())
            for (auto& row : rows) row.erase(row.begin() + 1, row.begin() + 3);
        html.table("~~~~",
                   all.front().event.empty() ? std::vector<std::string>{"state", "place"}
                                             : std::vector<std::string>{"state", "event", "to", "place"},
                   rows);
        html.more(all.size(), top);
    };
    list("States that no call entered", report.dead_states);
    list("Transitions that no call took", report.dead_transitions);
}

void write_variants(Html& html, const replay::Report& report, std::size_t top) {
    if (report.variants.empty()) return;
    html.title(fmt::format("Ways that calls went, {} in all", report.variants.size()));
    if (report.variant_level != 0)
        html.add("<p class=\"dim\">One call in {} was counted.</p>", std::uint64_t{1} << report.variant_level);
    std::uint64_t sum = 0;
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < std::min(top, report.variants.size()); ++i) {
        const replay::VariantRow& one = report.variants[i];
        sum += one.count;
        rows.push_back({verdict_text(one.verdict), std::to_string(one.count), percent(one.count, report.variant_calls),
                        percent(sum, report.variant_calls), code(events_text(one.events))});
    }
    html.table("<>>>~", {"verdict", "calls", "share", "together", "events"}, rows);
}

void write_changes(Html& html, const replay::Comparison& changes, std::size_t top) {
    html.title("Against the baseline of " + calls(changes.calls));
    std::vector<std::vector<std::string>> rows;
    for (const replay::Change& one : changes.changes)
        rows.push_back({esc(change_name(one)), change_value(one, one.before), change_value(one, one.now)});
    if (!changes.nothing.empty())
        html.add("<p>Nothing to compare: {}.</p>", changes.nothing);
    else if (rows.empty())
        html.add("<p>Every figure is as it was.</p>");
    else
        html.table("~>>", {"", "then", "now"}, rows);
    const auto list = [&](std::string_view name, std::string_view color, const std::vector<replay::DeviationRow>& all) {
        for (std::size_t i = 0; i < std::min(top, all.size()); ++i)
            html.add("<p><span class=\"{}\">{}</span>: {}{} in {}, {}</p>", color, name, verdict_text(all[i].kind),
                     all[i].event.empty() ? "" : " " + code(all[i].event), code(all[i].state), calls(all[i].count));
        html.more(all.size(), top);
    };
    list("new", "bad", changes.fresh);
    list("no longer", "good", changes.gone);
}

} // namespace

void write_replay_html(std::string& out, const replay::Report& report, const replay::Comparison* changes,
                       const ReplayOptions& options) {
    Html html(out);
    html.add(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}: what calls did</title>\n<style>{}{}</style>\n</head>\n<body>",
        esc(report.flow), style, rules_for_paper);
    write_headline(html, report, options);
    if (changes != nullptr) write_changes(html, *changes, options.top);
    write_hangups(html, report, options.top);
    write_digits(html, report, options.top);
    write_times(html, report, options.top);
    write_deviations(html, report, options.top);
    write_dead(html, report, options.top);
    write_variants(html, report, options.top);
    html.add("</body>\n</html>");
}

} // namespace callflow::report
