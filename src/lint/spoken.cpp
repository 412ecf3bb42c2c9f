#include "lint/spoken.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

namespace callflow::lint {
namespace {

bool is_letter(char c) { return base::is_letter(c) || static_cast<unsigned char>(c) >= 0x80 || c == '\''; }

// A text's words in small letters, its numbers, and every other sign but blanks by itself. What stands in `{{ }}` is one
// sign `{`, an element of SSML none.
class Words {
public:
    explicit Words(std::string_view text) : text_(text) {
        for (char& c : text_) c = base::to_lower(c);
        const std::string_view all = text_;
        for (std::size_t at = 0; at < all.size();) at = take(all, at);
    }
    Words(const Words&) = delete;
    Words& operator=(const Words&) = delete;

    [[nodiscard]] const std::vector<std::string_view>& list() const { return words_; }

private:
    std::size_t take(std::string_view all, std::size_t at) {
        const char c = all[at];
        if (all.substr(at).starts_with("{{")) {
            const std::size_t end = all.find("}}", at);
            words_.push_back(all.substr(at, 1));
            return end == std::string_view::npos ? all.size() : end + 2;
        }
        if (c == '<') {
            const std::size_t end = all.find('>', at);
            return end == std::string_view::npos ? at + 1 : end + 1;
        }
        const bool digit = base::is_digit(c);
        if (!digit && !is_letter(c)) {
            if (c != ' ' && c != '\n' && c != '\t' && c != '\r') words_.push_back(all.substr(at, 1));
            return at + 1;
        }
        std::size_t end = at + 1;
        while (end < all.size() && (digit ? base::is_digit(all[end]) : is_letter(all[end]))) ++end;
        words_.push_back(all.substr(at, end - at));
        return end;
    }

