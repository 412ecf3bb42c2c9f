#include "providers/sip/ruby_plan.hpp"

#include "base/codes.hpp"
#include "base/pattern.hpp"
#include "base/text.hpp"
#include "flow/sip_address.hpp"
#include "providers/sip/plan_entry.hpp"
#include "providers/sip/ruby_lines.hpp"
#include "providers/sip/ruby_values.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::providers::sip {

namespace {

constexpr std::size_t max_entries = 10'000;
constexpr std::size_t max_depth = 100; // to which names are kept, and statements read on a line

class Conversion {
public:
    Conversion(const base::Sources& sources, base::FileId file, base::Diagnostics& lost)
        : file_(file), text_(sources[file].text()), lost_(lost) {}

    std::string run() {
        for (std::size_t begin = 0; begin < text_.size();) {
            const std::size_t end = std::min(text_.find('\n', begin), text_.size());
            line(text_.substr(begin, end - begin));
            begin = end + 1;
        }
        return written(entries_);
    }

private:
    // The statement where a part was made of what others say.
    base::Span span(std::string_view part) const {
        const std::less<const char*> before;
        if (before(part.data(), text_.data()) || before(text_.data() + text_.size(), part.data())) part = dial_;
        const auto begin = static_cast<std::uint32_t>(part.data() - text_.data());
        return {file_, begin, begin + static_cast<std::uint32_t>(part.size())};
    }
    void lose(std::string_view part, std::string message, std::string help = {}) {
        base::Diagnostic& found = lost_.report(base::codes::lost_part, span(part), std::move(message));
        found.help = std::move(help);
    }

    void line(std::string_view text) {
        text = base::trim(without_comment(text));
        if (text.ends_with('\r')) text = base::trim(text.substr(0, text.size() - 1));
        if (!text.empty()) statement(text);
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
        if (text.starts_with("exten")) {
            legacy(text);
        } else if (text == "end") {
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
            if (text.ends_with(" end")) leave();
        } else if (constexpr std::string_view unless = "unless ";
                   text.starts_with(unless) &&
                   direction_of(split_then(text.substr(unless.size())).first) != Direction::any) {
            enter();
            branch(text.substr(unless.size()), text, true);
            if (text.ends_with(" end")) leave();
        } else if (opens_block(text)) {
            lose(text, fmt::format("this is not taken over: {}", base::quoted(text, 60)));
            enter();
            known_ = false;
        } else if (text.starts_with("sys.Dial")) {
            dial(text);
        } else if (assigns(text)) {
            return;
        } else if (!text.starts_with("sys.Log") && !text.starts_with("require ")) {
            lose(text, fmt::format("this is not taken over: {}", base::quoted(text, 60)),
                 !text.starts_with("sys.Respond") ? ""
                 : is_asked()                     ? "what it refuses is taken by an entry behind it, where one fits"
                                                  : "a call that no entry takes is answered with 404");
        }
    }

    // What is asked around what stands between here and `end`.
    struct Around {
        PlanEntry test;
        bool known = true; // whether it can be asked
        RubyNames names;
        std::set<std::string> assigned = {}; // in one of the branches, so that nobody knows what they are behind them
        bool vague = false;                  // within an `if` whose test is not understood
        Direction left = Direction::any;     // which calls the branches that follow are for
    };
    void enter() {
        if (around_.size() > max_depth) names_ = {};
        around_.push_back({test_, known_, names_});
    }
    void leave() {
        begin_branch();
        if (around_.empty()) return;
        test_ = std::move(around_.back().test);
        for (const std::string& name : around_.back().assigned) names_.forget(name);
        around_.pop_back();
    }
    // What is asked where one of the branches begins: what stands around them.
    void begin_branch() {
        if (around_.empty()) {
            test_ = PlanEntry();
            known_ = true;
            return;
        }
        Around& around = around_.back();
        for (std::string& name : names_.changed_since(around.names)) around.assigned.insert(std::move(name));
        test_ = around.test;
        if (around.left != Direction::any) test_.direction = around.left;
        known_ = around.known;
        names_ = around.names;
    }

