#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/terminal.hpp"
#include "cli/track.hpp"
#include "report/masking.hpp"
#include "report/table.hpp"
#include "report/track_report.hpp"

#include <cmath>
#include <fmt/format.h>

namespace callflow::cli {
namespace {

using report::Cell;
using tracking::Id;
using tracking::no_id;

constexpr std::size_t flush_bytes = std::size_t{1} << 20;
constexpr std::size_t portion = 10'000; // rows that are made at once
constexpr std::size_t shown_unmatched = 10;

// The rows of a table as they were matched, one by one.
class Rows {
public:
    Rows(const Tracked& all, const tracking::TrackReport& report) : data_(all.data), all_(all), report_(report) {}

    [[nodiscard]] std::vector<std::string> columns(std::string_view table) const {
        if (table == "calls")
            return {"call",    "at",      "from",       "to",           "company",  "region", "matched", "match",
                    "visit",   "visitor", "candidates", "p_correct",    "channel",  "source", "medium",  "campaign",
                    "keyword", "novelty", "quality",    "talk_seconds", "answered", "tag"};
        if (table == "leads")
            return {"lead",  "at",      "kind",    "phone",  "company", "matched",  "match",
                    "visit", "visitor", "channel", "source", "medium",  "campaign", "keyword"};
        if (table == "deals")
            return {"deal",  "created", "won",     "phone", "amount", "currency",
                    "stage", "company", "matched", "match", "lead"};
        return {"date",   "channel",     "source", "medium",   "campaign", "keyword",
                "clicks", "impressions", "cost",   "currency", "company",  "matched"};
    }
    [[nodiscard]] std::size_t size(std::string_view table) const {
        return table == "calls"   ? data_.calls.size()
               : table == "leads" ? data_.leads.size()
               : table == "deals" ? data_.deals.size()
                                  : data_.costs.size();
    }
    [[nodiscard]] bool matched(std::string_view table, std::size_t i) const {
        if (table == "calls") return tracking::is_matched(all_.matches.calls[i].match);
        if (table == "leads") return all_.matches.leads[i].visit != no_id;
        if (table == "deals") return all_.matches.deals[i].lead != no_id;
        return !std::ranges::binary_search(report_.costs_without, static_cast<Id>(i));
    }
    [[nodiscard]] std::vector<Cell> row(std::string_view table, std::size_t i) const {
        return table == "calls" ? call(i) : table == "leads" ? lead(i) : table == "deals" ? deal(i) : cost(i);
    }

private:
    [[nodiscard]] static Cell text(std::string_view value) { return value.empty() ? Cell() : Cell(std::string(value)); }
    [[nodiscard]] static Cell time(tracking::Millis at) {
        return at == tracking::no_time ? Cell() : Cell(base::format_timestamp(at * 1'000'000));
    }
    [[nodiscard]] Cell number(std::uint64_t phone) const {
        const std::string whole = tracking::e164(phone);
        return text(all_.options.numbers ? whole : report::mask_number(whole));
    }
    void marks(std::vector<Cell>& out, Id id) const {
        const tracking::Marks& one = data_.marks[id];
        const std::string_view source = data_.words[one.source], medium = data_.words[one.medium],
                               campaign = data_.words[one.campaign];
        out.push_back(text(all_.options.channels.channel(source, medium, campaign)));
        for (const std::string_view value : {source, medium, campaign, data_.words[one.term]})
            out.push_back(text(value));
    }
    void visit(std::vector<Cell>& out, Id id) const {
        out.push_back(id == no_id ? Cell() : text(data_.visit_ids[id]));
        const Id visitor = id == no_id ? no_id : data_.visits[id].visitor;
        out.push_back(visitor == no_id ? Cell() : text(data_.visitors[visitor]));
    }

