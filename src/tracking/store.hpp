// What outlives a call: calls that are open, and, where they are tracked, a session for each call with a step for each request.
#pragma once

#include "base/result.hpp"
#include "logs/cdr.hpp"
#include "tracking/attribution/tables.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::tracking {

using Time = std::int64_t; // nanoseconds since 1970

// A call that a flow is having, as its service writes it down and reads it again.
struct KeptCall {
    std::string id; // the provider's
    std::string flow;
    std::string provider;
    std::string text; // whatever the service needs to go on with it
    Time changed = 0;
};

// A call as a whole. Times are 0 where they are not known.
struct Session {
    std::string id; // the provider's id of the call or session
    std::string flow;
    std::string provider;
    std::string from, to;
    std::string channel;   // `voice`, `text`
    std::string direction; // `inbound`, `outbound`
    Time began = 0;        // of its first request
    Time last = 0;         // of its last one
    Time ended = 0;
    std::string state;   // path of the one it was in last
    std::string status;  // in the provider's words: `completed`
    std::string outcome; // of the final state reached; where it was ended by `error`, what that was
    // `caller`: it was hung up; `flow`: a final state was reached; `error`: the provider could not have or run what it was to go on
    // with; empty: it goes on, or nobody knows.
    std::string ended_by;
    std::string left_in; // the state that the call was in when its caller hung up
    std::uint32_t steps = 0;
    std::string method, address, body; // of its first request, as it came but for what is secret

    friend bool operator==(const Session&, const Session&) = default;
};

// A request after the first.
struct Step {
    std::string session;
    std::uint32_t number = 0; // from 1
    Time at = 0;
    std::string kind;  // `gather`, `status`
    std::string event; // that it was for the flow; empty for none
    std::string state_before, state;
    std::string digits; // that were pressed; `*` for each that is secret
    std::string speech;
    std::string method, address;
    std::string body; // as it came but for what is secret

    friend bool operator==(const Step&, const Step&) = default;
};

// What is heard of a call's end when it is not open any more.
struct LateEnd {
    std::string status;
    Time at = 0;
};

// What one request changes. All of it is stored, or nothing.
struct Change {
    std::string call;               // id
    std::optional<KeptCall> keep;   // the call is open, and so it stands
    bool forget = false;            // it is not open any more
    bool anew = false;              // what is stored of the session and its steps goes first
    std::optional<Session> session; // put in place of what is there of it, but for `began` and the first body
    std::optional<Step> step;
    std::optional<LateEnd> late_end = {}; // of the session of that id, if there is one
};

// Which sessions are meant; what is empty or 0 asks nothing.
struct SessionQuery {
    std::string flow, state, number, id; // number: caller's or called, whole or its end
    std::string outcome;
    Time since = 0, until = 0; // of `began`, the second exclusive
    bool open = false;         // only those that have not ended
    std::size_t limit = 0;     // the latest ones
};

// Which call detail records are meant; what is empty or 0 asks nothing.
struct CdrQuery {
    std::string campaign, call; // call: its own id or its group's
    Time since = 0, until = 0;  // of when it began, the second exclusive
    std::size_t latest = 0;     // those that were stored last, so many
};

// A version of a row of a table of call tracking: what it says, and since when that is known. The latest one counts.
struct TrackRow {
    std::string key; // by which other versions of it are known
    Time known = 0;
    std::int64_t digest = 0;         // of the values, so that the same again is known
    std::vector<std::string> values; // in the order of columns_of(), without the last one, which is `known`
};
struct TrackCounts {
    std::uint64_t added = 0, corrected = 0, repeated = 0;
};
// Which rows are meant; what is empty or 0 asks nothing.
struct TrackQuery {
    Table table = Table::visits;
    Time as_of = 0;          // as they were known then
    std::string_view column; // only those that have this value in that column
    std::string value = {};
};

// A seam. One thread at a time.
class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;
    virtual ~Store() = default;

    // In one transaction; where the store was lost meanwhile it is opened again, and all of it is done there. An error is of kind
    // system and says why; then nothing was stored, and the next commit tries to open it.
    [[nodiscard]] virtual base::Result<void> commit(std::span<const Change> changes) = 0;
    // Whether the last commit failed though the store is there: it took something in it amiss, and others may pass.
    [[nodiscard]] virtual bool refused() const { return false; }
    // What has become of the store by itself since this was asked last, one sentence: its connection was lost, its file removed, and
    // it was opened again; what was stored before may be missing. Empty where nothing has.
    [[nodiscard]] virtual std::string take_news() { return {}; }
    // All calls that a flow has open, in no order.
    [[nodiscard]] virtual base::Result<std::vector<KeptCall>> kept(const std::string& flow) = 0;
    // Sessions, the latest first; each is handed over as it is read, until `take` says false.
    [[nodiscard]] virtual base::Result<void> sessions(const SessionQuery& query,
                                                      const std::function<bool(Session)>& take) = 0;
    // A session's steps, in order of their numbers.
    [[nodiscard]] virtual base::Result<std::vector<Step>> steps(const std::string& session) = 0;
    // Stores call detail records, in one transaction; one whose key is there already is left as it is. Errors as of commit().
    [[nodiscard]] virtual base::Result<void> put_cdrs(std::span<const logs::Cdr> records) = 0;
    // Records in the order in which they were stored; each is handed over as it is read, until `take` says false.
    [[nodiscard]] virtual base::Result<void> cdrs(const CdrQuery& query,
                                                  const std::function<bool(logs::Cdr&)>& take) = 0;
    // Stores versions of rows, in one transaction; one that says the same as the version before it is left out. Errors as of commit().
    [[nodiscard]] virtual base::Result<TrackCounts> put_track(Table table, std::span<const TrackRow> rows) = 0;
    // The version of each row that counts, in order of their keys, until `take` says false.
    [[nodiscard]] virtual base::Result<void> track(const TrackQuery& query,
                                                   const std::function<bool(const TrackRow&)>& take) = 0;
    // Removes, of the sessions that a query means, whatever its `limit`, those that ended before a moment and those that did not
    // end and were not heard of for a day before it, with their steps; how many.
    [[nodiscard]] virtual base::Result<std::uint64_t> prune(const SessionQuery& query, Time before) = 0;
};

struct StoreOptions {
    std::string where = "callflow.db"; // a file's path for SQLite, or `postgresql://user@host/database`
    // What has been stored survives a loss of power, at the price of waiting for the disk; otherwise the process's death.
    bool durable = false;
    bool create = true; // an error where there is none, else
    // Which file a path leads to, as base::file_identity() says; open_store() sets it, for the modules have nothing of ours in them.
    std::string (*identity)(const std::string& path) = nullptr;
    // base::make_private_file(), in the same way: calls are nobody else's business.
    void (*make_private)(const std::string& path) = nullptr;
};
// Opens a store, made and brought up to date where need be.
[[nodiscard]] base::Result<std::unique_ptr<Store>> open_store(const StoreOptions& options);

} // namespace callflow::tracking
