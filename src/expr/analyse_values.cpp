// A few values of a variable that stand for all it may have: whatever compares it with the known constants cannot tell
// two values of one class apart, and each class has a value here.
#include "base/moment.hpp"
#include "expr/analyse_problem.hpp"
#include "expr/compare.hpp"
#include "expr/types.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace callflow::expr {

namespace {

constexpr double two_to_63 = 9223372036854775808.0;
constexpr double two_to_64 = 18446744073709551616.0;

class Chooser {
public:
    explicit Chooser(Variable& variable) : variable_(variable), kind_(variable.type.kind) {}

    void run() {
        const bool plain = variable_.type.tag == Type::Tag::plain;
        if (!plain) {
            finish();
            return;
        }
        if (!variable_.domain.values.empty())
            listed();
        else if (kind_ == Kind::boolean)
            booleans();
        else if (kind_ == Kind::string)
            texts();
        else
            ordered();
        finish();
    }

private:
    // An enumeration.
    void listed() {
        for (const std::string& word : variable_.domain.values) {
            if (auto value = parse_plain(word, variable_.type)) offer(*std::move(value));
        }
        variable_.complete = true;
    }

    void booleans() {
        offer(Value::boolean(false));
        offer(Value::boolean(true));
        variable_.complete = true;
    }

    // The constants, one that is none of them, and one in each gap between them.
    void texts() {
        std::vector<std::string> constants;
        for (const auto* from : {&variable_.constants, &variable_.hints}) {
            for (const Value& one : *from) {
                if (one.kind() != Kind::string) continue;
                offer(one);
                constants.emplace_back(one.as_string());
            }
        }
        if (measures_hold(variable_)) measured(constants);
        other_text(constants);
        offer(Value::string(""));
        for (const Value& one : variable_.hints) { // size(digits) == 4
            if (one.kind() != Kind::integer || one.as_integer() < 1 || one.as_integer() > 20) continue;
            offer(Value::string(
                std::string_view("12345678901234567890").substr(0, static_cast<std::size_t>(one.as_integer()))));
        }
        std::ranges::sort(constants);
        for (std::size_t i = 0; i < constants.size(); ++i) {
            const std::string* above = i + 1 < constants.size() ? &constants[i + 1] : nullptr;
            // Nothing is between a text and the same with a zero byte behind it, if even that is not.
            for (const std::string_view tail :
                 {std::string_view("0"), std::string_view(" "), std::string_view("\0", 1)}) {
                const std::string between = constants[i] + std::string(tail);
                if (above != nullptr && between >= *above) continue;
                offer(Value::string(between));
                break;
            }
        }
    }

    // A key where keys are compared with, else a word.
    void other_text(const std::vector<std::string>& constants) {
        const bool keys = !constants.empty() && std::ranges::all_of(constants, [](const std::string& one) {
            return one.find_first_not_of("0123456789*#") == std::string::npos;
        });
        std::string text = keys ? "1" : "other";
        for (int i = 2; std::ranges::find(constants, text) != constants.end(); ++i)
            text = keys ? std::to_string(i) : "other " + std::to_string(i);
        offer(Value::string(text));
    }

    // For each number that int() or size() is compared with, and its neighbours, texts that are none of the constants.
    void measured(const std::vector<std::string>& constants) {
        std::vector<std::int64_t> ends;
        for (const auto* from : {&variable_.numbers, &variable_.sizes}) {
            for (const Value& one : *from) {
                const std::int64_t number = one.as_integer();
                ends.push_back(number);
                if (number < std::numeric_limits<std::int64_t>::max()) ends.push_back(number + 1);
                if (number > std::numeric_limits<std::int64_t>::min()) ends.push_back(number - 1);
            }
        }
        if (!variable_.numbers.empty()) {
            std::size_t longest = 0;
            for (const std::string& one : constants) longest = std::max(longest, one.size());
            for (const std::int64_t one : ends) offer(Value::string(std::to_string(one)));
            for (const std::int64_t one : ends) { // the same number, written as no constant is
                std::string text = std::to_string(one);
                const std::size_t digits = one < 0 ? 1 : 0;
                if (std::ranges::find(constants, text) != constants.end())
                    offer(Value::string(text.insert(digits, longest, '0')));
            }
            std::string none = "*";
            while (std::ranges::find(constants, none) != constants.end()) none += '*';
            offer(Value::string(none));
        }
        if (!variable_.sizes.empty()) {
            for (const std::int64_t one : ends)
                if (one > 0) of_size(static_cast<std::size_t>(one), constants);
        }
    }

    void of_size(std::size_t size, const std::vector<std::string>& constants) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('0' + (i + 1) % 10);
        for (char other = 'a'; std::ranges::find(constants, text) != constants.end(); ++other) text.assign(size, other);
        offer(Value::string(text));
    }

    // 0 and 1 where they may be, what each constant is next to, and the ends.
    void ordered() {
        const auto& [values, minimum, maximum] = variable_.domain;
        // With few values all are there.
        if (kind_ == Kind::integer && minimum && maximum && minimum->kind() == Kind::integer &&
            maximum->kind() == Kind::integer && minimum->as_integer() <= maximum->as_integer() &&
            static_cast<std::uint64_t>(maximum->as_integer()) - static_cast<std::uint64_t>(minimum->as_integer()) <
                32) {
            for (std::int64_t i = minimum->as_integer();; ++i) {
                offer(Value::integer(i));
                if (i == maximum->as_integer()) break;
            }
            variable_.complete = true;
            return;
        }
        offer(empty_value(variable_.type));
        near(Value::integer(1), false);
        for (const Value& one : variable_.constants) near(one, true);
        for (const Value& one : variable_.hints) near(one, true);
        if (minimum) near(*minimum, true);
        if (maximum) near(*maximum, true);
        if (kind_ == Kind::real) {
            for (const double one : {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
                                     std::numeric_limits<double>::quiet_NaN()})
                offer(Value::real(one));
        }
    }

