#include "tracking/sql/sql_store.hpp"

#include "tracking/sql/cdr_rows.hpp"
#include "tracking/sql/session_rows.hpp"
#include "tracking/sql/tables.hpp"
#include "tracking/sql/track_rows.hpp"

#include <fmt/format.h>
#include <soci/soci.h>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace callflow::tracking {
namespace {

constexpr int newest = 3;

class SqlStore final : public Store {
public:
    SqlStore(Connector connector, const Dialect& dialect) : connector_(std::move(connector)), dialect_(dialect) {}

    // The error is the database's own sentence.
    base::Result<void> connect(bool create);
    base::Result<void> commit(std::span<const Change> changes) override;
    bool refused() const override { return refused_; }
    std::string take_news() override { return std::exchange(news_, {}); }
    base::Result<std::vector<KeptCall>> kept(const std::string& flow) override;
    base::Result<void> sessions(const SessionQuery& query, const std::function<bool(Session)>& take) override;
    base::Result<std::vector<Step>> steps(const std::string& session) override;
    base::Result<void> put_cdrs(std::span<const logs::Cdr> records) override;
    base::Result<void> cdrs(const CdrQuery& query, const std::function<bool(logs::Cdr&)>& take) override;
    base::Result<TrackCounts> put_track(Table table, std::span<const TrackRow> rows) override;
    base::Result<void> track(const TrackQuery& query, const std::function<bool(const TrackRow&)>& take) override;
    base::Result<std::uint64_t> prune(const SessionQuery& query, Time before) override;

private:
    base::Result<void> look(const std::function<void()>& read);
    base::Result<void> check_owner(bool create);
    base::Result<void> bring_up_to_date();
    base::Result<void> keep(const std::function<void()>& write_all);
    base::Result<void> attempt(const std::function<void()>& write_all);
    base::Result<void> connect_again(bool moved);
    void forget_statements();
    void write(std::span<const Change> changes);
    void write_kept(std::span<const Change> changes);
    void write_session(const Session& session);
    void write_step(const Step& step);
    void write_end(const std::string& call, const LateEnd& end);
    int version();
    int count(const std::string& query);
    // Throws where there is no connection.
    soci::session& database() {
        if (session_ == nullptr) throw std::runtime_error("it is closed");
        return *session_;
    }

