#include "cli/interactive.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <iterator>
#include <memory>
#include <utility>

namespace callflow::cli {
namespace {

using providers::emulate::Act;
using scenario::Step;
using scenario::TraceStep;

constexpr std::int64_t millisecond = 1'000'000;
constexpr std::size_t longest_line = 64 * 1024;

constexpr std::string_view help =
    "keys 0-9 * #       press them\n"
    "/say WORDS         say something\n"
    "/silence           say nothing until the next document\n"
    "/hangup            hang up\n"
    "/wait 30s          let time pass\n"
    "/callee WORD       answer, busy, no_answer, reject, hang_up: whom the call has led to\n"
    "/state, /doc       the state with its vars, the document\n"
    "/back              take the last thing back\n"
    "/save FILE         write the call down as a scenario\n"
    "/quit              end\n";

Step person(std::string_view who, Act::Kind kind, std::string text = {}) {
    Step step;
    step.kind = Step::Kind::person;
    step.person.who = who;
    step.person.act.kind = kind;
    step.person.act.text = std::move(text);
    return step;
}

// What a row says to somebody on the phone; empty where that is nothing.
std::string heard(const TraceStep& row) {
    if (row.moment.empty()) return {};
    const scenario::TraceMoment& moment = row.moment.front();
    const std::string text = base::printable(moment.text, 2000);
    const std::string who = moment.party.empty() ? std::string() : fmt::format("({}) ", base::printable(moment.party));
    if (row.kind == "heard" && moment.sound == "speech") return who + text;
    if (row.kind == "heard" && moment.sound == "file") return fmt::format("{}[plays {}]", who, text);
    if (row.kind == "heard") return fmt::format("{}[{}]", who, moment.sound);
    if (row.kind == "error" || row.kind == "answer") return fmt::format("[{}]", text);
    if (row.kind == "person") return fmt::format("[{}]", base::printable(row.error, 500));
    if (row.kind == "began" && !moment.party.empty()) return fmt::format("[{} rings]", base::printable(moment.party));
    if (row.kind == "bridged" && moment.party.empty()) return fmt::format("[you talk to {}]", text);
    return {};
}

// One call.
class Talk {
public:
    Talk(Io& io, const scenario::SessionSetting& setting, scenario::Scenario scenario, std::string_view flow)
        : io_(io), flow_(flow), session_(setting, std::move(scenario)) {
        play({person("caller", Act::Kind::dial), person("caller", Act::Kind::listen)});
    }

    // Does what a line says; false when it is the last one.
    bool take(std::string_view line) {
        line = base::trim(line);
        if (line.empty()) return true;
        const std::size_t blank = std::min(line.find(' '), line.size());
        const std::string_view word = line.substr(0, blank);
        const std::string_view rest = base::trim(line.substr(blank));
        if (word == "/quit") return false;
        if (word == "/help")
            io_.out += help;
        else if (word == "/state")
            say_state();
        else if (word == "/doc")
            io_.out += session_.document();
        else if (word == "/back")
            back();
        else if (word == "/save")
            save(rest);
        else if (session_.over())
            io_.out += "[the call is over: /back takes the last thing back, /save FILE writes the call down]\n";
        else
            act(word, rest, line);
        return true;
    }

