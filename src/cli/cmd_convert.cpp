#include "base/ascii.hpp"
#include "base/codes.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/convert.hpp"
#include "cli/document_diff.hpp"
#include "cli/load.hpp"
#include "cli/out_folder.hpp"
#include "cli/search.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "doc/read.hpp"
#include "providers/sip/ruby_plan.hpp"
#include "providers/translate.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>
#include <optional>

namespace callflow::cli {
namespace {

// `shop/press-1.xml` -> `press_1`
std::string name_from(std::string_view path) {
    path.remove_prefix(std::min(path.size(), path.rfind('/') + 1));
    path = path.substr(0, path.find('.'));
    std::string out;
    for (const char c : path) {
        const bool fits = base::is_alphanumeric(c) || c == '_';
        out += fits ? c : '_';
    }
    return base::is_name(out) ? out : "converted";
}

// What a document is written as: of Twilio `.xml`.
std::string_view ending_of(std::string_view to) { return to == "flow" ? ".yaml" : to == "twiml" ? ".xml" : ".json"; }

class Converter {
public:
    Converter(const Values& values, Io& io, Inputs& inputs) : values_(values), io_(io), inputs_(inputs) {}

    // One after the other. The error says why a file cannot be had, or is no document of either kind.
    base::Result<void> read(const std::string& path) {
        constexpr std::uint64_t most = doc::Limits{}.bytes;
        auto text = path == "-" ? io_.read_stdin(most) : io_.files->read(path, most);
        if (!text) return tl::unexpected(text.error());
        file_ = inputs_.sources.add(path, std::move(*text));
        const std::string_view from = values_.get("from");
        if (from == "sipsorcery") return {};
        from_ = values_.has("from") ? providers::find_provider(from == "twiml" ? "twilio" : "tropo")
                                    : provider_of(inputs_.sources[file_].text());
        if (from_ == nullptr) {
            return base::fail(base::ErrorKind::usage,
                              fmt::format("{} is neither TwiML nor a Tropo document", base::quoted(path, 4096)));
        }
        return {};
    }

    // What was read last, as it is wanted; nullopt where it cannot be.
    std::optional<std::string> convert() {
        if (from_ == nullptr) return providers::sip::convert_ruby_plan(inputs_.sources, file_, inputs_.findings);
        base::Diagnostics checked;
        (void)from_->check(inputs_.sources, file_, checked);
        auto parsed = from_->parse(inputs_.sources, file_, inputs_.findings);
        if (!parsed) return std::nullopt;
        for (base::Diagnostic& one : checked.items()) {
            if (one.severity == base::Severity::error) inputs_.findings.add(std::move(one));
        }
        return values_.get("to") == "flow" ? to_flow(std::move(*parsed)) : to_document(std::move(*parsed));
    }

    void write_json(std::string& out, const std::string& result) const {
        base::JsonWriter json(out, base::JsonWriter::Layout::indented);
        json.begin_object().member("callflow_convert", 1);
        json.member("from", from_ == nullptr          ? "sipsorcery"
                            : from_->name == "twilio" ? "twiml"
                                                      : "tropo")
            .member("to", values_.get("to"));
        json.member("result", result).key("lost").begin_array();
        for (const base::Diagnostic& one : inputs_.findings.items()) {
            json.begin_object().member("code", one.code->code).member("name", one.code->name);
            json.member("severity", base::to_string(one.severity));
            if (one.where.valid()) {
                const base::Position at = inputs_.sources[one.where.file].position(one.where.begin);
                json.member("line", at.line).member("column", at.column);
            }
            json.member("message", one.message).member("help", one.help).end_object();
        }
        json.end_array().end_object();
        out += '\n';
    }

private:
    std::optional<std::string> to_flow(providers::ParsedDocument parsed) {
        simplify(inputs_.sources, file_, *from_, parsed);
        const FlowText form{.whole = values_.has("whole"), .name = name_from(inputs_.sources[file_].name())};
        auto text = flow_text(inputs_.sources, *from_, std::move(parsed), form, inputs_.findings);
        if (!text) {
            complain(io_, values_.command().name,
                     fmt::format("{} cannot be written as a flow", base::quoted(inputs_.sources[file_].name(), 4096)));
        }
        return text;
    }

