// Questions about conditions, answered without running them.
#include "expr/analyse.hpp"
#include "support.hpp"

#include <catch2/catch.hpp>
#include <random>

using namespace callflow::expr;
using callflow::expr::test::Bench;

namespace {

struct House {
    Bench bench;

    House() {
        bench.scope.declare("level", Type::of(Kind::integer), {{}, Value::integer(1), Value::integer(5)});
        bench.scope.declare("count", Type::of(Kind::integer), {{}, Value::integer(0), {}});
    }

    Term term(std::string_view text) {
        const bool negated = text.starts_with("unless ");
        if (negated) text.remove_prefix(7);
        Expression expression = bench.compile(text);
        INFO(text << ": " << bench.findings());
        REQUIRE_FALSE(expression.empty());
        return {std::move(expression), negated};
    }
    static std::string name(Answer answer) {
        return answer == Answer::yes ? "yes" : answer == Answer::no ? "no" : "unknown";
    }
    std::string always(std::string_view text) {
        const Term one = term(text);
        return name(Analyser(bench.scope).always({&one, 1}));
    }
    std::string never(std::string_view text) {
        const Term one = term(text);
        return name(Analyser(bench.scope).never({&one, 1}));
    }
    std::string implies(std::string_view a, std::string_view b) {
        const Term first = term(a);
        const Term second = term(b);
        return name(Analyser(bench.scope).implies({&first, 1}, {&second, 1}));
    }
    std::string covers(std::initializer_list<std::string_view> texts) {
        std::vector<Term> terms;
        for (const std::string_view one : texts) terms.push_back(term(one));
        std::vector<Guard> guards;
        for (const Term& one : terms) guards.push_back({&one, 1});
        return name(Analyser(bench.scope).covers(guards));
    }
    std::string contradicts(std::string_view a, std::string_view b) {
        const Term first = term(a);
        const Term second = term(b);
        return name(Analyser(bench.scope).contradicts({&first, 1}, {&second, 1}));
    }
    // `tries=3 vip=true`, or why there is none.
    std::string model(std::string_view text, bool want = true) {
        const Term one = term(text);
        const Analyser::Model model = Analyser(bench.scope).model(one.expression, want);
        if (model.found != Answer::yes) return name(model.found);
        std::vector<Value> slots(bench.scope.slot_count());
        std::string out;
        for (const Assignment& value : model.values) {
            slots[value.slot] = value.value;
            out += (out.empty() ? "" : " ") + value.path + "=" + value.value.to_text();
        }
        const Value result = one.expression.evaluate(slots);
        REQUIRE(result.kind() == Kind::boolean);
        CHECK(result.as_boolean() == want);
        return out;
    }
    std::string constant(std::string_view text) {
        const auto value = constant_value(term(text).expression);
        return value ? Bench::shown(*value) : "none";
    }
};

} // namespace

TEST_CASE("an expression that no name can change has a constant value") {
    House house;
    CHECK(house.constant("1 + 2 * 3") == "int 7");
    CHECK(house.constant("1 / 0") == "error division by zero");
    CHECK(house.constant("[1, 2].size()") == "int 2");
    CHECK(house.constant("[1, 2].exists(x, x > 1)") == "bool true");
    CHECK(house.constant("vip || true") == "bool true");
    CHECK(house.constant("1 > 2 && vip") == "bool false");
    CHECK(house.constant("!(vip && false)") == "bool true");
    CHECK(house.constant("1 < 2 ? 'a' : plan") == "string a");
    CHECK(house.constant("vip ? 1 : 1") == "none");
    CHECK(house.constant("vip") == "none");
    CHECK(house.constant("vip && true") == "none");
}

TEST_CASE("what always or never holds is found, and what may do either is not taken for it") {
    House house;
    CHECK(house.always("vip || !vip") == "yes");
    CHECK(house.never("vip && !vip") == "yes");
    CHECK(house.always("vip") == "no");
    CHECK(house.never("vip") == "no");
    CHECK(house.never("tries < 3 && tries > 5") == "yes");
    CHECK(house.never("tries < 3 && tries > 1") == "no");
    CHECK(house.never("tries > 2 && tries < 3") == "yes"); // between 2 and 3 there is no int
    CHECK(house.never("ratio > 2.0 && ratio < 3.0") == "no");
    CHECK(house.always("ratio < 1.0 || ratio >= 1.0") == "no"); // NaN
    CHECK(house.always("tries < 2.5 || tries > 2.4") == "yes");
    CHECK(house.never("digits == '1' && digits == '2'") == "yes");
    CHECK(house.never("digits > 'a' && digits < 'a0'") == "no"); // 'a!'
    CHECK(house.never("digits in ['1', '2'] && !(digits in ['2', '1', '3'])") == "yes");
    CHECK(house.always("input.digits == '' || has(input.digits)") == "yes");
    CHECK(house.never("!has(input.digits) && input.digits != ''") == "yes");
}

