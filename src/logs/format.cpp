#include "logs/format.hpp"

#include "base/edit_distance.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "embed/log_formats.hpp"
#include "logs/cdr.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::logs {
namespace {

constexpr std::array<std::string_view, 5> kind_names{"ndjson", "csv", "lines", "form", "xml"};

// Takes a format's document apart; the first thing that is wrong is the error.
class FormatReader {
public:
    base::Result<Format> read(std::string_view name, std::string_view text) {
        const base::FileId file = sources_.add(std::string(name), std::string(text));
        base::Diagnostics found;
        const auto document = doc::read_yaml(sources_, file, found);
        if (!document) return base::fail(base::ErrorKind::usage, fmt::format("{} is no YAML", name));
        for (const doc::Entry one : doc::entries(document->root())) top(one);
        if (error_.empty() && out_.name.empty()) error_ = fmt::format("{}: a format needs a name", name);
        if (error_.empty() && out_.kinds.empty()) error_ = fmt::format("{}: a format needs a kind", name);
        if (error_.empty() && out_.slots.empty()) error_ = fmt::format("{}: a format needs a map", name);
        if (error_.empty() && out_.takes(Kind::lines) && !out_.line)
            error_ = fmt::format("{}: a format of lines needs a pattern", name);
        if (!error_.empty()) return base::fail(base::ErrorKind::usage, error_);
        if (out_.details.empty()) out_.event_columns = out_.columns.size();
        return std::move(out_);
    }

private:
    void fail(doc::View where, std::string why) {
        if (!error_.empty()) return;
        const base::Source& source = sources_[where.span().file];
        error_ = fmt::format("{}:{}: {}", source.name(), source.position(where.span().begin).line, why);
    }

    void top(const doc::Entry& one) {
        static constexpr std::array<std::string_view, 20> keys{
            "name",    "title", "about", "kind", "header",  "separator", "pattern", "columns", "records", "items",
            "percent", "only",  "map",   "cdr",  "decides", "recognise", "samples", "hangup",  "states",  "lengths"};
        const std::string_view key = one.key.text();
        const std::string text(one.value.text());
        if (key == "name")
            out_.name = text;
        else if (key == "title")
            out_.title = text;
        else if (key == "about")
            out_.about = text;
        else if (key == "kind")
            each(one.value, [&](doc::View item) { kind(item); });
        else if (key == "header")
            out_.header = text != "false";
        else if (key == "separator")
            out_.separator = text.empty() ? ',' : text.front();
        else if (key == "pattern")
            out_.line = pattern(one.value);
        else if (key == "columns")
            columns(one.value);
        else if (key == "records")
            each(one.value, [&](doc::View item) { out_.records.emplace_back(item.text()); });
        else if (key == "items")
            out_.items = text;
        else if (key == "percent")
            out_.percent = text == "true";
        else if (key == "only")
            only(one.value);
        else if (key == "map")
            for (const doc::Entry slot : doc::entries(one.value)) add_slot(slot);
        else if (key == "cdr")
            for (const doc::Entry slot : doc::entries(one.value)) add_detail(slot);
        else if (key == "decides")
            out_.code_decides = text == "code";
        else if (key == "lengths")
            out_.lengths_vary = text == "vary";
        else if (key == "hangup")
            out_.hangup_first = text == "first";
        else if (key == "states")
            out_.state_counts = text == "certain";
        else if (key == "recognise")
            recognise(one.value);
        else if (key == "samples")
            each(one.value, [&](doc::View item) { sample(item); });
        else
            fail(one.key, fmt::format("a format has no {}; it has {}", base::quoted(key), fmt::join(keys, ", ")));
    }

    template <class Take> static void each(doc::View list, Take take) {
        if (list.is_sequence())
            for (const doc::View one : doc::items(list)) take(one);
        else if (list.is_scalar() && !list.text().empty())
            take(list);
    }

    void kind(doc::View value) {
        const auto found = std::ranges::find(kind_names, value.text());
        if (found == kind_names.end())
            return fail(value, fmt::format("kind is one of {}, not {}", fmt::join(kind_names, ", "),
                                           base::quoted(value.text())));
        out_.kinds.push_back(static_cast<Kind>(found - kind_names.begin()));
    }

