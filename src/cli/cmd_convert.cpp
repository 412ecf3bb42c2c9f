#include "base/codes.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/convert.hpp"
#include "cli/document_diff.hpp"
#include "cli/load.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "doc/read.hpp"
#include "providers/translate.hpp"

#include <fmt/format.h>

namespace callflow::cli {
namespace {

// `shop/press-1.xml` -> `press_1`
std::string name_from(std::string_view path) {
    path.remove_prefix(std::min(path.size(), path.rfind('/') + 1));
    path = path.substr(0, path.find('.'));
    std::string out;
    for (const char c : path) {
        const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        out += fits ? c : '_';
    }
    return base::is_name(out) ? out : "converted";
}

class Converter {
public:
    Converter(const Values& values, Io& io) : values_(values), io_(io) {}

    base::Result<void> read() {
        const std::string path(values_.get("FILE"));
        constexpr std::uint64_t most = doc::Limits{}.bytes;
        auto text = path == "-" ? io_.read_stdin(most) : io_.files->read(path, most);
        if (!text) return tl::unexpected(text.error());
        file_ = inputs.sources.add(path, std::move(*text));
        const std::string_view from = values_.get("from");
        from_ = values_.has("from") ? providers::find_provider(from == "twiml" ? "twilio" : "tropo")
                                    : provider_of(inputs.sources[file_].text());
        if (from_ == nullptr) {
            return base::fail(base::ErrorKind::usage,
                              fmt::format("{} is neither TwiML nor a Tropo document", base::quoted(path, 4096)));
        }
        return {};
    }

    // Whether there is a result.
    bool convert() {
        base::Diagnostics checked;
        (void)from_->check(inputs.sources, file_, checked);
        auto parsed = from_->parse(inputs.sources, file_, inputs.findings);
        if (!parsed) return false;
        for (base::Diagnostic& one : checked.items()) {
            if (one.severity == base::Severity::error) inputs.findings.add(std::move(one));
        }
        return values_.get("to") == "flow" ? to_flow(std::move(*parsed)) : to_document(std::move(*parsed));
    }

    void write_json(std::string& out) const {
        base::JsonWriter json(out, base::JsonWriter::Layout::indented);
        json.begin_object().member("callflow_convert", 1);
        json.member("from", from_->name == "twilio" ? "twiml" : "tropo").member("to", values_.get("to"));
        json.member("result", result).key("lost").begin_array();
        for (const base::Diagnostic& one : inputs.findings.items()) {
            json.begin_object().member("code", one.code->code).member("name", one.code->name);
            json.member("severity", base::to_string(one.severity));
            if (one.where.valid()) {
                const base::Position at = inputs.sources[one.where.file].position(one.where.begin);
                json.member("line", at.line).member("column", at.column);
            }
            json.member("message", one.message).member("help", one.help).end_object();
        }
        json.end_array().end_object();
        out += '\n';
    }

    Inputs inputs;
    std::string result;

private:
    bool to_flow(providers::ParsedDocument parsed) {
        simplify(inputs.sources, file_, *from_, parsed);
        const FlowText form{.whole = values_.has("whole"), .name = name_from(inputs.sources[file_].name())};
        auto text = flow_text(inputs.sources, *from_, std::move(parsed), form, inputs.findings);
        if (text) {
            result = std::move(*text);
        } else {
            complain(io_, values_.command().name, "the document cannot be written as a flow");
        }
        return text.has_value();
    }

    bool to_document(providers::ParsedDocument parsed) {
        report_lost(parsed, inputs.findings);
        const providers::Provider* to = providers::find_provider(values_.get("to") == "twiml" ? "twilio" : "tropo");
        providers::translate_document(*from_, *to, parsed.response, result, inputs.findings);
        return true;
    }

    const Values& values_;
    Io& io_;
    base::FileId file_ = base::no_file;
    const providers::Provider* from_ = nullptr;
};

ExitStatus run(const Values& values, Io& io) {
    if (values.has("whole") && values.get("to") != "flow") {
        return complain(io, values.command().name, base::Error{base::ErrorKind::usage, "--whole belongs to --to flow"});
    }
    Converter converter(values, io);
    if (const auto done = converter.read(); !done) return complain(io, values.command().name, done.error());
    const bool converted = converter.convert();
    Inputs& inputs = converter.inputs;
    settle(inputs);
    if (!converted || values.get("format") != "json") say_findings(values, io, inputs);
    if (!converted) return inputs.findings.has_errors() ? ExitStatus::usage : ExitStatus::failed;
    std::string out;
    values.get("format") == "json" ? converter.write_json(out) : out.swap(converter.result);
    ExitStatus status = deliver(values, io, out);
    const bool lost = values.has("strict") && !inputs.findings.empty();
    if (inputs.findings.has_errors() || lost) status = worst(status, ExitStatus::findings);
    return status;
}

constexpr std::string_view description[] = {
    "Turns a document that some application answers with into one for another platform, or into the `response:` of a flow "
    "that answers with the same. `-` is stdin; what kind of document it is is seen by its content unless `--from` says "
    "it.",
    "Addresses stay addresses, relative ones too; one that is a word only is written `./word`, as a bare word would be an "
    "event. Braces in texts stay braces. What an application of one platform says in a way of its own stands below that "
    "platform's name: `tropo: {attempts: 3}`.",
    "What is lost on the way is said on stderr, with its place in the document. Between platforms much is: Tropo has no "
    "queues and one address for a whole document, Twilio's voices are not Tropo's. What is left to the platform but differs "
    "between them, such as how long an answer is waited for, is written out.",
};

constexpr Positional positionals[] = {
    {.name = "FILE", .help = "a TwiML or Tropo document, or `-`", .names = Names::file},
};

constexpr std::string_view sources[] = {"twiml", "tropo"};
constexpr std::string_view targets[] = {"flow", "twiml", "tropo"};
constexpr std::string_view formats[] = {"text", "json"};

constexpr Option options[] = {
    {.name = "from", .metavar = "KIND", .help = "what the document is", .choices = sources},
    {.name = "to", .metavar = "KIND", .help = "what it becomes", .fallback = "flow", .choices = targets},
    {.name = "whole",
     .metavar = {},
     .help = "write a flow by itself, with one state that answers so, instead of its `response:`"},
    {.name = "strict", .metavar = {}, .help = "end 1 when anything is lost"},
    {.name = "format",
     .metavar = "FORMAT",
     .help = "text: the result; json: the result and what is lost",
     .fallback = "text",
     .choices = formats,
     .environment = true},
    {.name = "output",
     .letter = 'o',
     .metavar = "FILE",
     .help = "write the result to FILE instead of stdout",
     .names = Names::file},
};

constexpr Status statuses[] = {
    {ExitStatus::fine, "it is converted; what is lost is said"},
    {ExitStatus::findings,
     "it is converted, but the document has errors or holds a verb that the other platform has not; with `--strict`: "
     "something is lost"},
    {ExitStatus::usage, "wrong usage, or no readable document"},
    {ExitStatus::failed, "a file could not be read or written"},
};

constexpr Example examples[] = {
    {"callflow convert approved/greeting.twilio.xml", "See an answer as the response of a flow"},
    {"callflow convert --whole approved/greeting.twilio.xml | callflow validate -", "Begin a flow with a document"},
    {"callflow convert --to tropo approved/greeting.twilio.xml", "Answer the same on another platform"},
};

} // namespace

extern const Command convert_command{
    .name = "convert",
    .group = "Flows",
    .summary = "turn documents into flows, or into those of another platform",
    .synopsis = "[OPTION]... FILE",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
