#include "expr/value.hpp"

#include "expr/compare.hpp"
#include "expr/value_heap.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

namespace callflow::expr {

namespace {

constexpr std::uint64_t own_bytes = sizeof(Value);
static_assert(sizeof(Value) == 16);

// Keys sorted; of equal ones the first written stands first.
std::vector<std::uint32_t> sorted_by_key(const std::vector<std::pair<Value, Value>>& entries) {
    std::vector<std::uint32_t> order(entries.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [&entries](std::uint32_t a, std::uint32_t b) {
        const auto keys = compare_keys(entries[a].first, entries[b].first);
        return keys != 0 ? keys < 0 : a < b;
    });
    return order;
}

// Gives a repeated key its last value at its first place; whether there was one.
bool merge_repeated(std::vector<std::pair<Value, Value>>& entries, const std::vector<std::uint32_t>& order) {
    std::vector<bool> dropped(entries.size(), false);
    bool any = false;
    std::size_t first = 0;
    for (std::size_t i = 1; i < order.size(); ++i) {
        if (compare_keys(entries[order[first]].first, entries[order[i]].first) != 0) {
            first = i;
            continue;
        }
        entries[order[first]].second = entries[order[i]].second;
        dropped[order[i]] = true;
        any = true;
    }
    if (!any) return false;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (!dropped[i]) std::swap(entries[kept++], entries[i]);
    }
    entries.resize(kept);
    return true;
}

} // namespace

std::string_view to_string(Kind kind) {
    switch (kind) {
    case Kind::absent: return "absent";
    case Kind::null: return "null_type";
    case Kind::boolean: return "bool";
    case Kind::integer: return "int";
    case Kind::unsigned_integer: return "uint";
    case Kind::real: return "double";
    case Kind::string: return "string";
    case Kind::bytes: return "bytes";
    case Kind::list: return "list";
    case Kind::map: return "map";
    case Kind::timestamp: return "timestamp";
    case Kind::duration: return "duration";
    case Kind::type: return "type";
    case Kind::error: return "error";
    }
    return "";
}

// The heap parts are counted by hand instead of by a shared_ptr, which would make a Value 24 bytes
// and every copy of a bool dearer; new and delete stand here and nowhere else.
void Value::retain() const noexcept { bits_.heap->count.fetch_add(1, std::memory_order_relaxed); }

void Value::release() noexcept {
    // The only holder needs no atomic subtraction: nobody else can copy from it meanwhile.
    if (bits_.heap->count.load(std::memory_order_acquire) != 1 &&
        bits_.heap->count.fetch_sub(1, std::memory_order_acq_rel) != 1)
        return;
    if (kind_ == Kind::list)
        delete static_cast<List*>(bits_.heap);
    else if (kind_ == Kind::map)
        delete static_cast<Map*>(bits_.heap);
    else
        delete static_cast<Text*>(bits_.heap);
}

Value Value::text_of(Kind kind, std::string_view text) {
    auto heap = std::make_unique<Text>();
    heap->weight = text.size();
    heap->text = text;
    return {kind, {.heap = heap.release()}};
}

Value Value::string(std::string_view value) { return text_of(Kind::string, value); }

Value Value::bytes(std::string_view value) { return text_of(Kind::bytes, value); }

Value Value::type(std::string_view name) { return text_of(Kind::type, name); }

Value Value::error(std::string_view why) { return text_of(Kind::error, why); }

Value Value::list(std::vector<Value> items) {
    auto heap = std::make_unique<List>();
    heap->depth = 1;
    for (const Value& item : items) {
        heap->weight += own_bytes + ValueAccess::weight(item);
        heap->depth = std::max(heap->depth, ValueAccess::depth(item) + 1);
        if (heap->weight > max_value_bytes) return error("this list is too large");
    }
    if (heap->depth > max_value_depth) return error("this list is nested too deep");
    heap->items = std::move(items);
    return {Kind::list, {.heap = heap.release()}};
}

