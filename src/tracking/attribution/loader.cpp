#include "tracking/attribution/loader.hpp"

#include "base/text.hpp"
#include "tracking/attribution/loader_put.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::tracking {
namespace {

constexpr std::string_view no_time_words = "a time that cannot be read";
constexpr std::string_view backwards_words = "it ends before it begins";
constexpr std::string_view too_many_words = "more companies, regions or currencies than 65535";

// A column's value, without blanks around it.
std::string_view value(Cells cells, Table table, std::string_view column) {
    return base::trim(cells[place_of(table, column)].second);
}

std::optional<std::int64_t> count_of(std::string_view text) {
    if (text.empty()) return 0;
    const auto out = base::parse_int(text);
    return out && *out >= 0 && *out <= 1'000'000'000 ? out : std::nullopt;
}

// Seconds with or without a fraction, or `00:01:02`.
bool length(std::string_view text, Millis& out) {
    if (text.empty()) return true;
    out = logs::read_length(text);
    return out != no_time && out >= 0;
}

} // namespace

Loader::Loader(Data& data, const Channels& channels, PhoneReader& phones, LoadOptions options)
    : data_(data), channels_(channels), phones_(phones), options_(std::move(options)), time_(options_.zone) {}

bool Loader::time(std::string_view text, Millis& out) {
    out = text.empty() ? no_time : time_.read(text);
    return text.empty() || is_usable(out);
}

Id Loader::word(std::string_view text) { return dry_ || text.empty() ? 0 : data_.words.add(text); }

bool Loader::name(StringPool& pool, std::string_view text, std::uint16_t& out) {
    if (dry_ || text.empty()) return true;
    const Id id = pool.add(text);
    out = static_cast<std::uint16_t>(id);
    return id <= 0xffff;
}

std::uint64_t Loader::phone(Table table, std::string_view text) {
    const Phone read = phones_.read(text);
    if (read.kind == Phone::Kind::unusable && !dry_) ++intake(table).unusable;
    return read.number;
}

Id Loader::place_of_phone(std::uint64_t number) { return dry_ || number == 0 ? no_id : data_.phone(number); }

void Loader::malformed(Table table, std::string_view why) {
    Intake& of = intake(table);
    ++of.malformed;
    const auto found = of.reasons.find(why);
    if (found != of.reasons.end())
        ++found->second;
    else
        of.reasons.emplace(why, 1);
}

std::string_view Loader::take(Table table, Cells cells) {
    const auto columns = columns_of(table);
    const std::string_view known = base::trim(cells[columns.size() - 1].second);
    std::string_view why = no_time_words;
    if (time(known, known_)) {
        if (!dry_ && options_.as_of != no_time && known_ != no_time && known_ > options_.as_of) {
            ++intake(table).later;
            return {};
        }
        switch (table) {
        case Table::numbers: why = number(cells); break;
        case Table::visits: why = visit(cells); break;
        case Table::calls: why = call(cells); break;
        case Table::leads: why = lead(cells); break;
        case Table::costs: why = cost(cells); break;
        case Table::deals: why = deal(cells); break;
        }
    }
    if (!why.empty() && !dry_) malformed(table, why);
    return why;
}

bool Loader::is_later(Table table, Millis at) {
    if (dry_ || options_.as_of == no_time || at <= options_.as_of) return false;
    ++intake(table).later;
    return true;
}

// Whether this row goes before the one of that id that is there.
bool Loader::replaces(Table table, std::size_t place, bool added) {
    auto& versions = versions_[static_cast<std::size_t>(table)];
    if (known_ == no_time && versions.empty()) return true;
    if (versions.size() <= place) versions.resize(place + 1, no_time);
    if (!added && known_ < versions[place]) return false;
    versions[place] = known_;
    return true;
}

