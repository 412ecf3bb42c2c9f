#include "logs/recognise.hpp"

#include "base/text.hpp"
#include "logs/reader.hpp"

#include <algorithm>
#include <bitset>
#include <fmt/format.h>

namespace callflow::logs {
namespace {

constexpr std::size_t looked_at_lines = 20;
constexpr std::size_t most_columns = 500;

std::vector<std::string_view> first_lines(std::string_view head) {
    std::vector<std::string_view> out;
    while (!head.empty() && out.size() < looked_at_lines) {
        const std::size_t end = std::min(head.find('\n'), head.size());
        std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + 1, head.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!base::trim(line).empty()) out.push_back(line);
    }
    return out;
}

std::vector<std::string> header_names(std::string_view line, char separator) {
    std::vector<std::string> out;
    std::string name;
    bool quoted = false;
    for (const char c : line) {
        if (c == '"')
            quoted = !quoted;
        else if (c == separator && !quoted)
            out.emplace_back(base::trim(std::exchange(name, {})));
        else
            name += c;
        if (out.size() > most_columns) return out;
    }
    out.emplace_back(base::trim(name));
    return out;
}

std::vector<std::string> form_names(std::string_view line) {
    std::vector<std::string> out;
    while (!line.empty() && out.size() < most_columns) {
        const std::size_t end = std::min(line.find('&'), line.size());
        out.emplace_back(line.substr(0, std::min(line.find('='), end)));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return out;
}

// The columns by which it is recognised; empty where one is missing.
std::vector<std::string_view> met(const Format& format, const std::vector<std::string>& columns) {
    std::vector<std::string_view> out;
    for (const auto& any : format.needs) {
        const auto found =
            std::ranges::find_if(any, [&](const std::string& one) { return std::ranges::count(columns, one) != 0; });
        if (found == any.end()) return {};
        out.emplace_back(*found);
    }
    return out;
}

bool looks_right(const Format& format, const std::vector<std::string_view>& lines) {
    if (!format.looks) return true;
    if (lines.empty()) return false;
    const auto right = std::ranges::count_if(lines, [&](std::string_view one) {
        const bool sound = base::find_invalid_utf8(one) == std::string_view::npos;
        return sound ? format.looks->matches(one) : format.looks->matches(from_latin1(one));
    });
    return right * 2 >= std::ssize(lines); // a log that was rotated may begin with half a line
}

// A path that is cut off at its end takes part of a name with it.
class PathScanner {
public:
    std::vector<std::string> scan(std::string_view text) {
        for (at_ = 0; at_ < text.size() && out_.size() < most_columns;) {
            const char c = text[at_++];
            if (c == '{')
                open(true);
            else if (c == '[')
                open(false);
            else if (c == '}' || c == ']')
                close();
            else if (c == ',')
                in_value_ = !levels_.empty() && !levels_.back().object;
            else if (c == ':')
                in_value_ = true;
            else if (c == '"' && !string(text))
                break;
        }
        return std::move(out_);
    }

private:
    struct Level {
        bool object = false;
        std::string path; // of what stands in it
        std::string name; // the last one
    };

    void open(bool object) {
        std::string path;
        if (!levels_.empty()) {
            path = levels_.back().path;
            if (levels_.back().object) path += (path.empty() ? "" : ".") + levels_.back().name;
        }
        if (levels_.size() < 64) levels_.push_back({object, std::move(path), {}});
        in_value_ = !object;
    }

    void close() {
        if (!levels_.empty()) levels_.pop_back();
        in_value_ = true;
    }

    bool string(std::string_view text) {
        const std::size_t begin = at_;
        while (at_ < text.size() && text[at_] != '"') at_ += text[at_] == '\\' ? 2u : 1u;
        if (at_ >= text.size()) return false;
        const std::string_view name = text.substr(begin, at_ - begin);
        ++at_;
        if (in_value_ || levels_.empty()) return true;
        Level& level = levels_.back();
        level.name = name;
        std::string path = level.path + (level.path.empty() ? "" : ".") + level.name;
        if (std::ranges::find(out_, path) == out_.end()) out_.push_back(std::move(path));
        return true;
    }

    std::size_t at_ = 0;
    bool in_value_ = false;
    std::vector<Level> levels_;
    std::vector<std::string> out_;
};

std::vector<std::string> columns_of_head(Kind kind, std::string_view head, const std::vector<std::string_view>& lines,
                                         char separator) {
    if (lines.empty()) return {};
    if (kind == Kind::ndjson) return json_paths(head);
    if (kind == Kind::csv)
        return header_names(lines.front(), separator == ',' ? separator_by_looks(lines.front()) : separator);
    if (kind == Kind::form) return form_names(lines.front());
    return {};
}

using Lines = std::bitset<looked_at_lines>;

// A format that fits, as far as the first records say so.
struct Fitting {
    std::shared_ptr<const Format> format;
    Kind kind = Kind::csv;
    std::size_t weight = 0;           // how much it asks for
    Lines lines;                      // the first lines that are records of its own
    std::vector<std::string> columns; // by which it is recognised
};

// Which of the first lines have all columns of a format. Where records are not a line each, none.
Lines own_lines(const Format& format, Kind kind, const std::vector<std::vector<std::string>>& columns) {
    Lines out;
    if (kind == Kind::ndjson && !format.needs.empty())
        for (std::size_t i = 0; i < columns.size(); ++i) out[i] = !met(format, columns[i]).empty();
    return out;
}

std::vector<std::vector<std::string>> columns_by_line(const std::vector<std::string_view>& lines) {
    std::vector<std::vector<std::string>> out;
    for (const std::string_view line : lines)
        out.push_back(line.starts_with('{') && line.ends_with('}') ? json_paths(line) : std::vector<std::string>());
    return out;
}

// Of two formats whose records are mixed the one with more of them is it, else the one that asks for more.
bool fits_better(const Fitting& one, const Fitting& best) {
    if (!one.format->general && !best.format->general) {
        if (one.lines.any() != best.lines.any()) return one.lines.any();
        const bool mixed = (one.lines & ~best.lines).any() && (best.lines & ~one.lines).any();
        if (mixed && one.lines.count() != best.lines.count()) return one.lines.count() > best.lines.count();
    }
    return one.weight > best.weight;
}

} // namespace

char separator_by_looks(std::string_view line) {
    constexpr std::string_view known = ",;\t|";
    char best = known.front();
    std::size_t most = 0;
    for (const char one : known) {
        const std::size_t names = header_names(line.substr(0, line.find_first_of("\r\n")), one).size();
        if (names <= most) continue;
        most = names;
        best = one;
    }
    return best;
}

std::vector<std::string> json_paths(std::string_view text) { return PathScanner().scan(text); }

Kind kind_by_looks(std::string_view head) {
    const std::size_t begin = head.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return Kind::csv;
    if (head[begin] == '{' || head[begin] == '[') return Kind::ndjson;
    if (head[begin] == '<') return Kind::xml;
    const auto lines = first_lines(head);
    if (lines.empty()) return Kind::csv; // other blanks, such as a form feed
    // a log that was rotated may begin with half a record
    if (lines.size() > 1 && lines[1].starts_with('{')) return Kind::ndjson;
    const std::string_view line = lines.front();
    const bool form = line.find('&') != std::string_view::npos &&
                      line.find_first_of(" ,;\t\"") == std::string_view::npos && line.find('=') < line.find('&');
    return form ? Kind::form : Kind::csv;
}

Recognised recognise(std::string_view head) {
    Recognised out;
    const Kind looks = out.kind = kind_by_looks(head);
    const auto lines = first_lines(head);
    const auto by_line = looks == Kind::ndjson ? columns_by_line(lines) : std::vector<std::vector<std::string>>();
    std::vector<Fitting> all;
    // Read once: a queue's items are looked at one by one, and their descriptions are YAML.
    static const std::vector<std::shared_ptr<const Format>> formats = all_formats();
    for (const auto& format : formats) {
        const bool lines_too = looks == Kind::csv && format->takes(Kind::lines);
        if (!format->takes(looks) && !lines_too) continue;
        const Kind kind = lines_too ? Kind::lines : looks;
        if (looks == Kind::xml) {
            if (out.format != nullptr || !format->first_elements ||
                !format->first_elements->matches(head.substr(0, 4096)))
                continue;
            out.format = format;
            out.why = "its first elements are such";
            continue;
        }
        if (format->needs.empty() && !format->looks) continue;
        const auto columns = columns_of_head(kind, head, lines, format->separator);
        const auto there = met(*format, columns);
        if (there.size() < format->needs.size() || !looks_right(*format, lines)) continue;
        const std::size_t weight = format->general ? 1 : there.size() * 2 + (format->looks ? 3 : 0);
        all.push_back({format, kind, weight, own_lines(*format, kind, by_line), {there.begin(), there.end()}});
    }
    const Fitting* best = nullptr;
    for (const Fitting& one : all)
        if (best == nullptr || fits_better(one, *best)) best = &one;
    if (best != nullptr) {
        out.format = best->format;
        out.kind = best->kind;
        out.why = best->columns.empty()
                      ? std::string("its first lines look so")
                      : fmt::format("{} {}", best->kind == Kind::csv ? "its first line names" : "its records have",
                                    fmt::join(best->columns, ", "));
        std::vector<std::string_view> others;
        for (const Fitting& one : all)
            if (!one.format->general && (one.lines & ~best->lines).any()) others.emplace_back(one.format->name);
        if (!others.empty() && best->lines.any())
            out.why += fmt::format("; other records are those of {}", fmt::join(others, ", "));
    }
    out.columns = columns_of_head(looks, head, lines, ',');
    return out;
}

} // namespace callflow::logs