    // `num = $1`: a name that a text may put in.
    bool assigns(std::string_view text) {
        const auto found = assignment(text);
        if (!found) return false;
        if (!found->whole || !names_.assign(found->name, found->value, groups(test_))) {
            names_.forget(found->name);
            lose(text, fmt::format("what {} stands for is not known before it runs", base::quoted(found->name)));
        }
        if (!found->rest.empty()) statement(found->rest);
        return true;
    }
    // The pattern whose groups can be named.
    static std::string_view groups(const PlanEntry& test) {
        return test.patterns == 1 && test.dialled.empty() ? std::string_view(test.match.front()) : std::string_view();
    }
    void otherwise() {
        begin_branch();
        if (!around_.empty() && around_.back().vague) known_ = false;
    }

    void cases(std::string_view text) {
        const std::string_view on = base::trim(text.substr(5));
        if (on != "req.URI.User" && on != "req.URI.User.to_s")
            lose(text, fmt::format("cases of {} are read as if they were of what is dialled", base::quoted(on)));
        enter();
    }

    // `/^232$/, "233" then sys.Dial(…)`
    void when(std::string_view text) {
        const auto [tests, rest] = split_then(text);
        begin_branch();
        if (is_asked()) {
            lose(text, "a test within a test is not taken over");
            known_ = false;
        }
        std::string_view left = tests;
        while (!left.empty()) {
            const std::string_view one = value(left);
            if (one.empty()) {
                lose(text, fmt::format("this test is not understood: {}", base::quoted(tests, 60)));
                known_ = false;
                break;
            }
            left = base::trim(left);
            if (left.starts_with(',')) left = base::trim(left.substr(1));
        }
        if (!rest.empty()) statement(rest);
    }

    // Takes a pattern or a text off the front, and adds it to the tests; empty where neither stands there.
    std::string_view value(std::string_view& left) {
        const char mark = left.front();
        if (mark != '/' && mark != '"' && mark != '\'') return {};
        std::size_t end = 1;
        while (end < left.size() && left[end] != mark) end += left[end] == '\\' ? std::size_t{2} : std::size_t{1};
        if (end >= left.size()) return {};
        const std::string_view inner = left.substr(1, end - 1);
        left.remove_prefix(end + 1);
        if (mark != '/') {
            test_.dialled.emplace_back(inner);
            return inner.empty() ? std::string_view(" ") : inner;
        }
        std::string pattern = ruby_pattern(inner);
        if (left.starts_with('i')) {
            pattern = "(?i)" + pattern;
            left.remove_prefix(1);
        }
        if (const auto compiled = base::Pattern::compile(pattern); !compiled) {
            lose(inner, fmt::format("this pattern is not taken over: {}", base::printable(compiled.error().message)));
            known_ = false;
        }
        ++test_.patterns;
        if (test_.match.empty())
            test_.match.push_back(pattern);
        else
            test_.match.front() = without_names(test_.match.front() + "|" + pattern);
        return inner.empty() ? std::string_view(" ") : inner;
    }

    // `if sys.Out`, `if req.URI.User =~ /^2/ then …`
    void branch(std::string_view condition, std::string_view whole, bool unless = false) {
        const auto [test, rest] = split_then(condition);
        begin_branch();
        if (const Direction way = direction_of(test); way != Direction::any) {
            direct(unless ? other(way) : way);
            // What comes behind is for the others.
            if (!around_.empty() && around_.back().left == Direction::any)
                around_.back().left = unless ? way : other(way);
        } else {
            const bool before = known_;
            ask_all(test, whole);
            if (!around_.empty()) around_.back().vague = around_.back().vague || (before && !known_);
        }
        if (!rest.empty()) statement(rest.ends_with(" end") ? base::trim(rest.substr(0, rest.size() - 4)) : rest);
    }

    void direct(Direction way) {
        if (test_.direction != Direction::any && test_.direction != way) known_ = false; // no call is both
        test_.direction = way;
    }
    // `sys.Out && req.URI.User =~ /^2/`
    void ask_all(std::string_view test, std::string_view whole) {
        while (!test.empty()) {
            const std::size_t both = std::min(test.find(" && "), test.find(" and "));
            const std::string_view one = base::trim(test.substr(0, both));
            if (const Direction way = direction_of(one); way != Direction::any)
                direct(way);
            else
                ask(one, whole);
            test = both == std::string_view::npos ? std::string_view() : test.substr(both + 4);
        }
    }
    // `req.URI.User =~ /^2/`, `/^2/ =~ req.URI.User`, `req.URI.User == "232"`
    void ask(std::string_view test, std::string_view whole) {
        constexpr std::string_view user = "req.URI.User", found_in = "=~";
        std::string_view right = test.starts_with(user) ? base::trim(test.substr(user.size())) : std::string_view();
        const std::size_t behind = test.rfind(found_in);
        const bool turned = test.starts_with('/') && behind != std::string_view::npos &&
                            base::trim(test.substr(behind + found_in.size())) == user;
        const bool compares = right.starts_with(found_in) || right.starts_with("==");
        right = is_asked() ? std::string_view()
                : turned   ? base::trim(test.substr(0, behind))
                : compares ? base::trim(right.substr(2))
                           : std::string_view();
        if (!right.empty() && !value(right).empty() && base::trim(right).empty()) return;
        known_ = false;
        lose(whole, fmt::format("this test is not understood: {}", base::quoted(test, 60)),
             "entries may test headers, the time and any condition");
    }
    [[nodiscard]] bool is_asked() const { return !test_.match.empty() || !test_.dialled.empty(); }