std::string_view Loader::number(Cells cells) {
    constexpr Table table = Table::numbers;
    const Phone read = phones_.read(value(cells, table, "number"));
    if (read.kind != Phone::Kind::number) return "its number is none";
    NumberSpan span;
    Millis since = no_time;
    if (!time(value(cells, table, "since"), since)) return no_time_words;
    if (since != no_time) span.since = since;
    if (since != no_time && is_later(table, since)) return {};
    const std::string_view state = value(cells, table, "state");
    const std::string word_of = folded(state);
    const auto is = [&](std::initializer_list<std::string_view> words) {
        return std::ranges::find(words, std::string_view(word_of)) != words.end();
    };
    if (is({"static", "fixed"}))
        span.holder = Holder::fixed;
    else if (is({"free", "available", "quarantine", "storage", "cooldown", "disabled", "released", "dead"}))
        span.holder = Holder::nobody;
    else if (!is({"", "assigned", "active", "busy", "idle", "held", "in_use", "in use"}))
        return "its state is none of free, assigned, quarantine, static and disabled";
    if (dry_) return {};
    if (!name(data_.companies, value(cells, table, "company"), span.company) ||
        !name(data_.regions, value(cells, table, "region"), span.region))
        return too_many_words;
    span.state = word(state);
    span.flow = word(value(cells, table, "flow"));
    span.marks = data_.add_marks({.source = word(value(cells, table, "source")),
                                  .medium = word(value(cells, table, "medium")),
                                  .campaign = word(value(cells, table, "campaign"))});
    span.known = known_;
    const Id place = data_.phone(read.number);
    if (data_.spans.size() <= place) data_.spans.resize(place + 1);
    auto& all = data_.spans[place];
    const auto there = std::ranges::find(all, span.since, &NumberSpan::since);
    Intake& of = intake(table);
    if (there == all.end()) {
        all.push_back(span);
        ++of.used;
        return {};
    }
    const Millis before = std::exchange(there->known, span.known);
    if (*there == span) {
        ++of.repeated;
        there->known = std::max(before, span.known);
    } else {
        ++of.corrected;
        there->known = before;
        if (span.known >= before) *there = span;
    }
    return {};
}

Id Loader::tags_as_marks() {
    return data_.add_marks({.source = word(tags_.source),
                            .medium = word(tags_.medium),
                            .campaign = word(tags_.campaign),
                            .term = word(tags_.term),
                            .content = word(tags_.content),
                            .campaign_id = word(tags_.campaign_id)});
}

std::string_view Loader::visit(Cells cells) {
    constexpr Table table = Table::visits;
    const std::string_view id = value(cells, table, "visit_id");
    if (id.empty()) return "it has no visit_id";
    const StringPool::Key id_key = data_.visit_ids.key(id);
    const StringPool::Key visitor = data_.visitors.key(value(cells, table, "visitor_id"));
    Visit out;
    Millis last = no_time;
    if (!time(value(cells, table, "ts_start"), out.start) || out.start == no_time) return no_time_words;
    if (!time(value(cells, table, "ts_last"), last)) return no_time_words;
    if (last != no_time && last < out.start) return backwards_words;
    if (last != no_time)
        out.length =
            static_cast<std::uint32_t>(std::min<Millis>(last - out.start, std::numeric_limits<std::uint32_t>::max()));
    if (is_later(table, out.start)) return {};
    if (dry_) return {};
    out.number = place_of_phone(phone(table, value(cells, table, "number_shown")));
    if (!name(data_.companies, value(cells, table, "company"), out.company) ||
        !name(data_.regions, value(cells, table, "region"), out.region))
        return too_many_words;
    bool added = false;
    if (!visitor.text.empty()) out.visitor = data_.visitors.add(visitor, added);
    constexpr std::size_t utm = place_of(table, "utm_source");
    const std::array<std::string*, 6> marks{&tags_.source, &tags_.medium,  &tags_.campaign,
                                            &tags_.term,   &tags_.content, &tags_.campaign_id};
    for (std::size_t i = 0; i < marks.size(); ++i) marks[i]->assign(base::trim(cells[utm + i].second));
    for (std::size_t i = 1; i < click_names.size(); ++i)
        tags_.clicks[i].assign(base::trim(cells[place_of(table, click_names[i])].second));
    const std::string_view landing = value(cells, table, "landing_url");
    read_tags(landing, tags_);
    channels_.complete(tags_, value(cells, table, "referrer"), landing);
    out.marks = tags_as_marks();
    put(table, data_.visits, data_.visit_ids, id_key, out);
    if (options_.clicks) keep_click(cells, data_.visit_ids.find(id));
    return {};
}

void Loader::keep_click(Cells cells, std::size_t place) {
    data_.click_kinds.resize(data_.visits.size());
    data_.clicks.resize(data_.visits.size());
    data_.clients.resize(data_.visits.size());
    data_.clients[place] = word(value(cells, Table::visits, "client_id"));
    data_.click_kinds[place] = 0;
    data_.clicks[place] = 0;
    for (std::size_t i = 1; i < click_names.size(); ++i) {
        if (tags_.clicks[i].empty()) continue;
        data_.click_kinds[place] = static_cast<std::uint8_t>(i);
        data_.clicks[place] = word(tags_.clicks[i]);
        return;
    }
}

