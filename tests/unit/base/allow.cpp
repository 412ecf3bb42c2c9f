#include "base/allow.hpp"

#include "base/codes.hpp"

#include <catch2/catch.hpp>

using namespace callflow::base;

namespace {

// A file of one run, its comments found as a simple reader would.
struct File {
    explicit File(std::string text) { sources.add("flow.yaml", std::move(text)); }

    void find(const Code& code, std::string_view word) {
        const auto begin = static_cast<std::uint32_t>(sources[0].text().find(word));
        findings.report(code, {0, begin, begin + 1}, "found").severity = severity;
    }
    // The names of what is left, each with a blank behind it.
    std::string apply() {
        std::vector<CommentView> comments;
        const std::string_view text = sources[0].text();
        for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at)) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            comments.push_back(
                {{0, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)}, text.substr(at, end - at)});
            at = end;
        }
        const auto allows = parse_allows(comments, sources[0], findings);
        apply_allows(allows, findings, sources, all_codes(), looked_for);
        findings.sort();
        std::string left;
        for (const Diagnostic& finding : findings.items()) {
            left += std::string(finding.code->name) + " ";
        }
        return left;
    }

    Sources sources;
    Diagnostics findings;
    LookedFor looked_for;                  // empty: everything was
    Severity severity = Severity::warning; // of what find() adds
};

} // namespace

TEST_CASE("a suppression behind code speaks of its own line") {
    File file("a: 1 # callflow: allow unknown_key it is for another tool\nb: 2\n");
    file.find(codes::unknown_key, "a");
    file.find(codes::unknown_key, "b: 2");
    CHECK(file.apply() == "unknown_key ");
    CHECK(file.findings.items()[0].where.begin > 10);
}

TEST_CASE("a suppression on a line of its own speaks of the next line with code") {
    File file("# callflow: allow unknown_key, CF1009 both are meant\n\n  # more\nz: 1\ny: 2\n");
    file.find(codes::unknown_key, "z: 1");
    file.find(codes::bad_value, "z: 1");
    file.find(codes::wrong_type, "z: 1");
    CHECK(file.apply() == "wrong_type ");
}

TEST_CASE("a code is taken in any case") {
    File file("z: 1 # callflow: allow cf1007 it is for another tool");
    file.find(codes::unknown_key, "z");
    CHECK(file.apply().empty());
}

TEST_CASE("an error cannot be silenced, and the suppression says so") {
    File file("z: 1 # callflow: allow unknown_key it is for another tool");
    file.severity = Severity::error;
    file.find(codes::unknown_key, "z");
    CHECK(file.apply() == "unknown_key unused_allow ");
    CHECK(file.findings.items()[1].message == "'unknown_key' is an error here, which cannot be silenced");
}

TEST_CASE("a suppression that silences nothing is a finding at its name") {
    File file("z: 1 # callflow: allow unknown_key no longer so\n");
    CHECK(file.apply() == "unused_allow ");
    const Span where = file.findings.items()[0].where;
    CHECK(file.sources[0].text().substr(where.begin, where.size()) == "unknown_key");
}

TEST_CASE("an unknown name is a finding that offers the nearest") {
    File file("z: 1 # callflow: allow unkown_key it is for another tool\n");
    CHECK(file.apply() == "unknown_allow ");
    const Diagnostic& finding = file.findings.items()[0];
    CHECK(finding.help == "did you mean 'unknown_key'?");
    REQUIRE(finding.edits.size() == 1);
    CHECK(apply_edits(file.sources[0].text(), finding.edits) ==
          "z: 1 # callflow: allow unknown_key it is for another tool\n");
}

TEST_CASE("without a reason nothing is silenced") {
    File file("z: 1 # callflow: allow unknown_key \n");
    file.find(codes::unknown_key, "z");
    CHECK(file.apply() == "unknown_key allow_without_reason ");
}

TEST_CASE("a suppression without a name, or misspelt, is a finding") {
    File file("# callflow: allow\n# callflow: alow unknown_key reason\n# callflow: see below\n# allow "
              "x\n");
    CHECK(file.apply() == "unknown_allow unknown_allow ");
}

TEST_CASE("that a file is unreadable cannot be silenced") {
    File file("z: 1 # callflow: allow syntax_error it reads well enough\n");
    file.find(codes::syntax_error, "z");
    CHECK(file.apply() == "syntax_error unused_allow ");
}

TEST_CASE("a suppression at the end of a file speaks of nothing") {
    File file("z: 1\n# callflow: allow unknown_key there is no next line");
    file.find(codes::unknown_key, "z");
    CHECK(file.apply() == "unknown_key unused_allow ");
}

TEST_CASE("what was not looked for is not called unused") {
    File file("a: 1 # callflow: allow unknown_key it is for another tool\n# callflow: allow no_such reason\nb: 2\n");
    file.looked_for = [](const Allow& allow, const Code& code) {
        return allow.line != 1 || &code != &codes::unknown_key;
    };
    CHECK(file.apply() == "unknown_allow ");
}