    std::string to_document(const providers::ParsedDocument& parsed) {
        report_lost(parsed, inputs_.findings);
        const providers::Provider* to = providers::find_provider(values_.get("to") == "twiml" ? "twilio" : "tropo");
        std::string out;
        providers::translate_document(*from_, *to, parsed.response, out, inputs_.findings);
        return out;
    }

    const Values& values_;
    Io& io_;
    Inputs& inputs_;
    base::FileId file_ = base::no_file;
    const providers::Provider* from_ = nullptr;
};

// What was found says how it ends.
ExitStatus status_of(const Values& values, const Inputs& inputs) {
    const bool lost = values.has("strict") && !inputs.findings.empty();
    return inputs.findings.has_errors() || lost ? ExitStatus::findings : ExitStatus::fine;
}

ExitStatus convert_one(const Values& values, Io& io, const std::string& path) {
    Inputs inputs;
    Converter converter(values, io, inputs);
    if (const auto done = converter.read(path); !done) return complain(io, values.command().name, done.error());
    auto converted = converter.convert();
    settle(inputs);
    if (!converted || values.get("format") != "json") say_findings(values, io, inputs);
    if (!converted) return inputs.findings.has_errors() ? ExitStatus::usage : ExitStatus::failed;
    std::string out;
    values.get("format") == "json" ? converter.write_json(out, *converted) : out.swap(*converted);
    return worst(deliver(values, io, out), status_of(values, inputs));
}

struct Source {
    std::string path;
    std::string name; // of the file that it becomes, without an ending
};

// Files, and all documents below folders: `menu/press.xml` of a folder becomes `menu-press`.
base::Result<std::vector<Source>> sources_of(const Values& values, Io& io) {
    std::vector<Source> out;
    const auto add = [&out](std::string path, std::string name) {
        name.erase(std::min(name.size(), name.rfind('.')));
        std::ranges::replace(name, '/', '-');
        out.push_back({std::move(path), std::move(name)});
    };
    for (const std::string& path : values.all("FILE")) {
        if (path == "-") {
            out.push_back({path, "stdin"});
        } else if (io.files->is_directory(path)) {
            static constexpr std::array<std::string_view, 3> endings = {".xml", ".twiml", ".json"};
            const auto found = find_files(io, path, endings);
            if (!found) return tl::unexpected(found.error());
            const std::size_t prefix = path == "." ? 0 : path.size() + (path.ends_with('/') ? 0 : 1);
            for (const Found& one : *found) add(one.path, one.path.substr(prefix));
        } else {
            add(path, path.substr(std::min(path.size(), path.rfind('/') + 1)));
        }
    }
    if (out.empty()) return base::fail(base::ErrorKind::usage, "there are no documents");
    std::map<std::string, std::string> names;
    for (const Source& one : out) {
        const auto [at, fresh] = names.emplace(one.name, one.path);
        if (!fresh) {
            return base::fail(base::ErrorKind::usage,
                              fmt::format("{} and {} would both become {}{}", base::quoted(at->second, 4096),
                                          base::quoted(one.path, 4096), base::printable(one.name, 4096),
                                          ending_of(values.get("to"))));
        }
    }
    return out;
}

// Each into a file of its own. One that cannot be converted does not keep the others from it.
ExitStatus convert_all(const Values& values, Io& io) {
    const auto sources = sources_of(values, io);
    if (!sources) return complain(io, values.command().name, sources.error());
    Inputs inputs;
    Converter converter(values, io, inputs);
    std::vector<OutFile> wanted;
    ExitStatus status = ExitStatus::fine;
    for (const Source& one : *sources) {
        if (const auto done = converter.read(one.path); !done) {
            status = worst(status, complain(io, values.command().name, done.error()));
            continue;
        }
        auto text = converter.convert();
        if (text) {
            wanted.push_back({one.name + std::string(ending_of(values.get("to"))), std::move(*text)});
        } else {
            status = worst(status, inputs.findings.has_errors() ? ExitStatus::usage : ExitStatus::failed);
        }
    }
    settle(inputs);
    say_findings(values, io, inputs);
    const std::string folder(values.get("out"));
    const auto counts = write_folder(*io.files, folder, wanted, {}, values.has("force"));
    if (!counts) return complain(io, values.command().name, counts.error());
    io.out += fmt::format("{}: {} written, {} unchanged, {} removed\n", base::printable(folder, 4096), counts->written,
                          counts->unchanged, counts->removed);
    return worst(status, status_of(values, inputs));
}

ExitStatus run(const Values& values, Io& io) {
    const auto wrong = [&](std::string message) {
        return complain(io, values.command().name, base::Error{base::ErrorKind::usage, std::move(message)});
    };
    if (values.has("whole") && values.get("to") != "flow") return wrong("--whole belongs to --to flow");
    const bool plan = values.get("from") == "sipsorcery";
    if (plan && values.get("to") != "flow") return wrong("a dialplan becomes part of a flow: --to flow");
    if (plan && values.has("whole")) return wrong("a dialplan is no flow by itself: leave out --whole");
    if (values.has("force") && !values.has("out")) return wrong("--force belongs to --out");
    if (values.has("out")) {
        if (values.has("output")) return wrong("--out and --output exclude each other");
        if (values.get("format") == "json") return wrong("--format json is of one document, without --out");
        return convert_all(values, io);
    }
    const std::vector<std::string>& paths = values.all("FILE");
    if (paths.size() > 1 || (paths.front() != "-" && io.files->is_directory(paths.front()))) {
        return wrong("several documents need --out DIR, a folder to write them into");
    }
    return convert_one(values, io, paths.front());
}

constexpr std::string_view description[] = {
    "Turns a document that some application answers with into one for another platform, or into the `response:` of a flow "
    "that answers with the same. `-` is stdin; what kind of document it is is seen by its content unless `--from` says "
    "it. `--out` takes several, and all *.xml, *.twiml and *.json of folders: each becomes a file of its name, with `-` for "
    "the slashes of what is further down. It replaces only files that its manifest lists; others need `--force`.",
    "Addresses stay addresses, relative ones too; one that is a word only is written `./word`, as a bare word would be an "
    "event. Braces in texts stay braces. What an application of one platform says in a way of its own stands below that "
    "platform's name: `tropo: {attempts: 3}`.",
    "What is lost on the way is said on stderr, with its place in the document. Between platforms much is: Tropo has no "
    "queues and one address for a whole document, Twilio's voices are not Tropo's. What is left to the platform but differs "
    "between them, such as how long an answer is waited for, is written out.",
    "Both documents are then followed through all that can happen to them: something is typed or recorded, or nothing; "
    "somebody answers, or nobody. Where they say something else, ask for another address or end the call, that is said at the "
    "verb that decides. Verbs that Twilio never reaches are left out; an ask that tries up to five times becomes as many gathers.",
    "`--from sipsorcery` reads a dialplan in sipsorcery's Ruby, or its older lines, and writes the `dialplan:` of a flow. Nothing of it "
    "is run: tests of what is dialled and what they dial are taken over, with groups, names that stand for what was dialled, a group "
    "or a text, and what stands in `if sys.Out` and its `else` as two lists, `out` and `in`. Everything else is said on stderr: tests of "
    "other things, loops and methods, names that differ by the way that a call takes, and options but `fu`.",
    "Some things hold for every document and are not repeated for each. That the caller has hung up is told to the number's status "
    "callback on Twilio, on Tropo to the address of `hangup` or else `continue`. The keys * and # count as digits on Twilio, "
    "not in a grammar of Tropo. Without numDigits Tropo takes up to 20 digits. Twilio's timeout counts anew with each key, "
    "and Tropo has one of its own between keys.",
};

constexpr Positional positionals[] = {
    {.name = "FILE",
     .help = "a TwiML or Tropo document, a folder with some, or `-`",
     .repeats = true,
     .names = Names::file},
};

constexpr std::string_view sources[] = {"twiml", "tropo", "sipsorcery"};
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
    {.name = "out", .metavar = "DIR", .help = "write each document into a file in DIR", .names = Names::folder},
    {.name = "force", .metavar = {}, .help = "let `--out` replace files that callflow did not write"},
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
    {"callflow convert --from sipsorcery dialplan.rb", "Take a dialplan over into a flow"},
    {"callflow convert --out responses approved", "See all answers of a folder as responses"},
};

} // namespace

extern const Command convert_command{
    .name = "convert",
    .group = "Flows",
    .summary = "turn documents into flows, or into those of another platform",
    .synopsis = "[OPTION]... FILE...",
    .description = description,
    .positionals = positionals,
    .options = options,
    .statuses = statuses,
    .examples = examples,
    .run = run,
};

} // namespace callflow::cli
