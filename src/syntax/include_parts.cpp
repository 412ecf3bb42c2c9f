#include "syntax/include_parts.hpp"

#include "base/inside.hpp"
#include "base/text.hpp"
#include "doc/join.hpp"
#include "syntax/input.hpp"
#include "syntax/read_flow.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <unordered_map>

namespace callflow::syntax {
namespace codes = base::codes;

namespace {

// What parts may hold, and what one of it is called.
struct Section {
    Key key;
    std::string_view name;
    std::string_view one;
};
constexpr Section sections[] = {
    {Key::actors, "actors", "the actor"},       {Key::vars, "vars", "the var"},
    {Key::defaults, "defaults", "the verb"},    {Key::prompts, "prompts", "the prompt"},
    {Key::states, "states", "the state"},       {Key::flows, "flows", "the flow"},
    {Key::machines, "machines", "the machine"},
};

// The mapping of the whole that a section's entries go to.
struct Target {
    doc::NodeId mapping = doc::no_node;
    doc::NodeId last = doc::no_node;
    bool looked = false;  // whether the document has the section itself was found out
    bool blocked = false; // it is no mapping there, which the reader says
    std::unordered_map<std::string_view, base::Span> names;
};

// A file that includes: its own name, and the folder that its paths are relative to.
struct Includer {
    std::string name;
    std::string real;
    std::string folder;
    std::string real_folder;
    const Includer* by = nullptr; // null for the document itself
    std::uint32_t depth = 0;
};

std::string folder_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return std::string(path.substr(0, slash == std::string_view::npos ? 0 : slash));
}

// Whether a path, link or no link, climbs out of the folder that it is relative to.
bool leaves(std::string_view path) {
    if (path.starts_with('/')) return true;
    for (std::size_t end = 0; end != std::string_view::npos; path.remove_prefix(std::min(end + 1, path.size()))) {
        end = path.find('/');
        if (path.substr(0, end) == "..") return true;
        if (end == std::string_view::npos) break;
    }
    return false;
}

class Inclusion {
public:
    Inclusion(doc::Document& document, PartFiles with, base::Diagnostics& diagnostics)
        : document_(document), with_(with), diagnostics_(diagnostics), bytes_(document.source->text().size()) {}

    Included run() {
        const doc::View list = document_.root().find("include");
        if (!list) return {};
        Includer self;
        self.name = document_.source->name();
        self.folder = folder_of(self.name);
        if (const auto real = with_.files.real_path(self.name)) self.real = *real;
        if (auto real = with_.files.real_path(self.folder)) {
            self.real_folder = std::move(*real);
            include(list, self);
        } else {
            missing(list.span(), std::move(real.error().message));
        }
        return std::move(result_);
    }

private:
    // A list that is none is found where the document itself is read, for parts here.
    void include(doc::View list, const Includer& from) {
        if (!list.is_sequence() && from.by != nullptr) {
            diagnostics_
                .report(codes::wrong_type, list.span(),
                        fmt::format("a list of files was expected here, and {} was found", describe(list)))
                .help = "write `include: [FILE]`";
        }
        std::unordered_map<std::string_view, base::Span> listed;
        for (const doc::View item : doc::items(list)) {
            if (!item.is_scalar()) continue;
            const auto [first, added] = listed.emplace(item.text(), item.span());
            if (added) {
                one(item.text(), item.span(), from);
            } else {
                diagnostics_
                    .report(codes::duplicate_name, item.span(),
                            fmt::format("the file {} is included twice", base::quoted(item.text(), 400)))
                    .notes.push_back({first->second, "first named here"});
            }
        }
    }

    void one(std::string_view path, base::Span where, const Includer& from) {
        if (path.empty() || leaves(path)) {
            outside(where, path);
            return;
        }
        Includer part;
        part.name = from.folder.empty() ? std::string(path) : fmt::format("{}/{}", from.folder, path);
        part.by = &from;
        part.depth = from.depth + 1;
        if (!with_.files.exists(part.name)) {
            missing(where, fmt::format("there is no file {}", base::quoted(path, 400))).help =
                "paths are relative to the file they stand in";
            return;
        }
        auto real = with_.files.real_path(part.name);
        if (!real) {
            missing(where, std::move(real.error().message));
            return;
        }
        part.real = std::move(*real);
        if (!base::is_below(part.real, from.real_folder)) {
            outside(where, path);
        } else if (!goes_round(part, where) && done_.emplace(part.real, true).second) {
            part.folder = folder_of(part.name);
            part.real_folder = folder_of(part.real);
            read(part, where);
        }
    }

