// The one file that sees yaml-cpp. Its exceptions, and ours that stop it, end here.
#include "base/codes.hpp"
#include "doc/bytes.hpp"
#include "doc/read.hpp"
#include "doc/yaml_errors.hpp"
#include "doc/yaml_events.hpp"

#include <algorithm>
#include <istream>
#include <streambuf>
#include <utility>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

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
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  const std::string& value) override {
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

constexpr std::size_t max_unknown_aliases = 16; // each costs another attempt

class Reader {
public:
    Reader(const base::Source& source, base::FileId file, base::Diagnostics& diagnostics, const Limits& limits)
        : source_(source), file_(file), diagnostics_(diagnostics), limits_(limits), shown_(source.text()) {}

    std::optional<Document> read() {
        for (;;) {
            Document document;
            document.source = &source_;
            document.file = file_;
            document.nodes.reserve(std::min<std::size_t>(source_.text().size() / 12 + 16, 1u << 20));
            base::Diagnostics found;
            const Outcome outcome = attempt(document, found);
            if (outcome == Outcome::unknown_alias) {
                continue;
            }
            for (base::Diagnostic& diagnostic : found.items()) {
                // What a broken text seems to have for keys is no use to anybody.
                const bool guess = diagnostic.code == &codes::wrong_type || diagnostic.code == &codes::null_value;
                if (outcome == Outcome::failed && guess) {
                    continue;
                }
                diagnostics_.add(std::move(diagnostic));
            }
            if (outcome == Outcome::failed) {
                return std::nullopt;
            }
            return document;
        }
    }

private:
    Outcome attempt(Document& document, base::Diagnostics& found) {
        const std::uint32_t shift = byte_order_mark(shown_);
        ViewBuffer buffer(shown_);
        std::istream stream(&buffer);
        YamlTree tree(document, found, limits_, unknown_);
        tree.skip(shift);
        Events events(tree, shift);
        try {
            YAML::Parser parser(stream);
            parser.HandleNextDocument(events);
            tree.finish();
            parser.HandleNextDocument(events);
        } catch (const Stop&) {
            if (events.starts().size() < 2) {
                return Outcome::failed;
            }
        } catch (const YAML::Exception& e) {
            return fail(events.place(e.mark), e.msg, tree, found);
        } catch (const std::exception& e) {
            return fail(tree.cursor(), e.what(), tree, found);
        }
        if (events.starts().size() > 1) {
            report_second_document(source_, file_, events.starts()[1], tree.end(), found);
            return Outcome::failed;
        }
        if (document.nodes.empty() || (document.nodes.size() == 1 && document.nodes[0].kind == Kind::null)) {
            found.report(codes::empty_document, {file_, 0, 0}, "there is nothing in this file").help =
                "a flow begins with `callflow: 1`";
            return Outcome::failed;
        }
        return Outcome::read;
    }

    Outcome fail(std::uint32_t at, std::string_view message, const YamlTree& tree, base::Diagnostics& found) {
        at = std::min(at, static_cast<std::uint32_t>(source_.text().size()));
        if (message.substr(0, 17) == "the referenced an" && unknown_.size() < max_unknown_aliases) {
            const std::uint32_t end = YamlScan(source_, file_).word_end(at);
            // `*: main_menu` is meant as a key
            hide(at, end > at + 1 && source_.text()[end - 1] == ':' ? end - 1 : end);
            return Outcome::unknown_alias;
        }
        if (const std::size_t star = bare_star(tree.cursor(), at);
            star != std::string_view::npos && unknown_.size() < max_unknown_aliases) {
            hide(static_cast<std::uint32_t>(star), static_cast<std::uint32_t>(star + 1));
            return Outcome::unknown_alias;
        }
        report_yaml_failure(source_, file_, {message, at, tree.cursor(), tree.open_flows()}, found);
        return Outcome::failed;
    }

    // The parser gives up at an alias without anchor. It is shown a word of the same length instead, so that the rest can be
    // read; the tree knows better.
    void hide(std::uint32_t begin, std::uint32_t end) {
        if (hidden_.empty()) {
            hidden_ = source_.text();
        }
        std::fill(hidden_.begin() + begin, hidden_.begin() + end, '_');
        unknown_.push_back({file_, begin, end});
        shown_ = hidden_;
    }

    // The star of a telephone as a key, `{1: sales, *: repeat}`: an alias to the parser, and what follows an error.
    [[nodiscard]] std::size_t bare_star(std::uint32_t begin, std::uint32_t end) const {
        const std::string_view read = shown_.substr(0, end);
        for (std::size_t at = read.find("*:", begin); at != std::string_view::npos; at = read.find("*:", at + 1)) {
            const bool starts = at == 0 || std::string_view(" \t\n{,").find(read[at - 1]) != std::string_view::npos;
            if (starts && at + 2 < shown_.size() &&
                std::string_view(" \t\r\n").find(shown_[at + 2]) != std::string_view::npos) {
                return at;
            }
        }
        return std::string_view::npos;
    }

    const base::Source& source_;
    base::FileId file_;
    base::Diagnostics& diagnostics_;
    const Limits& limits_;
    std::string_view shown_; // what the parser reads
    std::string hidden_;
    std::vector<base::Span> unknown_;
};

} // namespace

std::optional<Document> read_yaml(const base::Sources& sources, base::FileId file, base::Diagnostics& diagnostics,
                                  const Limits& limits) {
    const base::Source& source = sources[file];
    if (!check_bytes(source, file, limits.bytes, diagnostics) || !check_characters(source, file, diagnostics)) {
        return std::nullopt;
    }
    return Reader(source, file, diagnostics, limits).read();
}

} // namespace callflow::doc
