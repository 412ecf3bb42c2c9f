#include "cli/load.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "cli/cli.hpp"
#include "cli/search.hpp"
#include "cli/terminal.hpp"
#include "cli/values.hpp"
#include "doc/read.hpp"
#include "flow/sip_address.hpp"
#include "lint/barred.hpp"
#include "lint/rule.hpp"
#include "report/findings.hpp"
#include "scenario/verify.hpp"
#include "syntax/include_parts.hpp"
#include "syntax/read_flow.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace callflow::cli {
namespace {

// The bytes of a file as a source. Too many are a finding, as other bytes that are no document.
base::Result<std::optional<base::FileId>> read_source(Io& io, Inputs& inputs, const std::string& path,
                                                      Foreign foreign) {
    constexpr std::uint64_t most = doc::Limits{}.bytes;
    if (!inputs.parts.empty() && path != "-") {
        // A flow has included it already.
        const auto real = io.files->real_path(path);
        const auto known = real ? inputs.parts.find(*real) : inputs.parts.end();
        if (known != inputs.parts.end()) return known->second;
    }
    auto text = read_found(io, {path, foreign == Foreign::report}, most);
    if (text) return inputs.sources.add(path, std::move(*text));
    if (text.error().kind != base::ErrorKind::unreadable) return tl::unexpected(text.error());
    // Such a file in a folder is somebody's data.
    if (foreign == Foreign::accept) return std::nullopt;
    const base::FileId file = inputs.sources.add(path, {});
    inputs.findings.report(base::codes::too_large, {file, 0, 0}, std::move(text.error().message));
    return std::nullopt;
}

std::vector<base::Allow> allows_of(const std::vector<doc::Comment>& comments, const base::Source& source,
                                   base::Diagnostics& findings) {
    std::vector<base::CommentView> views;
    views.reserve(comments.size());
    for (const doc::Comment& comment : comments) {
        views.push_back({comment.span, source.text().substr(comment.span.begin, comment.span.size())});
    }
    return base::parse_allows(views, source, findings);
}

void take_allows(Inputs& inputs, const std::vector<doc::Comment>& comments, base::FileId file) {
    if (!inputs.allowed.insert(file).second) return;
    std::vector<base::Allow> allows = allows_of(comments, inputs.sources[file], inputs.findings);
    std::move(allows.begin(), allows.end(), std::back_inserter(inputs.allows));
}

// The document's own, and those of the parts that were joined to it.
void take_allows(Inputs& inputs, const doc::Document& document) {
    take_allows(inputs, document.comments, document.file);
    for (const doc::Document::Joined& part : document.joined) take_allows(inputs, part.comments, part.file);
}

// Flows in other files that dialplans lead to; what is in them is checked with those files.
void check_other_flows(Io& io, Inputs& inputs, const flow::Flow& flow) {
    for (const flow::Dialplan& plan : flow.dialplans)
        for (const flow::DialEntry& entry : plan.entries)
            for (const flow::DialTarget& target : entry.to) {
                if (!flow::is_flow_file(target.flow)) continue;
                const std::string path =
                    scenario::below(folder_of(inputs.sources[target.where.file].name()), target.flow);
                if (io.files->exists(path) && !io.files->is_directory(path)) continue;
                inputs.findings
                    .report(base::codes::missing_flow, target.where,
                            fmt::format("there is no flow {}", base::quoted(target.flow)))
                    .help = "paths are relative to the file that they stand in";
            }
}

// Reads them when a rule asks; what is wrong in them is found where they are checked themselves.
class OtherFlows : public lint::Neighbours {
public:
    OtherFlows(Io& io, Inputs& inputs, const flow::Flow& own) : io_(io), inputs_(inputs), own_(own) {}

