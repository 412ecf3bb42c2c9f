#include "providers/sip/ruby_plan.hpp"

#include "base/pattern.hpp"
#include "base/text.hpp"
#include "providers/sip/ruby_dial.hpp"
#include "providers/sip/ruby_lines.hpp"
#include "providers/sip/ruby_scan.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers::sip {

namespace {

constexpr std::size_t max_entries = 10'000;
constexpr std::size_t max_depth = 100; // to which names are kept, and statements read on a line
constexpr int max_joined = 20;         // lines that are one

// Lines are read one after the other; what stands around them says which calls they are for.
class Conversion {
public:
    Conversion(const base::Sources& sources, base::FileId file, base::Diagnostics& lost)
        : text_(sources[file].text()), losses_(file, text_, lost) {}

    std::string run() {
        bool remark = false; // `=begin` to `=end`
        for (std::size_t begin = 0; begin < text_.size();) {
            std::size_t end = std::min(text_.find('\n', begin), text_.size());
            std::string_view one = text_.substr(begin, end - begin);
            if (!remark && base::trim(one) == "__END__") break; // what follows is no script
            for (int more = 0; !remark && more < max_joined && end < text_.size() && goes_on(one); ++more) {
                if (without_comment(one) != one) break; // a view has all between its ends
                end = std::min(text_.find('\n', end + 1), text_.size());
                one = text_.substr(begin, end - begin);
            }
            remark = remark || is_marked(one, "=begin");
            if (!remark) line(one);
            remark = remark && !is_marked(one, "=end");
            begin = end + 1;
        }
        if (entries_.empty() && !losses_.any())
            lose(text_.substr(0, std::min(text_.find('\n'), text_.size())), "nothing in this dials anybody",
                 "a dialplan of sipsorcery's does: `when /^232$/ then sys.Dial(\"999@sip.example.com\")`");
        return written(entries_);
    }

private:
    void lose(std::string_view part, std::string message, std::string help = {}) {
        losses_.lose(part, std::move(message), std::move(help));
    }
    static bool is_word(std::string_view text, std::string_view word) {
        return text.starts_with(word) && (text.size() == word.size() || text[word.size()] == ' ');
    }
    // A word that stands at the beginning of its line.
    static bool is_marked(std::string_view line, std::string_view word) {
        return line.starts_with(word) && base::trim(line.substr(0, line.find(' '))) == word;
    }

    void line(std::string_view text) {
        text = base::trim(without_comment(text));
        if (text.ends_with('\r')) text = base::trim(text.substr(0, text.size() - 1));
        if (is_legacy(text)) return legacy(text);
        for (const std::string_view one : statements_of(text)) statement(one);
    }

    // What stands behind it on its line is one, too.
    void statement(std::string_view text) {
        if (++on_line_ > max_depth)
            lose(text, fmt::format("this is not taken over: {}", base::quoted(text, 60)));
        else
            one_statement(text);
        --on_line_;
    }
    void one_statement(std::string_view text) {
        if (text == "end") {
            leave();
        } else if (text.starts_with("case ")) {
            cases(text);
        } else if (text.starts_with("when ")) {
            when(text.substr(5));
        } else if (text == "else" || text.starts_with("else ")) {
            otherwise();
            if (text.size() > 4) statement(base::trim(text.substr(4)));
        } else if (text.starts_with("if ") || text.starts_with("elsif ")) {
            if (text.starts_with("if ")) enter();
            branch(text.substr(text.find(' ') + 1), text);
        } else if (constexpr std::string_view unless = "unless ";
                   text.starts_with(unless) &&
                   direction_of(split_test(text.substr(unless.size())).first) != Direction::any) {
            enter();
            branch(text.substr(unless.size()), text, true);
        } else if (text == "begin") {
            enter();
        } else if (is_word(text, "rescue") || is_word(text, "ensure")) {
            begin_branch();
            lose(text, fmt::format("what stands behind {} is not taken over", base::quoted(text, 60)),
                 "a plan that cannot say where a call goes fails where it stands");
            test_.known = false;
        } else if (opens_block(text)) {
            lose(text, fmt::format("this is not taken over: {}", base::quoted(text, 60)));
            if (const auto assigned = assignment(text)) names_.forget(assigned->name);
            enter();
            test_.known = false;
        } else if (text.starts_with("sys.Dial")) {
            dial(text);
        } else if (assigns(text)) {
            return;
        } else if (!text.starts_with("sys.Log") && !text.starts_with("require ")) {
            lose(text, fmt::format("this is not taken over: {}", base::quoted(text, 60)),
                 !text.starts_with("sys.Respond") ? ""
                 : test_.is_asked()               ? "what it refuses is taken by an entry behind it, where one fits"
                                                  : "a call that no entry takes is answered with 404");
        }
    }

