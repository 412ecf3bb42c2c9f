// The module with PostgreSQL.
#include "tracking/sql/sql_store.hpp"
#include "tracking/sql_module.hpp"

#include <libpq-fe.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

using namespace callflow;

namespace {

// An address as `keyword='value'` pairs: SOCI takes apart what looks like an address of its own kind.
base::Result<std::string> parameters_of(const std::string& address) {
    char* wrong = nullptr;
    PQconninfoOption* const parsed = PQconninfoParse(address.c_str(), &wrong);
    if (parsed == nullptr) {
        std::string why = wrong != nullptr ? wrong : "it cannot be read";
        PQfreemem(wrong);
        while (!why.empty() && why.back() == '\n') why.pop_back();
        return base::fail(base::ErrorKind::usage, "the store's address: " + why);
    }
    // A server that is not there any more, and does not say so, keeps calls waiting for so long, in seconds and milliseconds.
    std::string parameters = "connect_timeout='3' tcp_user_timeout='5000'"; // what comes later counts
    for (const PQconninfoOption* one = parsed; one->keyword != nullptr; ++one) {
        if (one->val == nullptr) continue;
        parameters += std::string(" ") + one->keyword + "='";
        for (const char* c = one->val; *c != 0; ++c) {
            if (*c == '\'' || *c == '\\') parameters += '\\';
            parameters += *c;
        }
        parameters += '\'';
    }
    PQconninfoFree(parsed);
    return parameters;
}

} // namespace

namespace {

base::Result<void> open(const tracking::StoreOptions& options, std::unique_ptr<tracking::Store>& store) {
    const auto parameters = parameters_of(options.where);
    if (!parameters) return tl::unexpected(parameters.error());
    tracking::Connector connector;
    connector.open = [parameters = *parameters] {
        return std::make_unique<soci::session>(soci::postgresql, parameters);
    };
    connector.prepare = [durable = options.durable](soci::session& session) {
        // What the server says by the way would go to stderr, past whoever writes there; what fails is an error anyway.
        PQsetNoticeProcessor(
            static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_, [](void*, const char*) {},
            nullptr);
        session << "SET client_min_messages = warning";
        session << (durable ? "SET synchronous_commit = on" : "SET synchronous_commit = off");
    };
    // Tables of other applications may stand beside its own.
    const std::string tables =
        "SELECT count(*) FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) AND tablename ";
    const tracking::Dialect dialect{
        .text = "TEXT",
        .number = "BIGINT",
        .without_rowid = {},
        .count_of_others = tables + "IN ('open_calls', 'sessions', 'steps', 'cdrs', 'track_visits', 'track_calls')",
        .count_of_store = tables + "= 'callflow_store'",
        .lock = "SELECT pg_advisory_xact_lock(7091183024)"};
    auto made = tracking::make_sql_store(std::move(connector), dialect, options.create);
    // the address is not said, for it may hold a password
    if (!made) return base::fail(made.error().kind, "cannot use the store: " + made.error().message);
    store = std::move(*made);
    return {};
}

} // namespace

extern "C" __attribute__((visibility("default"))) void callflow_postgresql(const tracking::StoreOptions& options,
                                                                           std::unique_ptr<tracking::Store>& store,
                                                                           base::Result<void>& opened);

void callflow_postgresql(const tracking::StoreOptions& options, std::unique_ptr<tracking::Store>& store,
                         base::Result<void>& opened) {
    opened = open(options, store);
}
