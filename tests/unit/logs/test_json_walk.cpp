// The walk over what simdjson finds, held against nlohmann/json.
#include "logs/event.hpp"
#include "logs/json_walk.hpp"
#include "logs/reading.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>

using namespace callflow;
using namespace callflow::logs;
using Json = nlohmann::ordered_json;

namespace {

const std::array<std::string, 5> paths{"call", "data.call", "data.parameters.CallSid", "an_event_of_some_length",
                                       "data.list"};
using Values = std::array<std::string, paths.size()>;

class Dice {
public:
    explicit Dice(unsigned seed) : drawn_(seed) {}
    std::size_t below(std::size_t most) { return drawn_() % most; }
    template <class T> const T& of(const std::vector<T>& all) { return all[below(all.size())]; }

private:
    std::mt19937 drawn_;
};

Json made(Dice& dice, int depth) {
    const std::vector<std::string> texts{"",  "CA1", "a \"quoted\" one",  "back\\slash", "caf\u00e9\n",
                                         "{", "],:", std::string(70, 'x')};
    switch (dice.below(depth < 4 ? 8 : 6)) {
    case 0: return static_cast<int>(dice.below(1000)) - 500;
    case 1: return dice.below(2) == 0;
    case 2: return nullptr;
    case 3:
    case 4:
    case 5: return dice.of(texts);
    case 6: {
        Json list = Json::array();
        for (std::size_t i = dice.below(4); i > 0; --i) list.push_back(made(dice, depth + 1));
        return list;
    }
    default: break;
    }
    static const std::vector<std::string> names{
        "call", "data", "parameters", "CallSid", "an_event_of_some_length", "an_event_of_some_other", "list", "x"};
    Json object = Json::object();
    for (std::size_t i = dice.below(6); i > 0; --i) object[dice.of(names)] = made(dice, depth + 1);
    return object;
}

// What `path` is in an object; of a list's objects the last one that says something counts.
void look(const Json& object, std::string_view path, std::string& out) {
    const std::size_t dot = path.find('.');
    const auto found = object.find(std::string(path.substr(0, dot)));
    if (found == object.end()) return;
    if (dot == std::string_view::npos) {
        if (found->is_string() && !found->get<std::string>().empty())
            out = found->get<std::string>();
        else if (!found->is_string() && !found->is_null())
            out = found->dump();
        return;
    }
    if (found->is_object()) look(*found, path.substr(dot + 1), out);
    if (!found->is_array()) return;
    for (const Json& one : *found)
        if (one.is_object()) look(one, path.substr(dot + 1), out);
}

std::string padded(std::string text) { return text + std::string(piece_padding, '"'); }

} // namespace

TEST_CASE("a walk finds in JSON what another reader finds, object by object", "[logs]") {
    FieldNames names;
    for (std::size_t i = 0; i < paths.size(); ++i) names.add(paths[i], static_cast<int>(i));
    JsonWalk walk;
    std::vector<std::string> kept(100);
    std::size_t next = 0;
    walk.keep = [&](std::string text) { return std::string_view(kept[next++ % kept.size()] = std::move(text)); };
    Dice dice(7);
    for (int round = 0; round < 3000; ++round) {
        std::vector<Json> objects;
        std::string text;
        for (std::size_t i = dice.below(4); i > 0; --i) {
            Json one = made(dice, 0);
            while (!one.is_object()) one = made(dice, 0);
            text += one.dump();
            text += dice.of(std::vector<std::string>{"", "\n", " \r\n\t"});
            objects.push_back(std::move(one));
        }
        INFO(text);
        const std::string bytes = padded(text);
        REQUIRE(walk.begin(std::string_view(bytes).substr(0, text.size()), true));
        for (const Json& one : objects) {
            Values wanted, found;
            for (std::size_t i = 0; i < paths.size(); ++i) look(one, paths[i], wanted[i]);
            REQUIRE_FALSE(walk.done());
            REQUIRE(walk.object(names, [&](std::size_t leaf, std::string_view value, bool nothing) {
                CHECK(nothing == value.empty());
                if (!nothing) found[leaf] = value;
            }));
            CHECK(found == wanted);
        }
        CHECK(walk.done());
    }
}

TEST_CASE("what is cut, or has lost a bracket, a colon or a comma, is refused", "[logs]") {
    FieldNames names;
    names.add("call", 0);
    JsonWalk walk;
    const auto reads = [&](const std::string& text) {
        const std::string bytes = padded(text);
        return walk.begin(std::string_view(bytes).substr(0, text.size()), false) && !walk.done() &&
               walk.object(names, [](std::size_t, std::string_view, bool) {}) && walk.done();
    };
    const std::string whole = R"({"a":{"b":[1,{"c":"d"},[]],"e":{}},"call":"CA1","f":["y",null]})";
    REQUIRE(reads(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) CHECK_FALSE(reads(whole.substr(0, size)));
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (std::string_view("{}[]:,").find(whole[i]) == std::string_view::npos) continue;
        const std::string one = whole.substr(0, i) + whole.substr(i + 1);
        INFO(one);
        CHECK(reads(one) == Json::accept(one));
    }
    for (const std::string_view one : {R"({"a":})", R"({"a":}})", R"({"a":,"b":1})", R"({"a":[1,]})", R"({"a":{,}})",
                                       R"({"a":[}]})", R"({"a":x})", R"({"a" "b"})", R"({"call":]})", R"([1])", "1"})
        CHECK_FALSE(reads(std::string(one)));
}

TEST_CASE("a line that ends within a value takes none of the next ones with it", "[logs]") {
    Settings settings;
    settings.mapping = *parse_mapping("call=call,event=event");
    const std::string whole = R"({"call":"a","event":"x","more":{"b":[1,2]}})";
    for (std::size_t size = 1; size < whole.size(); ++size) {
        const std::string log = whole + "\n" + whole.substr(0, size) + "\n" + whole + "\n" + whole + "\n";
        INFO(log);
        CHECK(read_all(log, settings) ==
              std::vector<std::string>{"call=a event=x", "skipped unreadable", "call=a event=x", "call=a event=x"});
    }
}
