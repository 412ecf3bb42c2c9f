#include "expr/types.hpp"

#include "expr/compare.hpp"

namespace callflow::expr {

namespace {

Kind kind_of(const Type& type) {
    switch (type.tag) {
    case Type::Tag::list: return Kind::list;
    case Type::Tag::map: return Kind::map;
    case Type::Tag::plain: return type.kind;
    default: return Kind::absent;
    }
}

} // namespace

bool may_be(const Type& type, Kind kind) { return is_dyn(type) || kind_of(type) == kind; }

bool may_be_number(const Type& type) { return is_dyn(type) || is_number(kind_of(type)); }

bool overlap(const Type& a, const Type& b) {
    if (is_dyn(a) || is_dyn(b)) return true;
    if (a.tag != b.tag) return false;
    // Lists and maps have the empty one in common, whatever they hold; that is no help to an
    // author.
    if (a.tag == Type::Tag::list) return overlap(element_of(a), element_of(b));
    if (a.tag == Type::Tag::map) return overlap(key_of(a), key_of(b)) && overlap(element_of(a), element_of(b));
    return a == b;
}

bool comparable(const Type& a, const Type& b) {
    if (is_plain(a, Kind::null) || is_plain(b, Kind::null)) return true;
    if (may_be_number(a) && may_be_number(b)) return true;
    if (a.tag == Type::Tag::list && b.tag == Type::Tag::list) return comparable(element_of(a), element_of(b));
    if (a.tag == Type::Tag::map && b.tag == Type::Tag::map)
        return comparable(key_of(a), key_of(b)) && comparable(element_of(a), element_of(b));
    return overlap(a, b);
}

Type join(const Type& a, const Type& b) {
    if (a == b) return a;
    if (a.tag == Type::Tag::list && b.tag == Type::Tag::list) return list_of(join(element_of(a), element_of(b)));
    if (a.tag == Type::Tag::map && b.tag == Type::Tag::map)
        return map_of(join(key_of(a), key_of(b)), join(element_of(a), element_of(b)));
    return Type::dynamic();
}

Type list_of(Type element) {
    Type type;
    type.tag = Type::Tag::list;
    type.kind = Kind::list;
    type.arguments.push_back(std::move(element));
    return type;
}

Type map_of(Type key, Type value) {
    Type type;
    type.tag = Type::Tag::map;
    type.kind = Kind::map;
    type.arguments.push_back(std::move(key));
    type.arguments.push_back(std::move(value));
    return type;
}

Type element_of(const Type& type) { return type.arguments.empty() ? Type::dynamic() : type.arguments.back(); }

Type key_of(const Type& type) {
    return type.tag == Type::Tag::map && !type.arguments.empty() ? type.arguments.front() : Type::dynamic();
}

std::string to_string(const Type& type) {
    switch (type.tag) {
    case Type::Tag::dyn: return "dyn";
    case Type::Tag::record: return "record";
    case Type::Tag::list: return "list(" + to_string(element_of(type)) + ")";
    case Type::Tag::map: return "map(" + to_string(key_of(type)) + ", " + to_string(element_of(type)) + ")";
    case Type::Tag::plain: break;
    }
    return std::string(to_string(type.kind));
}

} // namespace callflow::expr