    std::string text_;
    std::vector<std::string_view> words_; // parts of the text
};

template <std::size_t Size> bool is_one(std::string_view word, const std::array<std::string_view, Size>& words) {
    return std::ranges::find(words, word) != words.end();
}

bool is_pressing(std::string_view word) {
    constexpr std::array<std::string_view, 24> words = {
        "press",   "pressing", "push",  "hit",       "oprima", "presione", "pulse",     "marque",
        "apriete", "appuyez",  "tapez", "pressez",   "faites", "drücken",  "drücke",    "wählen",
        "prema",   "premere",  "premi", "pressione", "tecle",  "digite",   "selezioni", "digiti",
    };
    return is_one(word, words);
}

// Asks for a key as well as for a number: `dial 2 for support`, `dial 911`.
bool is_dialling(std::string_view word) { return word == "dial" || word == "dialing" || word == "composez"; }

// Between the word for pressing and the key.
bool is_article(std::string_view word) {
    constexpr std::array<std::string_view, 33> words = {
        "the", "key",    "number", "digit", "button", "el",    "la",     "tecla",  "número", "opción", "sur",
        "le",  "touche", "numéro", "bitte", "sie",    "die",   "taste",  "ziffer", "il",     "tasto",  "lo",
        "o",   "a",      "botón",  "das",   "on",     "opção", "either", "dem",    "die",    "\"",     "'",
    };
    return is_one(word, words);
}

// Behind a number that counts something: `press 4 digits`.
bool is_unit(std::string_view word) {
    constexpr std::array<std::string_view, 19> words = {
        "of",      "more",   "moment",  "digits", "digit", "times", "seconds", "minutes", "numbers", "chiffres",
        "dígitos", "cifras", "ziffern", "cifre",  "veces", "fois",  "mal",     "vezes",   "volte",
    };
    return is_one(word, words);
}

struct KeyWord {
    std::string_view word;
    char key;
};
constexpr KeyWord key_words[] = {
    {"zero", '0'},       {"one", '1'},         {"two", '2'},         {"three", '3'},     {"four", '4'},
    {"five", '5'},       {"six", '6'},         {"seven", '7'},       {"eight", '8'},     {"nine", '9'},
    {"star", '*'},       {"asterisk", '*'},    {"pound", '#'},       {"hash", '#'},      {"cero", '0'},
    {"uno", '1'},        {"dos", '2'},         {"tres", '3'},        {"cuatro", '4'},    {"cinco", '5'},
    {"seis", '6'},       {"siete", '7'},       {"ocho", '8'},        {"nueve", '9'},     {"asterisco", '*'},
    {"numeral", '#'},    {"gato", '#'},        {"almohadilla", '#'}, {"zéro", '0'},      {"un", '1'},
    {"deux", '2'},       {"trois", '3'},       {"quatre", '4'},      {"cinq", '5'},      {"sept", '7'},
    {"huit", '8'},       {"neuf", '9'},        {"étoile", '*'},      {"dièse", '#'},     {"null", '0'},
    {"eins", '1'},       {"zwei", '2'},        {"drei", '3'},        {"vier", '4'},      {"fünf", '5'},
    {"sechs", '6'},      {"sieben", '7'},      {"acht", '8'},        {"neun", '9'},      {"stern", '*'},
    {"sterntaste", '*'}, {"raute", '#'},       {"rautetaste", '#'},  {"due", '2'},       {"tre", '3'},
    {"quattro", '4'},    {"cinque", '5'},      {"sei", '6'},         {"sette", '7'},     {"otto", '8'},
    {"nove", '9'},       {"cancelletto", '#'}, {"dois", '2'},        {"três", '3'},      {"sete", '7'},
    {"oito", '8'},       {"um", '1'},          {"estrela", '*'},     {"cerquilha", '#'}, {"jogo", '#'},
    {"nul", '0'},        {"*", '*'},           {"#", '#'},
};

std::optional<std::string> key_of(std::string_view word) {
    if (!word.empty() && base::is_digit(word.front()))
        return word.size() <= 3 ? std::optional(std::string(word)) : std::nullopt;
    for (const KeyWord& one : key_words)
        if (one.word == word) return std::string(1, one.key);
    return std::nullopt;
}

bool ends_sentence(std::string_view word) {
    return word == "." || word == "!" || word == "?" || word == ";" || word == ":";
}
bool joins(std::string_view word) {
    constexpr std::array<std::string_view, 11> words = {"or", "and",  "o",   "u", "y", "ou",
                                                        "et", "oder", "und", "e", "/"};
    return word == "," || is_one(word, words);
}
bool is_range(std::string_view word) {
    constexpr std::array<std::string_view, 8> words = {"to", "through", "thru", "-", "bis", "à", "a", "al"};
    return is_one(word, words);
}
// Says that what the key is for comes first: `for sales press 1`.
bool tells_first(std::string_view word) {
    constexpr std::array<std::string_view, 9> words = {"for", "to", "if", "para", "si", "pour", "für", "per", "um"};
    return is_one(word, words);
}

class Parser {
public:
    explicit Parser(const Words& words) : words_(words.list()) {}

