// Real documents from the providers' own examples and libraries, where they are at hand: each means
// the same as itself laid out anew with its attributes or keys turned around, and something else
// once anything in it is changed.
#include "base/json_writer.hpp"
#include "doc/read.hpp"
#include "providers/corpus.hpp"
#include "providers/response.hpp"

#include <functional>
#include <pugixml.hpp>
#include <sstream>

using namespace callflow;
using namespace callflow::providers::testing;

namespace {

void turn_attributes(pugi::xml_node node) {
    std::vector<std::pair<std::string, std::string>> all;
    for (const pugi::xml_attribute one : node.attributes()) {
        all.insert(all.begin(), {one.name(), one.value()});
    }
    node.remove_attributes();
    for (const auto& [name, value] : all) {
        node.append_attribute(name.c_str()) = value.c_str();
    }
    for (const pugi::xml_node child : node.children()) {
        turn_attributes(child);
    }
}

std::string xml_text(const pugi::xml_document& document, const char* indent) {
    std::ostringstream out;
    document.save(out, indent, pugi::format_indent);
    return out.str();
}

std::vector<pugi::xml_attribute> all_attributes(pugi::xml_node node) {
    std::vector<pugi::xml_attribute> out(node.attributes_begin(), node.attributes_end());
    for (const pugi::xml_node child : node.children()) {
        const auto inner = all_attributes(child);
        out.insert(out.end(), inner.begin(), inner.end());
    }
    return out;
}

// Keys in turned order, everything on lines of its own. Counts down `change` over scalars; the one it
// reaches zero at is changed. Of the choices of a record or transfer only the terminator means
// anything: the others are not counted. `outer` and `key` say where the value stands.
void write_turned(base::JsonWriter& json, doc::View value, int& change, std::string_view outer = {},
                  std::string_view key = {}) {
    int never = 0;
    if (value.is_mapping()) {
        std::vector<doc::Entry> all;
        for (const doc::Entry entry : doc::entries(value)) {
            all.insert(all.begin(), entry);
        }
        json.begin_object();
        for (const doc::Entry& entry : all) {
            json.key(entry.key.text());
            const bool means_nothing =
                key == "choices" && (outer == "record" || outer == "transfer") && entry.key.text() != "terminator";
            write_turned(json, entry.value, means_nothing ? never : change, key, entry.key.text());
        }
        json.end_object();
    } else if (value.is_sequence()) {
        json.begin_array();
        for (const doc::View item : doc::items(value)) {
            write_turned(json, item, change, outer, key);
        }
        json.end_array();
    } else if (value.is_null()) {
        json.null();
    } else if (--change == 0) {
        json.value("something else");
    } else if (value.is_plain()) {
        json.raw(value.text());
    } else {
        json.value(value.text());
    }
}

} // namespace

TEST_CASE("TwiML of the corpus means the same in another layout") {
    for (const fs::path& path : corpus("twiml")) {
        INFO(path.filename().string());
        const std::string text = slurp(path);
        CHECK(differences("twilio", text, text) == Lines{});
        pugi::xml_document document;
        REQUIRE(document.load_string(text.c_str(), pugi::parse_default | pugi::parse_comments));
        turn_attributes(document.document_element());
        CHECK(differences("twilio", text, xml_text(document, "\t\t")) == Lines{});
        CHECK(differences("twilio", xml_text(document, ""), text) == Lines{});
    }
}

TEST_CASE("TwiML of the corpus means something else with any attribute changed") {
    for (const fs::path& path : corpus("twiml")) {
        const std::string text = slurp(path);
        pugi::xml_document document;
        REQUIRE(document.load_string(text.c_str()));
        for (pugi::xml_attribute one : all_attributes(document.document_element())) {
            INFO(path.filename().string() << " " << one.name());
            const std::string before = one.value();
            one = "something else";
            CHECK(differences("twilio", text, xml_text(document, "  ")).size() == 1);
            one = before.c_str();
        }
    }
}

TEST_CASE("JSON of the corpus means the same in another layout, and else with any value changed") {
    for (const fs::path& path : corpus("tropo")) {
        INFO(path.filename().string());
        base::Sources sources;
        base::Diagnostics diagnostics;
        const base::FileId file = sources.add("x.json", slurp(path));
        const auto document = doc::read_json(sources, file, diagnostics);
        REQUIRE(document);
        const std::string_view text = sources[file].text();
        CHECK(differences("tropo", text, text) == Lines{});
        for (int changed = 0;; ++changed) {
            int count = changed == 0 ? -1 : changed;
            std::string turned;
            base::JsonWriter json(turned, base::JsonWriter::Layout::indented);
            write_turned(json, document->root(), count);
            if (changed != 0 && count > 0) {
                break;
            }
            INFO("value " << changed);
            CHECK(differences("tropo", text, turned).empty() == (changed == 0));
        }
    }
}
