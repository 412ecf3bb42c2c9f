// Bytes that are typed at a terminal, and the signals that arrive meanwhile.
#pragma once

#include <csignal>
#include <functional>

namespace callflow::cli {

// While one of these lives, the signals that end, stop or resize a process do nothing by themselves: next() takes them one after
// the other, in between bytes. Those that the process was told to ignore stay ignored. Not for two at a time.
class TerminalInput {
public:
    enum class Event { byte, end, interrupt, resized };
    // What is to be done with the terminal before the process is stopped or ended, and when it goes on.
    struct Hooks {
        std::function<void()> leave;
        std::function<void()> enter;
    };

    explicit TerminalInput(Hooks hooks);
    ~TerminalInput();
    TerminalInput(const TerminalInput&) = delete;
    TerminalInput& operator=(const TerminalInput&) = delete;

    // Waits for a byte on stdin. `interrupt` is SIGINT, `resized` SIGWINCH, `end` the end of the input. SIGTSTP stops the process
    // in here; SIGTERM, SIGHUP and SIGQUIT end it, as they would have.
    Event next(char& byte);

private:
    [[nodiscard]] Event take_signal(bool& handled);
    void obey(int signal);

    Hooks hooks_;
    sigset_t taken_{};
    sigset_t before_{};
    int signals_ = -1; // a descriptor that signals are read from
};

} // namespace callflow::cli
