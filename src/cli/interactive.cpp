#include "cli/interactive.hpp"

#include "base/text.hpp"
#include "cli/load.hpp"
#include "scenario/verify.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace callflow::cli {
namespace {

// `path` as it is written in a file of folder `folder`: relative to it, or absolute where both have nothing in common but the
// root; as it is where one of both is not there.
std::string path_from(base::FileStore& files, const std::string& folder, const std::string& path) {
    namespace fs = std::filesystem;
    const auto from = files.real_path(folder);
    const auto to = files.real_path(folder_of(path));
    if (!from || !to) return path;
    const fs::path target = fs::path(*to) / fs::path(path).filename();
    const fs::path base(*from);
    const bool apart = std::next(base.begin()) == base.end() || *std::next(base.begin()) != *std::next(target.begin());
    return apart ? target.native() : target.lexically_relative(base).native();
}

using providers::emulate::Act;
using scenario::Step;
using scenario::TraceStep;

constexpr std::int64_t millisecond = 1'000'000;

constexpr std::string_view callee_acts[] = {"answer", "busy", "no_answer", "reject", "voicemail", "hang_up"};

std::string help_of_words() {
    std::string text = fmt::format("{:<18} press them\n", "keys 0-9 * # A-D");
    for (const Entry& word : talk_words) {
        if (word.does.empty()) continue;
        text += fmt::format("{:<18} {}\n", fmt::format("{} {}", word.name, word.takes), word.does);
    }
    std::erase(text, '`');
    return text;
}

Step person(std::string_view who, Act::Kind kind, std::string text = {}) {
    Step step;
    step.kind = Step::Kind::person;
    step.person.who = who;
    step.person.act.kind = kind;
    step.person.act.text = std::move(text);
    return step;
}

// Whether a SIP message refuses something: its status is 300 or above.
bool refuses(std::string_view message) {
    constexpr std::string_view digits = "0123456789";
    return message.find_first_not_of(digits) == 3 && message[3] == ' ' && message.front() >= '3';
}

// What a row says to somebody on the phone; empty where that is nothing.
std::string heard(const TraceStep& row) {
    if (row.moment.empty()) return row.error.empty() ? row.error : fmt::format("[{}]", base::printable(row.error, 500));
    const scenario::TraceMoment& moment = row.moment.front();
    const std::string text = base::printable(moment.text, 2000);
    const std::string who = moment.party.empty() ? std::string() : fmt::format("({}) ", base::printable(moment.party));
    if (row.kind == "heard" && moment.sound == "speech") return who + text;
    if (row.kind == "heard" && moment.sound == "file") return fmt::format("{}[plays {}]", who, text);
    if (row.kind == "heard") return fmt::format("{}[{}]", who, moment.sound);
    if (row.kind == "error" || row.kind == "answer") return fmt::format("[{}]", text);
    if (row.kind == "person") return fmt::format("[{}]", base::printable(row.error, 500));
    if (row.kind == "began" && !moment.party.empty()) return fmt::format("[{} rings]", base::printable(moment.party));
    if (row.kind == "left") return fmt::format("[goes on at {}, where nobody knows what happens]", text);
    if (row.kind == "message" && moment.who == row.call && refuses(text)) return fmt::format("[{}]", text);
    if (row.kind == "bridged" && moment.party.empty()) return fmt::format("[you talk to {}]", text);
    return {};
}

// What one line led to.
struct Group {
    std::size_t steps = 0;
    std::string state;   // that the call was in then
    bool secret = false; // something was typed that is sensitive
};

// One call.
class Talk {
public:
    Talk(Io& io, const scenario::SessionSetting& setting, scenario::Scenario scenario, const TalkOrigin& origin)
        : io_(io), origin_(origin), real_(setting.options.stranger != nullptr),
          session_(setting, begun(std::move(scenario))) {
        groups_.push_back({session_.scenario().steps.size(), session_.state(), false});
        say_rows(0);
        if (session_.over()) return;
        play({person("caller", Act::Kind::listen)});
        groups_.front().steps += groups_.back().steps;
        groups_.front().state = session_.state();
        groups_.pop_back();
    }

    // Does what a line says; false when it is the last one.
    bool take(std::string_view line) {
        line = base::trim(line);
        if (line.empty()) return true;
        const std::size_t blank = std::min(line.find(' '), line.size());
        const std::string_view word = line.substr(0, blank);
        const std::string_view rest = base::trim(line.substr(blank));
        if (word == "/quit") return false;
        const bool command = word.front() == '/';
        const bool known = std::ranges::find(talk_words, word, &Entry::name) != std::end(talk_words);
        if (command && !known)
            not_done(line);
        else if (word == "/help")
            io_.out += help_of_words();
        else if (word == "/state")
            say_state();
        else if (word == "/doc")
            io_.out += session_.document();
        else if (word == "/back")
            back(rest);
        else if (word == "/save" || word == "/save!")
            save(rest, word == "/save!");
        else if (session_.over())
            io_.out += real_ ? "[the call is over: /save FILE writes it down]\n"
                             : "[the call is over: /back takes the last thing back, /save FILE writes the call down]\n";
        else
            act(word, rest, line);
        return true;
    }

