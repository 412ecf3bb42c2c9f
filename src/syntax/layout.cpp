#include "syntax/layout.hpp"

#include "flow/vocabulary.hpp"
#include "syntax/keys.hpp"
#include "syntax/read_flow.hpp"

#include <algorithm>
#include <unordered_map>

namespace callflow::syntax {
namespace {

using doc::Node;
using doc::NodeId;
using doc::View;

bool is_ignored(View key) { return key.is_scalar() && key.text().starts_with("x-"); }

// Follows the tables of keys and verbs through a document. Whatever does not fit them is passed over: `validate` says it. The
// depth of its calls is that of the document, which is bounded.
class Walk {
public:
    explicit Walk(const doc::Document& document) : document_(document), spoken_(document.nodes.size(), false) {}

    doc::Wishes run() {
        const View root = document_.root();
        if (head_key(document_) == HeadKey::scenario) {
            wishes_.spaced.push_back(root.find("scenarios").id());
        } else {
            mapping(root, Mapping::flow);
        }
        std::erase(wishes_.spaced, doc::no_node);
        choose();
        return std::move(wishes_);
    }

private:
    void mapping(View value, Mapping kind) {
        for (const doc::Entry entry : doc::entries(value)) {
            if (!entry.key.is_scalar() || is_ignored(entry.key)) {
                continue;
            }
            if (entry.key.is_plain() && entry.key.text() == "<<") {
                mapping(entry.value, kind);
                for (const View one : doc::items(entry.value)) {
                    mapping(one, kind);
                }
            } else if (const KeySpec* key = find_key(keys_of(kind), entry.key.text())) {
                value_of(*key, entry.value);
            }
        }
    }

    void value_of(const KeySpec& key, View value) {
        if (key.key == Key::scenarios) {
            wishes_.spaced.push_back(value.id());
            return;
        }
        switch (key.takes) {
        case Takes::verbs: verbs(value); break;
        case Takes::response:
            verbs(value);
            for (const doc::Entry entry : doc::entries(value)) {
                verbs(entry.value);
            }
            break;
        case Takes::mapping: mapping(value, key.inner); break;
        case Takes::named:
            if (key.inner == Mapping::state || key.inner == Mapping::body) {
                wishes_.spaced.push_back(value.id());
            }
            for (const doc::Entry entry : doc::entries(value)) {
                if (is_ignored(entry.key)) {
                    continue;
                }
                key.inner == Mapping::prompt ? texts(entry.value) : mapping(entry.value, key.inner);
            }
            break;
        default: break;
        }
    }

    void texts(View value) {
        speak(value);
        for (const doc::Entry entry : doc::entries(value)) {
            if (!is_ignored(entry.key)) {
                speak(entry.value);
            }
        }
    }

    void verbs(View list) {
        for (const View item : doc::items(list)) {
            for (const doc::Entry entry : doc::entries(item)) {
                if (!entry.key.is_scalar()) {
                    continue;
                }
                if (entry.key.text() == "each" && entry.value.is_mapping()) {
                    verbs(entry.value.find("do"));
                } else if (const flow::VerbSpec* spec = flow::find_verb(entry.key.text())) {
                    verb(*spec, entry.value);
                }
            }
        }
    }

    void verb(const flow::VerbSpec& spec, View value) {
        const flow::AttributeSpec* content = flow::find_attribute(spec, spec.content);
        if (content != nullptr && content->type == flow::AttributeType::spoken) {
            speak(value);
        }
        for (const doc::Entry entry : doc::entries(value)) {
            if (!entry.key.is_scalar()) {
                continue;
            }
            const std::string_view name = entry.key.text();
            const auto providers = flow::provider_keys();
            if (const flow::AttributeSpec* attribute = flow::find_attribute(spec, name)) {
                speak(*attribute, entry.value);
            } else if (!spec.prompt_key.empty() && name == spec.prompt_key) {
                verbs(entry.value);
            } else if (std::ranges::find(providers, name) != providers.end()) {
                for (const doc::Entry own : doc::entries(entry.value)) {
                    const flow::AttributeSpec* one = flow::find_attribute(spec, own.key.text(), name);
                    if (one != nullptr) {
                        speak(*one, own.value);
                    }
                }
            } else if (name == flow::nouns_key && spec.prompt_key.empty()) {
                for (const View item : doc::items(entry.value)) {
                    for (const doc::Entry noun : doc::entries(item))
                        child(flow::find_verb(noun.key.text()), noun.value);
                }
            } else if (std::ranges::find(spec.children, name) != spec.children.end()) {
                child(flow::find_verb(name), entry.value);
            }
        }
    }

    void child(const flow::VerbSpec* noun, View value) {
        if (noun == nullptr) {
            return;
        }
        if (!value.is_sequence()) {
            verb(*noun, value);
        }
        for (const View item : doc::items(value)) {
            verb(*noun, item);
        }
    }

    void speak(const flow::AttributeSpec& attribute, View value) {
        if (attribute.type == flow::AttributeType::spoken) {
            speak(value);
        }
    }

    void speak(View value) {
        if (value.exists() && value.is_scalar()) {
            spoken_[value.id()] = true;
        }
    }

    // What stands below an ignored key is used through aliases only.
    [[nodiscard]] std::vector<bool> ignored() const {
        std::vector<bool> below(document_.nodes.size(), false);
        for (NodeId id = 0; id < document_.nodes.size(); ++id) {
            const Node& node = document_.nodes[id];
            if (node.parent != doc::no_node && below[node.parent]) {
                below[id] = true;
            }
            if (node.kind != doc::Kind::mapping) {
                continue;
            }
            for (const doc::Entry entry : doc::entries(View(document_, id))) {
                if (is_ignored(entry.key)) {
                    below[entry.value.id()] = true;
                }
            }
        }
        return below;
    }

    // A scalar and its copies for aliases have the same text at the same place. They are written once.
    void choose() {
        const std::vector<Node>& nodes = document_.nodes;
        struct Use {
            bool spoken = false;
            bool otherwise = false;
        };
        const bool aliases = std::ranges::any_of(nodes, [](const Node& node) { return node.from_alias; });
        std::unordered_map<const char*, Use> uses;
        if (aliases) {
            const std::vector<bool> unused = ignored();
            for (NodeId id = 0; id < nodes.size(); ++id) {
                if (nodes[id].kind == doc::Kind::scalar) {
                    Use& use = uses[nodes[id].text.data()];
                    use.spoken = use.spoken || spoken_[id];
                    use.otherwise = use.otherwise || !(spoken_[id] || unused[id]);
                }
            }
        }
        for (NodeId id = 0; id < nodes.size(); ++id) {
            const Node& node = nodes[id];
            if (node.kind != doc::Kind::scalar || node.from_alias) {
                continue;
            }
            const Use use = aliases ? uses[node.text.data()] : Use{spoken_[id], false};
            if (use.spoken && !use.otherwise && !document_.trailing_comment(id)) {
                wishes_.quoted.push_back(id);
            }
        }
    }

    const doc::Document& document_;
    doc::Wishes wishes_;
    std::vector<bool> spoken_; // by node
};

} // namespace

doc::Wishes layout_wishes(const doc::Document& document) { return Walk(document).run(); }

} // namespace callflow::syntax
