// The one file that sees yaml-cpp. Its exceptions, and ours that stop it, end here.
#include "doc/read.hpp"

#include "base/codes.hpp"
#include "doc/bytes.hpp"
#include "doc/yaml_errors.hpp"
#include "doc/yaml_events.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <utility>

namespace callflow::doc {
namespace codes = base::codes;
namespace {

// Thrown out of an event to stop the parser once a finding says why.
struct Stop {};

// Reads a text in place.
class ViewBuffer final : public std::streambuf {
public:
    explicit ViewBuffer(std::string_view text) {
        char* begin = const_cast<char*>(text.data()); // never written: no put area
        setg(begin, begin, begin + text.size());
    }
};

class Events final : public YAML::EventHandler {
public:
    Events(YamlTree& tree, std::uint32_t shift) : tree_(tree), shift_(shift) {}

    void OnDocumentStart(const YAML::Mark& mark) override {
        starts_.push_back(place(mark));
        if (starts_.size() > 1) {
            throw Stop(); // one document only; this also ends inputs that never advance
        }
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        go_on(tree_.null({place(mark), number(anchor), false, false}));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        go_on(tree_.alias({place(mark), number(anchor), false, false}));
    }
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, const std::string& value) override {
        go_on(tree_.scalar({place(mark), number(anchor), true, false}, value));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override {
        go_on(tree_.open({place(mark), number(anchor), tag != "?", style == YAML::EmitterStyle::Flow}, Kind::sequence));
    }
    void OnSequenceEnd() override { go_on(tree_.close()); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override {
        go_on(tree_.open({place(mark), number(anchor), tag != "?", style == YAML::EmitterStyle::Flow}, Kind::mapping));
    }
    void OnMapEnd() override { go_on(tree_.close()); }

    [[nodiscard]] std::uint32_t place(const YAML::Mark& mark) const {
        return static_cast<std::uint32_t>(std::max(mark.pos, 0)) + shift_;
    }
    [[nodiscard]] const std::vector<std::uint32_t>& starts() const { return starts_; }

private:
    static void go_on(bool good) {
        if (!good) {
            throw Stop();
        }
    }
    static std::uint32_t number(YAML::anchor_t anchor) { return static_cast<std::uint32_t>(anchor); }

    YamlTree& tree_;
    std::uint32_t shift_; // yaml-cpp does not count the byte order mark
    std::vector<std::uint32_t> starts_;
};

enum class Outcome { read, failed, unknown_alias };

} // namespace
} // namespace callflow::doc