    std::optional<base::Pattern> pattern(doc::View value) {
        auto made = base::Pattern::compile(value.text());
        if (!made) {
            fail(value, made.error().message);
            return std::nullopt;
        }
        return std::move(*made);
    }

    void columns(doc::View list) {
        if (!out_.slots.empty()) return fail(list, "columns stand before the map");
        each(list, [&](doc::View item) { out_.columns.emplace_back(item.text()); });
    }

    void only(doc::View value) {
        for (const doc::Entry part : doc::entries(value)) {
            out_.only = column(part.key.text());
            each(part.value, [&](doc::View item) { out_.only_values.emplace_back(item.text()); });
        }
    }

    std::uint32_t column(std::string_view name) {
        const auto found = std::ranges::find(out_.columns, name);
        if (found != out_.columns.end()) return static_cast<std::uint32_t>(found - out_.columns.begin());
        out_.columns.emplace_back(name);
        return static_cast<std::uint32_t>(out_.columns.size() - 1);
    }

    void add_detail(const doc::Entry& entry) {
        Slot slot;
        slot.kind = Mapped::Kind::detail;
        slot.name = entry.key.text();
        const auto found = std::ranges::find(cdr_details, slot.name);
        if (found == cdr_details.end())
            return fail(entry.key, fmt::format("a call detail record has no {}; it has {}", base::quoted(slot.name),
                                               fmt::join(cdr_details, ", ")));
        slot.detail = static_cast<std::uint8_t>(found - cdr_details.begin());
        if (out_.slots.empty()) return fail(entry.key, "cdr stands behind the map");
        if (out_.details.empty()) out_.event_columns = out_.columns.size();
        take_columns(entry, slot);
        out_.details.push_back(std::move(slot));
    }

    void add_slot(const doc::Entry& entry) {
        if (!out_.details.empty()) return fail(entry.key, "cdr stands behind the map");
        Slot slot;
        const std::string_view target = entry.key.text();
        if (target.starts_with("input.") || target.starts_with("var.")) {
            slot.kind = target.starts_with("var.") ? Mapped::Kind::var : Mapped::Kind::input;
            slot.name = target.substr(target.find('.') + 1);
        } else {
            const auto found = std::ranges::find(all_meanings, target);
            if (found == all_meanings.end())
                return fail(entry.key, fmt::format("map knows no {}; it maps {}, input.NAME and var.NAME",
                                                   base::quoted(target), fmt::join(all_meanings, ", ")));
            slot.meaning = static_cast<Meaning>(found - all_meanings.begin());
        }
        take_columns(entry, slot);
        out_.slots.push_back(std::move(slot));
    }

    void take_columns(const doc::Entry& entry, Slot& slot) {
        if (entry.value.is_mapping())
            take_parts(entry.value, slot);
        else
            each(entry.value, [&](doc::View item) { slot.columns.push_back(column(item.text())); });
        if (slot.columns.empty())
            fail(entry.key, fmt::format("nothing says from which columns {} comes", base::quoted(entry.key.text())));
    }

    void take_parts(doc::View value, Slot& slot) {
        for (const doc::Entry part : doc::entries(value)) {
            const std::string_view key = part.key.text();
            if (key == "from") {
                each(part.value, [&](doc::View item) { slot.columns.push_back(column(item.text())); });
            } else if (key == "join") {
                slot.join = true;
                each(part.value, [&](doc::View item) { slot.columns.push_back(column(item.text())); });
            } else if (key == "beside") {
                slot.beside = column(part.value.text());
            } else if (key == "unless") {
                each(part.value, [&](doc::View item) { slot.unless.push_back(column(item.text())); });
            } else if (key == "except") {
                for (const doc::Entry one : doc::entries(part.value)) {
                    slot.except = column(one.key.text());
                    each(one.value, [&](doc::View item) { slot.except_values.emplace_back(item.text()); });
                }
            } else if (key == "same") {
                for (const doc::Entry one : doc::entries(part.value)) {
                    auto& columns = slot.same.emplace_back(one.key.text(), std::vector<std::uint32_t>()).second;
                    each(one.value, [&](doc::View item) { columns.push_back(column(item.text())); });
                }
            } else if (key == "inside") {
                slot.decode = Slot::Decode::inside;
                each(part.value, [&](doc::View item) { slot.fields.emplace_back(item.text()); });
            } else if (key == "absent") {
                slot.absent = part.value.text() == "true";
            } else if (key == "base64") {
                slot.decode = Slot::Decode::base64;
            } else if (key == "field") {
                slot.decode = Slot::Decode::field;
                each(part.value, [&](doc::View item) { slot.fields.emplace_back(item.text()); });
            } else if (key == "table") {
                slot.table.emplace();
                for (const doc::Entry row : doc::entries(part.value))
                    slot.table->emplace_back(row.key.text(),
                                             row.value.is_scalar() ? row.value.text() : std::string_view());
            } else {
                fail(
                    part.key,
                    fmt::format(
                        "a mapped value has from, join, beside, unless, except, same, absent, base64, field, inside and table, not {}",
                        base::quoted(key)));
            }
        }
    }

