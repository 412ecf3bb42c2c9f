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
    std::string parameters;
    for (const PQconninfoOption* one = parsed; one->keyword != nullptr; ++one) {
        if (one->val == nullptr) continue;
        parameters += std::string(parameters.empty() ? "" : " ") + one->keyword + "='";
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
    try {
        auto session = std::make_unique<soci::session>(soci::postgresql, *parameters);
        *session << "SET client_min_messages = warning";
        *session << (options.durable ? "SET synchronous_commit = on" : "SET synchronous_commit = off");
        auto made = tracking::make_sql_store(std::move(session), {"TEXT", "BIGINT", ""}, options.create);
        if (!made) return base::fail(made.error().kind, "cannot use the store: " + made.error().message);
        store = std::move(*made);
        return {};
    } catch (const std::exception& error) {
        // the address may hold a password
        return base::fail(base::ErrorKind::system, "cannot use the store: " + tracking::why(error));
    }
}

} // namespace

extern "C" __attribute__((visibility("default"))) void callflow_postgresql(const tracking::StoreOptions& options,
                                                                           std::unique_ptr<tracking::Store>& store,
                                                                           base::Result<void>& opened);

void callflow_postgresql(const tracking::StoreOptions& options, std::unique_ptr<tracking::Store>& store,
                         base::Result<void>& opened) {
    opened = open(options, store);
}
