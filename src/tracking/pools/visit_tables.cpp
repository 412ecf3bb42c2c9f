#include "tracking/pools/visit_tables.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "logs/log_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <span>

namespace callflow::tracking {
namespace {

constexpr std::size_t shown_rows = 5;

struct Column {
    std::string_view name;
    std::initializer_list<std::string_view> others;
};
const Column more_names[] = {
    {"visit_id", {"visit_id", "visit", "id"}},
    {"call_id", {"call_id", "call", "id"}},
    {"ts_start", {"ts_start", "start", "time"}},
    {"ts_last", {"ts_last", "ts_end", "end", "last"}},
    {"ts_end", {"ts_end", "end"}},
    {"visitor_id", {"visitor_id", "visitor", "client_id"}},
    {"channel", {"channel", "source", "utm_source"}},
    {"number_shown", {"number_shown", "number"}},
    {"to", {"to", "to_number", "called"}},
    {"ip", {"ip", "address"}},
};

// What a file of visits or calls has, as a format of src/logs.
logs::Settings settings_of(std::span<const std::string_view> columns, std::string_view id,
                           const std::vector<std::pair<std::string, std::string>>& map, const std::string& zone) {
    auto format = std::make_shared<logs::Format>();
    format->name = id == "call_id" ? "calls" : "visits";
    format->kinds = {logs::Kind::ndjson, logs::Kind::csv};
    const auto slot_of = [&](std::string_view name) {
        std::pair<logs::Mapped::Kind, logs::Meaning> out{logs::Mapped::Kind::var, logs::Meaning::call};
        if (name == id) out = {logs::Mapped::Kind::meaning, logs::Meaning::call};
        if (name == "ts_start") out = {logs::Mapped::Kind::meaning, logs::Meaning::time};
        return out;
    };
    for (const std::string_view name : columns) {
        logs::Slot& slot = format->slots.emplace_back();
        std::tie(slot.kind, slot.meaning) = slot_of(name);
        slot.name = name;
        const auto* const more = std::ranges::find(more_names, name, &Column::name);
        const auto add = [&](std::string_view column) {
            slot.columns.push_back(static_cast<std::uint32_t>(format->columns.size()));
            format->columns.emplace_back(column);
        };
        if (more == std::end(more_names))
            add(name);
        else
            for (const std::string_view one : more->others) {
                // `id` is what it is called first
                const auto found = std::ranges::find(format->columns, one);
                if (found == format->columns.end()) add(one);
            }
    }
    format->event_columns = format->columns.size();
    logs::Settings out;
    out.format = std::move(format);
    out.zone = zone;
    for (const auto& [name, column] : map) {
        const auto [kind, meaning] = slot_of(name);
        out.mapping.columns.push_back({kind, meaning, name, column});
    }
    return out;
}

// Notes whether there was anything at all: a file without a byte has no rows, and nothing is wrong with it.
class Watched final : public base::ByteStream {
public:
    Watched(std::unique_ptr<base::ByteStream> bytes, bool& any) : bytes_(std::move(bytes)), any_(any) {}
    base::Result<std::size_t> read(std::span<char> into) override {
        auto got = bytes_->read(into);
        any_ = any_ || !got || *got != 0;
        return got;
    }

private:
    std::unique_ptr<base::ByteStream> bytes_;
    bool& any_;
};

std::string_view value_of(const logs::Event& event, std::string_view name) {
    for (const auto& [key, value] : event.vars)
        if (key == name) return value;
    return {};
}

} // namespace

std::string plain_number(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.' && c != '/') out += c;
    if (out.starts_with("00")) out.replace(0, 2, "+");
    return out;
}

base::Result<void> parse_table_map(std::string_view text, TableSettings& into) {
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        const std::string_view item = base::trim(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
        const std::size_t equals = item.find('=');
        const std::size_t dot = item.find('.');
        const std::string_view kind = item.substr(0, std::min(dot, equals));
        if (equals == std::string_view::npos || equals + 1 == item.size() || dot > equals ||
            (kind != "visits" && kind != "calls"))
            return base::fail(
                base::ErrorKind::usage,
                fmt::format("--map takes visits.NAME=COLUMN and calls.NAME=COLUMN, such as visits.visit_id=id, not {}",
                            base::quoted(item)));
        const std::string_view name = item.substr(dot + 1, equals - dot - 1);
        const bool calls = kind == "calls";
        const std::span<const std::string_view> known = calls ? std::span<const std::string_view>(pool_call_columns)
                                                              : std::span<const std::string_view>(pool_visit_columns);
        if (std::ranges::find(known, name) == known.end()) {
            const std::string_view near = base::nearest(name, known);
            return base::fail(base::ErrorKind::usage,
                              fmt::format("--map knows no {} of {}{}: it maps {}", base::quoted(name), kind,
                                          near.empty() ? std::string() : fmt::format(" (did you mean {}?)", near),
                                          fmt::join(known, ", ")));
        }
        (calls ? into.call_map : into.visit_map).emplace_back(name, item.substr(equals + 1));
    }
    return {};
}

// Rows of one file, counted.
class RowSink final : public logs::Sink {
public:
    RowSink(VisitTables& tables, bool calls, std::string name)
        : tables_(tables), counts_(calls ? tables.calls_ : tables.visits_), calls_(calls), name_(std::move(name)) {}
    void begin(const logs::Piece& piece, std::uint64_t lines) {
        piece_ = &piece;
        lines_ = lines;
    }
    void event(const logs::Event& event) override {
        ++counts_.rows;
        const std::string_view why = calls_ ? tables_.take_call(event) : tables_.take_visit(event);
        if (why.empty())
            ++counts_.taken;
        else
            fault(why, event.at);
    }
    void skipped(logs::Reason reason, std::uint32_t at, std::string_view line) override {
        static_cast<void>(line);
        ++counts_.rows;
        fault(reason == logs::Reason::no_call ? std::string_view("no id") : logs::explain(reason), at);
    }
    void lost(std::string_view why) {
        ++counts_.rows;
        count(why);
    }

private:
    void fault(std::string_view why, std::uint32_t at) {
        count(why);
        if (counts_.first.size() >= shown_rows) return;
        const logs::Place place = logs::place_of(*piece_, at, lines_);
        counts_.first.push_back(fmt::format("{}:{}: skipped, {}", name_, place.line, why));
    }
    void count(std::string_view why) {
        auto found = std::ranges::find(counts_.skipped, why, &std::pair<std::string, std::uint64_t>::first);
        if (found == counts_.skipped.end()) found = counts_.skipped.emplace(found, std::string(why), 0);
        ++found->second;
    }