TEST_CASE("numbers that texts are read as, and how long they are") {
    House house;
    CHECK(house.never("int(digits) > 10 && int(digits) < 5") == "yes");
    CHECK(house.never("int(digits) > 4 && int(digits) < 5") == "yes");
    CHECK(house.never("int(input.digits) > 4 && 6 > int(input.digits)") == "no"); // 5
    CHECK(house.never("int(digits) in [1, 2] && int(digits) == 3") == "yes");
    CHECK(house.always("int(digits) < 5 || int(digits) >= 5") == "no"); // an error is neither
    CHECK(house.implies("int(digits) >= 1", "digits != ''") == "yes");
    CHECK(house.never("int(digits) == 1 && digits == '2'") == "yes");
    CHECK(house.never("int(digits) == 1 && digits != '1'") == "no");    // '01'
    CHECK(house.never("int(digits) < 3 && digits > '2'") == "unknown"); // the order of texts is another one
    CHECK(house.never("size(digits) > 3 && size(digits) < 3") == "yes");
    CHECK(house.never("digits.size() > 3 && size(digits) < 3") == "yes");
    CHECK(house.always("size(digits) >= 3 || size(digits) < 3") == "yes");
    CHECK(house.contradicts("size(input.digits) == 4", "input.digits == '123'") == "yes");
    CHECK(house.contradicts("size(digits) == 1", "digits in ['1', '2']") == "no");
    CHECK(house.never("size(digits) == 3 && int(digits) > 999") == "unknown"); // one of them is understood, not both
    CHECK(house.model("int(digits) > 41 && int(digits) < 43") == "digits=42");
    CHECK(house.model("size(digits) == 4") == "digits=1234");
}

TEST_CASE("domains bound what names may be") {
    House house;
    CHECK(house.always("plan == 'gold' || plan == 'silver'") == "yes");
    CHECK(house.never("plan == 'lead'") == "yes");
    CHECK(house.always("level >= 1 && level < 6") == "yes");
    CHECK(house.never("level % 7 == 6") == "yes"); // every level is tried
    CHECK(house.never("level % 5 == 0") == "no");
    CHECK(house.never("count < 0") == "yes");
    CHECK(house.always("count > -0.5") == "yes");
}

TEST_CASE("a guard that errs does not hold, neither as if nor as unless") {
    House house;
    CHECK(house.never("tries / 0 > 1") == "yes");
    CHECK(house.never("unless tries / 0 > 1") == "yes");
    CHECK(house.never("!(tries % 0 == 1) && vip") == "yes");
    CHECK(house.always("vip || !vip || tries / 0 > 1") == "yes"); // true wins over an error
    CHECK(house.always("tries / count >= 0 || tries / count < 0") != "yes");
    CHECK(house.implies("account.a == 1", "account.a == 1") == "yes");
    CHECK(house.always("account.a == 1 || account.a != 1") == "no"); // there may be no a
    CHECK(house.always("digits.startsWith('1') || !digits.startsWith('1')") == "yes");
}

TEST_CASE("what is not understood makes answers weaker and never wrong") {
    House house;
    CHECK(house.never("params.a == 'x' && vip && !vip") == "yes");
    CHECK(house.never("digits.matches('[0-9]+') && !digits.matches('[0-9]+')") == "yes");
    CHECK(house.never("size(digits) + 1 > 3 && size(digits) + 1 < 3") == "unknown");
    CHECK(house.never("size(digits) == 4") == "no"); // a text of four digits was tried
    CHECK(house.never("tries + 1 > 5") == "no");
    CHECK(house.never("tries * tries < 0 - tries * tries") == "unknown");
}

TEST_CASE("several guards leave nothing over") {
    House house;
    CHECK(house.covers({"vip", "unless vip"}) == "yes");
    CHECK(house.covers({"tries < 3", "tries == 3", "tries > 3"}) == "yes");
    CHECK(house.covers({"tries < 3", "tries > 3"}) == "no");
    CHECK(house.covers({"plan == 'gold'", "unless plan in ['gold', 'silver']"}) == "no");
    // What errs holds neither way.
    CHECK(house.covers({"int(digits) == 1", "unless int(digits) == 1"}) == "no");
    CHECK(house.covers({}) == "no");
}

