// Answers of the application's own services, made of what a flow reads of them.
#include "scenario/paths/values.hpp"

#include <algorithm>

namespace callflow::scenario {
namespace {

using expr::Value;

// What is read of an answer: fields of an object, elements of a list, or a value itself.
struct Shape {
    std::map<std::string, Shape, std::less<>> fields;
    std::vector<Shape> item; // none or one
    Hint hint;
    std::vector<Value> values; // of one without fields and items: the plain one first
};

void place(Shape& shape, std::string_view path, const Hint& hint) {
    if (path.empty()) {
        shape.hint.merge(hint);
        return;
    }
    if (path.starts_with("[]")) {
        if (shape.item.empty()) shape.item.emplace_back();
        place(shape.item.front(), path.substr(2), hint);
        return;
    }
    path.remove_prefix(path.front() == '.' ? 1 : 0);
    const std::size_t end = std::min(path.find('.'), path.find("[]"));
    place(shape.fields[std::string(path.substr(0, end))], end == std::string_view::npos ? "" : path.substr(end), hint);
}

// Every leaf gets its values; `leaves` are those with a choice.
void settle(Shape& shape, const std::string& name, std::vector<Shape*>& leaves) {
    const bool counted = !shape.hint.lengths.empty() && shape.hint.samples.empty();
    const bool text =
        std::ranges::any_of(shape.hint.constants, [](const Value& one) { return one.kind() == expr::Kind::string; });
    const bool listed = shape.hint.list || shape.hint.kinds.contains(expr::Kind::list) || (counted && !text);
    if (shape.fields.empty() && shape.item.empty() && listed) shape.item.emplace_back();
    for (auto& [key, field] : shape.fields) settle(field, key, leaves);
    for (Shape& item : shape.item) settle(item, name, leaves);
    if (shape.fields.empty() && shape.item.empty()) {
        shape.values = invent(shape.hint, expr::Type::dynamic(), {});
        if (shape.values.empty() && shape.hint.kinds.contains(expr::Kind::map)) shape.values.push_back(Value::map({}));
        if (shape.values.empty()) shape.values.push_back(Value::string(name.empty() ? "word" : "some " + name));
    }
    const bool truth = shape.hint.truth && !shape.hint.optional; // it stands where a condition stands
    if (shape.fields.empty() && shape.item.empty() &&
        !truth) { // nothing says what is done with it: it may have to be a number
        const auto number = [](const Value& one) {
            return one.kind() == expr::Kind::integer || one.kind() == expr::Kind::real || one.kind() == expr::Kind::map;
        };
        constexpr std::int64_t some = 7;
        if (shape.values.size() < 3 && std::ranges::none_of(shape.values, number))
            shape.values.push_back(Value::integer(some));
    }
    if (shape.values.size() > 1 || !shape.item.empty() || shape.hint.optional) leaves.push_back(&shape);
}

// How many elements a list gets in its n-th form.
std::vector<std::size_t> list_sizes(const Shape& shape) {
    std::vector<std::size_t> sizes = {1, 0, 2};
    for (const std::int64_t one : shape.hint.lengths)
        for (const std::int64_t by : {0, -1, 1})
            if (one + by >= 0 && one + by <= 20 &&
                std::ranges::find(sizes, static_cast<std::size_t>(one + by)) == sizes.end())
                sizes.push_back(static_cast<std::size_t>(one + by));
    return sizes;
}

std::size_t forms(const Shape& shape) {
    const std::size_t own =
        !shape.item.empty() ? list_sizes(shape).size() : std::max<std::size_t>(1, shape.values.size());
    return own + (shape.hint.optional ? 1 : 0);
}

using Choice = std::map<const Shape*, std::size_t>;

// Absent where the choice leaves it out.
Value build(const Shape& shape, const Choice& choice) {
    const auto chosen = choice.find(&shape);
    const std::size_t form = chosen == choice.end() ? 0 : chosen->second;
    if (shape.hint.optional && form + 1 == forms(shape)) return {};
    if (!shape.item.empty()) {
        std::vector<Value> items;
        const std::size_t size = list_sizes(shape)[form];
        for (std::size_t i = 0; i < size; ++i) {
            Value item = build(shape.item.front(), choice);
            items.push_back(item.is_absent() ? Value::null() : std::move(item));
        }
        return Value::list(std::move(items));
    }
    if (shape.fields.empty()) return shape.values[form];
    std::vector<std::pair<Value, Value>> entries;
    for (const auto& [key, field] : shape.fields) {
        if (Value value = build(field, choice); !value.is_absent())
            entries.emplace_back(Value::string(key), std::move(value));
    }
    return Value::map(std::move(entries));
}

} // namespace

std::vector<Value> invent_json(const Hints& hints, const std::string& root, std::size_t most) {
    Shape shape;
    for (const auto& [path, hint] : hints) {
        if (!path.starts_with(root)) continue;
        const std::string_view rest = std::string_view(path).substr(root.size());
        if (rest.empty() || rest.front() == '.' || rest.front() == '[') place(shape, rest, hint);
    }
    std::vector<Shape*> leaves;
    settle(shape, {}, leaves);
    std::vector<Value> all;
    const auto offer = [&](const Choice& choice) {
        Value value = build(shape, choice);
        if (value.is_absent()) value = Value::map({});
        if (all.size() < most && std::ranges::find(all, value) == all.end()) all.push_back(std::move(value));
    };
    offer({});
    for (const Shape* leaf : leaves)
        for (std::size_t form = 1; form < forms(*leaf); ++form) offer({{leaf, form}});
    for (std::size_t i = 0; i < leaves.size(); ++i) { // conditions on two of them
        for (std::size_t j = i + 1; j < leaves.size(); ++j) {
            for (std::size_t a = 1; a < std::min<std::size_t>(forms(*leaves[i]), 4); ++a)
                for (std::size_t b = 1; b < std::min<std::size_t>(forms(*leaves[j]), 4); ++b)
                    offer({{leaves[i], a}, {leaves[j], b}});
        }
    }
    return all;
}

} // namespace callflow::scenario