    // Ctrl-C with nothing typed: false when the call was over.
    bool interrupt() {
        if (session_.over()) return false;
        play({person("caller", Act::Kind::hang_up)});
        return true;
    }

    [[nodiscard]] Asked asked() const {
        Asked asked;
        const auto asks = session_.asks();
        asked.prompt = session_.over()    ? "over> "
                       : !asks.empty()    ? fmt::format("{}> ", fmt::join(asks, ", "))
                       : session_.rings() ? "ringing> "
                                          : "> ";
        asked.secret = !session_.over() && !asks.empty() && session_.asks_secret();
        for (const Entry& word : talk_words) {
            if (word.name == "/callee") {
                for (const std::string_view act : callee_acts) asked.lines.push_back(fmt::format("/callee {}", act));
            } else {
                asked.lines.push_back(
                    fmt::format("{}{}", word.name, word.takes.empty() || word.takes.front() == '[' ? "" : " "));
            }
        }
        for (const Group& group : groups_)
            if (!real_) asked.lines.push_back("/back " + group.state);
        return asked;
    }

    [[nodiscard]] scenario::Trace end() { return session_.end(); }
    [[nodiscard]] bool unsaved() const { return unsaved_; }
    [[nodiscard]] bool misunderstood() const { return misunderstood_; }

private:
    // The scenario with a caller who has called: a run has to know from its beginning that somebody will.
    static scenario::Scenario begun(scenario::Scenario scenario) {
        const auto by_caller = [](const Step& step) {
            return step.kind == Step::Kind::person && step.person.who != "callee";
        };
        if (std::ranges::none_of(scenario.steps, by_caller))
            scenario.steps.push_back(person("caller", Act::Kind::dial));
        return scenario;
    }

    void act(std::string_view word, std::string_view rest, std::string_view line) {
        const auto asks = session_.asks();
        const auto asked = [&](std::string_view what) { return std::ranges::find(asks, what) != asks.end(); };
        if (word == "/say" && !rest.empty()) {
            const bool message = asked("message");
            Step said = person("caller", message ? Act::Kind::leave_message : Act::Kind::speak, std::string(rest));
            if (!message && !asked("speech")) said.person.act.after = 0; // nobody listens
            if (message) {
                play({said}, true);
                const auto still = session_.asks();
                if (std::ranges::find(still, "message") != still.end())
                    io_.out += "[it goes on recording: say more, or /silence, a key or /hangup ends it]\n";
            } else if (asks.empty()) { // a silence behind it would last as long as the talk does
                play({said, person("caller", Act::Kind::listen)}, true);
                if (!session_.over()) io_.out += "[the call takes no words here]\n";
            } else {
                play({said, person("caller", Act::Kind::stay_silent), person("caller", Act::Kind::listen)}, true);
            }
        } else if (word == "/silence" && rest.empty()) {
            play({person("caller", Act::Kind::stay_silent), person("caller", Act::Kind::listen)});
        } else if (word == "/hangup" && rest.empty()) {
            play({person("caller", Act::Kind::hang_up)});
        } else if (word == "/wait" && base::parse_duration(rest).value_or(-1) >= 0) {
            Step wait;
            wait.kind = Step::Kind::wait;
            wait.wait = *base::parse_duration(rest) / millisecond * millisecond;
            play({wait});
        } else if (word == "/callee" && std::ranges::find(callee_acts, rest) != std::end(callee_acts)) {
            play({person("callee", *providers::emulate::find_act(rest)), person("caller", Act::Kind::listen)});
        } else if (line.find_first_not_of("0123456789*#ABCD") == std::string_view::npos) {
            Step pressed = person("caller", Act::Kind::press, std::string(line));
            if (!asked("keys")) pressed.person.act.after = 0; // nobody listens
            play({pressed, person("caller", Act::Kind::listen)}, true);
        } else {
            not_done(line);
        }
    }

    void not_done(std::string_view line) {
        misunderstood_ = true;
        const bool secret = session_.asks_secret() && !says_nothing(line);
        io_.out += fmt::format("[{} is nothing that can be done here: /help lists what can]\n",
                               secret ? "(sensitive)" : base::quoted(line));
    }

    void say_rows(std::size_t first) {
        for (; first < session_.trace().steps.size(); ++first) {
            if (const std::string text = heard(session_.trace().steps[first]); !text.empty()) io_.out += text + "\n";
        }
        if (session_.over())
            io_.out += real_ || !session_.reached() // a server may have refused it before
                           ? std::string("[the call is over]\n")
                           : fmt::format("[the call is over, in state {}]\n", session_.state());
    }