TEST_CASE("one guard implies or excludes another") {
    House house;
    CHECK(house.implies("tries > 3", "tries > 2") == "yes");
    CHECK(house.implies("tries > 2", "tries > 3") == "no");
    CHECK(house.implies("digits == '1'", "digits in ['1', '2']") == "yes");
    CHECK(house.implies("vip && tries > 3", "vip") == "yes");
    CHECK(house.implies("unless vip", "!vip") == "yes");
    CHECK(house.contradicts("tries < 3", "tries >= 3") == "yes");
    CHECK(house.contradicts("vip", "unless vip") == "yes");
    CHECK(house.contradicts("plan == 'gold'", "plan != 'silver'") == "no");
    CHECK(house.contradicts("digits == '1'", "input.digits == '2'") == "no");
    CHECK(Analyser(house.bench.scope).always({}) == Answer::yes);
    CHECK(Analyser(house.bench.scope).never({}) == Answer::no);
}

TEST_CASE("models are plain values that were seen to do it") {
    House house;
    CHECK(house.model("tries >= 3") == "tries=3");
    CHECK(house.model("tries >= 3", false) == "tries=0");
    CHECK(house.model("input.digits == '1' && !vip") == "input.digits=1 vip=false");
    CHECK(house.model("digits in ['1', '2']", false) == "digits=3");
    CHECK(house.model("plan != 'gold'") == "plan=silver");
    CHECK(house.model("tries + 1 == 5 || vip") == "tries=0 vip=true");
    CHECK(house.model("digits == string(tries) && tries > 2") == "unknown");
    CHECK(house.model("tries > 3 && tries < 4") == "no");
    CHECK(house.model("digits.startsWith('12')") == "digits=12");
}

TEST_CASE("work is bounded: a question that is too large has no answer") {
    House house;
    std::string wide;
    for (int i = 0; i < 100; ++i) house.bench.scope.declare("b" + std::to_string(i), Type::of(Kind::boolean));
    for (int i = 0; i < 100; ++i) wide += (i == 0 ? "b" : " || b") + std::to_string(i);
    CHECK(house.never(wide) == "unknown");
    std::string hard; // pairs that exclude each other, in a disguise that takes trying
    for (int i = 0; i < 40; ++i)
        hard += (i == 0 ? "(b" : " && (b") + std::to_string(i) + " ? !b" + std::to_string((i + 1) % 41) + " : b" +
                std::to_string((i * 7 + 3) % 41) + ")";
    CHECK_NOTHROW(house.never(hard));
}

// Random guards over small domains, held against all assignments.
TEST_CASE("answers agree with trying every assignment") {
    House house;
    std::mt19937 random(7);
    const auto pick = [&random](std::size_t count) { return random() % count; };
    const std::vector<std::string> atoms = {"vip",
                                            "agents_available",
                                            "plan == 'gold'",
                                            "plan > 'gold'",
                                            "level < 3",
                                            "level == 5",
                                            "3 <= level",
                                            "plan in ['gold', 'lead']",
                                            "level % 2 == 0",
                                            "vip == agents_available",
                                            "10 / (level - 3) > 1",
                                            "level in [1, 4]"};
    const auto guard = [&](auto self, int depth) -> std::string {
        if (depth == 0 || pick(4) == 0) return atoms[pick(atoms.size())];
        const std::string a = self(self, depth - 1);
        const std::string b = self(self, depth - 1);
        switch (pick(4)) {
        case 0: return "!(" + a + ")";
        case 1: return "(" + a + " && " + b + ")";
        case 2: return "(" + a + " || " + b + ")";
        default: return "(" + a + " ? " + b + " : " + self(self, depth - 1) + ")";
        }
    };
    const auto slot = [&](std::string_view name) { return house.bench.scope.find(name).slot; };
    Analyser analyser(house.bench.scope);
    for (int round = 0; round < 600; ++round) {
        const Term a = house.term((pick(3) == 0 ? "unless " : "") + guard(guard, 3));
        const Term b = house.term(guard(guard, 2));
        bool always = true, never = true, contradicts = true, implies = true, gives_false = false;
        std::vector<Value> slots(house.bench.scope.slot_count());
        for (int i = 0; i < 2 * 2 * 2 * 5; ++i) {
            slots[slot("vip")] = Value::boolean(i % 2 == 0);
            slots[slot("agents_available")] = Value::boolean(i / 2 % 2 == 0);
            slots[slot("plan")] = Value::string(i / 4 % 2 == 0 ? "gold" : "silver");
            slots[slot("level")] = Value::integer(i / 8 + 1);
            const auto holds = [&](const Term& term) {
                const Value value = term.expression.evaluate(slots);
                return value.kind() == Kind::boolean && value.as_boolean() != term.negated;
            };
            const Value plain = a.expression.evaluate(slots);
            gives_false = gives_false || (plain.kind() == Kind::boolean && !plain.as_boolean());
            always = always && holds(a);
            never = never && !holds(a);
            contradicts = contradicts && !(holds(a) && holds(b));
            implies = implies && (!holds(a) || holds(b));
        }
        INFO(a.expression.text() << " / " << b.expression.text());
        const auto answer = [](bool truth) { return truth ? Answer::yes : Answer::no; };
        CHECK(analyser.always({&a, 1}) == answer(always));
        CHECK(analyser.never({&a, 1}) == answer(never));
        CHECK(analyser.contradicts({&a, 1}, {&b, 1}) == answer(contradicts));
        CHECK(analyser.implies({&a, 1}, {&b, 1}) == answer(implies));
        CHECK(analyser.model(a.expression, false).found == answer(gives_false));
    }
}

