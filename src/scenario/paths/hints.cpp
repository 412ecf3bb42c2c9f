#include "scenario/paths/hints.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::scenario {

using expr::Ast;
using expr::Kind;
using expr::Node;
using expr::NodeKind;
using expr::Value;

namespace {

constexpr std::size_t most_constants = 200; // of one path

template <class T> void join(std::vector<T>& to, const std::vector<T>& from) {
    for (const T& one : from)
        if (to.size() < most_constants && std::ranges::find(to, one) == to.end()) to.push_back(one);
}

} // namespace

void Hint::merge(const Hint& other) {
    join(constants, other.constants);
    join(lengths, other.lengths);
    join(numbers, other.numbers);
    join(samples, other.samples);
    others.insert(other.others.begin(), other.others.end());
    truth = truth || other.truth;
    number = number || other.number;
    list = list || other.list;
    optional = optional || other.optional;
    kinds.insert(other.kinds.begin(), other.kinds.end());
}

std::string path_at(const Ast& ast, std::uint32_t index, const Aliases& aliases) {
    const Node& node = ast.nodes[index];
    const auto children = ast.children_of(node);
    switch (node.kind) {
    case NodeKind::name: {
        const auto alias = aliases.find(ast.word(node));
        return alias != aliases.end() ? alias->second : std::string(ast.word(node));
    }
    case NodeKind::member:
    case NodeKind::has_member: {
        const std::string of = path_at(ast, children[0], aliases);
        return of.empty() ? of : fmt::format("{}.{}", of, ast.word(node));
    }
    case NodeKind::index: {
        const std::string of = path_at(ast, children[0], aliases);
        const Node& at = ast.nodes[children[1]];
        const bool named = at.kind == NodeKind::literal && ast.literals[at.data].kind() == Kind::string;
        return of.empty() ? of : named ? fmt::format("{}.{}", of, ast.literals[at.data].as_string()) : of + "[]";
    }
    case NodeKind::call: // `default(a, b)` stands for a
        return ast.word(node) == "default" && children.size() == 2 ? path_at(ast, children[0], aliases) : std::string();
    default: return {};
    }
}

namespace {

bool is_comparison(NodeKind kind) { return kind >= NodeKind::less && kind <= NodeKind::in; }
bool is_arithmetic(NodeKind kind) {
    return kind == NodeKind::multiply || kind == NodeKind::divide || kind == NodeKind::modulo ||
           kind == NodeKind::subtract || kind == NodeKind::negate || kind == NodeKind::add;
}
bool is_number(const Value& value) {
    return value.kind() == Kind::integer || value.kind() == Kind::real || value.kind() == Kind::unsigned_integer;
}

// Of a real number: whether it is one without a fraction, and not too large.
bool is_whole(const Value& value) {
    constexpr double most = 1e12;
    if (value.kind() != Kind::real || !(value.as_real() > -most && value.as_real() < most)) return false;
    return static_cast<double>(static_cast<std::int64_t>(value.as_real())) == value.as_real();
}

// Of what kind the arguments of a function are at best; absent where any will do.
Kind converts_from(std::string_view function) {
    if (function == "int" || function == "uint") return Kind::integer;
    if (function == "double" || function.starts_with("math.")) return Kind::real;
    if (function == "timestamp") return Kind::timestamp;
    if (function == "duration") return Kind::duration;
    return Kind::absent;
}

// Something that is read, and what is done to it before it is compared.
struct Leaf {
    std::string path;
    bool sized = false;
    bool converted = false;
};

// Goes through one expression from its root.
class Reader {
public:
    Reader(const Ast& ast, const Aliases& aliases) : ast_(ast), names_(aliases) {}

    void run(bool condition, const std::vector<std::string>& cases, Hints& hints) {
        hints_ = &hints;
        visit(ast_.root(), condition);
        if (cases.empty()) return;
        Group group;
        gather(ast_.root(), false, false, group);
        for (const std::string& one : cases) group.literals.push_back(Value::string(one));
        settle(group);
    }

    std::string path(std::uint32_t index) const { return path_at(ast_, index, names_); }

private:
    struct Group {
        std::vector<Leaf> leaves;
        std::vector<Value> literals;
    };

    Hint& hint(const std::string& path) { return (*hints_)[path]; }