    // `exten => _2XX,1,Dial(…)`
    void legacy(std::string_view text) {
        const std::size_t arrow = text.find("=>") != std::string_view::npos ? text.find("=>") + 2 : text.find('=') + 1;
        const std::string_view rest = base::trim(text.substr(std::min(arrow, text.size())));
        const std::size_t first = rest.find(',');
        const std::size_t second = first == std::string_view::npos ? first : rest.find(',', first + 1);
        if (arrow == 0 || second == std::string_view::npos) {
            lose(text, fmt::format("this is not taken over: {}", base::quoted(text, 60)));
            return;
        }
        test_ = PlanEntry();
        known_ = true;
        const std::string_view pattern = base::trim(rest.substr(0, first));
        if (!pattern.starts_with('_')) {
            test_.dialled.emplace_back(pattern);
        } else {
            test_.match.push_back(extension_pattern(pattern.substr(1)));
            if (!base::Pattern::compile(test_.match.front())) known_ = false;
        }
        const std::string_view action = base::trim(rest.substr(second + 1));
        const bool dials = action.starts_with("Dial(") || action.starts_with("Switch(");
        if (!dials || action.starts_with("Switch(") || !known_) {
            lose(text, fmt::format("this is not taken over: {}", base::quoted(text, 60)));
            return;
        }
        std::string_view inner = action.substr(5);
        if (inner.ends_with(')')) inner.remove_suffix(1);
        add(inner, action);
    }

    // `sys.Dial("a@b[fu=x] & c@d", 30)`
    void dial(std::string_view text) {
        std::string_view inner = base::trim(text.substr(std::string_view("sys.Dial").size()));
        if (inner.starts_with('(')) inner = base::trim(inner.substr(1));
        const std::size_t end = std::min(find_outside_quotes(inner, ','), find_outside_quotes(inner, ')'));
        std::string_view rest = end == std::string_view::npos ? std::string_view() : base::trim(inner.substr(end));
        inner = base::trim(inner.substr(0, end));
        const bool ends = rest.ends_with(" end"); // `case … when … then sys.Dial(…) end`
        if (ends) rest = base::trim(rest.substr(0, rest.size() - 4));
        const PlanEntry test = test_;
        const bool known = known_;
        for (const std::string_view word : {" if ", " unless ", " while ", " until "}) {
            const std::size_t at = rest.find(word);
            if (at == std::string_view::npos) continue;
            const std::string_view condition = base::trim(rest.substr(at + word.size()));
            if (word == " if ") {
                ask_all(condition, text);
            } else if (word == " unless " && direction_of(condition) != Direction::any) {
                direct(other(direction_of(condition)));
            } else {
                known_ = false;
                lose(text, fmt::format("this test is not understood: {}", base::quoted(rest.substr(at + 1), 60)));
            }
            rest = base::trim(rest.substr(0, at));
            break;
        }
        dial(text, inner, rest);
        test_ = test;
        known_ = known;
        if (ends) leave();
    }

    void dial(std::string_view text, std::string_view string, std::string_view rest) {
        if (!known_) {
            lose(text, "what this dials depends on a test that is not understood");
            return;
        }
        test_.ring = 0;
        if (rest.starts_with(',')) {
            const std::string_view arguments = rest.substr(1, rest.find(')') - 1);
            const std::string_view ring = base::trim(arguments.substr(0, arguments.find(',')));
            test_.ring = base::parse_int(ring).value_or(0);
            if (arguments.find(',') != std::string_view::npos)
                lose(rest, "how long the call may last is not taken over", "a `timeLimit` of the dial does it");
        }
        if (is_quoted(string)) { // each of its legs may be known or not
            add(string.substr(1, string.size() - 2), text);
        } else if (const auto made = names_.value(string, groups(test_))) {
            dial_ = text;
            add(*made, text);
        } else {
            lose(text, fmt::format("whom this dials is not known before it runs: {}", base::quoted(text, 60)));
        }
    }