    [[nodiscard]] std::vector<Cell> call(std::size_t i) const {
        const tracking::Call& call = data_.calls[i];
        const tracking::CallFound& found = all_.matches.calls[i];
        const bool matched = tracking::is_matched(found.match);
        std::vector<Cell> out{text(data_.call_ids[static_cast<Id>(i)]),
                              time(call.start),
                              number(call.from),
                              call.number == no_id ? Cell() : number(data_.phones[call.number]),
                              text(data_.companies[found.company]),
                              text(data_.regions[found.region]),
                              std::string(matched ? "yes" : "no"),
                              std::string(tracking::match_names[static_cast<std::size_t>(found.match)])};
        visit(out, found.visit);
        out.emplace_back(static_cast<std::int64_t>(found.candidates));
        out.push_back(found.visit == no_id ? Cell()
                                           : Cell(std::round(static_cast<double>(found.correct) * 1000) / 1000));
        if (matched)
            marks(out, found.marks);
        else
            out.insert(out.end(), 5, Cell());
        out.emplace_back(std::string(tracking::novelty_names[static_cast<std::size_t>(found.novelty)]));
        out.push_back(found.quality == tracking::Quality::unknown
                          ? Cell()
                          : Cell(std::string(found.quality == tracking::Quality::good ? "good" : "poor")));
        out.push_back(call.talk == tracking::no_length ? Cell() : Cell(static_cast<double>(call.talk) / 1000));
        out.push_back(call.answered == tracking::Answered::unknown
                          ? Cell()
                          : Cell(std::string(call.answered == tracking::Answered::yes ? "yes" : "no")));
        out.push_back(text(data_.words[call.tag]));
        return out;
    }

    [[nodiscard]] std::vector<Cell> lead(std::size_t i) const {
        const tracking::Lead& lead = data_.leads[i];
        const tracking::LeadFound& found = all_.matches.leads[i];
        static constexpr std::array<std::string_view, 5> names{"visit", "visitor", "no_id", "no_visit", "backwards"};
        std::vector<Cell> out{text(data_.lead_ids[static_cast<Id>(i)]),
                              time(lead.at),
                              std::string(lead.kind == tracking::LeadKind::form ? "form" : "callback"),
                              number(lead.phone),
                              text(data_.companies[found.company]),
                              std::string(found.visit != no_id ? "yes" : "no"),
                              std::string(names[static_cast<std::size_t>(found.match)])};
        visit(out, found.visit);
        if (found.visit != no_id)
            marks(out, data_.visits[found.visit].marks);
        else
            out.insert(out.end(), 5, Cell());
        return out;
    }

    [[nodiscard]] std::vector<Cell> deal(std::size_t i) const {
        const tracking::Deal& deal = data_.deals[i];
        const tracking::DealFound& found = all_.matches.deals[i];
        static constexpr std::array<std::string_view, 4> names{"lead", "phone", "no_key", "no_lead"};
        const auto calls = static_cast<Id>(data_.calls.size());
        const std::string_view lead = found.lead == no_id  ? std::string_view()
                                      : found.lead < calls ? data_.call_ids[found.lead]
                                                           : data_.lead_ids[found.lead - calls];
        const std::string_view currency = data_.currencies[deal.currency];
        return {text(data_.deal_ids[static_cast<Id>(i)]),
                time(deal.created),
                time(deal.won),
                number(deal.phone),
                currency.empty() ? Cell() : Cell(tracking::money_text(deal.amount, currency)),
                text(currency),
                text(data_.words[deal.stage]),
                text(data_.companies[deal.company]),
                std::string(found.lead != no_id ? "yes" : "no"),
                std::string(names[static_cast<std::size_t>(found.match)]),
                text(lead)};
    }

    [[nodiscard]] std::vector<Cell> cost(std::size_t i) const {
        const tracking::Cost& cost = data_.costs[i];
        std::vector<Cell> out{tracking::day_text(cost.day)};
        marks(out, cost.marks);
        const std::string_view currency = data_.currencies[cost.currency];
        out.emplace_back(cost.clicks);
        out.emplace_back(cost.impressions);
        out.emplace_back(tracking::money_text(cost.cost, currency));
        out.push_back(text(currency));
        out.push_back(text(data_.companies[cost.company]));
        out.emplace_back(std::string(matched("costs", i) ? "yes" : "no"));
        return out;
    }

