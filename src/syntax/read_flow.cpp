// The head of a flow and the order in which its parts are read: names first, what uses them after.
#include "syntax/read_flow.hpp"

#include "base/text.hpp"
#include "syntax/dialplan_reader.hpp"
#include "syntax/reader.hpp"

#include <array>
#include <fmt/format.h>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

constexpr std::string_view version = "1";

// `support_line` of `flows/support_line.yaml`.
std::string_view stem(std::string_view path) {
    path = path.substr(path.find_last_of('/') + 1);
    return path.substr(0, path.find('.', 1));
}

} // namespace

HeadKey head_key(const doc::Document& document) {
    for (const doc::Entry entry : doc::entries(document.root())) {
        const std::string_view key = entry.key.text();
        if (key == "callflow") {
            return HeadKey::flow;
        }
        if (key == "callflow-scenario") {
            return HeadKey::scenario;
        }
        if (key == "callflow-part") {
            return HeadKey::part;
        }
    }
    return HeadKey::none;
}

bool may_be_ours(std::string_view text) {
    constexpr std::array<std::string_view, 3> rests = {"", "-scenario", "-part"};
    constexpr std::string_view opening = "\xef\xbb\xbf \t\"'{,-";
    std::size_t seen = 0; // the last one found, so that no line is searched for each word on it
    std::size_t first = text.find_first_not_of(opening); // on the line, of what cannot stand before a key
    for (std::size_t at = text.find("callflow"); at != std::string_view::npos; at = text.find("callflow", at + 1)) {
        const std::size_t end = text.substr(seen, at - seen).find_last_of('\n');
        if (end != std::string_view::npos) first = text.find_first_not_of(opening, seen + end + 1);
        seen = at;
        // Before a key on its line stand at most quotes, brackets and blanks; in JSON on one line it may stand anywhere, in quotes.
        if (first < at && text[at - 1] != '"') continue;
        const std::string_view behind = text.substr(at + std::string_view("callflow").size());
        for (const std::string_view rest : rests) {
            if (!behind.starts_with(rest)) continue;
            const std::size_t colon = behind.find_first_not_of("\"' \t", rest.size());
            if (colon != std::string_view::npos && behind[colon] == ':') return true;
        }
    }
    return false;
}

void Reader::read_version(View value, Span head, const MappingSpec& spec) {
    const std::string help = fmt::format("{} begins with `{}: 1`", spec.title, spec.keys.front().name);
    if (!value) {
        in_.report(codes::format_version, head, "this is no flow: the head key `callflow` is missing").help = help;
    } else if (!value.is_scalar()) {
        in_.report(codes::format_version, value.span(),
                   fmt::format("the version of the format was expected here, and {} was found", describe(value)))
            .help = help;
    } else if (value.text() != version) {
        in_.report(codes::format_version, value.span(),
                   fmt::format("version {} of the format is not known", base::quoted(value.text())))
            .help = fmt::format("this version of the program reads `{}: 1`", spec.keys.front().name);
    }
}