    VisitTables& tables_;
    TableCounts& counts_;
    bool calls_;
    std::string name_;
    const logs::Piece* piece_ = nullptr;
    std::uint64_t lines_ = 0;
};

base::Result<void> VisitTables::read_visits(const std::string& name, std::unique_ptr<base::ByteStream> bytes) {
    return read(name, std::move(bytes), false);
}

base::Result<void> VisitTables::read_calls(const std::string& name, std::unique_ptr<base::ByteStream> bytes) {
    log_.has_calls = true;
    return read(name, std::move(bytes), true);
}

base::Result<void> VisitTables::read(const std::string& name, std::unique_ptr<base::ByteStream> bytes, bool calls) {
    const logs::Settings settings =
        calls ? settings_of(pool_call_columns, "call_id", settings_.call_map, settings_.zone)
              : settings_of(pool_visit_columns, "visit_id", settings_.visit_map, settings_.zone);
    bool any = false;
    auto file = logs::LogFile::open(name, std::make_unique<Watched>(std::move(bytes), any), settings);
    if (!file && !any) return {};
    if (!file) return tl::unexpected(file.error());
    const auto reader = file->reader();
    RowSink sink(*this, calls, base::printable(name));
    logs::Piece piece;
    for (;;) {
        const auto more = file->next(piece);
        if (!more) return tl::unexpected(more.error());
        for (std::uint64_t left = file->take_too_long(); left != 0; --left)
            sink.lost(logs::explain(logs::Reason::too_long));
        if (!file->take_damage().empty()) sink.lost(logs::explain(logs::Reason::damaged));
        if (!*more) return {};
        sink.begin(piece, file->line());
        reader->read(piece, sink);
        piece.kept.clear();
    }
}

std::uint32_t VisitTables::index(Names& names, std::string_view text, std::vector<std::string>* list) {
    const auto found = names.find(text);
    if (found != names.end()) return found->second;
    const auto made = static_cast<std::uint32_t>(names.size());
    names.emplace(std::string(text), made);
    if (list != nullptr) list->emplace_back(text);
    return made;
}

std::uint32_t VisitTables::number(std::string_view text) {
    return text.empty() ? no_index : index(number_names_, plain_number(text), &log_.numbers);
}

std::string_view VisitTables::take_visit(const logs::Event& event) {
    if (event.time == logs::no_time) return "no beginning";
    LoggedVisit one;
    PoolVisit& visit = one.visit;
    visit.start = visit.end = event.time;
    if (const std::string_view last = value_of(event, "ts_last"); !last.empty()) {
        visit.end = time_.read(last);
        if (visit.end == logs::no_time) return "its last page has no time";
        if (visit.end < visit.start) return "it ends before it begins";
    }
    if (const std::string_view company = value_of(event, "company"); !company.empty()) {
        visit.company = file_.company(company);
        if (visit.company == no_index) return "a company that the pool file lacks";
    } else if (file_.companies.size() > 1) {
        return "no company";
    }
    if (const std::string_view region = value_of(event, "region"); !region.empty()) {
        visit.region = file_.region(region);
        visits_.unknown_regions += visit.region == no_index ? 1 : 0;
    } else if (const std::string_view ip = value_of(event, "ip"); !ip.empty()) {
        visit.region = file_.ips.find(ip).value_or(no_index);
        visits_.unknown_addresses += visit.region == no_index ? 1 : 0;
    }
    const std::string_view channel = value_of(event, "channel");
    visit.channel = index(channel_names_, channel.empty() ? "(not set)" : channel, &log_.channels);
    if (const std::string_view visitor = value_of(event, "visitor_id"); !visitor.empty()) {
        key_ = fmt::format("{}\n", visit.company);
        key_ += visitor;
        visit.visitor = index(visitor_names_, key_, nullptr);
    }
    one.number = number(value_of(event, "number_shown"));
    log_.has_numbers = log_.has_numbers || one.number != no_index;
    one.name = static_cast<std::uint32_t>(log_.names.size());
    log_.names.emplace_back(event.call);
    log_.visits.push_back(one);
    return {};
}

std::string_view VisitTables::take(const logs::Cdr& record) {
    log_.has_calls = true;
    if (record.direction == "outbound") return {};
    ++calls_.rows;
    const auto refuse = [&](std::string_view why) {
        --calls_.rows;
        skipped_records(why, 1);
        return why;
    };
    if (record.start == logs::no_time) return refuse("no beginning");
    LoggedCall one;
    one.at = record.start;
    one.end = record.end != logs::no_time        ? record.end
              : record.duration != logs::no_time ? record.start + record.duration
                                                 : record.start;
    if (one.end < one.at) return refuse("it ends before it begins");
    one.to = number(record.dialler);
    if (one.to == no_index) return refuse("no number that was called");
    ++calls_.taken;
    const std::string& call = record.group.empty() ? record.call : record.group;
    const auto [leg, fresh] = of_group_.try_emplace(call, log_.calls.size());
    if (!fresh) {
        LoggedCall& there = log_.calls[leg->second];
        there.at = std::min(there.at, one.at);
        there.end = std::max(there.end, one.end);
        return {};
    }
    one.name = static_cast<std::uint32_t>(log_.names.size());
    log_.names.emplace_back(call);
    one.visit = no_index;
    log_.calls.push_back(one);
    return {};
}

void VisitTables::skipped_records(std::string_view why, std::uint64_t count) {
    if (count == 0) return;
    calls_.rows += count;
    auto found = std::ranges::find(calls_.skipped, why, &std::pair<std::string, std::uint64_t>::first);
    if (found == calls_.skipped.end()) found = calls_.skipped.emplace(found, std::string(why), 0);
    found->second += count;
}

std::string_view VisitTables::take_call(const logs::Event& event) {
    if (event.time == logs::no_time) return "no beginning";
    LoggedCall one;
    one.at = one.end = event.time;
    if (const std::string_view end = value_of(event, "ts_end"); !end.empty()) {
        one.end = time_.read(end);
        if (one.end == logs::no_time) return "its end has no time";
        if (one.end < one.at) return "it ends before it begins";
    }
    const std::string_view visit = value_of(event, "visit_id");
    one.to = number(value_of(event, "to"));
    if (one.to == no_index && visit.empty()) return "neither a number that was called nor a visit";
    one.name = static_cast<std::uint32_t>(log_.names.size());
    log_.names.emplace_back(event.call);
    one.visit = visit.empty() ? no_index : static_cast<std::uint32_t>(of_visit_.size());
    if (!visit.empty()) of_visit_.emplace_back(visit);
    log_.calls.push_back(one);
    return {};
}

VisitLog VisitTables::finish() {
    std::ranges::stable_sort(log_.visits, {}, [](const LoggedVisit& one) { return one.visit.start; });
    std::ranges::stable_sort(log_.calls, {}, &LoggedCall::at);
    if (!of_visit_.empty()) {
        std::unordered_map<std::string_view, std::uint32_t> places;
        for (std::uint32_t i = 0; i < log_.visits.size(); ++i) places.emplace(log_.names[log_.visits[i].name], i);
        for (LoggedCall& call : log_.calls) {
            if (call.visit == no_index) continue;
            const auto found = places.find(of_visit_[call.visit]);
            call.visit = found == places.end() ? no_index : found->second;
            if (call.visit == no_index) ++calls_.unknown_visits;
        }
    }
    for (const LoggedVisit& one : log_.visits) {
        log_.first = log_.first == no_time ? one.visit.start : std::min(log_.first, one.visit.start);
        log_.last = std::max(log_.last, one.visit.end);
    }
    for (const LoggedCall& one : log_.calls) {
        log_.first = log_.first == no_time ? one.at : std::min(log_.first, one.at);
        log_.last = std::max(log_.last, one.at);
    }
    log_.visitors = static_cast<std::uint32_t>(visitor_names_.size());
    return std::move(log_);
}

} // namespace callflow::tracking
