#include "doc/form.hpp"

#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace callflow::doc {
namespace {

class FormReader {
public:
    FormReader(const base::Sources& sources, base::Span where, base::Diagnostics& diagnostics)
        : text_(sources[where.file].text()), where_(where), diagnostics_(diagnostics) {}

    std::optional<std::vector<FormField>> read(const FormLimits& limits) {
        std::vector<FormField> fields;
        for (std::uint32_t begin = where_.begin; begin < where_.end;) {
            const std::uint32_t end = find('&', begin, where_.end);
            if (end > begin) {
                if (fields.size() == limits.fields) {
                    diagnostics_.report(base::codes::too_many_nodes, {where_.file, begin, end},
                                        fmt::format("the form has more than {} fields", limits.fields));
                    return std::nullopt;
                }
                fields.push_back(field(begin, end));
            }
            begin = end + 1;
        }
        return fields;
    }

private:
    [[nodiscard]] std::uint32_t find(char c, std::uint32_t begin, std::uint32_t end) const {
        const std::size_t at = text_.substr(begin, end - begin).find(c);
        return at == std::string_view::npos ? end : begin + static_cast<std::uint32_t>(at);
    }

    FormField field(std::uint32_t begin, std::uint32_t end) {
        const std::uint32_t equals = find('=', begin, end);
        FormField out;
        out.key = {where_.file, begin, equals};
        out.where = {where_.file, std::min(equals + 1, end), end};
        out.name = decoded(out.key);
        out.value = decoded(out.where);
        return out;
    }

    std::string decoded(base::Span part) {
        std::string out;
        out.reserve(part.size());
        bool sound = true; // one finding a value is enough
        for (std::uint32_t at = part.begin; at < part.end; ++at) {
            const char c = text_[at];
            if (c == '+') {
                out += ' ';
            } else if (c != '%') {
                out += c;
            } else if (at + 2 < part.end && base::hex_value(text_[at + 1]) >= 0 &&
                       base::hex_value(text_[at + 2]) >= 0) {
                out += static_cast<char>(base::hex_value(text_[at + 1]) * 16 + base::hex_value(text_[at + 2]));
                at += 2;
            } else {
                out += c;
                if (!std::exchange(sound, false)) continue;
                const base::Span place{part.file, at, std::min(at + 3, part.end)};
                diagnostics_
                    .report(base::codes::bad_request_value, place,
                            fmt::format("{} is no escape", base::quoted(text_.substr(at, place.size()))))
                    .help = "a percent sign itself is written %25";
            }
        }
        return whole_characters(std::move(out), part);
    }

    std::string whole_characters(std::string text, base::Span part) {
        if (base::find_invalid_utf8(text) == std::string_view::npos) return text;
        diagnostics_.report(base::codes::bad_request_value, part, "the bytes of this value are no UTF-8");
        std::string out;
        std::string_view rest = text;
        while (!rest.empty()) {
            const std::size_t good = std::min(base::find_invalid_utf8(rest), rest.size());
            out += rest.substr(0, good);
            rest.remove_prefix(good);
            if (rest.empty()) break;
            base::append_utf8(out, U'\uFFFD');
            rest.remove_prefix(1);
        }
        return out;
    }

    std::string_view text_;
    base::Span where_;
    base::Diagnostics& diagnostics_;
};

} // namespace

std::optional<std::vector<FormField>> read_form(const base::Sources& sources, base::Span where,
                                                base::Diagnostics& diagnostics, const FormLimits& limits) {
    if (where.size() > limits.bytes) {
        diagnostics.report(base::codes::too_large, {where.file, where.begin, where.begin},
                           fmt::format("the form has more than {} bytes", limits.bytes));
        return std::nullopt;
    }
    return FormReader(sources, where, diagnostics).read(limits);
}

std::string write_form(std::span<const std::pair<std::string, std::string>> fields) {
    const auto append = [](std::string& out, std::string_view text) {
        for (std::size_t begin = 0; begin <= text.size();) {
            const std::size_t end = std::min(text.find(' ', begin), text.size());
            out += base::percent_encode(text.substr(begin, end - begin));
            if (end < text.size()) out += '+';
            begin = end + 1;
        }
    };
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        append(out, name);
        out += '=';
        append(out, value);
    }
    return out;
}

} // namespace callflow::doc
