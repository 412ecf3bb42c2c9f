#include "base/text.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::lint::rules {
namespace {

constexpr std::pair<std::string_view, std::int64_t> numbers[] = {
    {"two", 2},    {"three", 3}, {"four", 4},    {"five", 5},    {"six", 6},      {"seven", 7},   {"eight", 8},
    {"nine", 9},   {"ten", 10},  {"eleven", 11}, {"twelve", 12}, {"sixteen", 16}, {"dos", 2},     {"tres", 3},
    {"cuatro", 4}, {"cinco", 5}, {"seis", 6},    {"siete", 7},   {"ocho", 8},     {"nueve", 9},   {"diez", 10},
    {"deux", 2},   {"trois", 3}, {"quatre", 4},  {"cinq", 5},    {"sept", 7},     {"huit", 8},    {"neuf", 9},
    {"dix", 10},   {"zwei", 2},  {"drei", 3},    {"vier", 4},    {"fünf", 5},     {"sechs", 6},   {"sieben", 7},
    {"acht", 8},   {"neun", 9},  {"zehn", 10},   {"due", 2},     {"tre", 3},      {"quattro", 4}, {"cinque", 5},
    {"sei", 6},    {"sette", 7}, {"otto", 8},    {"nove", 9},    {"dieci", 10},   {"dois", 2},    {"três", 3},
    {"quatro", 4}, {"sete", 7},  {"oito", 8},    {"dez", 10}};
constexpr std::array<std::string_view, 10> units = {"digit",  "digits", "dígito",  "dígitos",  "cifra",
                                                    "cifras", "cifre",  "chiffre", "chiffres", "ziffern"};

std::optional<std::int64_t> number(std::string_view word) {
    if (word.size() < 4)
        if (const auto plain = base::parse_int(word)) return plain;
    const auto* at = std::ranges::find(numbers, word, &std::pair<std::string_view, std::int64_t>::first);
    return at == std::end(numbers) ? std::nullopt : std::optional(at->second);
}

struct Lengths {
    std::vector<std::int64_t> asked; // of `four digits`
    std::vector<std::int64_t> named; // all numbers
};

void read(std::string_view text, Lengths& out) {
    const std::string plain = plain_words(text);
    std::vector<std::string_view> words;
    for (std::size_t at = 1; at < plain.size();) {
        const std::size_t end = plain.find(' ', at);
        words.push_back(std::string_view(plain).substr(at, end - at));
        at = end + 1;
    }
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto one = number(words[i]);
        if (!one) continue;
        out.named.push_back(*one);
        std::size_t next = i + 1;
        if (next < words.size() && words[next] == "-") ++next; // `4-digit`
        if (next < words.size() && std::ranges::find(units, words[next]) != units.end()) out.asked.push_back(*one);
    }
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    for (const Asking& one : context.survey.askings()) {
        if (one.menu || !one.takes_keys || one.takes_speech || !one.heard_all) continue;
        const auto taken = whole_number(*one.gather, "numDigits");
        if (!taken) continue;
        Lengths lengths;
        base::Span where;
        std::string ends; // keys that the caller is told about
        for (const Heard& heard : one.heard) {
            const std::size_t before = lengths.asked.size();
            read(heard.text, lengths);
            if (lengths.asked.size() > before && !where.valid()) where = heard.where;
            for (const Offer& offer : heard.offers) ends += offer.key;
        }
        if (lengths.asked.empty() || std::ranges::find(lengths.named, *taken) != lengths.named.end()) continue;
        const std::int64_t sum = std::accumulate(lengths.asked.begin(), lengths.asked.end(), std::int64_t{0});
        if (sum == *taken) continue; // one after the other
        const std::int64_t most = std::ranges::max(lengths.asked);
        const bool ended = finish_keys(*one.gather).find_first_of(ends) != std::string_view::npos;
        if (*taken > most && ended) continue;
        auto& finding = diagnostics.report(
            page, where, fmt::format("the prompt asks for {} digits, and the gather takes {}", most, *taken));
        finding.help = *taken < most ? "what is typed behind them is lost: make the two agree"
                                     : "who types as many as that waits until the timeout: make the two agree";
        finding.notes.push_back({find_attribute(*one.gather, "numDigits")->where, "how many it takes"});
    }
}

} // namespace

extern const Rule other_length;
const Rule other_length{
    .page = {.code = "CF6029",
             .name = "other_length",
             .severity = base::Severity::note,
             .summary = "A prompt that asks for another number of digits than the gather takes",
             .why = "A gather goes on as soon as it has `numDigits` keys. Where the prompt asks for more, the rest is "
                    "lost, or heard by the next gather; where it asks for fewer, the caller waits in silence. Only "
                    "numbers of digits that prompts plainly say are understood.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 6, action: typed, prompt: [say: Please type your eight digit invoice number.]}]
    on: {typed: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 8, action: typed, prompt: [say: Please type your eight digit invoice number.]}]
    on: {typed: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 10, action: typed, prompt: [say: Type your six digit account and your 4-digit PIN.]}]
    on: {typed: second}
    next: second
  second:
    response: [gather: {numDigits: 12, action: typed, prompt: [say: "Type your five digit code, then press pound."]}]
    on: {typed: done}
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
