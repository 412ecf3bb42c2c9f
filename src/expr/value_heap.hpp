// What a Value keeps on the heap, and the evaluator's short way to it. Private to expr.
#pragma once

#include "expr/value.hpp"

#include <atomic>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace callflow::expr {

// Common head of everything shared. What follows it is told by the value's kind.
struct Value::Heap {
    std::atomic<std::uint32_t> count{1};
    std::uint32_t depth = 0;  // lists and maps around the innermost value
    std::uint64_t weight = 0; // bytes, shared parts counted each time
};

struct Value::Text : Value::Heap {
    std::string text;
};

struct Value::List : Value::Heap {
    std::vector<Value> items;
};

struct Value::Map : Value::Heap {
    std::vector<std::pair<Value, Value>> entries;
    std::vector<std::uint32_t> order; // of entries, sorted by key
};

struct ValueAccess {
    static std::string_view text(const Value& value) { return static_cast<const Value::Text*>(value.bits_.heap)->text; }
    // value = Value::boolean(flag), without a detour where nothing has to be let go.
    static void put(Value& value, bool flag) {
        if (value.shares()) [[unlikely]]
            value = Value();
        value.kind_ = Kind::boolean;
        value.bits_.flag = flag;
    }
    // Puts `more` behind `value` in place, where both are strings or both lists, nobody else holds
    // `value`, and the bounds allow it; else false and nothing done. So a chain of `+` takes linear
    // time.
    static bool append(Value& value, const Value& more);
    // Puts `item` behind the list's last, in place where nobody else holds the list; false, and nothing done, beyond
    // the bounds.
    static bool push(Value& list, Value item);
    static std::uint64_t weight(const Value& value);
    static std::uint32_t depth(const Value& value);
    // The map's value of a key (a number finds its equal of another kind), or null.
    static const Value* lookup(const Value& map, const Value& key);
};

} // namespace callflow::expr
