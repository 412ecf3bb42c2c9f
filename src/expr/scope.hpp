// The names an expression may use, and the slot each lives in.
#pragma once

#include "expr/value.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace callflow::expr {

using Slot = std::uint32_t;

struct Field {
    std::string name;
    Type type;
};

// A record is no value at run time: each field that some expression reads has a slot of its own.
struct Record {
    std::string name; // for messages: `input`
    std::vector<Field> fields;
};

// A name's domain where it is known: an enumeration or a range. Used for checks and suggestions.
struct Domain {
    std::vector<std::string> values;
    std::optional<Value> minimum;
    std::optional<Value> maximum;
};

// What a dotted path of a record means at run time: `input.digits`, `inputs.main_menu.digits`.
struct RecordSlot {
    std::string path;
    Slot slot = 0;
    Type type;
};

// Declarations. A plain name may have dots in it, `a.b`: it goes before the field b of a name a.
// Slots are handed out in order of declaration; record fields get theirs when first
// referred to, so that a scope knows exactly which fields a flow reads. Not thread-safe while
// expressions are being compiled; read-only afterwards.
class Scope {
public:
    // Declares a plain name; its slot. The name must be new.
    Slot declare(std::string name, Type type, Domain domain = {});
    // Takes a plain name back: expressions compiled from here on do not know it; its slot stays.
    void withdraw(std::string_view name);
    std::uint32_t add_record(Record record);
    // Declares a name that is a record (`input`), or with `keys` a record per key (`inputs.STATE`);
    // unknown keys are errors.
    void declare_record(std::string name, std::uint32_t record, bool keyed = false);
    // Adds a key of a keyed record name.
    void add_key(std::string_view name, std::string key);

    struct Found {
        enum class What : std::uint8_t { nothing, plain, record, keyed } what = What::nothing;
        Slot slot = 0;
        const Type* type = nullptr;
        const Domain* domain = nullptr;
        std::uint32_t record = 0;
    };
    [[nodiscard]] Found find(std::string_view name) const;
    [[nodiscard]] const Record& record(std::uint32_t index) const { return records_[index]; }
    [[nodiscard]] bool has_key(std::string_view keyed_name, std::string_view key) const;
    // The slot of a record's field, made on first use. `path` is `input.digits` or
    // `inputs.main_menu.digits`.
    Slot field_slot(std::string_view path, const Type& type);

    // The most dots that a plain name has.
    [[nodiscard]] std::uint32_t most_dots() const { return most_dots_; }
    [[nodiscard]] std::uint32_t slot_count() const { return next_; }
    [[nodiscard]] const std::vector<RecordSlot>& record_slots() const { return record_slots_; }
    // Every plain and record name, sorted, for suggestions.
    [[nodiscard]] std::vector<std::string_view> names() const;
    [[nodiscard]] std::vector<std::string_view> keys(std::string_view keyed_name) const;

private:
    struct Entry {
        Found::What what = Found::What::nothing;
        Slot slot = 0;
        Type type;
        Domain domain;
        std::uint32_t record = 0;
        std::map<std::string, int, std::less<>> keys;
    };
    std::map<std::string, Entry, std::less<>> names_;
    std::vector<Record> records_;
    std::vector<RecordSlot> record_slots_;
    std::unordered_map<std::string, Slot> by_path_;
    Slot next_ = 0;
    std::uint32_t most_dots_ = 0;
};

} // namespace callflow::expr