    [[nodiscard]] std::string prompt() const {
        const auto asks = session_.asks();
        return session_.over() ? "over> " : asks.empty() ? "> " : fmt::format("{}> ", fmt::join(asks, ", "));
    }

private:
    void act(std::string_view word, std::string_view rest, std::string_view line) {
        if (word == "/say" && !rest.empty()) {
            const auto asks = session_.asks();
            const bool message = std::ranges::find(asks, "message") != asks.end();
            Step said = person("caller", message ? Act::Kind::leave_message : Act::Kind::speak, std::string(rest));
            if (asks.empty()) said.person.act.after = 0; // nobody listens
            if (message)
                play({said});
            else
                play({said, person("caller", Act::Kind::stay_silent), person("caller", Act::Kind::listen)});
        } else if (word == "/silence") {
            play({person("caller", Act::Kind::stay_silent), person("caller", Act::Kind::listen)});
        } else if (word == "/hangup") {
            play({person("caller", Act::Kind::hang_up)});
        } else if (word == "/wait" && base::parse_duration(rest).value_or(-1) >= 0) {
            Step wait;
            wait.kind = Step::Kind::wait;
            wait.wait = *base::parse_duration(rest) / millisecond * millisecond;
            play({wait});
        } else if (word == "/callee" && providers::emulate::find_act(rest)) {
            play({person("callee", *providers::emulate::find_act(rest)), person("caller", Act::Kind::listen)});
        } else if (line.find_first_not_of("0123456789*#ABCD") == std::string_view::npos) {
            Step pressed = person("caller", Act::Kind::press, std::string(line));
            const auto asks = session_.asks();
            if (std::ranges::find(asks, "keys") == asks.end()) pressed.person.act.after = 0; // nobody listens
            play({pressed, person("caller", Act::Kind::listen)});
        } else {
            io_.out += fmt::format("[{} is nothing that can be done here: /help lists what can]\n", base::quoted(line));
        }
    }

    void play(std::vector<Step> steps) {
        std::size_t first = session_.trace().steps.size();
        groups_.push_back(steps.size());
        for (Step& step : steps) session_.play(std::move(step));
        for (; first < session_.trace().steps.size(); ++first) {
            if (const std::string text = heard(session_.trace().steps[first]); !text.empty()) io_.out += text + "\n";
        }
        if (session_.over()) io_.out += fmt::format("[the call is over, in state {}]\n", session_.state());
    }

    void back() {
        if (groups_.size() < 2) {
            io_.out += "[nothing to take back]\n";
            return;
        }
        session_.back(groups_.back());
        groups_.pop_back();
        io_.out += fmt::format("[back in state {}]\n", session_.state());
    }

    void save(std::string_view path) {
        if (path.empty()) {
            io_.out += "[/save takes the name of a file]\n";
            return;
        }
        const auto done = io_.files->replace(std::string(path), scenario::write_scenario(session_.scenario(), flow_));
        io_.out += done ? fmt::format("[written to {}]\n", base::printable(path, 4096))
                        : fmt::format("[{}]\n", done.error().message);
    }

    void say_state() {
        io_.out += session_.state() + "\n";
        for (const auto& [name, value] : session_.vars())
            io_.out += fmt::format("  {} = {}\n", name, base::printable(value, 200));
    }

    Io& io_;
    std::string flow_;
    scenario::Session session_;
    std::vector<std::size_t> groups_; // steps of each line
};

} // namespace

base::Result<NextLine> plain_lines(Io& io) {
    auto stream = io.open_stdin();
    if (!stream) return tl::unexpected(stream.error());
    struct State {
        std::unique_ptr<base::ByteStream> stream;
        std::string rest;
        bool ended = false;
    };
    auto state = std::make_shared<State>(State{std::move(*stream), {}, false});
    return NextLine([state](std::string_view) -> std::optional<std::string> {
        for (;;) {
            const std::size_t end = state->rest.find('\n');
            if (end != std::string::npos || state->rest.size() > longest_line) {
                const std::size_t length = std::min(end, longest_line);
                std::string line = state->rest.substr(0, length);
                state->rest.erase(0, length + (end == length ? 1 : 0));
                return line;
            }
            if (state->ended) {
                if (state->rest.empty()) return std::nullopt;
                return std::exchange(state->rest, {});
            }
            std::array<char, 4096> bytes{};
            const auto got = state->stream->read(bytes);
            state->ended = !got || *got == 0;
            if (!state->ended) state->rest.append(bytes.data(), *got);
        }
    });
}

void interact(Io& io, const scenario::SessionSetting& setting, scenario::Scenario scenario, std::string_view flow,
              const NextLine& next_line) {
    Talk talk(io, setting, std::move(scenario), flow);
    bool goes_on = true;
    while (goes_on) {
        if (!io.flush_out()) return;
        const auto line = next_line(talk.prompt());
        goes_on = line && talk.take(*line);
    }
}

} // namespace callflow::cli
