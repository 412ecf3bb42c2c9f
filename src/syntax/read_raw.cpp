// Markup in values: parts of a provider's own document (`raw:`), checked so that they cannot break it, and SSML.
#include "base/text.hpp"
#include "doc/fragment.hpp"
#include "syntax/reader.hpp"
#include "syntax/ssml.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

// A template with a letter for each value, and where its bytes come from.
struct Filled {
    std::string text;
    struct Piece {
        std::uint32_t begin = 0;   // in `text`
        std::uint32_t written = 0; // in the template
        std::uint32_t size = 0;    // in the template
        bool hole = false;
    };
    std::vector<Piece> pieces;

    // The bytes of the template that `[begin, end)` of `text` stand for.
    [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> written(std::uint32_t begin, std::uint32_t end) const {
        return {place(begin, false), std::max(place(begin, false) + 1, place(std::max(end, begin + 1) - 1, true))};
    }

    [[nodiscard]] std::vector<std::uint32_t> holes() const {
        std::vector<std::uint32_t> out;
        for (const Piece& one : pieces) {
            if (one.hole) {
                out.push_back(one.begin);
            }
        }
        return out;
    }

private:
    [[nodiscard]] std::uint32_t place(std::uint32_t at, bool last) const {
        auto piece = std::ranges::upper_bound(pieces, at, {}, &Piece::begin);
        if (piece == pieces.begin()) {
            return 0;
        }
        --piece;
        return piece->hole ? piece->written + (last ? piece->size : 0) : piece->written + (at - piece->begin) + last;
    }
};

Filled fill(const expr::Template& text) {
    Filled filled;
    std::uint32_t written = 0;
    for (const expr::Template::Part& part : text.parts()) {
        const bool hole = !part.expression.empty();
        const std::size_t size = hole ? part.expression.text().size() + 4 : part.literal.size(); // {{ }}
        filled.pieces.push_back(
            {static_cast<std::uint32_t>(filled.text.size()), written, static_cast<std::uint32_t>(size), hole});
        filled.text += hole ? "x" : part.literal;
        written += static_cast<std::uint32_t>(size);
    }
    return filled;
}

} // namespace

// `twiml: "<Echo/>"`
bool Reader::raw_elements(View value, expr::Template& out) {
    if (!in_.is_text(value, "elements")) {
        return false;
    }
    const std::size_t findings = in_.findings();
    out = in_.text(value);
    if (in_.findings() != findings) {
        return false;
    }
    const Filled filled = fill(out);
    const auto problem = doc::check_elements(filled.text, "Response", filled.holes());
    if (!problem) {
        return true;
    }
    const auto [begin, end] = filled.written(problem->begin, problem->end);
    const auto size = static_cast<std::uint32_t>(value.text().size());
    const Span where = size == 0 ? value.span() // where exactly matters little in what is empty
                                 : document_.source_span(value.id(), std::min(begin, size - 1), std::min(end, size));
    in_.report(codes::bad_raw, where, fmt::format("this cannot be put into TwiML: {}", problem->message)).help =
        problem->help;
    return false;
}

// `Hello <break time="1s"/>{{ name }}`
bool Reader::ssml(View value, expr::Template& out) {
    if (!in_.is_text(value, "a text")) {
        return false;
    }
    check_comment(value);
    if (value.text().empty()) {
        in_.report(codes::bad_value, value.span(), "a spoken text cannot be empty");
        return false;
    }
    const std::size_t findings = in_.findings();
    out = in_.text(value);
    if (in_.findings() != findings) {
        return false;
    }
    const Filled filled = fill(out);
    const std::vector<std::uint32_t> holes = filled.holes();
    const auto place = [&](std::uint32_t from, std::uint32_t to) {
        const auto [begin, end] = filled.written(from, to);
        const auto size = static_cast<std::uint32_t>(value.text().size());
        return document_.source_span(value.id(), std::min(begin, size - 1), std::min(end, size));
    };
    std::vector<doc::FragmentElement> elements;
    if (const auto problem = doc::read_mixed(filled.text, holes, elements)) {
        in_.report(codes::bad_raw, place(problem->begin, problem->end),
                   fmt::format("this cannot be said with SSML: {}", problem->message))
            .help = problem->help;
        return false;
    }
    for (const doc::FragmentElement& one : elements) {
        const auto problem = check_ssml(elements, one, holes);
        if (problem.begin == problem.end) {
            continue;
        }
        base::Diagnostic& found = in_.report(codes::bad_raw, place(problem.begin, problem.end), problem.message);
        found.help = problem.help;
        if (problem.doubtful) {
            found.severity = base::Severity::warning;
        }
    }
    return true;
}

// `tropo: {say: {…}}`, or a list of steps.
bool Reader::raw_steps(View value, flow::Field& out) {
    const auto is_step = [&](View step) {
        if (!in_.is_mapping(step, "a step", "`{startRecording: {url: …}}`")) {
            return false;
        }
        std::size_t keys = 0;
        for (const doc::Entry entry : doc::entries(step)) {
            if (++keys == 2) {
                in_.report(codes::bad_raw, entry.key.span(),
                           fmt::format("{} is a second key: a step of Tropo has one, the name of its action",
                                       base::quoted(entry.key.text())))
                    .help = "write a list of steps: `tropo: [{…}, {…}]`";
                return false;
            }
        }
        if (keys == 0) {
            in_.report(codes::bad_raw, step.span(), "a step of Tropo has a key, the name of its action").help =
                "write `tropo: {stopRecording: null}`";
        }
        return keys == 1;
    };
    bool fine = true;
    if (value.is_sequence()) {
        for (const View step : doc::items(value)) {
            fine = is_step(step) && fine;
        }
    } else {
        fine = is_step(value);
    }
    const std::size_t findings = in_.findings();
    tree(value, out);
    return fine && in_.findings() == findings;
}

} // namespace callflow::syntax