    const flow::Flow* flow_of(const flow::DialTarget& target) override {
        if (!flow::is_flow_file(target.flow)) return nullptr;
        const std::string path = scenario::below(folder_of(inputs_.sources[target.where.file].name()), target.flow);
        const auto real = io_.files->real_path(path);
        if (!real) return nullptr;
        const auto own = io_.files->real_path(inputs_.sources[own_.file].name());
        if (own && *own == *real) return &own_;
        const auto [at, fresh] = inputs_.neighbours.try_emplace(*real);
        if (fresh) at->second = read(path);
        return at->second.get();
    }

private:
    std::unique_ptr<flow::Flow> read(const std::string& path) {
        auto text = io_.files->read_regular(path, doc::Limits{}.bytes);
        if (!text) return nullptr;
        base::Diagnostics found;
        const base::FileId file = inputs_.sources.add(path, std::move(*text));
        auto document = doc::read_document(inputs_.sources, file, found);
        if (!document || syntax::head_key(*document) != syntax::HeadKey::flow) return nullptr;
        std::map<std::string, base::FileId> parts;
        static_cast<void>(syntax::include_parts(*document, {*io_.files, inputs_.sources, parts}, found));
        auto flow = syntax::read_flow(*document, found);
        return found.has_errors() ? nullptr : std::move(flow);
    }

    Io& io_;
    Inputs& inputs_;
    const flow::Flow& own_;
};

void read_flow(Io& io, Inputs& inputs, doc::Document& document, Loaded& loaded) {
    const syntax::Included included = syntax::include_parts(
        document,
        {.files = *io.files, .sources = inputs.sources, .known = inputs.parts, .documents = &inputs.part_documents},
        inputs.findings);
    inputs.included.insert(included.files.begin(), included.files.end());
    for (const doc::Document::Joined& part : document.joined) inputs.joined.insert(part.file);
    const std::size_t first = inputs.findings.items().size();
    loaded.flow = syntax::read_flow(document, inputs.findings);
    if (!included.complete) syntax::drop_unknown_names(inputs.findings, first);
    if (loaded.flow != nullptr) check_other_flows(io, inputs, *loaded.flow);
    loaded.scenarios = scenario::read_flow_scenarios(document, inputs.findings);
}

void report_foreign(Inputs& inputs, const doc::Document& document) {
    auto& finding = inputs.findings.report(base::codes::format_version, {document.file, 0, 0},
                                           "no key says that this is a flow or a scenario");
    finding.help = "a flow begins with `callflow: 1`, a scenario with `callflow-scenario: 1`";
}

std::string_view kind_of(syntax::HeadKey head) {
    switch (head) {
    case syntax::HeadKey::flow: return "a flow";
    case syntax::HeadKey::scenario: return "a scenario";
    case syntax::HeadKey::part: return "a part of a flow";
    case syntax::HeadKey::none: break;
    }
    return "something else";
}

// Every code a finding can have: those of base, and those of the rules.
std::vector<const base::Code*> known_codes() {
    const auto raised = base::all_codes();
    std::vector<const base::Code*> codes(raised.begin(), raised.end());
    codes.reserve(raised.size() + lint::registry().size());
    for (const lint::Rule* rule : lint::registry()) codes.push_back(&rule->page);
    std::sort(codes.begin(), codes.end(), [](const base::Code* a, const base::Code* b) { return a->code < b->code; });
    return codes;
}

} // namespace

base::Result<Loaded> load(Io& io, Inputs& inputs, const std::string& path, Foreign foreign) {
    const auto file = read_source(io, inputs, path, foreign);
    if (!file) return tl::unexpected(file.error());
    if (*file) return load_read(io, inputs, path, **file, foreign);
    Loaded loaded;
    loaded.readable = foreign == Foreign::accept;
    return loaded;
}