    // As deep as an expression may be.
    void visit(std::uint32_t index, bool condition) {
        const Node& node = ast_.nodes[index];
        const auto children = ast_.children_of(node);
        if (const std::string own = path(index); !own.empty()) read(index, own, condition);
        if (is_comparison(node.kind)) {
            Group group;
            gather(index, false, false, group);
            settle(group);
        } else if (node.kind == NodeKind::method) {
            method(node);
        } else if (node.kind == NodeKind::call) {
            if (const Kind kind = converts_from(ast_.word(node)); kind != Kind::absent) {
                for (const std::uint32_t child : children)
                    if (const std::string of = path(child); !of.empty()) hint(of).kinds.insert(kind);
            }
        } else if (node.kind == NodeKind::macro && !children.empty()) {
            macro(node);
            return;
        }
        const bool connects = node.kind == NodeKind::logical_and || node.kind == NodeKind::logical_or ||
                              node.kind == NodeKind::logical_not;
        for (std::size_t i = 0; i < children.size(); ++i) {
            const std::string of = path(children[i]);
            if (is_arithmetic(node.kind) && !of.empty() && node.kind != NodeKind::add) hint(of).number = true;
            visit(children[i], (connects && condition) || connects || (node.kind == NodeKind::conditional && i == 0));
        }
    }

    void read(std::uint32_t index, const std::string& own, bool condition) {
        const Node& node = ast_.nodes[index];
        Hint& of = hint(own);
        of.truth = of.truth || (condition && node.kind != NodeKind::has_member); // has() asks whether it is there
        of.optional = of.optional || node.kind == NodeKind::has_member || node.kind == NodeKind::call;
        if (node.kind != NodeKind::index) return;
        const std::string outer = path(ast_.children_of(node)[0]);
        if (!outer.empty() && own == outer + "[]") hint(outer).list = true;
    }

    void macro(const Node& node) {
        const auto children = ast_.children_of(node);
        const std::string range = path(children[0]);
        visit(children[0], false);
        if (!range.empty()) hint(range).list = true;
        const auto before = names_;
        for (std::size_t i = 1; i < children.size(); ++i) {
            const Node& child = ast_.nodes[children[i]];
            if (child.kind == NodeKind::variable)
                names_.insert_or_assign(std::string(ast_.word(child)), range.empty() ? std::string() : range + "[]");
        }
        for (std::size_t i = 1; i < children.size(); ++i) visit(children[i], true);
        names_ = before;
    }

    void method(const Node& node) {
        const auto children = ast_.children_of(node);
        const std::string_view word = ast_.word(node);
        if (children.size() < 2 || ast_.nodes[children[1]].kind != NodeKind::literal) return;
        const Value& literal = ast_.literals[ast_.nodes[children[1]].data];
        if (literal.kind() != Kind::string) return;
        const std::string text(literal.as_string());
        Group group;
        gather(children[0], false, false, group);
        for (const Leaf& leaf : group.leaves) {
            std::vector<std::string>& samples = hint(leaf.path).samples;
            if (word == "matches")
                std::ranges::copy(pattern_samples(text), std::back_inserter(samples));
            else if (word == "startsWith")
                samples.insert(samples.end(), {text, text + "1"});
            else if (word == "endsWith")
                samples.insert(samples.end(), {text, "1" + text});
            else if (word == "contains" || word == "indexOf" || word == "split")
                samples.insert(samples.end(), {text, "a" + text + "b"});
        }
    }

    // What is read below a node, and the constants there.
    void gather(std::uint32_t index, bool sized, bool converted, Group& group) {
        const Node& node = ast_.nodes[index];
        if (std::string own = path(index); !own.empty()) {
            group.leaves.push_back({std::move(own), sized, converted});
            if (node.kind != NodeKind::call) return;
        }
        if (node.kind == NodeKind::literal) group.literals.push_back(ast_.literals[node.data]);
        if (node.kind == NodeKind::macro) return;
        const bool named = node.kind == NodeKind::call || node.kind == NodeKind::method;
        const std::string_view word = named ? ast_.word(node) : std::string_view();
        sized = sized || word == "size";
        converted = converted || word == "int" || word == "double" || word == "uint";
        for (const std::uint32_t child : ast_.children_of(node)) gather(child, sized, converted, group);
    }

