// Questions about static types. Private to expr.
#pragma once

#include "expr/value.hpp"

namespace callflow::expr {

[[nodiscard]] inline bool is_dyn(const Type& type) { return type.tag == Type::Tag::dyn; }
[[nodiscard]] inline bool is_plain(const Type& type, Kind kind) {
    return type.tag == Type::Tag::plain && type.kind == kind;
}
// Whether a value of this type may be of that kind.
[[nodiscard]] bool may_be(const Type& type, Kind kind);
[[nodiscard]] bool may_be_number(const Type& type);
// Whether some value can be of both types.
[[nodiscard]] bool overlap(const Type& a, const Type& b);
// Whether `==` can ever hold between them: numbers of all kinds compare, and anything with null.
[[nodiscard]] bool comparable(const Type& a, const Type& b);
// The type of what is one or the other.
[[nodiscard]] Type join(const Type& a, const Type& b);
[[nodiscard]] Type list_of(Type element);
[[nodiscard]] Type map_of(Type key, Type value);
// The type of a list's elements, a map's values; dyn where it is neither.
[[nodiscard]] Type element_of(const Type& type);
[[nodiscard]] Type key_of(const Type& type);

} // namespace callflow::expr