    // The value of the variable's kind that is as much as a constant, and its neighbours.
    void near(const Value& constant, bool neighbours) {
        switch (kind_) {
        case Kind::integer:
        case Kind::unsigned_integer:
            if (constant.kind() == Kind::real)
                for (const double edge : {std::floor(constant.as_real()), std::ceil(constant.as_real())}) whole(edge);
            else
                whole_number(constant, neighbours);
            return;
        case Kind::real: real(constant, neighbours); return;
        case Kind::duration:
            if (constant.kind() == Kind::duration)
                step(constant.as_integer(), [](std::int64_t n) { return Value::duration(n); });
            return;
        case Kind::timestamp:
            if (constant.kind() != Kind::timestamp) return;
            for (const std::int64_t by : {0, -1, 1}) {
                if (const auto moment = base::later(constant.as_timestamp(), by)) offer(Value::timestamp(*moment));
            }
            return;
        default: return;
        }
    }

    template <class Make> void step(std::int64_t number, Make make) {
        offer(make(number));
        if (number > std::numeric_limits<std::int64_t>::min()) offer(make(number - 1));
        if (number < std::numeric_limits<std::int64_t>::max()) offer(make(number + 1));
    }

    void whole(double number) {
        if (number >= -two_to_63 && number < two_to_63)
            whole_number(Value::integer(static_cast<std::int64_t>(number)), true);
        else if (number >= 0 && number < two_to_64)
            whole_number(Value::unsigned_integer(static_cast<std::uint64_t>(number)), true);
    }

    void whole_number(const Value& constant, bool neighbours) {
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (kind_ == Kind::integer) {
            std::int64_t number = 0;
            if (constant.kind() == Kind::integer)
                number = constant.as_integer();
            else if (constant.kind() == Kind::unsigned_integer && constant.as_unsigned() <= most)
                number = static_cast<std::int64_t>(constant.as_unsigned());
            else
                return; // every int is below, so 0 stands for them
            if (neighbours)
                step(number, [](std::int64_t n) { return Value::integer(n); });
            else
                offer(constant);
            return;
        }
        std::uint64_t number = 0;
        if (constant.kind() == Kind::unsigned_integer)
            number = constant.as_unsigned();
        else if (constant.kind() == Kind::integer && constant.as_integer() >= 0)
            number = static_cast<std::uint64_t>(constant.as_integer());
        else
            return;
        offer(Value::unsigned_integer(number));
        if (neighbours && number > 0) offer(Value::unsigned_integer(number - 1));
        if (neighbours && number < std::numeric_limits<std::uint64_t>::max())
            offer(Value::unsigned_integer(number + 1));
    }

    void real(const Value& constant, bool neighbours) {
        double number = 0;
        switch (constant.kind()) {
        case Kind::integer: number = static_cast<double>(constant.as_integer()); break;
        case Kind::unsigned_integer: number = static_cast<double>(constant.as_unsigned()); break;
        case Kind::real: number = constant.as_real(); break;
        default: return;
        }
        if (std::isnan(number)) return;
        offer(Value::real(number));
        if (!neighbours) return;
        offer(Value::real(number - 1));
        offer(Value::real(number + 1));
        offer(Value::real(std::nextafter(number, -std::numeric_limits<double>::infinity())));
        offer(Value::real(std::nextafter(number, std::numeric_limits<double>::infinity())));
    }

    // Takes a value that is in the domain and was not taken before.
    void offer(Value value) {
        const auto beyond = [&](const std::optional<Value>& bound, bool above) {
            if (!bound) return false;
            if (!are_ordered(value.kind(), bound->kind())) return true;
            const auto order = compare(value, *bound);
            return !(order == 0 || (above ? order < 0 : order > 0));
        };
        if (beyond(variable_.domain.minimum, false) || beyond(variable_.domain.maximum, true)) return;
        const bool nan = value.kind() == Kind::real && std::isnan(value.as_real());
        if (!nan && std::ranges::find(variable_.candidates, value) != variable_.candidates.end()) return;
        variable_.candidates.push_back(std::move(value));
    }

    // A field that was not brought reads as empty, but has() tells.
    void finish() {
        if (variable_.may_be_absent)
            variable_.candidates.emplace_back();
        else if (variable_.candidates.empty())
            variable_.candidates.push_back(empty_value(variable_.type));
    }

    Variable& variable_;
    Kind kind_;
};

} // namespace

bool measures_hold(const Variable& variable) {
    constexpr std::size_t most = 8;
    if (variable.numbers.empty() == variable.sizes.empty()) return false;
    if (!variable.domain.values.empty()) return true; // all of them are there
    // A text for each gap between constants, and one of each size, would take many.
    if (variable.ordered || variable.numbers.size() > most || variable.sizes.size() > most) return false;
    if (!variable.sizes.empty() && variable.constants.size() + variable.hints.size() > 20) return false;
    return std::ranges::all_of(variable.sizes, [](const Value& one) { return one.as_integer() <= 100; });
}

void choose_candidates(Variable& variable) { Chooser(variable).run(); }

} // namespace callflow::expr