// What the row's status, moments and lengths say of an answer, and how long people talked.
std::string_view Loader::quality(Cells cells, Call& out) {
    constexpr Table table = Table::calls;
    const std::string_view status = value(cells, table, "status");
    Millis answer = no_time;
    if (!time(value(cells, table, "ts_answer_agent"), answer)) return no_time_words;
    Millis ring = no_length, ivr = no_length, queue = no_length;
    if (!length(value(cells, table, "talk_s"), out.talk) || !length(value(cells, table, "ring_s"), ring) ||
        !length(value(cells, table, "ivr_s"), ivr) || !length(value(cells, table, "queue_s"), queue))
        return "a length that cannot be read";
    if (answer != no_time && (answer < out.start || (out.end != no_time && out.end < answer))) return backwards_words;
    const logs::Outcome outcome = status.empty() ? logs::Outcome::unknown : logs::outcome_of(status, false);
    const std::string word_of = folded(status);
    if (outcome == logs::Outcome::answered || word_of == "completed" || word_of == "success")
        out.answered = Answered::yes;
    else if (outcome != logs::Outcome::unknown || word_of == "missed" || word_of == "abandoned")
        out.answered = Answered::no;
    if (out.answered == Answered::unknown && (answer != no_time || out.talk > 0)) out.answered = Answered::yes;
    if (out.answered == Answered::unknown && out.talk == 0) out.answered = Answered::no;
    if (out.talk != no_length) return {};
    if (out.answered == Answered::no) {
        out.talk = 0;
    } else if (answer != no_time && out.end != no_time) {
        out.talk = out.end - answer;
    } else if (out.answered == Answered::yes && out.end != no_time && ring != no_length && ivr != no_length &&
               queue != no_length) {
        out.talk = std::max<Millis>(0, out.end - out.start - ring - ivr - queue);
    }
    return {};
}

std::string_view Loader::call(Cells cells) {
    constexpr Table table = Table::calls;
    const std::string_view id = value(cells, table, "call_id");
    if (id.empty()) return "it has no call_id";
    Call out;
    if (!time(value(cells, table, "ts_start"), out.start) || out.start == no_time) return no_time_words;
    if (!time(value(cells, table, "ts_end"), out.end)) return no_time_words;
    if (out.end != no_time && out.end < out.start) return backwards_words;
    if (const std::string_view why = quality(cells, out); !why.empty()) return why;
    if (is_later(table, out.start)) return {};
    if (dry_) return {};
    out.from = phone(table, value(cells, table, "from"));
    out.number = place_of_phone(phone(table, value(cells, table, "to")));
    out.tag = word(value(cells, table, "tag"));
    if (!name(data_.companies, value(cells, table, "company"), out.company)) return too_many_words;
    put(table, data_.calls, data_.call_ids, data_.call_ids.key(id), out);
    return {};
}

std::string_view Loader::lead(Cells cells) {
    constexpr Table table = Table::leads;
    const std::string_view id = value(cells, table, "id");
    if (id.empty()) return "it has no id";
    Lead out;
    if (!time(value(cells, table, "ts"), out.at) || out.at == no_time) return no_time_words;
    const std::string kind = folded(value(cells, table, "kind"));
    if (kind == "callback" || kind == "call_back" || kind == "call-back")
        out.kind = LeadKind::callback;
    else if (kind != "form" && kind != "application")
        return "its kind is neither form nor callback";
    if (is_later(table, out.at)) return {};
    if (dry_) return {};
    const std::string_view visit = value(cells, table, "visit_id");
    const std::string_view visitor = value(cells, table, "client_id");
    out.wanted = word(visit);
    if (!visit.empty()) out.visit = data_.visit_ids.find(visit);
    if (!visitor.empty()) out.visitor = data_.visitors.add(visitor);
    out.phone = phone(table, value(cells, table, "phone"));
    if (!name(data_.companies, value(cells, table, "company"), out.company)) return too_many_words;
    put(table, data_.leads, data_.lead_ids, data_.lead_ids.key(id), out);
    return {};
}