    Connector connector_;
    std::unique_ptr<soci::session> session_; // null: it was lost
    Dialect dialect_;
    std::string news_;
    bool refused_ = false;
    // Statements that are used again and again, with what they are bound to.
    struct Kept {
        KeptCall row;
        std::unique_ptr<soci::statement> put, drop;
    } kept_;
    struct Tracked {
        Session row;
        long long steps = 0;
        std::unique_ptr<soci::statement> put;
    } session_row_;
    struct Stepped {
        Step row;
        long long number = 0;
        std::unique_ptr<soci::statement> put;
    } step_row_;
    CdrRows cdr_rows_;
};

int SqlStore::version() {
    int version = 0;
    soci::indicator there = soci::i_null;
    database() << "SELECT max(version) FROM callflow_store", soci::into(version, there);
    return there == soci::i_ok ? version : 0;
}

int SqlStore::count(const std::string& query) {
    int count = 0;
    database() << query, soci::into(count);
    return count;
}

// Only looks.
base::Result<void> SqlStore::check_owner(bool create) {
    const auto foreign = [](std::string why) { return base::fail(base::ErrorKind::system, std::move(why)); };
    const bool others = count(dialect_.count_of_others) > 0;
    if (count(dialect_.count_of_store) == 0) {
        if (others) return foreign("it is no store of calls, but another application's");
        return create ? base::Result<void>() : foreign("it is no store of calls");
    }
    int at = 0;
    try {
        at = version();
    } catch (const std::exception&) {
        if (!database().is_connected()) throw;
        return foreign("it is no store of calls");
    }
    if (at > newest)
        return foreign(fmt::format("it was made by a later version of this program ({} instead of {})", at, newest));
    if (at == 0 && others) return foreign("it is no store of calls, but another application's");
    return {};
}

base::Result<void> SqlStore::bring_up_to_date() {
    if (count(dialect_.count_of_store) > 0 && version() == newest) return {};
    soci::transaction all(database());
    if (!dialect_.lock.empty()) database() << dialect_.lock;
    database() << "CREATE TABLE IF NOT EXISTS callflow_store (version INTEGER NOT NULL)";
    const int at = version(); // others may have made it meanwhile
    if (at < 1) {
        for (const std::string& statement : tables_of(dialect_)) database() << statement;
    }
    if (at < 2) {
        for (const std::string& statement : cdr_tables_of(dialect_)) database() << statement;
    }
    if (at < 3) {
        for (const std::string& statement : track_tables_of(dialect_)) database() << statement;
    }
    if (at < newest) database() << "INSERT INTO callflow_store (version) VALUES (" << newest << ")";
    all.commit();
    return {};
}

base::Result<void> SqlStore::connect(bool create) {
    base::Result<void> done;
    try {
        session_ = connector_.open();
        done = check_owner(create);
        if (done) {
            connector_.prepare(database());
            done = bring_up_to_date();
        }
    } catch (const std::exception& error) {
        done = base::fail(base::ErrorKind::system, why(error));
    }
    if (!done) session_.reset();
    return done;
}

// A statement that failed half-way is not used again.
void SqlStore::forget_statements() {
    kept_.put.reset();
    kept_.drop.reset();
    session_row_.put.reset();
    step_row_.put.reset();
    cdr_rows_.forget();
}

base::Result<void> SqlStore::connect_again(bool moved) {
    forget_statements();
    try {
        if (moved && session_ != nullptr && connector_.leave) connector_.leave(database());
    } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): it is left anyway
    }
    session_.reset();
    auto done = connect(true);
    if (done)
        news_ = moved ? "the store's file was removed or replaced; it was opened anew"
                      : "the connection to the store was lost; it was made again";
    return done;
}

base::Result<void> SqlStore::attempt(const std::function<void()>& write_all) {
    try {
        soci::transaction all(database());
        write_all();
        all.commit();
        return {};
    } catch (const std::exception& error) {
        const std::string text = why(error);
        forget_statements();
        return base::fail(base::ErrorKind::system, "the store: " + text);
    }
}

namespace {

// A connection was lost, it was not refused: the next one may be had.
bool sounds_lost(std::string_view why) {
    for (const std::string_view one :
         {"server closed the connection", "terminating connection", "no connection to the server"})
        if (why.find(one) != std::string_view::npos) return true;
    return false;
}

} // namespace

// To write something twice is the same as once: where nobody knows whether it was done, it is done again.
base::Result<void> SqlStore::keep(const std::function<void()>& write_all) {
    refused_ = false;
    constexpr int most_tries = 8; // a connection may be lost again while it is made
    for (int tries = 1;; ++tries) {
        auto done = attempt(write_all);
        const bool moved = connector_.moved && connector_.moved();
        const bool lost =
            !done && (session_ == nullptr || !session_->is_connected() || sounds_lost(done.error().message));
        if (!moved && !lost) {
            refused_ = !done;
            return done;
        }
        if (tries == most_tries)
            return done ? base::fail(base::ErrorKind::system, "the store: its file is removed again and again") : done;
        auto again = connect_again(moved);
        while (!again && !moved && sounds_lost(again.error().message) && ++tries < most_tries)
            again = connect_again(false);
        if (!again) return base::fail(base::ErrorKind::system, "the store: " + again.error().message);
    }
}

base::Result<void> SqlStore::commit(std::span<const Change> changes) {
    return keep([&] { write(changes); });
}

base::Result<void> SqlStore::put_cdrs(std::span<const logs::Cdr> records) {
    return keep([&] { cdr_rows_.put(database(), records); });
}

base::Result<void> SqlStore::look(const std::function<void()>& read) {
    try {
        read();
        return {};
    } catch (const std::exception& error) {
        return base::fail(base::ErrorKind::system, "the store: " + why(error));
    }
}

