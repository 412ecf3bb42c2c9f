#include "cli/terminal_input.hpp"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <utility>

namespace callflow::cli {
namespace {

constexpr std::array<int, 6> signals_taken = {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGWINCH};

bool is_ignored(int signal) {
    struct sigaction action{};
    return ::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

} // namespace

TerminalInput::TerminalInput(Hooks hooks) : hooks_(std::move(hooks)) {
    ::sigemptyset(&taken_);
    for (const int signal : signals_taken)
        if (!is_ignored(signal)) ::sigaddset(&taken_, signal);
    ::sigprocmask(SIG_BLOCK, &taken_, &before_);
    signals_ = ::signalfd(-1, &taken_, SFD_CLOEXEC | SFD_NONBLOCK);
    // Without a descriptor to read them from they must do what they always do.
    if (signals_ < 0) ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

TerminalInput::~TerminalInput() {
    if (signals_ < 0) return;
    ::close(signals_);
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

// The signal's own effect, with the terminal as it was found. Comes back when a stopped process goes on.
void TerminalInput::obey(int signal) {
    if (hooks_.leave) hooks_.leave();
    sigset_t one;
    ::sigemptyset(&one);
    ::sigaddset(&one, signal);
    ::sigprocmask(SIG_UNBLOCK, &one, nullptr);
    ::raise(signal);
    ::sigprocmask(SIG_BLOCK, &one, nullptr);
    if (hooks_.enter) hooks_.enter();
}

TerminalInput::Event TerminalInput::take_signal(bool& handled) {
    signalfd_siginfo info{};
    handled = false;
    if (::read(signals_, &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return Event::byte;
    const int signal = static_cast<int>(info.ssi_signo);
    handled = signal == SIGINT || signal == SIGWINCH;
    if (!handled) obey(signal);
    return signal == SIGINT ? Event::interrupt : Event::resized;
}

TerminalInput::Event TerminalInput::next(char& byte) {
    for (;;) {
        std::array<pollfd, 2> wait = {pollfd{0, POLLIN, 0},
                                      pollfd{signals_, POLLIN, 0}}; // a negative one is passed over
        if (::poll(wait.data(), wait.size(), -1) < 0) {
            if (errno == EINTR || errno == EAGAIN) continue;
            return Event::end;
        }
        if (wait[1].revents != 0) {
            bool handled = false;
            const Event event = take_signal(handled);
            if (handled) return event;
            continue;
        }
        if (wait[0].revents == 0) continue;
        const ssize_t got = ::read(0, &byte, 1);
        if (got == 1) return Event::byte;
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        return Event::end;
    }
}

} // namespace callflow::cli
