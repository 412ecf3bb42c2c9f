// Bytes as lines for `callflow eval --batch`, fed whole and in small pieces: both give the same answers, one JSON
// object for each line that is not blank.
#include "base/text.hpp"
#include "cli/eval_batch.hpp"
#include "doc/read.hpp"
#include "syntax/typed_value.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace callflow;

namespace {

void check(bool good) {
    if (!good) std::abort();
}

std::string answers(std::string_view text, std::size_t piece) {
    std::string out;
    std::string all;
    cli::EvalBatch batch(out, [&] {
        all += out;
        out.clear();
        return true;
    });
    for (std::size_t at = 0; at < text.size(); at += piece) check(batch.feed(text.substr(at, piece)));
    check(batch.finish());
    return all + out;
}

// An answer is an error, or a value that reads back and is written the same again.
void check_answer(std::string_view line) {
    base::Sources sources;
    base::Diagnostics found;
    doc::Limits limits;
    limits.depth = 800;
    const auto document = doc::read_json(sources, sources.add("answer.json", std::string(line)), found, limits);
    check(document && found.empty() && document->root().is_mapping());
    if (document->root().find("error")) return;
    const auto value = syntax::read_typed(document->root());
    check(value.has_value());
    std::string again;
    base::JsonWriter json(again);
    syntax::write_typed(json, *value);
    check(again == line);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    const std::string whole = answers(text, std::max<std::size_t>(size, 1));
    check(answers(text, 3) == whole);
    std::size_t expected = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        if (!base::trim(rest.substr(0, end)).empty()) ++expected;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    std::size_t count = 0;
    for (std::string_view rest = whole; !rest.empty(); ++count) {
        const std::size_t end = rest.find('\n');
        check(end != std::string_view::npos);
        check_answer(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    check(count == expected);
    return 0;
}