    void add(std::string_view string, std::string_view where) {
        PlanEntry made = test_;
        made.to.clear();
        const bool stages = string.find('|') != std::string_view::npos;
        made.together = string.find('&') != std::string_view::npos && !stages;
        if (stages && string.find('&') != std::string_view::npos)
            lose(where, "who rings together within a turn is rung one after the other here");
        bool shown = false;
        while (!string.empty()) {
            const std::size_t end = string.find_first_of("|&");
            leg(base::trim(string.substr(0, end)), made, shown);
            string = end == std::string_view::npos ? std::string_view() : string.substr(end + 1);
        }
        if (made.to.empty()) return;
        if (made.to.size() == 1) made.together = false;
        if (!made.match.empty()) { // an entry's tests hold together, those of a line are one or the other
            for (const std::string& one : made.dialled) made.match.front() += "|^" + literally(one) + "$";
            made.dialled.clear();
        }
        if (entries_.size() < max_entries)
            entries_.push_back(std::move(made));
        else
            lose(where, fmt::format("there are more than {} entries", max_entries));
    }

    void leg(std::string_view text, PlanEntry& made, bool& shown) {
        const std::size_t bracket = options_of(text);
        const std::string_view address = base::trim(text.substr(0, bracket));
        if (address.empty()) return;
        if (bracket != std::string_view::npos) options(text.substr(bracket + 1), made, shown);
        auto to = names_.text(address, groups(made));
        if (!to) {
            lose(text, fmt::format("what is put into {} has no name here", base::quoted(address, 60)),
                 "`dialled` is what was dialled, and `captures` what groups matched; vars of the flow are known, too");
            return;
        }
        if (to->find('@') == std::string::npos) *to = "{{ dialled }}@" + *to;
        if (!to->starts_with("sip:") && !to->starts_with("sips:")) to->insert(0, "sip:");
        if (flow::sip_host(*to).find('.') == std::string_view::npos)
            lose(address,
                 fmt::format("{} is a provider of the account's, and is taken for a host",
                             base::quoted(flow::sip_host(*to))),
                 "write its host, and how it knows you");
        if (to->find("{{") == std::string::npos && !flow::wrong_with_address(*to).empty()) {
            lose(address, fmt::format("{} cannot be called: {}", base::quoted(*to), flow::wrong_with_address(*to)));
            return;
        }
        made.to.push_back(std::move(*to));
    }

    void options(std::string_view text, PlanEntry& made, bool& shown) {
        text = text.substr(0, text.rfind(']'));
        while (!text.empty()) {
            const std::size_t end = text.find(',');
            const std::string_view one = base::trim(text.substr(0, end));
            text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
            const std::size_t equals = one.find('=');
            const std::string_view name = one.substr(0, equals);
            const std::string_view value =
                equals == std::string_view::npos ? std::string_view() : one.substr(equals + 1);
            auto user = name == "fu" ? names_.text(value, groups(made)) : std::nullopt;
            const bool fits = user && (!shown || made.from_user == *user) &&
                              (user->find("{{") != std::string::npos || flow::escape_sip(*user) == *user);
            if (fits) {
                made.from_user = *user;
                shown = true;
            } else if (!one.empty()) {
                lose(one, fmt::format("the option {} is not taken over", base::quoted(one)),
                     name == "fu" ? "an entry shows one `from_user` to all" : std::string());
            }
        }
    }

    base::FileId file_;
    std::string_view text_;
    std::string_view dial_; // the last that dials a value
    base::Diagnostics& lost_;
    PlanEntry test_;
    std::vector<Around> around_;
    RubyNames names_;
    std::size_t on_line_ = 0;
    bool known_ = true; // whether the test is one that an entry can ask
    std::vector<PlanEntry> entries_;
};

} // namespace

std::string convert_ruby_plan(const base::Sources& sources, base::FileId file, base::Diagnostics& lost) {
    return Conversion(sources, file, lost).run();
}

} // namespace callflow::providers::sip