    void recognise(doc::View value) {
        for (const doc::Entry part : doc::entries(value)) {
            if (part.key.text() == "line") {
                out_.looks = pattern(part.value);
            } else if (part.key.text() == "general") {
                out_.general = part.value.text() == "true";
            } else if (part.key.text() == "xml") {
                out_.first_elements = pattern(part.value);
            } else if (part.key.text() == "columns") {
                each(part.value, [&](doc::View item) {
                    auto& names = out_.needs.emplace_back();
                    each(item, [&](doc::View name) { names.emplace_back(name.text()); });
                });
            } else {
                fail(part.key, fmt::format("a format is recognised by columns, line, xml and general, not {}",
                                           base::quoted(part.key.text())));
            }
        }
    }

    void sample(doc::View value) {
        Sample& out = out_.samples.emplace_back();
        for (const doc::Entry part : doc::entries(value)) {
            const std::string_view key = part.key.text();
            if (key == "log")
                out.text = part.value.text();
            else if (key == "note")
                out.note = part.value.text();
            else if (key == "events")
                each(part.value, [&](doc::View item) { out.events.emplace_back(item.text()); });
            else
                fail(part.key, fmt::format("a sample has log, events and note, not {}", base::quoted(key)));
        }
        if (!out.text.empty() && out.text.back() != '\n') out.text += '\n';
    }

    base::Sources sources_;
    Format out_;
    std::string error_;
};

// `src/logs/formats/csv.yaml` -> `csv`
std::string_view name_of(std::string_view path) {
    path.remove_prefix(path.rfind('/') + 1);
    return path.substr(0, path.rfind('.'));
}

} // namespace

std::string_view to_string(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

bool Format::takes(Kind kind) const { return std::ranges::find(kinds, kind) != kinds.end(); }

const Slot* Format::find(Meaning meaning) const {
    for (const Slot& one : slots)
        if (one.kind == Mapped::Kind::meaning && one.meaning == meaning) return &one;
    return nullptr;
}

bool Format::gathers() const {
    return std::ranges::any_of(slots, [](const Slot& one) {
        return one.kind == Mapped::Kind::meaning && one.meaning >= Meaning::group && one.meaning != Meaning::status;
    });
}

base::Result<Format> read_format(std::string_view name, std::string_view text) {
    return FormatReader().read(name, text);
}

base::Result<std::shared_ptr<const Format>> find_format(std::string_view name) {
    for (const embed::File& one : embed::log_formats()) {
        if (name_of(one.name) != name) continue;
        auto read = read_format(one.name, one.text);
        if (!read) return tl::unexpected(read.error());
        return std::make_shared<const Format>(std::move(*read));
    }
    const auto names = format_names();
    const std::string_view nearest = base::nearest(name, names);
    return base::fail(base::ErrorKind::usage,
                      fmt::format("there is no log format {}{}; there are {}", base::quoted(name),
                                  nearest.empty() ? std::string() : fmt::format(" (did you mean {}?)", nearest),
                                  fmt::join(names, ", ")));
}

std::vector<std::shared_ptr<const Format>> all_formats() {
    std::vector<std::shared_ptr<const Format>> out;
    for (const std::string_view name : format_names())
        if (auto one = find_format(name)) out.push_back(std::move(*one));
    return out;
}

std::vector<std::string_view> format_names() {
    std::vector<std::string_view> out;
    for (const embed::File& one : embed::log_formats()) out.push_back(name_of(one.name));
    return out;
}

} // namespace callflow::logs
