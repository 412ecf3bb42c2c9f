#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/cli.hpp"
#include "cli/eval_batch.hpp"
#include "cli/eval_names.hpp"
#include "cli/load.hpp"
#include "cli/terminal.hpp"
#include "expr/print.hpp"
#include "report/excerpt.hpp"
#include "syntax/typed_value.hpp"

#include <fmt/format.h>
#include <set>

namespace callflow::cli {
namespace {

// The expression and everything its names can mean.
struct Task {
    expr::Expression expression;
    base::FileId file = base::no_file;
    expr::Scope scope;
    std::vector<expr::Value> slots;
    bool sound = false; // else findings say what is wrong
};

base::Result<void> check_usage(const Values& values) {
    const auto wrong = [](std::string message) { return base::fail(base::ErrorKind::usage, std::move(message)); };
    if (values.has("EXPR") == values.has("batch")) return wrong("either EXPR or --batch FILE has to be given");
    for (const std::string_view one : {"set", "in"}) {
        if (values.has("batch") && values.has(one))
            return wrong(fmt::format("--batch and --{} exclude each other", one));
    }
    std::set<std::string_view> names;
    for (const std::string& word : values.all("set")) {
        const std::string_view name = std::string_view(word).substr(0, word.find('='));
        if (!names.insert(name).second) return wrong(fmt::format("--set: {} is set twice", base::quoted(name)));
    }
    return {};
}

base::Result<std::string> text_of(const Values& values, Io& io) {
    const std::string& word = values.all("EXPR").front();
    return word == "-" ? io.read_stdin(expr::max_expression_bytes) : base::Result<std::string>(word);
}

// Compiles the text in the task's scope.
void compile(Task& task, Inputs& inputs, std::string text) {
    task.file = inputs.sources.add("expression", std::move(text));
    const auto locate = [file = task.file](std::uint32_t begin, std::uint32_t end) {
        return base::Span{file, begin, end};
    };
    task.expression =
        expr::compile(inputs.sources[task.file].text(), task.scope, expr::Type::dynamic(), locate, inputs.findings);
    task.sound = !task.expression.empty();
}

base::Result<Task> task_of_names(const Values& values, Inputs& inputs, std::string text) {
    Task task;
    auto names = read_set_names(values, inputs);
    if (!names) return tl::unexpected(names.error());
    if (inputs.findings.has_errors()) return task;
    task.scope = std::move(names->scope);
    task.slots = std::move(names->slots);
    const auto now = now_of(values);
    if (!now) return tl::unexpected(now.error());
    if (*now && task.scope.find("now").what == expr::Scope::Found::What::nothing) {
        task.scope.declare("now", expr::Type::of(expr::Kind::timestamp));
        task.slots.push_back(expr::Value::timestamp(**now));
    }
    compile(task, inputs, std::move(text));
    return task;
}

base::Result<Task> task_in_flow(const Values& values, Inputs& inputs, flow::Flow& flow, std::string text) {
    Task task;
    const auto settings = settings_of(values, flow);
    if (!settings) return tl::unexpected(settings.error());
    const auto now = now_of(values);
    if (!now) return tl::unexpected(now.error());
    task.scope = flow.scope;
    compile(task, inputs, std::move(text));
    if (!task.sound) return task;
    flow.scope = task.scope; // with slots for the fields that the expression reads
    constexpr std::int64_t year_2000 = 946'684'800'000'000'000;
    auto slots = slots_of_new_call(flow, *settings, now->value_or(year_2000));
    if (!slots) return tl::unexpected(slots.error());
    task.slots = std::move(*slots);
    return task;
}

ExitStatus say_error(const Values& values, Io& io, const Inputs& inputs, Task& task, const expr::Value& value) {
    if (values.get("format") == "json") {
        base::JsonWriter(io.out).begin_object().member("error", value.as_string()).end_object();
        io.out += '\n';
        return ExitStatus::findings;
    }
    const base::Span where = failing_part(task.expression, task.scope, task.slots, task.file);
    const bool color = wants_color(values, io, io.err_is_terminal);
    report::ExcerptOptions options;
    if (color) options.colors = {"\x1b[34m", "\x1b[31m", "\x1b[0m"};
    const base::Position place = inputs.sources[where.file].position(where.begin);
    io.err += fmt::format("expression:{}:{}: {}error{}: {}\n", place.line, place.column, options.colors.mark,
                          options.colors.reset, base::printable(value.as_string(), 4096));
    options.gutter = std::to_string(report::excerpt_lines(inputs.sources[where.file], where).last).size();
    report::append_excerpt(io.err, inputs.sources[where.file], where, options);
    return ExitStatus::findings;
}

void say_value(const Values& values, Io& io, const expr::Value& value) {
    if (values.get("format") == "json") {
        base::JsonWriter json(io.out);
        syntax::write_typed(json, value);
    } else {
        std::string text;
        expr::append_literal(text, value);
        const bool null = value.kind() == expr::Kind::null;
        io.out += base::printable(text, std::string::npos);
        io.out += fmt::format(" : {}", null ? "null" : expr::to_string(value.kind()));
    }
    io.out += '\n';
}

ExitStatus run_batch(const Values& values, Io& io) {
    constexpr std::size_t block = 1u << 16;
    const std::string path(values.get("batch"));
    const auto stream = path == "-" ? io.open_stdin() : io.files->open(path);
    if (!stream) return complain(io, values.command().name, stream.error());
    EvalBatch batch(io.out, io.flush_out);
    std::string buffer(block, '\0');
    for (;;) {
        const auto got = (*stream)->read(buffer);
        if (!got) return complain(io, values.command().name, got.error());
        if (*got == 0) break;
        if (!batch.feed(std::string_view(buffer).substr(0, *got))) return ExitStatus::failed;
    }
    return batch.finish() ? ExitStatus::fine : ExitStatus::failed;
}

ExitStatus run(const Values& values, Io& io) {
    const std::string_view self = values.command().name;
    if (const auto fine = check_usage(values); !fine) return complain(io, self, fine.error());
    if (values.has("batch")) return run_batch(values, io);
    auto text = text_of(values, io);
    if (!text) return complain(io, self, text.error());

    Inputs inputs;
    UsableFlow flow;
    if (values.has("in")) {
        flow = load_flow(values, io, inputs, std::string(values.get("in")));
        if (!flow.usable()) return flow.status;
        inputs.findings = {}; // the flow's own are no errors: `validate` says them
    }
    auto task = flow.loaded.flow == nullptr ? task_of_names(values, inputs, std::move(*text))
                                            : task_in_flow(values, inputs, *flow.loaded.flow, std::move(*text));
    if (!task) return complain(io, self, task.error());
    if (!task->sound) {
        inputs.findings.sort();
        say_findings(values, io, inputs);
        return ExitStatus::usage;
    }
    const expr::Value value = task->expression.evaluate(task->slots);
    if (value.is_error()) return say_error(values, io, inputs, *task, value);
    say_value(values, io, value);
    return ExitStatus::fine;
}

constexpr std::string_view description[] = {
    "Evaluates one expression, as guards, `set`, `switch` and templates have them, and writes its value in the spelling of "
    "expressions, with its type.",
    "Names come from `--set`: a value is a bool, int, double or text, whichever it looks like; what begins with `[`, `{` or `\"` is JSON. "
    "With `--in` they are those of a flow at the beginning of a call, and `--set` gives its vars other values.",
    "`--format json` writes the typed form: `{\"type\":\"int\",\"value\":3}`, or `{\"error\":\"…\"}`.",
    "`--batch` reads lines `{\"expr\":\"…\",\"vars\":{NAME: TYPED VALUE}}` and answers each with a line in typed form, in "
    "the same order. Only what is no expression at all is refused there; the rest is tried. Blank lines are passed over, "
    "and so are other keys; a line that cannot be read is answered with an error too.",
};

constexpr Positional positionals[] = {
    {.name = "EXPR", .help = "the expression, or `-`; one that begins with a minus goes after `--`", .required = false},
};

constexpr std::string_view formats[] = {"text", "json"};

constexpr Option options[] = {
    {.name = "set", .metavar = "NAME=VALUE", .help = "what a name stands for", .repeats = true},
    {.name = "in", .metavar = "FLOW", .help = "with the names of this flow", .names = Names::flow},
    {.name = "now",
     .metavar = "TIME",
     .help = "what `now` is, such as 2000-01-01T00:00:00Z; with `--in` the call begins then",
     .environment = true},
    {.name = "format",
     .metavar = "FORMAT",
     .help = "how the value is written",
     .fallback = "text",
     .choices = formats,
     .environment = true},
    {.name = "batch", .metavar = "FILE", .help = "answer the lines of FILE, or `-`", .names = Names::file},
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "there is a value; of `--batch`: every line was answered, were it with an error"},
    {ExitStatus::findings, "the expression could not be evaluated"},
    {ExitStatus::usage, "wrong usage, no expression, one that cannot be right, or a flow with errors"},
};

constexpr Example examples[] = {
    {"callflow eval '1 + 2 * 3'", "Evaluate an expression"},
    {"callflow eval 'digits in [\"1\", \"2\"] && tries < 3' --set 'digits=\"1\"' --set tries=2", "Give names values"},
    {"callflow eval '!agents_available' --in support_line.yaml --format json", "Use the names of a flow"},
};

} // namespace

extern const Command eval_command{
    .name = "eval",
    .group = "Flows",
    .summary = "evaluate an expression",
    .synopsis = "[OPTION]... EXPR",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