    void settle(const Group& group) {
        for (const Leaf& leaf : group.leaves) {
            Hint& of = hint(leaf.path);
            for (const Value& literal : group.literals) add(leaf, literal, of);
            for (const Leaf& other : group.leaves)
                if (other.path != leaf.path) of.others.insert(other.path);
        }
    }

    static void add(const Leaf& leaf, const Value& literal, Hint& of) {
        // The cases of a switch on a number are texts.
        const auto number = literal.kind() == Kind::string ? base::parse_int(literal.as_string()) : std::nullopt;
        if (number && (leaf.sized || leaf.converted)) {
            (leaf.sized ? of.lengths : of.numbers).push_back(*number);
        } else if (leaf.sized && literal.kind() == Kind::integer) {
            of.lengths.push_back(literal.as_integer());
        } else if (leaf.converted && literal.kind() == Kind::integer) {
            of.numbers.push_back(literal.as_integer());
        } else if (leaf.converted && is_whole(literal)) {
            of.numbers.push_back(static_cast<std::int64_t>(literal.as_real()));
        } else if (literal.kind() == Kind::list) {
            for (const Value& item : literal.as_list()) of.constants.push_back(item);
        } else {
            of.constants.push_back(literal);
        }
        of.number = of.number || (is_number(literal) && !leaf.sized && !leaf.converted);
    }

    const Ast& ast_;
    Aliases names_; // with the variables of macros
    Hints* hints_ = nullptr;
};

void offer(std::vector<Value>& values, Value value) {
    if (std::ranges::find(values, value) == values.end()) values.push_back(std::move(value));
}

// A text that is none of those given; of keys where all of them are.
std::string other_text(const std::vector<Value>& values) {
    bool keys = false;
    for (const Value& one : values) {
        if (one.kind() != Kind::string || one.as_string().empty()) continue;
        keys = one.as_string().find_first_not_of("0123456789*#") == std::string_view::npos;
        if (!keys) break;
    }
    const std::string_view digits = "9876543210";
    for (std::size_t i = 0; keys && i < digits.size(); ++i) {
        const Value one = Value::string(digits.substr(i, 1));
        if (std::ranges::find(values, one) == values.end()) return std::string(digits.substr(i, 1));
    }
    return keys ? "99" : "other";
}

void texts(const Hint& hint, std::vector<Value>& values) {
    for (const Value& one : hint.constants)
        if (one.kind() == Kind::string) offer(values, one);
    for (const std::int64_t number : hint.numbers)
        for (const std::int64_t by : {0, -1, 1}) offer(values, Value::string(std::to_string(number + by)));
    for (const std::int64_t length : hint.lengths) {
        for (const std::int64_t by : {0, -1, 1}) {
            if (length + by < 0 || length + by > 40) continue;
            std::string text;
            while (text.size() < static_cast<std::size_t>(length + by)) text += "1234567890"[text.size() % 10];
            offer(values, Value::string(text));
        }
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(hint.samples.size(), 4); ++i) { // a beginning, and so long
        for (const std::int64_t length : hint.lengths) {
            for (const std::int64_t by : {0, 1, -1}) {
                std::string text = hint.samples[i];
                if (length + by > 40 || static_cast<std::int64_t>(text.size()) >= length + by) continue;
                while (text.size() < static_cast<std::size_t>(length + by)) text += "1234567890"[text.size() % 10];
                offer(values, Value::string(text));
            }
        }
    }
    for (const std::string& one : hint.samples) offer(values, Value::string(one));
    if (hint.kinds.contains(Kind::timestamp)) offer(values, Value::string("2000-01-03T12:00:00Z"));
    if (hint.kinds.contains(Kind::duration)) offer(values, Value::string("90s"));
    if (values.empty() && !hint.others.empty()) // whatever it is compared with, one is less and one is more
        for (const std::string_view one : {"0", "zz"}) offer(values, Value::string(one));
    if (!values.empty()) offer(values, Value::string(other_text(values)));
}

// Lengths of time and moments, and their neighbours; a number is one of seconds.
void times(const Hint& hint, Kind kind, std::vector<Value>& values) {
    constexpr std::int64_t second = 1'000'000'000, most = 1'000'000'000;
    const auto offer_at = [&](std::int64_t at) {
        for (const std::int64_t by : {std::int64_t{0}, -second, second})
            offer(values, kind == Kind::duration ? Value::duration(at + by) : Value::timestamp(at + by));
    };
    for (const Value& one : hint.constants) {
        if (one.kind() == Kind::integer && kind == Kind::duration && one.as_integer() > -most &&
            one.as_integer() < most)
            offer_at(one.as_integer() * second);
        if (one.kind() != Kind::string) continue;
        const auto at =
            kind == Kind::duration ? base::parse_duration(one.as_string()) : base::parse_timestamp(one.as_string());
        if (at && *at > -(1LL << 61) && *at < (1LL << 61)) offer_at(*at);
    }
}

void numbers(const Hint& hint, Kind kind, std::vector<Value>& values) {
    const auto whole = [&](std::int64_t number) {
        if (kind == Kind::real)
            offer(values, Value::real(static_cast<double>(number)));
        else if (kind == Kind::unsigned_integer && number >= 0)
            offer(values, Value::unsigned_integer(static_cast<std::uint64_t>(number)));
        else if (kind == Kind::integer)
            offer(values, Value::integer(number));
    };
    for (const Value& one : hint.constants) {
        if (one.kind() == Kind::integer && one.as_integer() > -(1LL << 50) && one.as_integer() < (1LL << 50))
            for (const std::int64_t by : {0, -1, 1}) whole(one.as_integer() + by);
        if (const auto text = one.kind() == Kind::string ? base::parse_int(one.as_string()) : std::nullopt)
            whole(*text);
        if (one.kind() == Kind::real && kind == Kind::real)
            for (const double by : {0.0, -0.125, 0.125}) offer(values, Value::real(one.as_real() + by));
    }
}

} // namespace

