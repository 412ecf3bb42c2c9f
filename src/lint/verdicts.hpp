// Answers to questions about conditions, which flows ask again and again in the same words.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace callflow::lint {

// Asks each question once, and no more than a bounded number of them: beyond, the answer is no.
class Verdicts {
public:
    // `key` is the question in words, `ask` finds the answer: bool().
    template <class Ask> bool of(const std::string& key, Ask&& ask) {
        const auto [known, added] = answers_.try_emplace(key, false);
        if (!added || left_ == 0) return known->second;
        --left_;
        return known->second = ask();
    }

private:
    std::map<std::string, bool, std::less<>> answers_;
    std::uint32_t left_ = 4000; // a bound on the work for a strange flow
};

} // namespace callflow::lint