    bool goes_round(const Includer& part, base::Span where) {
        std::string path = part.name;
        for (const Includer* one = part.by; one != nullptr; one = one->by) {
            path = fmt::format("{} -> {}", one->name, path);
            if (one->real != part.real) continue;
            diagnostics_
                .report(codes::include_cycle, where,
                        fmt::format("files that include one another: {}", base::printable(path, 1000)))
                .help = "put what both of them need into a third file";
            result_.complete = false;
            return true;
        }
        return false;
    }

    void read(const Includer& part, base::Span where) {
        if (result_.files.size() == with_.most || part.depth > with_.depth) {
            too_many(where, part.depth > with_.depth ? fmt::format("parts include parts more than {} deep", with_.depth)
                                                     : fmt::format("a flow of more than {} parts", with_.most));
            return;
        }
        const auto file = source_of(part, where);
        if (!file) return;
        bytes_ += with_.sources[*file].text().size();
        if (bytes_ > with_.limits.bytes) {
            too_many(where, fmt::format("with this file the flow has more than {} bytes", with_.limits.bytes));
            return;
        }
        auto read = document_of(*file);
        if (!read) {
            result_.complete = false; // said in that file
            return;
        }
        result_.files.push_back(*file);
        if (!is_part(*read, where)) return;
        if (document_.nodes.size() + read->nodes.size() > with_.limits.nodes) {
            too_many(where, fmt::format("with this file the flow has more than {} values", with_.limits.nodes));
            return;
        }
        const doc::View root(document_, doc::adopt(document_, std::move(*read)));
        join(root);
        if (const doc::View list = root.find("include")) include(list, part);
    }

    std::optional<doc::Document> document_of(base::FileId file) {
        if (with_.documents != nullptr)
            if (auto there = with_.documents->extract(file)) return std::move(there.mapped());
        return doc::read_document(with_.sources, file, diagnostics_, with_.limits);
    }

    std::optional<base::FileId> source_of(const Includer& part, base::Span where) {
        const auto known = with_.known.find(part.real);
        if (known != with_.known.end()) return known->second;
        base::Result<std::string> text = with_.files.read_regular(part.name, with_.limits.bytes);
        if (!text && text.error().kind == base::ErrorKind::unreadable) {
            too_many(where, std::move(text.error().message));
            return std::nullopt;
        }
        if (!text) {
            missing(where, std::move(text.error().message));
            return std::nullopt;
        }
        const base::FileId file = with_.sources.add(part.name, std::move(*text));
        with_.known.emplace(part.real, file);
        return file;
    }

    bool is_part(const doc::Document& document, base::Span where) {
        const doc::View version = document.root().find("callflow-part");
        if (version && version.text() == "1") return true;
        result_.complete = false;
        if (version) {
            diagnostics_
                .report(codes::format_version, version.span(),
                        fmt::format("version {} of the format is not known", base::quoted(version.text())))
                .notes.push_back({where, "included here"});
            return false;
        }
        const HeadKey head = head_key(document);
        base::Diagnostic& found = diagnostics_.report(
            codes::format_version, where,
            head == HeadKey::flow ? std::string("this file is a flow, and only parts of flows can be included")
            : head == HeadKey::scenario
                ? std::string("this file is a scenario, and only parts of flows can be included")
                : std::string("this file is no part of a flow: its head key is missing"));
        found.help = "a part begins with `callflow-part: 1`";
        return false;
    }

    // --- joining

    void join(doc::View part) {
        expr::Scope none;
        Input in(document_, diagnostics_, none);
        const MappingSpec& spec = keys_of(Mapping::part);
        std::uint64_t seen = 0;
        for (doc::View key = part.first_child(); key;) {
            const doc::View value = key.next();
            const doc::View following = value.next(); // an entry that is moved points elsewhere afterwards
            if (const KeySpec* known = in.known_key({key, value}, spec, seen)) {
                for (const Section& section : sections) {
                    if (section.key == known->key) join(section, key, value);
                }
            }
            key = following;
        }
    }

