// The parameters of Twilio's requests, as data: what each means in the one vocabulary, and which request has which.
#pragma once

#include "providers/provider.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace callflow::providers::twilio {

struct Parameter {
    enum class Reads : std::uint8_t { text, word, whole, real, truth };
    std::string_view name;
    std::string_view input = {}; // the field of `input` that it fills; of several the first that came does
    std::string_view call = {};  // the field of `call`
    Reads reads = Reads::text;
    std::span<const std::string_view> words = {}; // of a word: those that are known
};

// Null for a parameter that is only passed on, or not known.
[[nodiscard]] const Parameter* find_parameter(std::string_view name);
// All of them, sorted by name.
[[nodiscard]] std::span<const Parameter> parameters();
// Those that only `params` has, sorted. What is in neither is not known.
[[nodiscard]] std::span<const std::string_view> parameters_passed_on();

// A kind of request with its parameters in the order in which Twilio's pages list them.
struct RequestRow {
    RequestKind kind;
    bool standard = true;                            // it has the standard parameters
    std::span<const std::string_view> adds = {};     // what it has besides
    std::span<const std::string_view> known_by = {}; // one of these makes it this kind; none: by its CallStatus
    std::string_view attribute = "action";           // where a document says its address; empty: it does not
};

// In the order in which they are asked for: the more special before what it contains.
[[nodiscard]] std::span<const RequestRow> request_rows();
[[nodiscard]] std::span<const RequestKind> request_kinds();
[[nodiscard]] const RequestRow* find_request(std::string_view kind);
// A parameter that tells a row of request_rows(), by its place there.
struct KnownBy {
    std::string_view parameter;
    std::size_t row = 0;
};
// All of them, sorted by the parameter's name.
[[nodiscard]] std::span<const KnownBy> rows_known_by();
// What each request about a call or message has.
[[nodiscard]] std::span<const std::string_view> standard_parameters();

// The signal that a CallStatus stands for; empty for none.
[[nodiscard]] std::string_view signal_of_status(std::string_view status);

// A SIP header stands behind this, one of the called side's answer behind the second, a medium's number behind the third.
inline constexpr std::string_view sip_header = "SipHeader_";
inline constexpr std::string_view dial_sip_header = "DialSipHeader_";
inline constexpr std::string_view media_url = "MediaUrl";
// JSON: what was said in a call that is written down while it lasts, and how sure that is.
inline constexpr std::string_view transcription_data = "TranscriptionData";

} // namespace callflow::providers::twilio