    std::vector<Offer> run() {
        for (std::size_t at = 0; at < words_.size(); ++at) {
            if (!is_pressing(words_[at]) && !dials_a_key(at)) continue;
            const std::size_t pressing = at;
            ++at;
            for (std::size_t passed = 0;
                 passed < 6 && at < words_.size() && (is_article(words_[at]) || leads_to_range(at)); ++passed)
                ++at;
            const std::size_t first = out_.size();
            take_keys(at);
            if (out_.size() > first) {
                say_what_for(first, pressing, at);
                take_short_clauses(at);
                take_keys_first(at);
            }
            if (at > pressing) --at;
        }
        return std::move(out_);
    }

private:
    // One key, and no number to be called, or that one begins with.
    [[nodiscard]] bool dials_a_key(std::size_t at) const {
        if (!is_dialling(words_[at])) return false;
        do ++at;
        while (at < words_.size() && is_article(words_[at]));
        if (at >= words_.size()) return false;
        const auto key = key_of(words_[at]);
        if (!key || key->size() != 1) return false;
        return at + 1 == words_.size() ||
               (words_[at + 1] != "-" && words_[at + 1] != "plus" && words_[at + 1] != "+" && !key_of(words_[at + 1]));
    }
    // `any key from 1 to 5`, `eine Taste von 1 bis 5`: not a key by itself, where a row comes.
    bool leads_to_range(std::size_t at) {
        constexpr std::array<std::string_view, 16> words = {"una", "une", "any",  "from",  "between", "del",
                                                            "de",  "du",  "des",  "entre", "von",     "zwischen",
                                                            "dal", "tra", "keys", "eine"};
        const bool leads = is_one(words_[at], words);
        if (!leads) return false;
        bool between = false;
        for (std::size_t i = at; i < words_.size() && i < at + 5; ++i) {
            between = between || words_[i] == "between" || words_[i] == "entre" || words_[i] == "zwischen" ||
                      words_[i] == "tra";
            if (!key_of(words_[i])) continue;
            between_ = between;
            return i + 2 < words_.size() && (is_range(words_[i + 1]) || between) && key_of(words_[i + 2]).has_value();
        }
        return false;
    }

    [[nodiscard]] std::uint32_t spoken_before(std::size_t at) const {
        const auto count = std::ranges::count_if(std::span(words_).first(at), [](std::string_view one) {
            return is_letter(one.front()) || base::is_digit(one.front());
        });
        return static_cast<std::uint32_t>(count);
    }

    // The key at `at` and the row of them behind it; `at` is behind the last then.
    void take_keys(std::size_t& at) {
        while (at < words_.size()) {
            auto key = key_of(words_[at]);
            if (!key || (at + 1 < words_.size() && is_unit(words_[at + 1]))) return;
            const std::uint32_t words_before = spoken_before(at);
            out_.push_back({*key, {}, words_before});
            ++at;
            const bool spans = at + 1 < words_.size() && (is_range(words_[at]) || (between_ && joins(words_[at])));
            between_ = false;
            if (spans) {
                const auto last = key_of(words_[at + 1]);
                if (last && last->size() == 1 && key->size() == 1 && base::is_digit(last->front()) &&
                    base::is_digit(key->front())) {
                    for (char one = key->front(); ++one <= last->front();)
                        out_.push_back({std::string(1, one), {}, words_before});
                    at += 2;
                }
            }
            std::size_t next = at;
            while (next < words_.size() && joins(words_[next])) ++next;
            if (next == at) return;
            while (next < words_.size() && next < at + 4 && is_article(words_[next])) ++next;
            if (next >= words_.size() || !key_of(words_[next])) return;
            at = next;
        }
    }

    // `…, for your account 2, to be called back 3`: the word for pressing is said once.
    void take_short_clauses(std::size_t& at) {
        while (before_) {
            std::size_t begin = at;
            while (begin < words_.size() && joins(words_[begin])) ++begin;
            if (begin == at || begin >= words_.size() || !tells_first(words_[begin])) return;
            std::size_t end = begin;
            while (end < words_.size() && !ends_sentence(words_[end]) && words_[end] != "," &&
                   !is_pressing(words_[end]))
                ++end;
            const auto clause = std::span(words_).subspan(begin, end - begin);
            const auto key = key_of(clause.back());
            const auto keys =
                std::ranges::count_if(clause, [](std::string_view one) { return key_of(one).has_value(); });
            if (!key || key->size() != 1 || keys != 1) return;
            std::size_t next = end;
            while (next < words_.size() && joins(words_[next])) ++next;
            if (next < words_.size() && is_pressing(words_[next])) return; // the key comes only now
            out_.push_back({*key, {clause.begin(), clause.end() - 1}, out_.back().words_before});
            last_end_ = at = end;
        }
    }

