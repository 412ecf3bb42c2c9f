// One event of a call as a log has it, whatever the log's format.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace callflow::logs {

using Millis = std::int64_t; // since 1970-01-01T00:00:00Z, in UTC
inline constexpr Millis no_time = std::numeric_limits<Millis>::min();

// What a record says of a call as a whole, or of its place among others: for those who gather. Times are no_time where it says none.
struct CallFacts {
    std::string_view group, session, key, link, code, cause, answered_by;
    Millis start = no_time, answer = no_time, end = no_time;
    Millis begins = no_time;
    Millis offset = no_time; // a length of time
    bool answered = false;
    std::string_view bad_time; // of a call detail record, which counts without it: what stands where a time should
    // What else a call detail record says, by places in cdr_details; only where records are asked for.
    std::span<const std::pair<std::uint8_t, std::string_view>> details = {};
};

// Which part of the record of a call that is over (a CDR) an event is made of.
enum class OfRecord : std::uint8_t { none, begins, answered, ends };

// Of what a record says nothing is empty. Texts are views into the piece of the log, or into what its reader keeps beside it: they
// live as long as the piece.
struct Event {
    std::string_view call; // whose event it is; never empty for whoever replays
    Millis time = no_time;
    std::int64_t sequence = 0; // order among equal times, where the log numbers its records
    // What happened: a name (with its actor beside it, or in it), the address that was asked for, or what a provider's status
    // stands for (a flow::SignalSpec's name). The first that is there counts.
    std::string_view event;
    std::string_view actor;
    std::string_view address;
    std::string_view signal;
    std::string_view state;    // in which the call was afterwards
    std::string_view digits;   // that were pressed
    std::string_view document; // what it was answered
    // Other input fields and vars by name, where the log has some.
    std::span<const std::pair<std::string_view, std::string_view>> input = {};
    std::span<const std::pair<std::string_view, std::string_view>> vars = {};
    OfRecord of_record = OfRecord::none; // none: it is no CDR's
    bool state_counts = false;           // `state` is what the flow itself was in, whatever else is believed
    bool time_is_borrowed = false;       // of a record beside it: it says none itself
    std::uint32_t at = 0;                // where the record begins, in bytes from the piece's beginning
    const CallFacts* facts = nullptr;    // null once they have been gathered, and where there are none
};

// `call=CA1 time=2026-01-05T00:00:01Z event=press digits=1`: what is there, for tests and manuals.
[[nodiscard]] std::string describe(const Event& event);

// Why a record could not be used.
enum class Reason : std::uint8_t {
    unreadable, // not in the format at all: broken JSON, bad encoding
    no_call,    // nothing says whose it is
    bad_time,   // its time cannot be read
    too_long,   // a line beyond max_line_bytes
    too_few,    // fewer columns than it needs
    torn,       // the last line, which nobody has finished
    not_ours,   // asks for an address that is not the flow's
    damaged,    // the rest of a compressed file that is broken or cut
    no_end,     // of call detail records: neither when a call was nor how it ended
    refused,    // a request that a server answered with an error
    unnamed,    // a request at the flow's address that does not say of which call it is
};
inline constexpr std::size_t reason_count = 11;
// Lines of what else a server does: nothing is wrong with the log.
[[nodiscard]] constexpr bool is_nobodys(Reason reason) {
    return reason == Reason::not_ours || reason == Reason::refused || reason == Reason::unnamed;
}
[[nodiscard]] std::string_view to_string(Reason reason); // `unreadable`, as JSON has it
[[nodiscard]] std::string_view explain(Reason reason);   // for people

// Takes what a reader finds, in the order of the log.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void event(const Event& event) = 0;
    // `at`: where the record begins, in bytes from the piece's beginning. `line`: its bytes, as far as they are of use.
    virtual void skipped(Reason reason, std::uint32_t at, std::string_view line) = 0;
    // The record at `at`, which is told of next, was no UTF-8 and taken for Latin-1.
    virtual void decoded(std::uint32_t at) { static_cast<void>(at); }
};

// A line longer than this is skipped: nobody's log has it, and memory stays bounded.
inline constexpr std::size_t max_line_bytes = std::size_t{16} << 20;
// What a JSON reader may read beyond a text's end; every piece has as many bytes more, which may be anything.
inline constexpr std::size_t piece_padding = 64;

} // namespace callflow::logs