std::string_view Loader::deal(Cells cells) {
    constexpr Table table = Table::deals;
    const std::string_view id = value(cells, table, "deal_id");
    if (id.empty()) return "it has no deal_id";
    Deal out;
    if (!time(value(cells, table, "ts_created"), out.created) || out.created == no_time) return no_time_words;
    if (!time(value(cells, table, "ts_won"), out.won)) return no_time_words;
    if (out.won != no_time && out.won < out.created) return "it was won before it was made";
    const std::string_view stage = value(cells, table, "stage");
    const std::string word_of = folded(stage);
    if (word_of == "lost" || word_of == "closed lost" || word_of == "closedlost") out.won = no_time;
    if (out.won == no_time && (word_of == "won" || word_of == "closed won" || word_of == "closedwon"))
        out.won = out.created;
    const std::string_view amount = value(cells, table, "amount");
    const auto currency = currency_of(value(cells, table, "currency"));
    if (!amount.empty()) {
        if (!currency) return "an amount without a currency";
        const auto minor = parse_money(amount, *currency);
        if (!minor) return "an amount that cannot be read";
        out.amount = *minor;
    }
    if (is_later(table, out.created)) return {};
    if (!dry_ && options_.as_of != no_time && out.won != no_time && out.won > options_.as_of) out.won = no_time;
    if (dry_) return {};
    out.phone = phone(table, value(cells, table, "phone"));
    out.lead = word(value(cells, table, "lead_id"));
    out.stage = word(stage);
    if (!name(data_.companies, value(cells, table, "company"), out.company) ||
        (currency && !name(data_.currencies, *currency, out.currency)))
        return too_many_words;
    put(table, data_.deals, data_.deal_ids, data_.deal_ids.key(id), out);
    return {};
}

std::string_view Loader::cost(Cells cells) {
    constexpr Table table = Table::costs;
    Cost out;
    const auto day = parse_day(value(cells, table, "date").substr(0, 10));
    if (!day || !is_usable(*day * 86'400'000)) return "a date that cannot be read";
    const auto clicks = count_of(value(cells, table, "clicks"));
    const auto impressions = count_of(value(cells, table, "impressions"));
    if (!clicks || !impressions) return "a number that cannot be read";
    const auto currency = currency_of(value(cells, table, "currency"));
    if (!currency) return "its currency is none, such as EUR";
    const auto cost = parse_money(value(cells, table, "cost"), *currency);
    if (!cost) return "an amount that cannot be read";
    if (value(cells, table, "source").empty()) return "it has no source";
    if (is_later(table, *day * 86'400'000)) return {};
    if (dry_) return {};
    out.day = *day;
    out.clicks = *clicks;
    out.impressions = *impressions;
    out.cost = *cost;
    if (!name(data_.companies, value(cells, table, "company"), out.company) ||
        !name(data_.currencies, *currency, out.currency))
        return too_many_words;
    out.marks = data_.add_marks({.source = word(value(cells, table, "source")),
                                 .medium = word(value(cells, table, "medium")),
                                 .campaign = word(value(cells, table, "campaign")),
                                 .term = word(value(cells, table, "keyword"))});
    put_cost(out);
    return {};
}

void Loader::put_cost(const Cost& row) {
    key_ = fmt::format("{} {} {} {}", row.day, row.company, row.marks, row.currency);
    const auto [at, added] = costs_seen_.try_emplace(key_, CostSeen{data_.costs.size(), file_, known_});
    Intake& of = intake(Table::costs);
    if (added) {
        data_.costs.push_back(row);
        ++of.used;
        return;
    }
    CostSeen& seen = at->second;
    Cost& there = data_.costs[seen.place];
    if (seen.file == file_ && seen.known == known_) {
        ++of.joined;
        there.clicks += row.clicks;
        there.impressions += row.impressions;
        there.cost += row.cost;
        return;
    }
    ++of.corrected;
    if (known_ < seen.known) return;
    there = row;
    seen.file = file_;
    seen.known = known_;
}

void Loader::finish() {
    for (auto& all : data_.spans) std::ranges::sort(all, {}, &NumberSpan::since);
    if (data_.spans.empty()) return;
    for (Visit& visit : data_.visits) { // whose number it was shown, where the visit's row does not say
        if (visit.company != 0 && visit.region != 0) continue;
        const NumberSpan* const span = data_.span_at(visit.number, visit.start);
        if (span == nullptr) continue;
        if (visit.company == 0) visit.company = span->company;
        if (visit.region == 0) visit.region = span->region;
    }
}

std::string_view Loader::canonical(Table table, Cells cells, std::vector<std::string>& values, Millis& known) {
    dry_ = true;
    const std::string_view why = take(table, cells);
    dry_ = false;
    if (!why.empty()) return why;
    known = known_;
    const auto columns = columns_of(table);
    values.clear();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string_view text = base::trim(cells[i].second);
        Millis at = no_time;
        if (columns[i].holds == Holds::time && time(text, at) && at != no_time) {
            values.push_back(base::format_timestamp(at * 1'000'000));
        } else if (columns[i].holds == Holds::phone) {
            const Phone read = phones_.read(text);
            values.push_back(read.kind == Phone::Kind::number ? e164(read.number) : std::string(text));
        } else {
            values.emplace_back(text);
        }
    }
    return {};
}

} // namespace callflow::tracking