base::Result<void> SqlStore::cdrs(const CdrQuery& query, const std::function<bool(logs::Cdr&)>& take) {
    return look([&] { read_cdr_rows(database(), query, take); });
}

base::Result<TrackCounts> SqlStore::put_track(Table table, std::span<const TrackRow> rows) {
    TrackCounts counts;
    const auto done = keep([&] { counts = put_track_rows(database(), table, rows); });
    if (!done) return tl::unexpected(done.error());
    return counts;
}

base::Result<void> SqlStore::track(const TrackQuery& query, const std::function<bool(const TrackRow&)>& take) {
    return look([&] { read_track_rows(database(), query, take); });
}

void SqlStore::write(std::span<const Change> changes) {
    write_kept(changes);
    for (const Change& change : changes) {
        if (change.anew) {
            const std::string id = clean(change.call);
            database() << "DELETE FROM steps WHERE session = :id", soci::use(id);
            database() << "DELETE FROM sessions WHERE id = :id", soci::use(id);
        }
        if (change.session) write_session(*change.session);
        if (change.step) write_step(*change.step);
        if (change.late_end) write_end(change.call, *change.late_end);
    }
}

void SqlStore::write_kept(std::span<const Change> changes) {
    if (!kept_.put) {
        kept_.put = std::make_unique<soci::statement>(
            (database().prepare
                 << "INSERT INTO open_calls (id, flow, provider, kept, changed) VALUES (:id, :flow, :provider, :kept, "
                    ":changed) ON CONFLICT (id) DO UPDATE SET flow = excluded.flow, provider = excluded.provider, "
                    "kept = excluded.kept, changed = excluded.changed",
             soci::use(kept_.row.id), soci::use(kept_.row.flow), soci::use(kept_.row.provider),
             soci::use(kept_.row.text), soci::use(kept_.row.changed)));
        kept_.drop = std::make_unique<soci::statement>(
            (database().prepare << "DELETE FROM open_calls WHERE id = :id", soci::use(kept_.row.id)));
    }
    for (const Change& change : changes) {
        if (change.keep) {
            kept_.row = *change.keep;
            kept_.row.id = clean(kept_.row.id);
            kept_.row.text = clean(kept_.row.text);
            kept_.put->execute(true);
        } else if (change.forget) {
            kept_.row.id = clean(change.call);
            kept_.drop->execute(true);
        }
    }
}

void SqlStore::write_session(const Session& session) {
    Session& row = session_row_.row;
    if (!session_row_.put) {
        session_row_.put = std::make_unique<soci::statement>((
            database().prepare
                << "INSERT INTO sessions (id, flow, provider, caller, called, channel, direction, began, last, ended, state, status, "
                   "outcome, ended_by, left_in, steps, method, address, body) VALUES (:id, :flow, :provider, :caller, :called, :channel, :direction, :began, "
                   ":last, :ended, :state, :status, :outcome, :ended_by, :left_in, :steps, :method, :address, :body) ON CONFLICT (id) DO UPDATE SET "
                   "caller = excluded.caller, called = excluded.called, channel = excluded.channel, direction = excluded.direction, "
                   "last = excluded.last, ended = excluded.ended, state = excluded.state, status = excluded.status, "
                   "outcome = excluded.outcome, ended_by = excluded.ended_by, left_in = excluded.left_in, steps = excluded.steps",
            soci::use(row.id), soci::use(row.flow), soci::use(row.provider), soci::use(row.from), soci::use(row.to),
            soci::use(row.channel), soci::use(row.direction), soci::use(row.began), soci::use(row.last),
            soci::use(row.ended), soci::use(row.state), soci::use(row.status), soci::use(row.outcome),
            soci::use(row.ended_by), soci::use(row.left_in), soci::use(session_row_.steps), soci::use(row.method),
            soci::use(row.address), soci::use(row.body)));
    }
    row = session;
    for (std::string* text : {&row.id, &row.from, &row.to, &row.status, &row.address, &row.body}) *text = clean(*text);
    session_row_.steps = session.steps;
    session_row_.put->execute(true);
}

