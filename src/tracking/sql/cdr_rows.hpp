// Call detail records as rows. Private to tracking/sql; everything throws as SOCI does.
#pragma once

#include "tracking/store.hpp"

#include <functional>
#include <memory>
#include <span>

namespace soci {
class session;
class statement;
} // namespace soci

namespace callflow::tracking {

class CdrRows {
public:
    CdrRows();
    ~CdrRows();
    CdrRows(const CdrRows&) = delete;
    CdrRows& operator=(const CdrRows&) = delete;
    // Those whose keys are there already are left as they are.
    void put(soci::session& database, std::span<const logs::Cdr> records);
    // The statement is of no use any more.
    void forget();

private:
    struct Row;
    std::unique_ptr<Row> row_;
};

void read_cdr_rows(soci::session& database, const CdrQuery& query, const std::function<bool(logs::Cdr&)>& take);

} // namespace callflow::tracking
