#include "logs/translated.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>

namespace callflow::logs {
namespace {

constexpr std::size_t shown_bytes = 200;

// A line's fields stand between tabs.
void append_field(std::string& out, std::string_view text) {
    out += '\t';
    for (const char c : text) {
        switch (c) {
        case '\t': out += "\\t"; break;
        case '\n': out += "\\n"; break;
        case '\\': out += "\\\\"; break;
        default: out += c;
        }
    }
}

std::string plain(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const char c = text[++i];
        out += c == 't' ? '\t' : c == 'n' ? '\n' : c;
    }
    return out;
}

std::string_view take_field(std::string_view& line) {
    const std::size_t tab = std::min(line.find('\t'), line.size());
    const std::string_view out = line.substr(0, tab);
    line.remove_prefix(std::min(tab + 1, line.size()));
    return out;
}

class TranslatedReader final : public Reader {
public:
    void read(Piece& piece, Sink& sink) override {
        const std::string_view text = piece.text();
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            line(text.substr(at, end - at), piece, sink, static_cast<std::uint32_t>(at));
            at = end + 1;
        }
    }

private:
    void line(std::string_view line, Piece& piece, Sink& sink, std::uint32_t at) {
        const std::string_view kind = take_field(line);
        if (kind == "s") {
            const auto reason = base::parse_int(take_field(line)).value_or(0);
            take_field(line);
            take_field(line);
            return sink.skipped(static_cast<Reason>(std::clamp<std::int64_t>(reason, 0, reason_count - 1)), at, line);
        }
        if (kind == "d") return sink.decoded(at);
        if (kind != "e" && kind != "b") return;
        Event event;
        event.at = at;
        event.time_is_borrowed = kind == "b";
        const auto text = [&] {
            const std::string_view field = take_field(line);
            return field.find('\\') == std::string_view::npos ? field : piece.keep(plain(field));
        };
        event.time = base::parse_int(take_field(line)).value_or(no_time);
        event.sequence = base::parse_int(take_field(line)).value_or(0);
        for (std::string_view* one : {&event.call, &event.event, &event.actor, &event.address, &event.signal,
                                      &event.state, &event.digits, &event.document})
            *one = text();
        const auto part = base::parse_int(take_field(line)).value_or(0);
        event.of_record = static_cast<OfRecord>(std::clamp<std::int64_t>(part, 0, 3));
        event.state_counts = take_field(line) == "c";
        input_.clear();
        vars_.clear();
        while (!line.empty()) {
            const std::string_view name = text();
            const std::string_view value = text();
            if (!name.empty()) (name.front() == 'v' ? vars_ : input_).emplace_back(name.substr(1), value);
        }
        event.input = input_;
        event.vars = vars_;
        sink.event(event);
    }

    std::vector<std::pair<std::string_view, std::string_view>> input_, vars_;
};

} // namespace

void append_what(std::string& out, const Event& event) {
    for (const std::string_view one :
         {event.event, event.actor, event.address, event.signal, event.state, event.digits, event.document})
        append_field(out, one);
    out += '\t';
    out += static_cast<char>('0' + static_cast<int>(event.of_record));
    append_field(out, event.state_counts ? "c" : "");
    for (const auto& [all, mark] : {std::pair(event.input, 'i'), std::pair(event.vars, 'v')})
        for (const auto& [name, value] : all) {
            append_field(out, mark + std::string(name));
            append_field(out, value);
        }
    out += '\n';
}

void append_event(std::string& out, const Whose& whose, std::string_view what) {
    out += whose.time_is_borrowed ? "b\t" : "e\t";
    if (whose.time != no_time) out += fmt::format_int(whose.time).c_str();
    out += '\t';
    out += fmt::format_int(whose.sequence).c_str();
    append_field(out, whose.call);
    out += what;
}

void append_event(std::string& out, const Event& event) {
    std::string what;
    append_what(what, event);
    append_event(out, {event.time, event.sequence, event.call, event.time_is_borrowed}, what);
}

void append_skipped(std::string& out, Reason reason, std::uint64_t line, std::string_view log, std::string_view text) {
    out += fmt::format("s\t{}\t{}", static_cast<int>(reason), line);
    append_field(out, log);
    append_field(out, text.substr(0, shown_bytes));
    out += '\n';
}

void append_decoded(std::string& out, std::uint64_t line, std::string_view text) {
    out += fmt::format("d\t0\t{}", line);
    append_field(out, text.substr(0, shown_bytes));
    out += '\n';
}

std::unique_ptr<Reader> translated_reader() { return std::make_unique<TranslatedReader>(); }

Place place_of(const Piece& piece, std::uint32_t at, std::uint64_t before) {
    const std::string_view text = piece.text();
    const std::string_view rest = text.substr(std::min<std::size_t>(at, text.size()));
    std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
    if (piece.translated) {
        take_field(line);
        take_field(line);
        const auto number = base::parse_int(take_field(line)).value_or(0);
        std::string log = plain(take_field(line));
        return {static_cast<std::uint64_t>(number), line, std::move(log)};
    }
    return {before + 1 +
                static_cast<std::uint64_t>(
                    std::count(text.begin(), text.end() - static_cast<std::ptrdiff_t>(rest.size()), '\n')),
            line};
}

} // namespace callflow::logs
