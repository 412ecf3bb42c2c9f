// Call detail records: what every dialler's, exchange's and provider's record of one leg of a call says, as one kind of record.
#pragma once

#include "logs/event.hpp"
#include "logs/outcomes.hpp"
#include "logs/reader.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::logs {

struct Format;

// Whether a callee whom nobody had been given to yet hung up in the queue; not every source tells.
enum class Told : std::uint8_t { unknown, no, yes };

// One leg of a call that is over. A text is empty and a time or length `no_time` where the record says nothing.
struct Cdr {
    std::string key;    // the same record again has the same one: `enigma:E1`
    std::string source; // the format it was read from
    std::string call, group;
    std::string stage;         // of a record that is written several times for one call: `cdrRated`
    std::string contact;       // the source's id of the callee, who may have several numbers
    std::uint32_t attempt = 0; // the how manieth number tried of that contact; 0 where nobody says
    std::string campaign, extension, agent;
    std::string client, dialler; // numbers: the other party's, and the one of our side
    std::string direction;       // `inbound`, `outbound`
    Millis start = no_time, answer = no_time, end = no_time;
    Millis duration = no_time, ring = no_time, ivr = no_time, hold = no_time, talk = no_time,
           wrapup = no_time;       // lengths
    std::string disposition, code; // as the source has them
    Outcome outcome = Outcome::unknown;
    std::string ended_by; // `caller`, `callee`, `agent`, `system`
    Told abandoned = Told::unknown;
    std::string recording;

    friend bool operator==(const Cdr&, const Cdr&) = default;
};

// What a format's `cdr` may map beside its `map`, which has the call, its group and its times. `type` is what a record says it is;
// `from` and `to` become client and dialler by the direction; `connected` is a talk's length where there was one; `ended_by` may be
// `remote` or `local`, which the direction and `bridged` tell the meaning of; `answered_by` is Twilio's, `human` or `machine_start`; `whole_key`, `source` and `outcome` are our own.
inline constexpr std::array<std::string_view, 30> cdr_details{
    "type",      "key",       "stage",     "contact",   "attempt",     "campaign",   "extension", "agent",
    "from",      "to",        "client",    "dialler",   "direction",   "duration",   "ring",      "ivr",
    "hold",      "talk",      "wrapup",    "connected", "disposition", "code",       "ended_by",  "bridged",
    "abandoned", "recording", "whole_key", "source",    "outcome",     "answered_by"};

// Names of the formats whose records are call detail records, sorted.
[[nodiscard]] std::vector<std::string_view> cdr_formats();

// Appends the record as one line of JSON, as schemas/cdr.schema.json has it, with a line feed.
void append_cdr(std::string& out, const Cdr& cdr);

// Makes them of what readers find whose settings ask for `records`. Belongs to one thread.
class CdrMaker final : public Sink {
public:
    struct Takes {
        // What is taken may be moved from. `at` is where it begins in the piece.
        std::function<void(Cdr& cdr, std::uint32_t at)> cdr;
        // A record that is something else than a call detail record, and says so: `status`.
        std::function<void(std::string_view type, std::uint32_t at)> other;
        std::function<void(Reason reason, std::uint32_t at, std::string_view line)> skipped;
        // Of a record that was taken: what stands where one of its times should, and is none; the time is `no_time`.
        std::function<void(std::string_view text, std::uint32_t at)> bad_time = {};
    };
    // The format and the codes (null: the table's alone) have to outlive it.
    CdrMaker(const Format& format, const Codes* codes, Takes takes);
    // Before the records of a piece, which has to live until the next one.
    void begin(const Piece& piece) { piece_ = &piece; }

    void event(const Event& event) override;
    void skipped(Reason reason, std::uint32_t at, std::string_view line) override;

private:
    // `answered`: whether a time or length of a talk says so.
    [[nodiscard]] Outcome outcome(const CallFacts& facts, std::string_view code, bool answered) const;
    [[nodiscard]] std::string digest(const Event& event) const;
    [[nodiscard]] std::string key(std::string_view key, const Event& event) const;

    const Format& format_;
    const Codes* codes_;
    Takes takes_;
    const Piece* piece_ = nullptr;
    Cdr cdr_;
};

} // namespace callflow::logs
