// Tables from a few lines of text, for tests.
#pragma once

#include "base/text.hpp"
#include "tracking/attribution/loader.hpp"
#include "tracking/attribution/match.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::tracking {

// A company's world, row by row: `visit_id=V1 ts_start=2026-03-01T10:00:00Z number_shown=+4940555001`. Blanks part columns; `_` is one.
class World {
public:
    explicit World(LoadOptions options = {})
        : phones("DE", [](std::string_view, std::string_view) { return std::uint64_t{0}; }),
          loader(data, Channels::usual(), phones, std::move(options)) {}

    // Why it cannot be used; empty: it is.
    std::string add(Table table, std::string_view text) {
        const auto columns = columns_of(table);
        std::vector<std::string> values(columns.size());
        while (!text.empty()) {
            const std::size_t end = std::min(text.find(' '), text.size());
            const std::string_view one = text.substr(0, end);
            text.remove_prefix(std::min(end + 1, text.size()));
            const std::size_t equals = std::min(one.find('='), one.size());
            std::string& value = values.at(place_of(table, one.substr(0, equals)));
            value = one.substr(std::min(equals + 1, one.size()));
            for (char& c : value) c = c == '_' ? ' ' : c;
        }
        std::vector<std::pair<std::string_view, std::string_view>> cells;
        for (std::size_t i = 0; i < columns.size(); ++i) cells.emplace_back(columns[i].name, values[i]);
        loader.count(table, 1);
        return std::string(loader.take(table, cells));
    }
    Matches match(const MatchOptions& options = {}) {
        loader.finish();
        return tracking::match(data, options);
    }
    [[nodiscard]] const CallFound& call(const Matches& matches, std::string_view id) const {
        return matches.calls.at(data.call_ids.find(id));
    }
    // The visit that a call was matched with; else why with none.
    [[nodiscard]] std::string visit_of(const Matches& matches, std::string_view id) const {
        const CallFound& found = call(matches, id);
        return found.visit == no_id ? std::string(match_names.at(static_cast<std::size_t>(found.match)))
                                    : std::string(data.visit_ids[found.visit]);
    }

    Data data;
    PhoneReader phones;
    Loader loader;
};

} // namespace callflow::tracking