    // `press 1 for sales, 2 for support, or 3 to be called back`: the word for pressing is said once, the key comes first.
    void take_keys_first(std::size_t& at) {
        while (!before_) {
            const std::size_t key = next_key_first(at);
            if (key == words_.size()) return;
            std::size_t end = key + 1;
            while (end < words_.size() && !ends_sentence(words_[end]) && words_[end] != "," &&
                   !is_pressing(words_[end]) && next_key_first(end) != end + 1)
                ++end;
            out_.push_back({*key_of(words_[key]),
                            {words_.begin() + static_cast<std::ptrdiff_t>(key) + 1,
                             words_.begin() + static_cast<std::ptrdiff_t>(end)},
                            spoken_before(key)});
            last_end_ = at = end;
        }
    }
    // The key that stands behind a joining word, in this sentence, and says what it is for: behind a mere `or` it must be `2 for`, since
    // `two or three to go` are no keys. The end where there is none.
    [[nodiscard]] std::size_t next_key_first(std::size_t at) const {
        for (; at + 2 < words_.size() && !ends_sentence(words_[at]) && !is_pressing(words_[at]); ++at) {
            if (!joins(words_[at])) continue;
            const bool comma = words_[at] == "," || (at > 0 && words_[at - 1] == ",");
            const auto key = key_of(words_[at + 1]);
            const std::string_view what = words_[at + 2];
            if (key && key->size() == 1 && tells_first(what) && (comma || (what != "to" && what != "a"))) return at + 1;
        }
        return words_.size();
    }

    void say_what_for(std::size_t first, std::size_t pressing, std::size_t behind) {
        std::size_t begin = pressing;
        while (begin > last_end_ && !ends_sentence(words_[begin - 1])) --begin;
        const auto before = std::span(words_).subspan(begin, pressing - begin);
        if (!style_known_) {
            style_known_ = true;
            before_ = std::ranges::any_of(before, [](std::string_view one) { return tells_first(one); });
        }
        std::size_t end = behind;
        while (end < words_.size() && !ends_sentence(words_[end]) && words_[end] != "," && !is_pressing(words_[end]))
            ++end;
        const auto after = std::span(words_).subspan(behind, end - behind);
        for (std::size_t i = first; i < out_.size(); ++i)
            out_[i].about.assign(before_ ? before.begin() : after.begin(), before_ ? before.end() : after.end());
        last_end_ = behind;
    }

    const std::vector<std::string_view>& words_;
    std::vector<Offer> out_;
    std::size_t last_end_ = 0;
    bool style_known_ = false;
    bool before_ = false;
    bool between_ = false; // `between` came before the key that is next
};

} // namespace

std::vector<Offer> offers(std::string_view text) { return Parser(Words(text)).run(); }

std::string mentioned(std::string_view text) {
    std::string out;
    const auto add = [&](char key) {
        if (out.find(key) == std::string::npos) out += key;
    };
    const Words all(text);
    const std::vector<std::string_view>& words = all.list();
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto key = key_of(words[i]);
        if (!key) continue;
        for (const char c : *key) add(c);
        if (i + 2 < words.size() && is_range(words[i + 1]) && key->size() == 1) {
            const auto last = key_of(words[i + 2]);
            if (last && last->size() == 1 && base::is_digit(key->front()) && base::is_digit(last->front()))
                for (char c = key->front(); c <= last->front(); ++c) add(c);
        }
    }
    return out;
}

std::uint32_t count_words(std::string_view text) {
    std::uint32_t count = 0;
    bool inside = false;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!blank && !inside) ++count;
        inside = !blank;
    }
    return count;
}

std::string plain_words(std::string_view text) {
    const Words words(text);
    std::string out = " ";
    for (const std::string_view one : words.list()) out.append(one).append(" ");
    return out;
}

} // namespace callflow::lint