void SqlStore::write_step(const Step& step) {
    Step& row = step_row_.row;
    if (!step_row_.put) {
        step_row_.put = std::make_unique<soci::statement>(
            (database().prepare
                 << "INSERT INTO steps (session, number, at, kind, event, state_before, state, digits, speech, method, "
                    "address, body) VALUES (:session, :number, :at, :kind, :event, :state_before, :state, :digits, "
                    ":speech, :method, :address, :body) ON CONFLICT (session, number) DO NOTHING",
             soci::use(row.session), soci::use(step_row_.number), soci::use(row.at), soci::use(row.kind),
             soci::use(row.event), soci::use(row.state_before), soci::use(row.state), soci::use(row.digits),
             soci::use(row.speech), soci::use(row.method), soci::use(row.address), soci::use(row.body)));
    }
    row = step;
    for (std::string* text : {&row.session, &row.event, &row.digits, &row.speech, &row.address, &row.body})
        *text = clean(*text);
    step_row_.number = step.number;
    step_row_.put->execute(true);
}

void SqlStore::write_end(const std::string& call, const LateEnd& end) {
    const std::string id = clean(call);
    const std::string status = clean(end.status);
    const Time at = end.at;
    database() << "UPDATE sessions SET status = :status WHERE id = :id", soci::use(status, "status"),
        soci::use(id, "id");
    database() << "UPDATE sessions SET last = :last, ended = :ended WHERE id = :id AND ended = 0",
        soci::use(at, "last"), soci::use(at, "ended"), soci::use(id, "id");
}

base::Result<std::vector<KeptCall>> SqlStore::kept(const std::string& flow) {
    try {
        std::vector<KeptCall> all;
        KeptCall row;
        soci::statement read =
            (database().prepare << "SELECT id, flow, provider, kept, changed FROM open_calls WHERE flow = :flow",
             soci::use(flow), soci::into(row.id), soci::into(row.flow), soci::into(row.provider), soci::into(row.text),
             soci::into(row.changed));
        read.execute();
        while (read.fetch()) all.push_back(row);
        return all;
    } catch (const std::exception& error) {
        return base::fail(base::ErrorKind::system, "the store: " + why(error));
    }
}

base::Result<void> SqlStore::sessions(const SessionQuery& query, const std::function<bool(Session)>& take) {
    return look([&] { read_session_rows(database(), query, take); });
}

base::Result<std::vector<Step>> SqlStore::steps(const std::string& session) {
    try {
        std::vector<Step> all;
        Step row;
        long long number = 0;
        soci::statement read =
            (database().prepare
                 << "SELECT session, number, at, kind, event, state_before, state, digits, speech, method, address, body "
                    "FROM steps WHERE session = :session ORDER BY number",
             soci::use(session), soci::into(row.session), soci::into(number), soci::into(row.at), soci::into(row.kind),
             soci::into(row.event), soci::into(row.state_before), soci::into(row.state), soci::into(row.digits),
             soci::into(row.speech), soci::into(row.method), soci::into(row.address), soci::into(row.body));
        read.execute();
        while (read.fetch()) {
            row.number = static_cast<std::uint32_t>(number);
            all.push_back(row);
        }
        return all;
    } catch (const std::exception& error) {
        return base::fail(base::ErrorKind::system, "the store: " + why(error));
    }
}

base::Result<std::uint64_t> SqlStore::prune(const SessionQuery& query, Time before) {
    try {
        soci::transaction all(database());
        const std::uint64_t count = drop_session_rows(database(), query, before);
        all.commit();
        return count;
    } catch (const std::exception& error) {
        return base::fail(base::ErrorKind::system, "the store: " + why(error));
    }
}

} // namespace

base::Result<std::unique_ptr<Store>> make_sql_store(Connector connector, const Dialect& dialect, bool create) {
    auto store = std::make_unique<SqlStore>(std::move(connector), dialect);
    auto ready = store->connect(create);
    if (!ready) return tl::unexpected(ready.error());
    return store;
}

} // namespace callflow::tracking
