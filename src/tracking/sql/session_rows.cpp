#include "tracking/sql/session_rows.hpp"

#include <algorithm>
#include <soci/soci.h>
#include <string>
#include <string_view>

namespace callflow::tracking {

namespace {

// The sessions that a query means, as a condition with what is bound to it; it stays where it is while a statement uses it.
class Meant {
public:
    explicit Meant(const SessionQuery& query) : query_(query), ending_("%" + query.number) {
        if (!query_.flow.empty()) add("flow = :flow");
        if (!query_.state.empty()) add("state = :state");
        if (!query_.id.empty()) add("id = :id");
        if (!query_.outcome.empty()) add("outcome = :outcome");
        if (!query_.number.empty()) add("(caller LIKE :caller OR called LIKE :called)");
        if (query_.since != 0) add("began >= :since");
        if (query_.until != 0) add("began < :until");
        if (query_.open) add("ended = 0");
    }
    Meant(const Meant&) = delete;
    Meant& operator=(const Meant&) = delete;

    // Whoever adds a condition binds what stands in it.
    void add(std::string_view condition) {
        where_ += where_.empty() ? " WHERE " : " AND ";
        where_ += condition;
    }
    [[nodiscard]] const std::string& where() const { return where_; }
    void bind(soci::statement& to) {
        if (!query_.flow.empty()) to.exchange(soci::use(query_.flow, "flow"));
        if (!query_.state.empty()) to.exchange(soci::use(query_.state, "state"));
        if (!query_.id.empty()) to.exchange(soci::use(query_.id, "id"));
        if (!query_.outcome.empty()) to.exchange(soci::use(query_.outcome, "outcome"));
        if (!query_.number.empty()) {
            to.exchange(soci::use(ending_, "caller"));
            to.exchange(soci::use(ending_, "called"));
        }
        if (query_.since != 0) to.exchange(soci::use(query_.since, "since"));
        if (query_.until != 0) to.exchange(soci::use(query_.until, "until"));
    }

private:
    SessionQuery query_;
    std::string ending_;
    std::string where_;
};

} // namespace

void read_session_rows(soci::session& database, const SessionQuery& query, const std::function<bool(Session)>& take) {
    Meant meant(query);
    std::string text =
        "SELECT id, flow, provider, caller, called, channel, direction, began, last, ended, state, status, outcome, "
        "ended_by, left_in, steps, method, address, body FROM sessions" +
        meant.where() + " ORDER BY began DESC, id";
    if (query.limit != 0) text += " LIMIT " + std::to_string(query.limit);
    Session row;
    long long steps = 0;
    soci::statement read(database);
    meant.bind(read);
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

std::uint64_t drop_session_rows(soci::session& database, const SessionQuery& query, Time before) {
    // A call that nobody has heard of for a day is not going on.
    constexpr Time day = 86'400'000'000'000;
    Time old = before;
    Time unheard = before - day;
    Meant meant(query);
    meant.add("((ended <> 0 AND ended < :old) OR (ended = 0 AND last < :unheard))");
    const auto drop = [&](const std::string& text) {
        soci::statement statement(database);
        meant.bind(statement);
        statement.exchange(soci::use(old, "old"));
        statement.exchange(soci::use(unheard, "unheard"));
        statement.alloc();
        statement.prepare(text);
        statement.define_and_bind();
        statement.execute(true);
        return static_cast<std::uint64_t>(std::max(0LL, statement.get_affected_rows()));
    };
    (void)drop("DELETE FROM steps WHERE session IN (SELECT id FROM sessions" + meant.where() + ")");
    return drop("DELETE FROM sessions" + meant.where());
}

} // namespace callflow::tracking
