// The schema of configuration files, made from the commands' records and the rules.
#include "base/json_writer.hpp"
#include "cli/commands.hpp"
#include "cli/config.hpp"
#include "cli/layout.hpp"
#include "cli/words.hpp"

#include <algorithm>
#include <vector>

namespace callflow::cli {
namespace {

using base::JsonWriter;

// An option under its name, with every word that one of its records takes.
struct Setting {
    const Option* option = nullptr;
    std::vector<std::string_view> words;
    bool open = false; // some record takes any text
};

void add(const Command& command, std::vector<Setting>& all) {
    for (const Option* option : options_of(command)) {
        if (!is_setting(*option)) continue;
        auto at = std::ranges::find_if(all, [&](const Setting& one) { return one.option->name == option->name; });
        if (at == all.end()) at = all.insert(all.end(), Setting{option, {}, false});
        const auto words = words_for(*option);
        at->open = at->open || words.empty();
        for (const std::string_view word : words)
            if (std::ranges::find(at->words, word) == at->words.end()) at->words.push_back(word);
    }
}

void write_words(JsonWriter& json, const std::vector<std::string_view>& words) {
    json.key("enum").begin_array();
    for (const std::string_view word : words) json.value(word);
    json.end_array();
}

void write_settings(JsonWriter& json, const std::vector<Setting>& all) {
    for (const Setting& one : all) {
        json.key(one.option->name).begin_object().member("description", without_quotes(one.option->help));
        const bool list = one.option->names == Names::provider;
        if (one.open && one.option->repeats) {
            json.key("type").raw(R"(["string", "number", "array"])");
            json.key("items").raw(R"({"type": ["string", "number"]})");
        } else if (one.open) {
            json.key("type").raw(R"(["string", "number"])");
        } else if (!list) {
            write_words(json, one.words);
        } else {
            json.key("anyOf").begin_array().begin_object();
            write_words(json, one.words);
            json.end_object().begin_object().member("type", "array").key("items").begin_object();
            write_words(json, one.words);
            json.end_object().end_object().end_array();
        }
        json.end_object();
    }
}

void reference(JsonWriter& json, std::string_view definition) {
    json.begin_object().member("$ref", std::string("#/$defs/") + std::string(definition)).end_object();
}

void define_selector(JsonWriter& json) {
    json.key("selector").begin_object();
    json.member("description", "a finding's code or name, the beginning of codes, a category, or all");
    json.key("anyOf").begin_array().begin_object().key("enum").begin_array().value("all");
    for (const std::string_view one : categories()) json.value(one);
    for (const ListedCode& one : listed_codes()) json.value(one.code->name);
    json.end_array().end_object();
    json.begin_object().member("type", "string").member("pattern", "^[Cc][Ff]?[0-9]{0,4}$").end_object();
    json.end_array().end_object();
    json.key("selectors").begin_object().key("anyOf").begin_array();
    reference(json, "selector");
    json.begin_object().member("type", "array").key("items");
    reference(json, "selector");
    json.end_object().end_array().end_object();
}

void write_rule_keys(JsonWriter& json) {
    json.key("select");
    reference(json, "selectors");
    json.key("ignore");
    reference(json, "selectors");
    json.key("severity").begin_object().member("type", "object");
    json.key("propertyNames");
    reference(json, "selector");
    json.key("additionalProperties").raw(R"({"enum": ["note", "warning", "error"]})").end_object();
}

void define_lint(JsonWriter& json) {
    json.key("rules").begin_object().member("title", "what is said about rules").member("type", "object");
    json.key("properties").begin_object();
    write_rule_keys(json);
    json.end_object().member("additionalProperties", false).end_object();
    json.key("lint").begin_object().member("title", "rules").member("type", "object");
    json.key("properties").begin_object();
    write_rule_keys(json);
    json.key("per_path").begin_object().member("type", "object");
    json.member("description", "patterns of paths below the file's folder, each with what holds there");
    json.key("additionalProperties");
    reference(json, "rules");
    json.end_object().end_object().member("additionalProperties", false).end_object();
}

} // namespace

std::string config_schema() {
    std::vector<Setting> everywhere;
    for (const Command* command : commands()) add(*command, everywhere);
    std::string out;
    JsonWriter json(out, JsonWriter::Layout::indented);
    json.begin_object().member("$schema", "https://json-schema.org/draft/2020-12/schema");
    json.member("$id", "https://callflow.example/schemas/config.schema.json");
    json.member("title", "callflow configuration");
    json.member("description",
                "Settings of a project, .callflow.yaml, or of a user; callflow-config(5) describes them.");
    json.member("type", "object").key("properties").begin_object();
    write_settings(json, everywhere);
    json.key("lint");
    reference(json, "lint");
    json.key("commands")
        .begin_object()
        .member("description", "settings for one command alone")
        .member("type", "object");
    json.key("properties").begin_object();
    for (const Command* command : commands()) {
        std::vector<Setting> own;
        add(*command, own);
        json.key(command->name).begin_object().member("type", "object").key("properties").begin_object();
        write_settings(json, own);
        json.end_object().member("additionalProperties", false).end_object();
    }
    json.end_object().member("additionalProperties", false).end_object();
    json.end_object().member("additionalProperties", false).key("$defs").begin_object();
    define_selector(json);
    define_lint(json);
    json.end_object().end_object();
    out.push_back('\n');
    return out;
}

} // namespace callflow::cli
