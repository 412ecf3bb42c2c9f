#include "tracking/attribution/table_file.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "logs/log_file.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::tracking {
namespace {

class RowSink final : public logs::Sink {
public:
    RowSink(const std::string& name, const RowTaker& taker, std::size_t columns, std::size_t region)
        : name_(name), taker_(taker), columns_(columns), region_(region) {}

    void begin(const logs::Piece& piece, std::uint64_t line) {
        piece_ = &piece;
        line_ = line;
    }
    void event(const logs::Event& event) override {
        ++rows_;
        Cells cells = event.input;
        if (cells.size() > columns_) { // the address comes last, and is not kept
            const std::string_view address = cells.back().second;
            cells_.assign(cells.begin(), cells.begin() + static_cast<std::ptrdiff_t>(columns_));
            if (cells_[region_].second.empty() && !address.empty()) cells_[region_].second = taker_.region_of(address);
            cells = cells_;
        }
        if (const std::string_view why = taker_.take(cells); !why.empty()) say(why, event.at);
    }
    void skipped(logs::Reason reason, std::uint32_t at, std::string_view) override {
        ++rows_;
        say(logs::explain(reason), at);
    }
    void lost(logs::Reason reason, std::string_view what) {
        ++rows_;
        taker_.malformed(name_, logs::explain(reason), what);
    }
    [[nodiscard]] std::uint64_t rows() const { return rows_; }

private:
    void say(std::string_view why, std::uint32_t at) {
        const logs::Place place = logs::place_of(*piece_, at, line_);
        taker_.malformed(fmt::format("{}:{}", name_, place.line), why, place.text);
    }

    const std::string& name_;
    const RowTaker& taker_;
    std::size_t columns_, region_;
    std::vector<std::pair<std::string_view, std::string_view>> cells_;
    const logs::Piece* piece_ = nullptr;
    std::uint64_t line_ = 0, rows_ = 0;
};

} // namespace

base::Result<void> add_column_names(std::string_view text, ColumnNames& names) {
    const auto usage = [](std::string why) { return base::fail(base::ErrorKind::usage, std::move(why)); };
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        const std::string_view one = base::trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t dot = one.find('.');
        const std::size_t equals = one.find('=');
        if (dot == std::string_view::npos || equals == std::string_view::npos || dot > equals ||
            equals + 1 == one.size())
            return usage(
                fmt::format("--map takes TABLE.COLUMN=NAME, such as visits.visit_id=ID, not {}", base::quoted(one)));
        const std::string_view table_name = one.substr(0, dot);
        const auto found = std::ranges::find(table_names, table_name);
        if (found == table_names.end())
            return usage(fmt::format("--map knows no table {}: it is {}", base::quoted(table_name),
                                     fmt::join(table_names, ", ")));
        const auto table = static_cast<Table>(found - table_names.begin());
        const std::string_view column = one.substr(dot + 1, equals - dot - 1);
        const std::size_t place = place_of(table, column);
        if (place == columns_of(table).size()) {
            std::vector<std::string_view> all;
            for (const Column& each : columns_of(table)) all.push_back(each.name);
            const std::string_view nearest = base::nearest(column, all);
            return usage(fmt::format("--map: {} have no column {}{}: they have {}", table_name, base::quoted(column),
                                     nearest.empty() ? std::string() : fmt::format(" (did you mean {}?)", nearest),
                                     fmt::join(all, ", ")));
        }
        auto& of_table = names.names[static_cast<std::size_t>(table)];
        of_table.resize(columns_of(table).size());
        of_table[place] = one.substr(equals + 1);
    }
    return {};
}

base::Result<std::uint64_t> read_table(Table table, const std::string& name, std::unique_ptr<base::ByteStream> bytes,
                                       const ColumnNames& names, const RowTaker& taker) {
    logs::Settings settings;
    settings.table = true;
    settings.strict = true; // a row that is half right is none
    const auto columns = columns_of(table);
    const auto& own = names.names[static_cast<std::size_t>(table)];
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool renamed = i < own.size() && !own[i].empty();
        const bool needed = renamed || columns[i].needed;
        settings.mapping.columns.push_back({needed ? logs::Mapped::Kind::meaning : logs::Mapped::Kind::input,
                                            logs::Meaning::call, std::string(columns[i].name),
                                            renamed ? own[i] : std::string(columns[i].name)});
    }
    if (table == Table::visits && taker.region_of)
        settings.mapping.columns.push_back({logs::Mapped::Kind::input, logs::Meaning::call, "ip", "ip"});
    auto file = logs::LogFile::open(name, std::move(bytes), std::move(settings));
    if (!file) {
        std::string more;
        if (file.error().message.find("there is no column") != std::string::npos)
            more = fmt::format("; --map {}.COLUMN=NAME says what it is called",
                               table_names[static_cast<std::size_t>(table)]);
        return base::fail(file.error().kind, file.error().message + more);
    }
    const auto reader = file->reader();
    RowSink sink(name, taker, columns.size(), place_of(table, "region"));
    logs::Piece piece;
    for (;;) {
        const auto more = file->next(piece);
        if (!more) return tl::unexpected(more.error());
        for (std::uint64_t left = file->take_too_long(); left != 0; --left) sink.lost(logs::Reason::too_long, {});
        if (const std::string damage = file->take_damage(); !damage.empty()) sink.lost(logs::Reason::damaged, damage);
        if (!*more) break;
        sink.begin(piece, file->line());
        reader->read(piece, sink);
        piece.kept.clear();
    }
    return sink.rows();
}

} // namespace callflow::tracking
