#include "cli/eval_batch.hpp"

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "doc/read.hpp"
#include "expr/expression.hpp"
#include "syntax/typed_value.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <vector>

namespace callflow::cli {
namespace {

constexpr std::size_t flush_at = 1u << 18; // bytes of answers

void write_error(std::string& out, std::string_view why) {
    base::JsonWriter(out).begin_object().member("error", why).end_object();
    out.push_back('\n');
}

// Values are nested up to 250 deep, and each level takes three of JSON.
doc::Limits line_limits() {
    doc::Limits limits;
    limits.bytes = max_batch_line;
    limits.depth = 800;
    return limits;
}

// A name, or names with dots between.
bool is_dotted_name(std::string_view text) {
    for (;;) {
        const std::size_t dot = std::min(text.find('.'), text.size());
        if (!base::is_name(text.substr(0, dot))) return false;
        if (dot == text.size()) return true;
        text.remove_prefix(dot + 1);
    }
}

// One line while it is answered.
class Line {
public:
    Line(std::uint64_t number, std::string& out) : number_(number), out_(out) {}

    void answer(std::string_view text) {
        base::Sources sources;
        const base::FileId file = sources.add("line", std::string(text));
        source_ = &sources[file];
        base::Diagnostics found;
        const std::optional<doc::Document> document = doc::read_json(sources, file, found, line_limits());
        if (!found.empty()) return refuse(found.items().front().where, found.items().front().message);
        if (!document || !document->root().is_mapping()) return refuse({}, R"(expected {"expr":"…","vars":{…}})");
        const doc::View expression = document->root().find("expr");
        if (!expression || !expression.is_scalar() || expression.is_plain())
            return refuse(expression ? expression.span() : base::Span{}, "key 'expr' holds a text");
        if (!declare(document->root().find("vars"))) return;
        evaluate(expression.text());
    }

private:
    void refuse(base::Span where, std::string_view why) {
        if (where.valid())
            write_error(out_,
                        fmt::format("line {}, column {}: {}", number_, source_->position(where.begin).column, why));
        else
            write_error(out_, fmt::format("line {}: {}", number_, why));
    }

    bool declare(doc::View vars) {
        if (!vars) return true;
        if (!vars.is_mapping()) {
            refuse(vars.span(), "key 'vars' holds an object of typed values");
            return false;
        }
        for (const doc::Entry entry : doc::entries(vars)) {
            if (!is_dotted_name(entry.key.text())) {
                refuse(entry.key.span(), fmt::format("{} is no name", base::quoted(entry.key.text())));
                return false;
            }
            auto value = syntax::read_typed(entry.value);
            if (!value) {
                refuse(value.error().where, value.error().message);
                return false;
            }
            scope_.declare(std::string(entry.key.text()), expr::Type::dynamic());
            slots_.push_back(*std::move(value));
        }
        return true;
    }

    void evaluate(std::string_view text) {
        base::Diagnostics found;
        const auto locate = [](std::uint32_t begin, std::uint32_t end) { return base::Span{0, begin, end}; };
        const expr::Expression expression =
            expr::compile(text, scope_, expr::Type::dynamic(), locate, found, expr::CompileMode::lenient);
        if (expression.empty()) {
            const base::Diagnostic& first = found.items().front();
            return write_error(out_,
                               fmt::format("byte {} of the expression: {}", first.where.begin + 1, first.message));
        }
        const expr::Value value = expression.evaluate(slots_);
        if (value.is_error()) return write_error(out_, value.as_string());
        base::JsonWriter json(out_);
        syntax::write_typed(json, value);
        out_.push_back('\n');
    }

    std::uint64_t number_;
    std::string& out_;
    const base::Source* source_ = nullptr;
    expr::Scope scope_;
    std::vector<expr::Value> slots_;
};

// The answer to one line, appended to `out` with a line break; nothing for a blank one. `number` counts from 1.
void answer_line(std::string_view line, std::uint64_t number, std::string& out) {
    if (!base::trim(line).empty()) Line(number, out).answer(line);
}

} // namespace

void EvalBatch::take(std::string_view part) {
    too_long_ = too_long_ || line_.size() + part.size() > max_batch_line;
    if (!too_long_) line_ += part;
}

bool EvalBatch::end_line() {
    ++number_;
    if (too_long_)
        write_error(out_, fmt::format("line {}: it has more than {} bytes", number_, max_batch_line));
    else
        answer_line(line_, number_, out_);
    line_.clear();
    too_long_ = false;
    return out_.size() < flush_at || flush_();
}

bool EvalBatch::feed(std::string_view bytes) {
    for (;;) {
        const std::size_t end = bytes.find('\n');
        take(bytes.substr(0, end));
        if (end == std::string_view::npos) return true;
        if (!end_line()) return false;
        bytes.remove_prefix(end + 1);
    }
}

bool EvalBatch::finish() { return (line_.empty() && !too_long_) || end_line(); }

} // namespace callflow::cli