    const tracking::Data& data_;
    const Tracked& all_;
    const tracking::TrackReport& report_;
};

// Whether stdout takes more.
bool write_rows(const Values& values, Io& io, const Rows& rows, std::string& out, report::TableFormat format,
                bool to_file) {
    const std::string_view of = values.get("rows"), only = values.get("only");
    report::Table table{.columns = rows.columns(of), .rows = {}};
    bool header = true;
    const auto flush = [&] {
        std::string text;
        report::write_table(text, table, format);
        if (!header && format == report::TableFormat::csv) text.erase(0, text.find('\n') + 1);
        out += text;
        header = false;
        table.rows.clear();
        return to_file || out.size() < flush_bytes || !io.flush_out || io.flush_out();
    };
    for (std::size_t i = 0; i < rows.size(of); ++i) {
        if (only != "all" && rows.matched(of, i) != (only == "matched")) continue;
        table.rows.push_back(rows.row(of, i));
        if (table.rows.size() == portion && !flush()) return false;
    }
    return flush();
}

// The first rows of each table that were matched with nothing.
void list_unmatched(std::string& out, const Rows& rows) {
    for (const std::string_view of : {"calls", "leads", "deals", "costs"}) {
        report::Table table{.columns = rows.columns(of), .rows = {}};
        std::size_t more = 0;
        for (std::size_t i = 0; i < rows.size(of); ++i) {
            if (rows.matched(of, i)) continue;
            if (table.rows.size() < shown_unmatched)
                table.rows.push_back(rows.row(of, i));
            else
                ++more;
        }
        if (table.rows.empty()) continue;
        // Columns that say nothing here are left out.
        for (std::size_t c = table.columns.size(); c-- > 0;) {
            const bool any = std::ranges::any_of(table.rows, [&](const auto& row) {
                return !std::holds_alternative<std::monostate>(row[c]) && row[c] != Cell(std::string("no"));
            });
            if (any) continue;
            table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(c));
            for (auto& row : table.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(c));
        }
        out += fmt::format("\nunmatched {}{}\n", of,
                           more == 0
                               ? std::string()
                               : fmt::format(", the first {}; {} more with `--rows {} --only unmatched --format csv`",
                                             shown_unmatched, more, of));
        report::write_table(out, table, report::TableFormat::table);
    }
}

} // namespace

ExitStatus track_match(const Values& values, Io& io) {
    const auto tracked = read_tracked(values, io);
    if (!tracked) return complain(io, "track", tracked.error());
    const Tracked& all = **tracked;
    // Whether costs had visits is a question of days; amounts are of no interest here.
    tracking::AccountOptions options = all.options.account;
    options.money = false;
    const auto made = tracking::account(all.data, all.matches, all.options.channels, options);
    if (!made) return complain(io, "track", made.error());
    const Rows rows(all, *made);
    const report::TrackShown shown{.report = &*made, .data = &all.data, .model = {}, .as_of = {}};
    const ExitStatus found = all.malformed && values.has("strict") ? ExitStatus::findings : ExitStatus::fine;
    const std::string_view format = values.get("format");
    std::string text;
    if (format == "text") {
        report::write_track_counts(text, shown);
        list_unmatched(text, rows);
        return worst(deliver(values, io, text), found);
    }
    if (format == "json") {
        base::JsonWriter json(text, base::JsonWriter::Layout::indented);
        json.begin_object().member("callflow_track_match", 1);
        report::write_track_counts(json, shown);
        json.end_object();
        text += '\n';
        return worst(deliver(values, io, text), found);
    }
    const bool to_file = values.has("output") && values.get("output") != "-";
    const auto kind = report::table_format(format).value_or(report::TableFormat::csv);
    static_cast<void>(write_rows(values, io, rows, to_file ? text : io.out, kind, to_file));
    return worst(to_file ? deliver(values, io, text) : ExitStatus::fine, found);
}

} // namespace callflow::cli
