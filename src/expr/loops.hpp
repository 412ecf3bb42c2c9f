// What macros run as. Private to expr.
#pragma once

#include "expr/value.hpp"

#include <cstdint>

namespace callflow::expr {

// Where a loop keeps things: temporaries that follow each other. Nothing but the loop's own instructions sees the first
// three, so what is gathered may change in place.
class Loop {
public:
    static constexpr std::uint32_t first_variable = 3;
    explicit Loop(Value* temporaries) : at_(temporaries) {}

    // Each is false where the loop is over; result() is then what it gives, or the error.
    bool begin(const Value& range, const Value& initial);
    bool next(std::uint32_t variables); // sets the variables
    bool put(const Value& key, Value value);
    bool merge(const Value& map);
    bool add(Value item);

    void count() { at_[0] = Value::integer(at_[0].as_integer() + 1); }
    // What was counted becomes whether it was one; what was put, a map. An error stays.
    void finish_one();
    void finish_map();

    [[nodiscard]] const Value& result() const { return at_[0]; }

private:
    bool fail(Value error);

    Value* at_;
};

} // namespace callflow::expr