// Where names have endless values, no value tried may disprove a `yes`.
TEST_CASE("no value tried disproves an answer about endless domains") {
    House house;
    std::mt19937 random(11);
    const auto pick = [&random](std::size_t count) { return random() % count; };
    const std::vector<std::string> atoms = {"tries < 3",           "tries >= 3",           "tries == 4",
                                            "tries <= 3.5",        "tries in [3, 4, 5]",   "4 != tries",
                                            "digits == '1'",       "digits < '2'",         "digits >= '10'",
                                            "digits in ['1', '']", "input.digits == ''",   "has(input.digits)",
                                            "ratio < 0.5",         "ratio >= 0.5",         "ratio != 1.0",
                                            "tries * 2 > 7",       "size(digits) == 2",    "digits == input.digits",
                                            "tries < count",       "digits.contains('1')", "int(digits) > 3",
                                            "int(digits) < 10",    "int(digits) == 2",     "2 <= int(digits)",
                                            "size(digits) < 2",    "digits.size() > 2"};
    const std::vector<std::string> texts = {"",   "1", "10", "100", "11", "2",   "3",
                                            "12", "0", "a",  "02",  "-4", "003", "*"};
    int proved = 0;
    for (int round = 0; round < 500; ++round) {
        const auto conjunction = [&] {
            std::string text;
            for (std::size_t i = 0; i < 2 + pick(2); ++i)
                text += (i == 0         ? ""
                         : pick(2) == 0 ? " && "
                                        : " || ") +
                        std::string(pick(3) == 0 ? "!(" : "(") + atoms[pick(atoms.size())] + ")";
            return text;
        };
        const Term a = house.term(conjunction());
        const Term b = house.term(conjunction());
        house.bench.scope.field_slot("input.digits", Type::of(Kind::string));
        Analyser fresh(house.bench.scope);
        const Answer always = fresh.always({&a, 1});
        const Answer never = fresh.never({&a, 1});
        const Answer implies = fresh.implies({&a, 1}, {&b, 1});
        const Answer contradicts = fresh.contradicts({&a, 1}, {&b, 1});
        proved += always == Answer::yes || never == Answer::yes || implies == Answer::yes || contradicts == Answer::yes;
        INFO(a.expression.text() << " / " << b.expression.text());
        for (int i = 0; i < 300; ++i) {
            house.bench.set("tries", Value::integer(static_cast<std::int64_t>(pick(12)) - 3));
            house.bench.set("count", Value::integer(static_cast<std::int64_t>(pick(6))));
            house.bench.set("digits", Value::string(texts[pick(texts.size())]));
            const std::vector<double> reals = {0, 0.5, 1, 0.4999, -1, 2, 0.0 / 0.0};
            house.bench.set("ratio", Value::real(reals[pick(reals.size())]));
            house.bench.set_field("input.digits", Type::of(Kind::string),
                                  pick(3) == 0 ? Value() : Value::string(texts[pick(texts.size())]));
            const bool first = a.expression.holds(house.bench.slots);
            const bool second = b.expression.holds(house.bench.slots);
            if ((always == Answer::yes && !first) || (never == Answer::yes && first) ||
                (implies == Answer::yes && first && !second) || (contradicts == Answer::yes && first && second))
                FAIL_CHECK("disproved");
        }
    }
    CHECK(proved > 50);
}