Value Value::map(std::vector<std::pair<Value, Value>> entries) {
    auto heap = std::make_unique<Map>();
    heap->depth = 1;
    for (const auto& [key, value] : entries) {
        if (!is_key(key.kind())) return error("a map has no keys of type " + std::string(to_string(key.kind())));
        heap->weight += 2 * own_bytes + ValueAccess::weight(key) + ValueAccess::weight(value);
        heap->depth = std::max(heap->depth, ValueAccess::depth(value) + 1);
        if (heap->weight > max_value_bytes) return error("this map is too large");
    }
    if (heap->depth > max_value_depth) return error("this map is nested too deep");
    heap->order = sorted_by_key(entries);
    if (merge_repeated(entries, heap->order)) heap->order = sorted_by_key(entries);
    heap->entries = std::move(entries);
    return {Kind::map, {.heap = heap.release()}};
}

std::string_view Value::as_string() const {
    assert(kind_ == Kind::string || kind_ == Kind::bytes || kind_ == Kind::type || kind_ == Kind::error);
    return ValueAccess::text(*this);
}

std::span<const Value> Value::as_list() const {
    assert(kind_ == Kind::list);
    return static_cast<const List*>(bits_.heap)->items;
}

std::span<const std::pair<Value, Value>> Value::as_map() const {
    assert(kind_ == Kind::map);
    return static_cast<const Map*>(bits_.heap)->entries;
}

const Value* Value::find(std::string_view key) const {
    assert(kind_ == Kind::map);
    const auto* map = static_cast<const Map*>(bits_.heap);
    const auto found = std::ranges::partition_point(map->order, [&](std::uint32_t i) {
        const Value& other = map->entries[i].first;
        return other.kind() != Kind::string || other.as_string() < key;
    });
    if (found == map->order.end() || map->entries[*found].first.as_string() != key) return nullptr;
    return &map->entries[*found].second;
}

bool ValueAccess::append(Value& value, const Value& more) {
    if (value.kind_ != more.kind_ || (value.kind_ != Kind::string && value.kind_ != Kind::list)) return false;
    Value::Heap& heap = *value.bits_.heap;
    const Value::Heap& added = *more.bits_.heap;
    if (&heap == &added || heap.count.load(std::memory_order_acquire) != 1) return false;
    const bool is_text = value.kind_ == Kind::string;
    if (heap.weight + added.weight > (is_text ? max_text_bytes : max_value_bytes)) return false;
    if (is_text) {
        static_cast<Value::Text&>(heap).text += static_cast<const Value::Text&>(added).text;
    } else {
        auto& items = static_cast<Value::List&>(heap).items;
        const auto& others = static_cast<const Value::List&>(added).items;
        items.insert(items.end(), others.begin(), others.end());
    }
    heap.weight += added.weight;
    heap.depth = std::max(heap.depth, added.depth);
    return true;
}

bool ValueAccess::push(Value& list, Value item) {
    const std::uint64_t added = own_bytes + weight(item);
    const std::uint32_t deep = depth(item) + 1;
    if (weight(list) + added > max_value_bytes || deep > max_value_depth) return false;
    if (list.bits_.heap->count.load(std::memory_order_acquire) != 1) {
        const auto items = list.as_list();
        list = Value::list({items.begin(), items.end()});
    }
    auto& heap = static_cast<Value::List&>(*list.bits_.heap);
    heap.items.push_back(std::move(item));
    heap.weight += added;
    heap.depth = std::max(heap.depth, deep);
    return true;
}

std::uint64_t ValueAccess::weight(const Value& value) { return value.shares() ? value.bits_.heap->weight : 0; }

std::uint32_t ValueAccess::depth(const Value& value) { return value.shares() ? value.bits_.heap->depth : 0; }

const Value* ValueAccess::lookup(const Value& map, const Value& key) {
    Value integral;
    const Value* wanted = &key;
    if (key.kind() == Kind::real) {
        const double number = key.as_real();
        if (number < 0 && number >= -9223372036854775808.0)
            integral = Value::integer(static_cast<std::int64_t>(number));
        else if (number >= 0 && number < 18446744073709551616.0)
            integral = Value::unsigned_integer(static_cast<std::uint64_t>(number));
        if (!(integral == key)) return nullptr;
        wanted = &integral;
    }
    if (!is_key(wanted->kind())) return nullptr;
    const auto* heap = static_cast<const Value::Map*>(map.bits_.heap);
    const auto found = std::ranges::partition_point(
        heap->order, [&](std::uint32_t i) { return compare_keys(heap->entries[i].first, *wanted) < 0; });
    if (found == heap->order.end() || compare_keys(heap->entries[*found].first, *wanted) != 0) return nullptr;
    return &heap->entries[*found].second;
}

} // namespace callflow::expr