    void play(std::vector<Step> steps, bool typed = false) {
        const std::size_t first = session_.trace().steps.size();
        const bool secret = typed && session_.asks_secret();
        const std::size_t count = steps.size();
        for (Step& step : steps) session_.play(std::move(step));
        groups_.push_back({count, session_.state(), secret});
        say_rows(first);
    }

    // Takes the last line back, or all lines since the call was in a state.
    void back(std::string_view state) {
        if (real_) {
            io_.out += "[what a real application has been told cannot be taken back]\n";
            return;
        }
        std::size_t keep = groups_.size() - 1;
        if (!state.empty())
            while (keep > 0 && groups_[keep - 1].state != state) --keep;
        if (keep == 0) {
            io_.out += state.empty() ? std::string("[nothing to take back]\n")
                                     : fmt::format("[no line left the call in state {}]\n", base::quoted(state));
            return;
        }
        std::size_t steps = 0;
        for (std::size_t i = keep; i < groups_.size(); ++i) steps += groups_[i].steps;
        session_.back(steps);
        groups_.resize(keep);
        io_.out += fmt::format("[back in state {}]\n", session_.state());
    }

    void save(std::string_view name, bool replace) {
        const std::string path(name);
        const std::string shown = base::printable(name, 4096);
        if (path.empty()) {
            io_.out += "[/save takes the name of a file]\n";
            misunderstood_ = true;
            return;
        }
        const bool ours = std::ranges::find(saved_, path) != saved_.end();
        // A device is written to, not replaced; a folder is refused by itself.
        const bool replaces = io_.files->exists(path) && !path.starts_with("/dev/") && !io_.files->is_directory(path);
        if (replaces && !replace && !ours) {
            io_.out += fmt::format("[{} is there already: /save! {} replaces it]\n", shown, shown);
            unsaved_ = true;
            return;
        }
        const std::string folder = folder_of(path);
        scenario::Scenario scenario = session_.scenario();
        for (Step& step : scenario.steps) {
            for (scenario::CallbackBody& body : step.callbacks)
                if (!body.file.empty())
                    body.file = path_from(*io_.files, folder, scenario::below(origin_.folder, body.file));
        }
        std::string text = scenario::write_scenario(
            scenario, origin_.flow.empty() ? std::string() : path_from(*io_.files, folder, origin_.flow));
        if (!origin_.body.empty())
            text.insert(text.find('\n') + 1, fmt::format("# Played with --flow {}\n", origin_.body));
        if (const auto done = io_.files->replace(path, text); !done) {
            io_.out += fmt::format("[{}]\n", done.error().message);
            unsaved_ = true;
            return;
        }
        unsaved_ = false;
        if (!ours) saved_.push_back(path);
        const bool secret = std::ranges::any_of(groups_, &Group::secret);
        io_.out += fmt::format("[written to {}{}]\n", shown, secret ? ", with what was typed that is sensitive" : "");
    }

    void say_state() {
        if (real_) io_.out += "[a real application tells nobody what state it is in]\n";
        if (!real_) io_.out += session_.state() + "\n";
        for (const auto& [name, value] : session_.vars())
            io_.out += fmt::format("  {} = {}\n", name, base::printable(value, 200));
    }

    Io& io_;
    const TalkOrigin& origin_;
    bool real_; // the application is not a flow of ours
    scenario::Session session_;
    std::vector<Group> groups_;      // of each line; the first of what came before all lines
    std::vector<std::string> saved_; // files that have been written
    bool unsaved_ = false;           // the last /save could not be done
    bool misunderstood_ = false;     // something was typed that is nothing that can be done
};

} // namespace

bool says_nothing(std::string_view line) {
    line = base::trim(line);
    const std::string_view word = line.substr(0, std::min(line.find(' '), line.size()));
    return word != "/say" && std::ranges::find(talk_words, word, &Entry::name) != std::end(talk_words);
}

Talked interact(Io& io, const scenario::SessionSetting& setting, scenario::Scenario scenario, const TalkOrigin& origin,
                LineSource& lines) {
    Talk talk(io, setting, std::move(scenario), origin);
    Talked talked;
    bool goes_on = true;
    while (goes_on && io.flush_out()) {
        const Typed typed = lines.next(talk.asked());
        if (typed.end == Typed::End::line)
            goes_on = talk.take(typed.text);
        else if (typed.end == Typed::End::end)
            goes_on = false;
        else if (typed.text.empty())
            goes_on = talk.interrupt();
        talked.interrupted = !goes_on && typed.end == Typed::End::interrupt;
    }
    talked.trace = talk.end();
    talked.unsaved = talk.unsaved();
    talked.misunderstood = talk.misunderstood();
    return talked;
}

} // namespace callflow::cli
