// How a row with an id becomes one of a table. Private to the loader's sources.
#pragma once

#include "tracking/attribution/loader.hpp"

namespace callflow::tracking {

template <class Row>
void Loader::put(Table table, std::deque<Row>& rows, StringPool& ids, const StringPool::Key& id, const Row& row) {
    bool added = false;
    const Id place = ids.add(id, added);
    const bool replaced = replaces(table, place, added);
    Intake& of = intake(table);
    if (added) {
        rows.push_back(row);
        ++of.used;
    } else if (rows[place] == row) {
        ++of.repeated;
    } else {
        ++of.corrected;
        if (replaced) rows[place] = row;
    }
}

} // namespace callflow::tracking