    // What is asked around what stands between here and `end`.
    struct Around {
        RubyTest test;
        RubyNames names;
        std::size_t entries = 0;             // that were there before it
        std::vector<std::size_t> tried = {}; // entries by which somebody was dialled before it
        std::set<std::string> assigned = {}; // in one of the branches, so that nobody knows what they are behind them
        bool vague = false;                  // within an `if` whose test is not understood
        Direction left = Direction::any;     // which calls the branches that follow are for
    };
    void enter() {
        if (around_.size() > max_depth) names_ = {};
        around_.push_back({test_, names_, entries_.size(), tried_});
        same_branch_ = false;
    }
    void leave() {
        begin_branch();
        if (around_.empty()) return;
        test_ = std::move(around_.back().test);
        tried_ = around_.back().tried;
        for (std::size_t i = around_.back().entries; i < entries_.size(); ++i) tried_.push_back(i);
        for (const std::string& name : around_.back().assigned) names_.forget(name);
        around_.pop_back();
    }
    // What is asked where one of the branches begins: what stands around them.
    void begin_branch() {
        same_branch_ = false;
        if (around_.empty()) {
            test_ = RubyTest();
            return;
        }
        Around& around = around_.back();
        for (std::string& name : names_.changed_since(around.names)) around.assigned.insert(std::move(name));
        test_ = around.test;
        tried_ = around.tried;
        if (around.left != Direction::any) test_.entry.direction = around.left;
        names_ = around.names;
    }

    // `num = $1`: a name that a text may put in.
    bool assigns(std::string_view text) {
        const auto found = assignment(text);
        if (!found) return false;
        if (!found->whole || !names_.assign(found->name, found->value, test_.groups())) {
            names_.forget(found->name);
            lose(text, fmt::format("what {} stands for is not known before it runs", base::quoted(found->name)));
        }
        if (!found->rest.empty()) statement(found->rest);
        return true;
    }
    void otherwise() {
        begin_branch();
        if (!around_.empty() && around_.back().vague) test_.known = false;
    }

    void cases(std::string_view text) {
        const std::string_view on = base::trim(text.substr(5));
        if (!is_dialled(on, names_))
            lose(text, fmt::format("cases of {} are read as if they were of what is dialled", base::quoted(on)));
        enter();
    }

    // `/^232$/, "233" then sys.Dial(…)`
    void when(std::string_view text) {
        const auto [tests, rest] = split_test(text);
        begin_branch();
        if (test_.is_asked()) {
            lose(text, "a test within a test is not taken over");
            test_.known = false;
        }
        std::string_view left = tests;
        while (!left.empty()) {
            if (test_.take(left, losses_).empty()) {
                lose(text, fmt::format("this test is not understood: {}", base::quoted(tests, 60)));
                test_.known = false;
                break;
            }
            left = base::trim(left);
            if (left.starts_with(',')) left = base::trim(left.substr(1));
        }
        if (!rest.empty()) statement(rest);
    }

    // `if sys.Out`, `if req.URI.User =~ /^2/ then …`
    void branch(std::string_view condition, std::string_view whole, bool unless = false) {
        const auto [test, rest] = split_test(condition);
        begin_branch();
        if (const Direction way = direction_of(test); way != Direction::any) {
            test_.direct(unless ? other(way) : way);
            // What comes behind is for the others.
            if (!around_.empty() && around_.back().left == Direction::any)
                around_.back().left = unless ? way : other(way);
        } else {
            const bool before = test_.known;
            test_.ask_all(test, whole, names_, losses_);
            if (!around_.empty()) around_.back().vague = around_.back().vague || (before && !test_.known);
        }
        if (!rest.empty()) statement(rest);
    }

