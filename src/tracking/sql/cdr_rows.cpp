#include "tracking/sql/cdr_rows.hpp"

#include "tracking/sql/tables.hpp"

#include <algorithm>
#include <array>
#include <soci/soci.h>
#include <string>

namespace callflow::tracking {
namespace {

constexpr const char* columns =
    "id, source, call_id, call_group, stage, contact, campaign, extension, agent, client, dialler, direction, disposition, code, "
    "outcome, ended_by, recording, attempt, began, answered, ended, duration, ring, ivr, hold, talk, wrapup, abandoned";
constexpr std::size_t texts = 17, numbers = 11;

// A row's columns in that order.
struct Values {
    std::array<std::string, texts> text;
    std::array<long long, numbers> number{};
};

long long nanoseconds(logs::Millis time) { return time == logs::no_time ? 0 : time * 1'000'000; }
logs::Millis millis(long long time) { return time == 0 ? logs::no_time : time / 1'000'000; }
long long length(logs::Millis time) { return time == logs::no_time ? -1 : time; }
logs::Millis length_of(long long time) { return time < 0 ? logs::no_time : time; }

void fill(Values& row, const logs::Cdr& cdr) {
    const std::array<std::string_view, texts> from{
        cdr.key,      cdr.source,    cdr.call,        cdr.group, cdr.stage,
        cdr.contact,  cdr.campaign,  cdr.extension,   cdr.agent, cdr.client,
        cdr.dialler,  cdr.direction, cdr.disposition, cdr.code,  logs::outcomes[static_cast<std::size_t>(cdr.outcome)],
        cdr.ended_by, cdr.recording};
    for (std::size_t i = 0; i < texts; ++i) row.text[i] = clean(from[i]);
    row.number = {static_cast<long long>(cdr.attempt),
                  nanoseconds(cdr.start),
                  nanoseconds(cdr.answer),
                  nanoseconds(cdr.end),
                  length(cdr.duration),
                  length(cdr.ring),
                  length(cdr.ivr),
                  length(cdr.hold),
                  length(cdr.talk),
                  length(cdr.wrapup),
                  cdr.abandoned == logs::Told::unknown ? -1
                  : cdr.abandoned == logs::Told::yes   ? 1
                                                       : 0};
}

logs::Cdr cdr_of(const Values& row) {
    logs::Cdr out;
    const std::array<std::string*, texts> to{&out.key,      &out.source,    &out.call,        &out.group, &out.stage,
                                             &out.contact,  &out.campaign,  &out.extension,   &out.agent, &out.client,
                                             &out.dialler,  &out.direction, &out.disposition, &out.code,  nullptr,
                                             &out.ended_by, &out.recording};
    for (std::size_t i = 0; i < texts; ++i)
        if (to[i] != nullptr) *to[i] = row.text[i];
    const auto outcome = std::ranges::find(logs::outcomes, row.text[14]);
    if (outcome != logs::outcomes.end()) out.outcome = static_cast<logs::Outcome>(outcome - logs::outcomes.begin());
    const auto& n = row.number;
    out.attempt = static_cast<std::uint32_t>(n[0]);
    out.start = millis(n[1]);
    out.answer = millis(n[2]);
    out.end = millis(n[3]);
    const std::array<logs::Millis*, 6> lengths{&out.duration, &out.ring, &out.ivr, &out.hold, &out.talk, &out.wrapup};
    for (std::size_t i = 0; i < lengths.size(); ++i) *lengths[i] = length_of(n[4 + i]);
    out.abandoned = n[10] < 0 ? logs::Told::unknown : n[10] == 0 ? logs::Told::no : logs::Told::yes;
    return out;
}

} // namespace

struct CdrRows::Row {
    Values values;
    long long number = 0; // in the order in which they come
    std::unique_ptr<soci::statement> put;
};

CdrRows::CdrRows() : row_(std::make_unique<Row>()) {}
CdrRows::~CdrRows() = default;

void CdrRows::forget() { row_->put.reset(); }

void CdrRows::put(soci::session& database, std::span<const logs::Cdr> records) {
    Row& row = *row_;
    soci::indicator there = soci::i_null;
    database << "SELECT max(number) FROM cdrs", soci::into(row.number, there);
    if (there != soci::i_ok) row.number = 0;
    if (!row.put) {
        std::string names;
        for (std::size_t i = 0; i < texts + numbers; ++i) names += ", :v" + std::to_string(i);
        auto put = std::make_unique<soci::statement>(database);
        put->exchange(soci::use(row.number));
        for (std::string& one : row.values.text) put->exchange(soci::use(one));
        for (long long& one : row.values.number) put->exchange(soci::use(one));
        put->alloc();
        put->prepare("INSERT INTO cdrs (number, " + std::string(columns) + ") VALUES (:number" + names +
                     ") ON CONFLICT (id) DO NOTHING");
        put->define_and_bind();
        row.put = std::move(put);
    }
    for (const logs::Cdr& one : records) {
        ++row.number;
        fill(row.values, one);
        row.put->execute(true);
    }
}

void read_cdr_rows(soci::session& database, const CdrQuery& query, const std::function<bool(logs::Cdr&)>& take) {
    CdrQuery q = query; // bound below, used or not
    std::string where;
    const auto add = [&](std::string_view condition) {
        where += where.empty() ? " WHERE " : " AND ";
        where += condition;
    };
    long long first = 0;
    if (q.latest != 0) {
        soci::indicator there = soci::i_null;
        database << "SELECT max(number) FROM cdrs", soci::into(first, there);
        first = there == soci::i_ok ? first - static_cast<long long>(q.latest) : 0;
        add("number > :first");
    }
    if (!q.campaign.empty()) add("campaign = :campaign");
    if (!q.call.empty()) add("(call_id = :call OR call_group = :grp)");
    if (q.since != 0) add("began >= :since");
    if (q.until != 0) add("began < :until");
    Values row;
    soci::statement read(database);
    if (q.latest != 0) read.exchange(soci::use(first, "first"));
    if (!q.campaign.empty()) read.exchange(soci::use(q.campaign, "campaign"));
    if (!q.call.empty()) {
        read.exchange(soci::use(q.call, "call"));
        read.exchange(soci::use(q.call, "grp"));
    }
    if (q.since != 0) read.exchange(soci::use(q.since, "since"));
    if (q.until != 0) read.exchange(soci::use(q.until, "until"));
    for (std::string& one : row.text) read.exchange(soci::into(one));
    for (long long& one : row.number) read.exchange(soci::into(one));
    read.alloc();
    read.prepare("SELECT " + std::string(columns) + " FROM cdrs" + where + " ORDER BY number");
    read.define_and_bind();
    read.execute();
    while (read.fetch()) {
        logs::Cdr one = cdr_of(row);
        if (!take(one)) break;
    }
}

} // namespace callflow::tracking