void Reader::read() {
    const View root = document_.root();
    std::array<doc::Entry, static_cast<std::size_t>(Key::zone) + 1> parts;
    const auto part = [&](Key key) { return parts[static_cast<std::size_t>(key)].value; };
    const bool is_part = head_key(document_) == HeadKey::part;
    const MappingSpec& spec = keys_of(is_part ? Mapping::part : Mapping::flow);
    std::uint64_t seen = 1; // the head key is looked at by itself
    for (const doc::Entry entry : doc::entries(root)) {
        if (entry.key.text() == spec.keys.front().name) {
            parts[static_cast<std::size_t>(Key::callflow)] = entry;
        } else if (const KeySpec* key = in_.known_key(entry, spec, seen)) {
            parts[static_cast<std::size_t>(key->key)] = entry;
        }
    }
    const View first = parts[static_cast<std::size_t>(Key::callflow)].key;
    const Span begin{document_.file, root.span().begin, root.span().begin};
    const Span head = first ? first.span() : root.first_child() ? root.first_child().span() : begin;
    read_version(part(Key::callflow), head, spec);
    in_.missing_keys(spec, seen, head);

    flow_.file = document_.file;
    flow_.name = part(Key::name) ? in_.words(part(Key::name)) : std::string(stem(document_.source->name()));
    if (part(Key::description)) {
        flow_.description = in_.words(part(Key::description));
    }
    declare(part(Key::vars), part(Key::actors), part(Key::states));
    declare_bodies(part(Key::flows), flow::BodyRole::sub_flow);
    declare_bodies(part(Key::machines), flow::BodyRole::machine);
    if (part(Key::url)) {
        std::optional<flow::AddressTemplate> address;
        read_address(part(Key::url), address);
        flow_.address = std::move(address).value_or(flow_.address);
    }
    if (part(Key::actors)) {
        read_actors(part(Key::actors));
        count_addresses();
    }
    if (part(Key::signals)) {
        read_signals(part(Key::signals));
    }
    default_signals();
    if (part(Key::start)) {
        flow_.start = event(part(Key::start), "an event");
    }
    read_initial(part(Key::initial));
    if (part(Key::prompts)) {
        read_prompts(part(Key::prompts));
    }
    if (part(Key::defaults)) {
        read_defaults(part(Key::defaults));
    }
    flow::Body& body = flow_.bodies.front();
    if (part(Key::on)) {
        handlers(part(Key::on), body.on);
    }
    if (part(Key::before)) {
        callbacks(part(Key::before), Mapping::before_callback, body.before);
    }
    if (part(Key::after)) {
        callbacks(part(Key::after), Mapping::after_callback, body.after);
    }
    if (part(Key::states)) {
        read_states(part(Key::states));
    }
    read_bodies();
    for (flow::Dialplan& plan : flow_.dialplans) // what transfers say, so far
        for (flow::DialEntry& entry : plan.entries)
            for (flow::DialTarget& target : entry.to) DialplanReader(*this).resolve(target);
    if (part(Key::dialplan)) {
        DialplanReader(*this).read(part(Key::dialplan));
    }
    if (part(Key::include)) {
        in_.list_of_words(part(Key::include));
    }
    if (part(Key::defer_callbacks)) {
        flow_.defer_callbacks = in_.boolean(part(Key::defer_callbacks));
    }
    cross_events();
}

void Reader::declare(View vars, View actors, View states) {
    flow_.intern_event("", "next");
    flow_.bodies.emplace_back();
    flow_.builtins = flow::declare_builtins(flow_.scope);
    for (const flow::SignalSpec& spec : flow::signal_specs()) {
        flow_.signals.push_back({&spec, flow::none, {}});
    }
    if (vars) {
        declare_vars(vars);
    }
    if (actors) {
        declare_actors(actors);
    }
    if (states && in_.is_mapping(states, "a mapping of states", "`states: {greeting: {…}}`")) {
        declare_states(states);
        declare_saved(states);
    }
    base::Diagnostics none;
    const expr::Template address = expr::compile_template(
        flow::default_flow_address, flow_.scope, [](std::uint32_t, std::uint32_t) { return Span{}; }, none);
    flow_.address = flow::make_address(address, {}, none).value_or(flow::AddressTemplate());
}

void Reader::read_initial(View value) {
    flow::Body& body = flow_.bodies[body_];
    body.initial = body.states.empty() ? flow::none : body.states.front();
    if (!value || !in_.is_text(value, "a state's name")) {
        return;
    }
    body.initial_where = value.span();
    const flow::StateId found = flow_.find_state(body_, value.text());
    if (found != flow::none) {
        body.initial = found;
        return;
    }
    base::Diagnostic& finding = in_.report(codes::unknown_state, value.span(),
                                           fmt::format("there is no state {} to begin in", base::quoted(value.text())));
    if (const flow::State* near = nearest_state(value.text())) {
        finding.help = fmt::format("did you mean `{}`?", near->name);
        finding.notes.push_back({near->where, "defined here"});
        finding.edits.push_back({value.span(), near->name});
    }
}

std::unique_ptr<flow::Flow> read_flow(const doc::Document& document, base::Diagnostics& diagnostics) {
    const View root = document.root();
    if (!root || !root.is_mapping()) {
        const base::Span where = root ? root.span() : base::Span{document.file, 0, 0};
        diagnostics.report(codes::format_version, where, "this is no flow: a mapping was expected").help =
            "a flow begins with `callflow: 1`";
        return nullptr;
    }
    auto flow = std::make_unique<flow::Flow>();
    Reader(document, diagnostics, *flow).read();
    return root.find("states") ? std::move(flow) : nullptr;
}

} // namespace callflow::syntax
