// Texts that fit a regular expression, for guards that test what was said or typed.
#include "base/ascii.hpp"
#include "scenario/paths/hints.hpp"

#include <algorithm>

namespace callflow::scenario {
namespace {

constexpr std::size_t longest = 200; // of a sample
constexpr int deepest = 50;          // groups in groups

// Writes what the first alternative of everything, repeated as seldom as may be, stands for.
class Sampler {
public:
    explicit Sampler(std::string_view pattern) : rest_(pattern) {}

    // One text for each alternative of the outermost level, and for those of a group that is all there is.
    std::vector<std::string> run() {
        std::vector<std::string> all = alternatives(0);
        if (all.size() > 12) all.resize(12);
        return all;
    }

private:
    bool take(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    char next() {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    std::vector<std::string> alternatives(int depth) {
        std::vector<std::string> all;
        do {
            std::vector<std::string> here = sequence(depth);
            all.insert(all.end(), here.begin(), here.end());
        } while (take('|') && all.size() < 64);
        return all;
    }

    // The first group with several alternatives is told apart, the others stand for their first.
    std::vector<std::string> sequence(int depth) {
        std::vector<std::string> all = {""};
        while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
            std::vector<std::string> piece = atom(depth);
            const std::size_t times = repeats();
            if (times == 0) continue;
            if (all.size() > 1 || piece.size() > 12 || times > 1) piece.resize(std::min<std::size_t>(piece.size(), 1));
            std::vector<std::string> longer;
            for (const std::string& one : all) {
                for (const std::string& more : piece) {
                    longer.push_back(one);
                    for (std::size_t i = 0; i < times && longer.back().size() < longest; ++i) longer.back() += more;
                }
            }
            if (!longer.empty()) all = std::move(longer);
        }
        return all;
    }

    std::size_t repeats() {
        if (take('*') || take('?')) {
            static_cast<void>(take('?'));
            return 0;
        }
        if (take('+')) {
            static_cast<void>(take('?'));
            return 1;
        }
        if (rest_.empty() || rest_.front() != '{') return 1;
        const std::size_t end = rest_.find('}');
        if (end == std::string_view::npos) return 1;
        std::size_t number = 0;
        for (std::size_t i = 1; i < end && base::is_digit(rest_[i]); ++i)
            number = std::min<std::size_t>(number * 10 + static_cast<std::size_t>(rest_[i] - '0'), longest);
        rest_.remove_prefix(end + 1);
        static_cast<void>(take('?'));
        return number;
    }

    std::vector<std::string> atom(int depth) {
        const char c = next();
        if (c == '^' || c == '$') return {""};
        if (c == '.') return {"x"};
        if (c == '\\') return {escape()};
        if (c == '[') return {one_of()};
        if (c == '(' && depth < deepest) return group(depth);
        return {std::string(1, c)};
    }

    std::vector<std::string> group(int depth) {
        if (take('?')) {
            while (!rest_.empty() && rest_.front() != ':' && rest_.front() != ')' && rest_.front() != '>') next();
            if (take(')')) return {""}; // flags alone
            if (!rest_.empty()) next();
        }
        std::vector<std::string> all = alternatives(depth + 1);
        static_cast<void>(take(')'));
        return all;
    }

    std::string escape() {
        if (rest_.empty()) return "";
        const char c = next();
        switch (c) {
        case 'd': return "1";
        case 'w': return "a";
        case 's': return " ";
        case 'D':
        case 'S': return "x";
        case 'W': return " ";
        case 'n': return "\n";
        case 't': return "\t";
        case 'b':
        case 'B':
        case 'A':
        case 'z': return "";
        default: return std::string(1, c);
        }
    }

    std::string one_of() {
        const bool without = take('^');
        std::string first, all;
        bool begun = false;
        while (!rest_.empty() && (rest_.front() != ']' || !begun)) {
            begun = true;
            const char c = next();
            const std::string one = c == '\\' ? escape() : std::string(1, c);
            if (first.empty()) first = one;
            all += one;
            if (rest_.size() > 1 && rest_.front() == '-' && rest_[1] != ']') {
                next();
                const char end = next();
                for (int i = all.empty() ? 0 : static_cast<unsigned char>(all.back());
                     i <= static_cast<unsigned char>(end); ++i)
                    all += static_cast<char>(i);
            }
        }
        static_cast<void>(take(']'));
        if (!without) return first;
        for (const char c : std::string_view("x1 #*Z"))
            if (all.find(c) == std::string::npos) return std::string(1, c);
        return "~";
    }

    std::string_view rest_;
};

} // namespace

std::vector<std::string> pattern_samples(std::string_view pattern) {
    std::vector<std::string> samples = Sampler(pattern).run();
    if (samples.empty()) return samples;
    const std::string first = samples.front();
    if (pattern.find('^') != std::string_view::npos || pattern.find('$') != std::string_view::npos) {
        if (!first.empty()) samples.push_back(first.substr(0, first.size() - 1));
        samples.push_back(first + (first.empty() ? "1" : first.substr(first.size() - 1)));
    }
    return samples;
}

} // namespace callflow::scenario