void add_hints(const expr::Expression& expression, bool condition, const std::vector<std::string>& cases,
               const Aliases& aliases, Hints& hints) {
    if (!expression.empty()) Reader(expression.ast(), aliases).run(condition, cases, hints);
}

std::set<std::string> paths_read(const expr::Expression& expression, const Aliases& aliases) {
    Hints hints;
    add_hints(expression, false, {}, aliases, hints);
    std::set<std::string> read;
    for (const auto& [path, hint] : hints) read.insert(path);
    return read;
}

std::string path_of(const expr::Expression& expression, const Aliases& aliases) {
    return expression.empty() ? std::string() : Reader(expression.ast(), aliases).path(expression.ast().root());
}

std::vector<Value> invent(const Hint& hint, const expr::Type& type, const Value& plain) {
    std::vector<Value> values;
    const bool known = type.tag == expr::Type::Tag::plain;
    if (known && type.kind == Kind::boolean) {
        values = {Value::boolean(false), Value::boolean(true)};
    } else if (known && type.kind == Kind::string) {
        texts(hint, values);
        for (const Value& one : hint.constants) { // of what is made of it as a number
            if (one.kind() != Kind::integer || one.as_integer() < 0 || one.as_integer() > (1LL << 50)) continue;
            for (const std::int64_t by : {0, -1, 1})
                if (one.as_integer() + by >= 0) offer(values, Value::string(std::to_string(one.as_integer() + by)));
        }
    } else if (known && (type.kind == Kind::duration || type.kind == Kind::timestamp)) {
        times(hint, type.kind, values);
    } else if (known) {
        numbers(hint, type.kind, values);
    } else if (type.tag == expr::Type::Tag::dyn) { // what JSON has
        const auto compared = [&](Kind kind) {
            return std::ranges::any_of(hint.constants, [&](const Value& one) { return one.kind() == kind; });
        };
        const auto has_to_be = [&](Kind kind) { return hint.kinds.contains(kind); };
        if (hint.truth || has_to_be(Kind::boolean) || compared(Kind::boolean))
            values = {Value::boolean(false), Value::boolean(true)};
        const bool whole = has_to_be(Kind::integer) || has_to_be(Kind::unsigned_integer);
        const bool real = !whole && (has_to_be(Kind::real) || compared(Kind::real));
        if (hint.number || whole || real) {
            numbers(hint, real ? Kind::real : Kind::integer, values);
            if (values.empty()) values.push_back(real ? Value::real(7.5) : Value::integer(7));
        }
        std::vector<Value> words;
        texts(hint, words);
        for (Value& one : words) offer(values, std::move(one));
    }
    if (!plain.is_absent()) {
        std::erase(values, plain);
        values.insert(values.begin(), plain);
    }
    return values;
}

} // namespace callflow::scenario