    void join(const Section& section, doc::View key, doc::View value) {
        if (!value.is_mapping()) {
            if (!value.node().from_alias) {
                diagnostics_.report(codes::wrong_type, value.span(),
                                    fmt::format("a mapping was expected here, and {} was found", describe(value)));
            }
            return;
        }
        Target& target = targets_[static_cast<std::size_t>(&section - sections)];
        if (!target.looked) look(section, target);
        if (target.blocked) return;
        if (target.mapping == doc::no_node) {
            root_last_ = doc::append_entry(document_, 0, root_last(), key.id());
            take(target, value);
            return;
        }
        for (doc::View name = value.first_child(); name;) {
            const doc::View following = name.next().next();
            join_name(section, target, name);
            name = following;
        }
    }

    void join_name(const Section& section, Target& target, doc::View name) {
        if (!name.is_scalar() || name.text().starts_with("x-")) return;
        const auto [first, added] = target.names.emplace(name.text(), name.span());
        if (added) {
            target.last = doc::append_entry(document_, target.mapping, target.last, name.id());
        } else if (first->second.file != name.span().file) { // within one file it was reported when that was read
            twice(name.span(), section.one, name.text(), first->second);
        }
    }

    // Whether the document itself has the section.
    void look(const Section& section, Target& target) {
        target.looked = true;
        const doc::View own = document_.root().find(section.name);
        if (!own) return;
        target.blocked = !own.is_mapping();
        if (!target.blocked) take(target, own);
    }

    static void take(Target& target, doc::View mapping) {
        target.mapping = mapping.id();
        for (const doc::Entry entry : doc::entries(mapping)) {
            if (entry.key.is_scalar()) target.names.emplace(entry.key.text(), entry.key.span());
            target.last = entry.value.id();
        }
    }

    doc::NodeId root_last() {
        if (root_last_ == doc::no_node) {
            for (const doc::Entry entry : doc::entries(document_.root())) root_last_ = entry.value.id();
        }
        return root_last_;
    }

    // --- findings

    base::Diagnostic& missing(base::Span where, std::string message) {
        result_.complete = false;
        return diagnostics_.report(codes::missing_part, where, std::move(message));
    }
    void outside(base::Span where, std::string_view path) {
        result_.complete = false;
        diagnostics_
            .report(codes::file_outside, where,
                    path.empty() ? std::string("a file's name is missing here")
                                 : fmt::format("{} is not below the folder of this file", base::quoted(path, 400)))
            .help = "a file that is included stands beside the one that includes it, or in a folder there";
    }
    void too_many(base::Span where, std::string message) {
        result_.complete = false;
        diagnostics_.report(codes::too_many_parts, where, std::move(message));
    }
    void twice(base::Span where, std::string_view what, std::string_view name, base::Span first) {
        base::Diagnostic& found = diagnostics_.report(
            codes::duplicate_name, where, fmt::format("{} {} is defined twice", what, base::quoted(name, 400)));
        found.notes.push_back({first, "first defined here"});
        found.help = "give one of the two another name, or take it out";
    }

    doc::Document& document_;
    PartFiles with_;
    base::Diagnostics& diagnostics_;
    Included result_;
    std::uint64_t bytes_;
    std::unordered_map<std::string, bool> done_; // real paths
    Target targets_[std::size(sections)];
    doc::NodeId root_last_ = doc::no_node;
};

} // namespace

Included include_parts(doc::Document& document, PartFiles with, base::Diagnostics& diagnostics) {
    if (!document.root() || !document.root().is_mapping()) return {};
    return Inclusion(document, with, diagnostics).run();
}

void drop_unknown_names(base::Diagnostics& diagnostics, std::size_t from) {
    constexpr std::string_view of_states = "'inputs' has no ";
    const auto depends = [&](const base::Diagnostic& one) {
        return one.code == &codes::unknown_target || one.code == &codes::unknown_state ||
               one.code == &codes::unknown_name || one.code == &codes::unknown_actor ||
               one.code == &codes::unknown_flow || one.code == &codes::unknown_prompt ||
               (one.code == &codes::unknown_field && one.message.starts_with(of_states)) ||
               (one.code == &codes::missing_key && one.message.ends_with("the key `states`"));
    };
    auto& items = diagnostics.items();
    items.erase(std::remove_if(items.begin() + static_cast<std::ptrdiff_t>(from), items.end(), depends), items.end());
}

} // namespace callflow::syntax