Loaded load_read(Io& io, Inputs& inputs, const std::string& path, base::FileId file, Foreign foreign) {
    Loaded loaded;
    loaded.file = file;
    if (foreign == Foreign::accept && !syntax::may_be_ours(inputs.sources[loaded.file].text())) {
        loaded.readable = true; // or not: it is not ours
        return loaded;
    }
    if (inputs.joined.contains(file)) { // what is in it was checked with the flow that includes it
        loaded.readable = true;
        loaded.head = syntax::HeadKey::part;
        return loaded;
    }
    const std::size_t errors = inputs.findings.count(base::Severity::error);
    std::optional<doc::Document> document = doc::read_document(inputs.sources, loaded.file, inputs.findings);
    if (!document) return loaded;
    loaded.readable = true;
    loaded.head = syntax::head_key(*document);
    if (loaded.head != syntax::HeadKey::none) io.files->keep(path);
    switch (loaded.head) {
    case syntax::HeadKey::flow: read_flow(io, inputs, *document, loaded); break;
    case syntax::HeadKey::scenario: loaded.scenarios = scenario::read_scenarios(*document, inputs.findings); break;
    case syntax::HeadKey::part: // what is in it is checked with the flow that includes it
        if (const auto real = io.files->real_path(path)) inputs.parts.emplace(*real, loaded.file);
        if (constexpr std::size_t most = 256; inputs.part_documents.size() < most)
            inputs.part_documents.emplace(loaded.file, std::move(*document));
        return loaded;
    case syntax::HeadKey::none:
        if (foreign == Foreign::report) report_foreign(inputs, *document);
        return loaded;
    }
    take_allows(inputs, *document);
    for (const doc::Document::Joined& part : document->joined) {
        loaded.with.push_back(part.file);
        io.files->keep(inputs.sources[part.file].name());
    }
    // What is wrong in the file leaves holes in the graph, of which rules would say what is not so.
    loaded.sound = inputs.findings.count(base::Severity::error) == errors;
    if (loaded.flow != nullptr && loaded.sound) {
        OtherFlows others(io, inputs, *loaded.flow);
        lint::check(*loaded.flow, inputs.findings, &others);
        lint::check_barred(*loaded.flow, inputs.barred, inputs.findings);
    }
    if (!loaded.sound) {
        inputs.half_checked.insert(loaded.file);
        inputs.half_checked.insert(loaded.with.begin(), loaded.with.end());
    }
    return loaded;
}

void check_part(Inputs& inputs, base::FileId file) {
    const std::size_t first = inputs.findings.items().size();
    const std::optional<doc::Document> document = doc::read_document(inputs.sources, file, inputs.findings);
    if (!document) return;
    static_cast<void>(syntax::read_flow(*document, inputs.findings));
    syntax::drop_unknown_names(inputs.findings, first);
    // Suppressions that wait for a flow's findings are not unused.
    const base::Source& source = inputs.sources[file];
    for (base::Allow& allow : allows_of(document->comments, source, inputs.findings)) {
        const auto meant = [&](const base::Diagnostic& one) {
            return one.where.file == file && source.position(one.where.begin).line == allow.line &&
                   (one.code->name == allow.name || one.code->code == allow.name);
        };
        const auto& items = inputs.findings.items();
        if (std::any_of(items.begin(), items.end(), meant)) inputs.allows.push_back(std::move(allow));
    }
}

void settle(Inputs& inputs) {
    base::apply_allows(
        inputs.allows, inputs.findings, inputs.sources, known_codes(),
        [&](const base::Allow& allow, const base::Code& code) {
            const base::FileId file = allow.where.file;
            // codes of what is said of documents
            const bool of_documents = code.code.starts_with("CF5") && lint::find_rule(code.code) == nullptr;
            return !inputs.half_checked.contains(file) && (!of_documents || inputs.for_all_providers.contains(file));
        });
    inputs.findings.sort();
}

void say_findings(const Values& values, Io& io, const Inputs& inputs) {
    report::write_findings(io.err, inputs.findings, inputs.sources,
                           {.color = wants_color(values, io, io.err_is_terminal)});
}

UsableFlow load_flow(const Values& values, Io& io, Inputs& inputs, const std::string& path) {
    UsableFlow result;
    base::Result<Loaded> loaded = load(io, inputs, path, Foreign::report);
    if (!loaded) {
        result.status = complain(io, values.command().name, loaded.error());
        return result;
    }
    result.loaded = std::move(*loaded);
    settle(inputs);
    if (inputs.findings.has_errors()) {
        say_findings(values, io, inputs);
        result.status = ExitStatus::usage;
    } else if (result.loaded.flow == nullptr) {
        result.status =
            complain(io, values.command().name,
                     base::Error{base::ErrorKind::usage, fmt::format("{} is {}, no flow", base::quoted(path, 4096),
                                                                     kind_of(result.loaded.head))});
    }
    return result;
}

std::string folder_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(path.substr(0, slash == std::string_view::npos ? 0 : slash));
}

} // namespace callflow::cli
