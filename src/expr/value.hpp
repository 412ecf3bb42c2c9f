// Values of the Common Expression Language.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::expr {

enum class Kind : std::uint8_t {
    absent,    // nothing was brought: a slot nobody filled; reads as its declared type's empty value, has() is false
    null,
    boolean,
    integer,   // int64
    unsigned_integer,
    real,      // double
    string,    // UTF-8
    bytes,
    list,
    map,       // keys bool, int, uint, string; insertion order kept
    timestamp, // nanoseconds since 1970, UTC
    duration,  // nanoseconds
    type,      // a type as a value: type(1)
    error,     // an evaluation error and why
};
[[nodiscard]] std::string_view to_string(Kind kind); // CEL's names: bool, int, uint, double, null_type, …

// A value. 16 bytes; scalars inline, the rest shared and immutable, so that copying never allocates. Thread-safe to copy.
class Value {
public:
    Value() noexcept = default; // absent
    Value(const Value& other) noexcept;
    Value(Value&& other) noexcept;
    Value& operator=(const Value& other) noexcept;
    Value& operator=(Value&& other) noexcept;
    ~Value();

    static Value null();
    static Value boolean(bool value);
    static Value integer(std::int64_t value);
    static Value unsigned_integer(std::uint64_t value);
    static Value real(double value);
    static Value string(std::string_view value);
    static Value bytes(std::string_view value);
    static Value list(std::vector<Value> items);
    static Value map(std::vector<std::pair<Value, Value>> entries); // a repeated key: the last wins
    static Value timestamp(std::int64_t nanoseconds);
    static Value duration(std::int64_t nanoseconds);
    static Value type(std::string_view name);
    static Value error(std::string_view why);

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] bool is_absent() const { return kind_ == Kind::absent; }
    [[nodiscard]] bool is_error() const { return kind_ == Kind::error; }
    [[nodiscard]] bool is_true() const { return kind_ == Kind::boolean && bits_.flag; }

    // Each asserts its kind.
    [[nodiscard]] bool as_boolean() const;
    [[nodiscard]] std::int64_t as_integer() const; // integer, timestamp, duration
    [[nodiscard]] std::uint64_t as_unsigned() const;
    [[nodiscard]] double as_real() const;
    [[nodiscard]] std::string_view as_string() const; // string, bytes, type, error; lives as long as some copy of the value
    [[nodiscard]] std::span<const Value> as_list() const;
    [[nodiscard]] std::span<const std::pair<Value, Value>> as_map() const;
    // Map entry by string key, null when there is none.
    [[nodiscard]] const Value* find(std::string_view key) const;

    // CEL equality: numbers compare across kinds, lists and maps deeply, NaN is unequal to itself.
    friend bool operator==(const Value& a, const Value& b);

    // What a template shows: text as it is, numbers shortest, true/false, RFC 3339, `1.5s`, JSON for lists and maps, nothing for
    // null and absent.
    [[nodiscard]] std::string to_text() const;
    void append_text(std::string& out) const;
    // JSON of the value as `json(v)` gives it; bytes in base64, non-finite doubles as texts.
    [[nodiscard]] std::string to_json() const;

private:
    struct Heap;
    void retain() const noexcept;
    void release() noexcept;
    union Bits {
        bool flag;
        std::int64_t number;
        std::uint64_t natural;
        double real;
        Heap* heap;
    };
    Kind kind_ = Kind::absent;
    Bits bits_{.number = 0};
};

// A static type. `dyn` where nothing is known.
struct Type {
    enum class Tag : std::uint8_t { dyn, plain, list, map, record };
    Tag tag = Tag::dyn;
    Kind kind = Kind::null;      // for plain
    std::vector<Type> arguments; // list: element; map: key, value
    std::uint32_t record = 0;    // index into a Scope's records

    static Type dynamic() { return {}; }
    static Type of(Kind kind) { return {Tag::plain, kind, {}, 0}; }
    friend bool operator==(const Type&, const Type&) = default;
};
[[nodiscard]] std::string to_string(const Type& type); // `int`, `list(string)`, `dyn`

// Reads plain text (a `--set name=value`, a YAML scalar) as a value of a type: `true`, `12`, `1.5`, `90s`, text; nullopt where it is none.
// For dyn: bool, int, double, else text.
[[nodiscard]] std::optional<Value> parse_plain(std::string_view text, const Type& type);

// The value that a field of this type reads as when it was not brought: false, 0, "", [], {}, null.
[[nodiscard]] Value empty_value(const Type& type);

} // namespace callflow::expr
