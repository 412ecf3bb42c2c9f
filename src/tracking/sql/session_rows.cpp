#include "tracking/sql/session_rows.hpp"

#include <soci/soci.h>
#include <string>
#include <string_view>

namespace callflow::tracking {

void read_session_rows(soci::session& database, const SessionQuery& query, const std::function<bool(Session)>& take) {
    std::string where;
    const auto add = [&](std::string_view condition) {
        where += where.empty() ? " WHERE " : " AND ";
        where += condition;
    };
    SessionQuery q = query; // bound below, used or not
    std::string ending = "%" + q.number;
    if (!q.flow.empty()) add("flow = :flow");
    if (!q.state.empty()) add("state = :state");
    if (!q.id.empty()) add("id = :id");
    if (!q.outcome.empty()) add("outcome = :outcome");
    if (!q.number.empty()) add("(caller LIKE :caller OR called LIKE :called)");
    if (q.since != 0) add("began >= :since");
    if (q.until != 0) add("began < :until");
    if (q.open) add("ended = 0");
    std::string text =
        "SELECT id, flow, provider, caller, called, channel, direction, began, last, ended, state, status, outcome, "
        "ended_by, left_in, steps, method, address, body FROM sessions" +
        where + " ORDER BY began DESC, id";
    if (q.limit != 0) text += " LIMIT " + std::to_string(q.limit);
    Session row;
    long long steps = 0;
    soci::statement read(database);
    if (!q.flow.empty()) read.exchange(soci::use(q.flow, "flow"));
    if (!q.state.empty()) read.exchange(soci::use(q.state, "state"));
    if (!q.id.empty()) read.exchange(soci::use(q.id, "id"));
    if (!q.outcome.empty()) read.exchange(soci::use(q.outcome, "outcome"));
    if (!q.number.empty()) {
        read.exchange(soci::use(ending, "caller"));
        read.exchange(soci::use(ending, "called"));
    }
    if (q.since != 0) read.exchange(soci::use(q.since, "since"));
    if (q.until != 0) read.exchange(soci::use(q.until, "until"));
    for (std::string* one : {&row.id, &row.flow, &row.provider, &row.from, &row.to, &row.channel, &row.direction})
        read.exchange(soci::into(*one));
    for (Time* one : {&row.began, &row.last, &row.ended}) read.exchange(soci::into(*one));
    for (std::string* one : {&row.state, &row.status, &row.outcome, &row.ended_by, &row.left_in})
        read.exchange(soci::into(*one));
    read.exchange(soci::into(steps));
    for (std::string* one : {&row.method, &row.address, &row.body}) read.exchange(soci::into(*one));
    read.alloc();
    read.prepare(text);
    read.define_and_bind();
    read.execute();
    while (read.fetch()) {
        row.steps = static_cast<std::uint32_t>(steps);
        if (!take(row)) break;
    }
}

} // namespace callflow::tracking
