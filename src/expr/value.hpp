// Values of the Common Expression Language.
#pragma once

#include "base/moment.hpp"
#include "expr/type.hpp"

#include <cassert>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::expr {

// Bounds of one list or map; list() and map() give an error value beyond them. A shared part counts
// each time it stands in it, so that a value which doubles in each step of a call ends here and not
// in memory.
inline constexpr std::uint32_t max_value_depth = 250;
inline constexpr std::uint64_t max_value_bytes = 64u << 20;
// Longest text or bytes that `+` or a function makes.
inline constexpr std::size_t max_text_bytes = 1u << 20;

// A value. 16 bytes; scalars inline, the rest shared and immutable, so that copying never
// allocates. Thread-safe to copy.
class Value {
public:
    Value() noexcept {} // absent
    Value(const Value& other) noexcept : kind_(other.kind_), fraction_(other.fraction_), bits_(other.bits_) {
        if (shares()) retain();
    }
    Value(Value&& other) noexcept
        : kind_(std::exchange(other.kind_, Kind::absent)), fraction_(other.fraction_), bits_(other.bits_) {}
    Value& operator=(const Value& other) noexcept {
        if (this != &other) {
            Value copy(other);
            *this = std::move(copy);
        }
        return *this;
    }
    Value& operator=(Value&& other) noexcept {
        std::swap(kind_, other.kind_);
        std::swap(fraction_, other.fraction_);
        std::swap(bits_, other.bits_);
        return *this;
    }
    ~Value() {
        if (shares()) release();
    }

    static Value null() { return {Kind::null, {.number = 0}}; }
    static Value boolean(bool value) { return {Kind::boolean, {.flag = value}}; }
    static Value integer(std::int64_t value) { return {Kind::integer, {.number = value}}; }
    static Value unsigned_integer(std::uint64_t value) { return {Kind::unsigned_integer, {.natural = value}}; }
    static Value real(double value) { return {Kind::real, {.real = value}}; }
    static Value string(std::string_view value);
    static Value bytes(std::string_view value);
    static Value list(std::vector<Value> items);
    static Value map(std::vector<std::pair<Value, Value>> entries); // a repeated key: the last wins
    // Of a moment in range (base::is_in_range).
    static Value timestamp(const base::Moment& moment) {
        assert(base::is_in_range(moment.seconds));
        Value out(Kind::timestamp, {.number = moment.seconds});
        out.fraction_ = moment.nanoseconds;
        return out;
    }
    // The same, nanoseconds since 1970.
    static Value timestamp(std::int64_t nanoseconds) { return timestamp(base::Moment::from_nanoseconds(nanoseconds)); }
    static Value duration(std::int64_t nanoseconds) { return {Kind::duration, {.number = nanoseconds}}; }
    static Value type(std::string_view name);
    static Value error(std::string_view why);

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] bool is_absent() const { return kind_ == Kind::absent; }
    [[nodiscard]] bool is_error() const { return kind_ == Kind::error; }
    [[nodiscard]] bool is_true() const { return kind_ == Kind::boolean && bits_.flag; }

    // Each asserts its kind.
    [[nodiscard]] bool as_boolean() const {
        assert(kind_ == Kind::boolean);
        return bits_.flag;
    }
    [[nodiscard]] std::int64_t as_integer() const { // integer, duration
        assert(kind_ == Kind::integer || kind_ == Kind::duration);
        return bits_.number;
    }
    [[nodiscard]] base::Moment as_timestamp() const {
        assert(kind_ == Kind::timestamp);
        return {bits_.number, fraction_};
    }
    [[nodiscard]] std::uint64_t as_unsigned() const {
        assert(kind_ == Kind::unsigned_integer);
        return bits_.natural;
    }
    [[nodiscard]] double as_real() const {
        assert(kind_ == Kind::real);
        return bits_.real;
    }
    [[nodiscard]] std::string_view
    as_string() const; // string, bytes, type, error; lives as long as some copy of the value
    [[nodiscard]] std::span<const Value> as_list() const;
    [[nodiscard]] std::span<const std::pair<Value, Value>> as_map() const;
    // Map entry by string key, null when there is none.
    [[nodiscard]] const Value* find(std::string_view key) const;

    // CEL equality: numbers compare across kinds, lists and maps deeply, NaN is unequal to itself.
    friend bool operator==(const Value& a, const Value& b);

    // What a template shows: text as it is, numbers shortest, true/false, RFC 3339, `1.5s`, JSON
    // for lists and maps, nothing for null and absent.
    [[nodiscard]] std::string to_text() const;
    void append_text(std::string& out) const;
    // JSON of the value as `json(v)` gives it; bytes in base64, non-finite doubles as texts.
    [[nodiscard]] std::string to_json() const;

private:
    friend struct ValueAccess; // value_heap.hpp: what the evaluator sees of a value
    struct Heap;
    struct Text;
    struct List;
    struct Map;
    union Bits {
        std::int64_t number;
        std::uint64_t natural;
        double real;
        Heap* heap;
        bool flag;
    };
    Value(Kind kind, Bits bits) noexcept : kind_(kind), bits_(bits) {}
    [[nodiscard]] bool shares() const {
        constexpr unsigned on_heap = 1u << static_cast<unsigned>(Kind::string) |
                                     1u << static_cast<unsigned>(Kind::bytes) |
                                     1u << static_cast<unsigned>(Kind::list) | 1u << static_cast<unsigned>(Kind::map) |
                                     1u << static_cast<unsigned>(Kind::type) | 1u << static_cast<unsigned>(Kind::error);
        return (on_heap >> static_cast<unsigned>(kind_) & 1u) != 0;
    }
    void retain() const noexcept;
    void release() noexcept;
    static Value text_of(Kind kind, std::string_view text);

    Kind kind_ = Kind::absent;
    std::uint32_t fraction_ = 0; // of a timestamp: nanoseconds beyond its seconds; in what would be padding
    Bits bits_{.number = 0};
};

// Reads plain text (a `--set name=value`, a YAML scalar) as a value of a type: `true`, `12`, `1.5`,
// `90s`, text; nullopt where it is none. For dyn: bool, int, double, else text.
[[nodiscard]] std::optional<Value> parse_plain(std::string_view text, const Type& type);

// The value that a field of this type reads as when it was not brought: false, 0, "", [], {}, null.
[[nodiscard]] Value empty_value(const Type& type);

} // namespace callflow::expr
