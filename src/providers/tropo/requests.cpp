#include "providers/tropo/requests.hpp"

#include "providers/tropo/tropo.hpp"

#include <algorithm>
#include <cctype>

namespace callflow::providers::tropo {
namespace {

constexpr Meaning state_words[] = {
    {"RINGING", "ringing"},
    {"ANSWERED", "in-progress"},
    {"DISCONNECTED", "completed", "hangup"},
    {"FAILED", "failed", "failed"},
    // On the way to others; that they exist is known, what an application sees of them is inferred.
    {"ANSWERING", "ringing"},
    {"REJECTING", "failed"},
    {"REJECTED", "failed", "failed"},
    {"REDIRECTING", "completed"},
    {"REDIRECTED", "completed", "hangup"},
};
// Later pages in capitals, those of 2012 not; the last two are an ask's.
constexpr Meaning disposition_words[] = {
    {"SUCCESS", "completed"}, {"TIMEOUT", "no-answer"},       {"BUSY", "busy"}, {"FAILED", "failed"},
    {"REJECTED", "failed"},   {"EXTERNAL_EVENT", "canceled"}, {"NOMATCH", ""},  {"HANGUP", "canceled"},
};
constexpr Meaning user_type_words[] = {
    {"HUMAN", "human"}, {"MACHINE", "machine_start"}, {"FAX", "fax"}, {"NIL", "unknown"}, {"NONE", ""},
};
constexpr Meaning channel_words[] = {{"VOICE", "voice"}, {"TEXT", "text"}};

constexpr RequestKind kinds[] = {
    {"first", ""},
    {"gather", "ask"},
    {"record", "record"},
    {"dial", "transfer"},
    {"next", ""},
    {"hangup", "", false},
    {"upload", "record", false},
    // a file, and two bodies of their own, which decode() does not read
    {"transcribed", "record", false},
    {"call_record", "", false},
};

bool same_word(std::string_view left, std::string_view right) {
    return std::ranges::equal(
        left, right, {}, [](unsigned char c) { return std::toupper(c); },
        [](unsigned char c) { return std::toupper(c); });
}

} // namespace

std::span<const Meaning> states() { return state_words; }
std::span<const Meaning> dispositions() { return disposition_words; }
std::span<const Meaning> user_types() { return user_type_words; }
std::span<const Meaning> channels() { return channel_words; }

const Meaning* find_meaning(std::span<const Meaning> words, std::string_view word) {
    const auto at = std::ranges::find_if(words, [&](const Meaning& one) { return same_word(one.word, word); });
    return at == words.end() ? nullptr : &*at;
}

const Meaning* find_word(std::span<const Meaning> words, std::string_view meaning) {
    const auto at = std::ranges::find(words, meaning, &Meaning::meaning);
    return at == words.end() ? nullptr : &*at;
}

std::span<const RequestKind> request_kinds() { return kinds; }

} // namespace callflow::providers::tropo
