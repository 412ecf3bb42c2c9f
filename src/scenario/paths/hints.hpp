// What a flow's expressions tell apart: values worth trying for what a call is given. Internal to scenario.
#pragma once

#include "expr/ast.hpp"
#include "flow/model.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::scenario {

// What expressions do with something that they read.
struct Hint {
    std::vector<expr::Value> constants; // it is compared with
    std::vector<std::int64_t> lengths;  // its size is
    std::vector<std::int64_t> numbers;  // it is, once it is read as a number
    std::vector<std::string> samples;   // texts that fit, or nearly fit, a pattern or a part that is looked for
    std::set<std::string> others;       // what else it is compared with, by path
    bool truth = false;                 // stands where a condition stands
    bool number = false;                // is calculated with
    bool list = false;                  // is gone through, or asked for an element
    bool optional = false;              // is asked for by has() or default()
    std::set<expr::Kind> kinds;         // it has to be of, where it is stored or converted

    void merge(const Hint& other);
};
// By path: `input.digits`, `account.vip`, `account.items[].price`.
using Hints = std::map<std::string, Hint, std::less<>>;
// Other names for a path: of the item of an `each`.
using Aliases = std::map<std::string, std::string, std::less<>>;

// Adds what an expression says about the paths that it reads; `condition`: whether it stands as one. `cases`: what a
// switch compares it with.
void add_hints(const expr::Expression& expression, bool condition, const std::vector<std::string>& cases,
               const Aliases& aliases, Hints& hints);
// Adds of what type everything has to be that an expression's value is made of, where that is stored in a var.
void add_wanted(const expr::Expression& expression, const flow::Var& var, const Aliases& aliases, Hints& hints);
// The paths that an expression reads.
[[nodiscard]] std::set<std::string> paths_read(const expr::Expression& expression, const Aliases& aliases);
// The path that an expression is, empty where it is none.
[[nodiscard]] std::string path_of(const expr::Expression& expression, const Aliases& aliases);
// The same of one of its nodes.
[[nodiscard]] std::string path_at(const expr::Ast& ast, std::uint32_t index, const Aliases& aliases);

// Texts that fit a regular expression, one for each alternative as far as that is plain to see, then ones that nearly do.
// They are tried, not relied on.
[[nodiscard]] std::vector<std::string> pattern_samples(std::string_view pattern);

// Values of a type that the hint tells apart, the plain one first, each once. `plain`: where it is not absent, goes first.
[[nodiscard]] std::vector<expr::Value> invent(const Hint& hint, const expr::Type& type, const expr::Value& plain);

// The parts of a condition that are no connectives, the first eight of them.
[[nodiscard]] std::vector<expr::Expression> parts_of(const expr::Ast& condition, const expr::Scope& scope);

} // namespace callflow::scenario
