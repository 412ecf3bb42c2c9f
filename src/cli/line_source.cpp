#include "cli/line_source.hpp"

#include "cli/terminal_input.hpp"

#include <algorithm>
#include <array>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace callflow::cli {
namespace {

constexpr std::size_t longest_line = 64 * 1024;

// Lines from a stream.
class PlainLines final : public LineSource {
public:
    explicit PlainLines(std::unique_ptr<base::ByteStream> stream) : stream_(std::move(stream)) {}

    Typed next(const Asked&) override {
        for (;;) {
            const std::size_t end = rest_.find('\n');
            if (end != std::string::npos || rest_.size() > longest_line) {
                const std::size_t length = std::min(end, longest_line);
                Typed typed{Typed::End::line, rest_.substr(0, length)};
                rest_.erase(0, length + (end == length ? 1 : 0));
                return typed;
            }
            if (ended_) {
                if (rest_.empty()) return {Typed::End::end, {}};
                return {Typed::End::line, std::exchange(rest_, {})};
            }
            std::array<char, 4096> bytes{};
            const auto got = stream_->read(bytes);
            ended_ = !got || *got == 0;
            if (!ended_) rest_.append(bytes.data(), *got);
        }
    }

private:
    std::unique_ptr<base::ByteStream> stream_;
    std::string rest_;
    bool ended_ = false;
};

void write_terminal(std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(1, text.data(), text.size());
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

// The terminal does not show what is typed while one of these lives and is on.
class NoEcho {
public:
    explicit NoEcho(bool wanted) : known_(wanted && ::tcgetattr(0, &before_) == 0) { on(); }
    ~NoEcho() { off(); }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;
    void on() const {
        if (!known_) return;
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        quiet.c_lflag |= static_cast<tcflag_t>(ECHONL);
        ::tcsetattr(0, TCSADRAIN, &quiet);
    }
    void off() const {
        if (known_) ::tcsetattr(0, TCSADRAIN, &before_);
    }

private:
    termios before_{};
    bool known_;
};

// Lines of a terminal that edits them itself, as far as it can.
class TerminalLines final : public LineSource {
public:
    Typed next(const Asked& asked) override {
        write_terminal(asked.prompt);
        NoEcho quiet(asked.secret);
        TerminalInput input({.leave = [&] { quiet.off(); },
                             .enter =
                                 [&] {
                                     quiet.on();
                                     write_terminal(asked.prompt);
                                 }});
        Typed typed;
        for (;;) {
            char byte = 0;
            switch (input.next(byte)) {
            case TerminalInput::Event::interrupt:
                write_terminal("\n");
                return {Typed::End::interrupt, std::move(typed.text)};
            case TerminalInput::Event::end:
                if (typed.text.empty()) {
                    write_terminal("\n");
                    typed.end = Typed::End::end;
                }
                return typed;
            case TerminalInput::Event::resized: break;
            case TerminalInput::Event::byte:
                if (byte == '\n' || typed.text.size() == longest_line) return typed;
                typed.text += byte;
                break;
            }
        }
    }
};

} // namespace

Completion complete(std::string_view line, const std::vector<std::string>& lines) {
    std::vector<std::string> next; // what the line may become, up to the next blank and with it
    for (const std::string& one : lines) {
        if (!one.starts_with(line) || one.size() == line.size()) continue;
        const std::size_t blank = one.find(' ', line.size());
        std::string word = one.substr(0, blank == std::string::npos ? blank : blank + 1);
        if (std::ranges::find(next, word) == next.end()) next.push_back(std::move(word));
    }
    Completion completion;
    if (next.empty()) return completion;
    std::size_t common = next.front().size();
    for (const std::string& one : next) {
        const auto differ = std::ranges::mismatch(one, next.front());
        common = std::min(common, static_cast<std::size_t>(differ.in1 - one.begin()));
    }
    completion.added = next.front().substr(line.size(), common - line.size());
    if (!completion.added.empty()) return completion;
    for (std::string& one : next) {
        if (one.ends_with(' ')) one.pop_back();
    }
    std::ranges::sort(next);
    next.erase(std::ranges::unique(next).begin(), next.end());
    completion.choices = std::move(next);
    return completion;
}

base::Result<std::unique_ptr<LineSource>> plain_lines(Io& io) {
    auto stream = io.open_stdin();
    if (!stream) return tl::unexpected(stream.error());
    return std::unique_ptr<LineSource>(std::make_unique<PlainLines>(std::move(*stream)));
}

std::unique_ptr<LineSource> terminal_lines() { return std::make_unique<TerminalLines>(); }

} // namespace callflow::cli