    // `exten => _2XX,1,Dial(…)`
    void legacy(std::string_view text) {
        const auto found = extension(text);
        if (!found) {
            lose(text, fmt::format("this is not taken over: {}", base::quoted(text, 60)));
            return;
        }
        test_ = RubyTest();
        tried_.clear();
        same_branch_ = same_branch_ && found->written == extension_; // its next priority
        extension_ = found->written;
        if (found->pattern.empty()) {
            test_.entry.dialled.emplace_back(found->written);
        } else {
            test_.entry.match.push_back(found->pattern);
            test_.entry.patterns = 1;
            const auto compiled = base::Pattern::compile(found->pattern);
            if (!compiled)
                lose(found->written,
                     fmt::format("this pattern is not taken over: {}", base::printable(compiled.error().message)));
            test_.known = compiled.has_value();
        }
        if (!found->action.starts_with("Dial(") || !test_.known) {
            lose(text, fmt::format("this is not taken over: {}", base::quoted(text, 60)));
            return;
        }
        std::string_view inner = found->action.substr(5);
        if (inner.ends_with(')')) inner.remove_suffix(1);
        const std::size_t end = find_between(inner, ','); // options have commas of their own
        const std::string_view called = inner.substr(0, end);
        test_.entry.ring = ring_of({.called = called, .arguments = inner.substr(called.size())}, losses_);
        add({called}, found->action, true);
    }

    // `sys.Dial("a@b[fu=x] & c@d", 30) if …`
    void dial(std::string_view text) {
        const DialStatement dialled = dial_statement(text);
        const RubyTest test = test_;
        const std::string_view condition = dialled.condition;
        if (dialled.word == "if") {
            test_.ask_all(condition, text, names_, losses_);
        } else if (dialled.word == "unless" && direction_of(condition) != Direction::any) {
            test_.direct(other(direction_of(condition)));
        } else if (!dialled.word.empty()) {
            test_.known = false;
            lose(text, fmt::format("this test is not understood: {}",
                                   base::quoted(fmt::format("{} {}", dialled.word, condition), 60)));
        }
        call(dialled, text, test_.entry == test.entry && test_.known == test.known);
        test_ = test;
    }

    // `always`: without a condition of its own.
    void call(const DialStatement& dialled, std::string_view text, bool always) {
        if (!test_.known) {
            lose(text, "what this dials depends on a test that is not understood");
            return;
        }
        test_.entry.ring = ring_of(dialled, losses_);
        if (is_quoted(dialled.called) && dialled.called.front() == '"') { // each of its legs may be known or not
            add({dialled.called.substr(1, dialled.called.size() - 2)}, text, always);
        } else if (const auto made = names_.value(dialled.called, test_.groups())) {
            losses_.statement = text;
            add({*made, true}, text, always);
        } else {
            lose(text, fmt::format("whom this dials is not known before it runs: {}", base::quoted(text, 60)));
        }
    }

    void add(Called called, std::string_view where, bool always) {
        PlanEntry made = entry_of(called, where, test_.entry, names_, losses_);
        if (made.to.empty()) return;
        if (same_branch_ && always) {
            try_next(entries_.back(), std::move(made), where, losses_);
            return;
        }
        constexpr std::size_t most = 200; // of a long plan the last ones
        const std::span<const std::size_t> tried(tried_);
        if (std::ranges::any_of(tried.subspan(tried.size() - std::min(tried.size(), most)),
                                [&](std::size_t i) { return may_both_hold(entries_[i], made); }))
            lose(where,
                 "in Ruby this is dialled, too, where whoever was dialled before does not answer; "
                 "here it is for calls that no entry before takes",
                 "add it to the `to` of those before it: a list is tried in turn");
        if (entries_.size() < max_entries) {
            tried_.push_back(entries_.size());
            entries_.push_back(std::move(made));
        } else
            lose(where, fmt::format("there are more than {} entries", max_entries));
        same_branch_ = always && entries_.size() < max_entries;
    }

    std::string_view text_;
    RubyLosses losses_;
    RubyTest test_;
    std::vector<Around> around_;
    RubyNames names_;
    std::size_t on_line_ = 0;
    std::vector<PlanEntry> entries_;
    bool same_branch_ = false;        // as what was dialled last, whose entry is the last
    std::vector<std::size_t> tried_;  // entries by which somebody may have been dialled on the way here
    std::string_view extension_ = {}; // of the last line in the older notation
};

} // namespace

std::string convert_ruby_plan(const base::Sources& sources, base::FileId file, base::Diagnostics& lost) {
    return Conversion(sources, file, lost).run();
}

} // namespace callflow::providers::sip
