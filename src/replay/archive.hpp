// One list of fields for writing and reading: visit(archive, value) names each member once. Private to replay.
#pragma once

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "doc/tree.hpp"
#include "replay/times.hpp"

#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callflow::replay {

class ArchiveWriter {
public:
    explicit ArchiveWriter(base::JsonWriter& json) : json_(json) {}

    template <class T> void operator()(std::string_view name, const T& value) {
        json_.key(name);
        write(value);
    }
    template <class T> void write(const T& value) {
        if constexpr (std::same_as<T, bool> || std::same_as<T, std::string>) {
            json_.value(value);
        } else if constexpr (std::integral<T>) {
            json_.value(value);
        } else if constexpr (std::is_enum_v<T>) {
            json_.value(static_cast<std::uint64_t>(value));
        } else {
            json_.begin_object();
            visit(*this, value);
            json_.end_object();
        }
    }
    template <class T> void write(const std::vector<T>& all) { list(all); }
    template <class T, std::size_t Count> void write(const std::array<T, Count>& all) { list(all); }
    template <class Key, class Value> void write(const std::map<Key, Value>& all) {
        json_.begin_array();
        for (const auto& [key, value] : all) {
            json_.begin_array();
            write(key);
            write(value);
            json_.end_array();
        }
        json_.end_array();
    }
    template <class A, class B> void write(const std::pair<A, B>& both) {
        json_.begin_array();
        write(both.first);
        write(both.second);
        json_.end_array();
    }
    void write(const Times& times) { // [sum, largest, bucket, count, bucket, count …]
        json_.begin_array().value(times.sum()).value(times.largest());
        for (std::size_t i = 0; i < times.buckets().size(); ++i)
            if (times.buckets()[i] != 0) json_.value(i).value(times.buckets()[i]);
        json_.end_array();
    }

private:
    template <class List> void list(const List& all) {
        json_.begin_array();
        for (const auto& one : all) write(one);
        json_.end_array();
    }
    base::JsonWriter& json_;
};

// Whatever does not fit is left out and makes good() false.
class ArchiveReader {
public:
    explicit ArchiveReader(doc::View at) : at_(at) {}

    template <class T> void operator()(std::string_view name, T& value) {
        const doc::View there = at_.find(name);
        if (there)
            read(there, value);
        else
            fail(at_);
    }
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] base::Span where() const { return where_; } // of the first thing that does not fit

    template <class T> void read(doc::View from, T& value) {
        if constexpr (std::same_as<T, bool>) {
            value = from.text() == "true";
            if (!from.is_plain() || (!value && from.text() != "false")) fail(from);
        } else if constexpr (std::same_as<T, std::string>) {
            value = from.text();
            if (!from.is_scalar() || from.is_plain()) fail(from);
        } else if constexpr (std::integral<T>) {
            const std::string_view text = from.text();
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (!from.is_plain() || error != std::errc() || end != text.data() + text.size()) fail(from);
        } else if constexpr (std::is_enum_v<T>) {
            std::uint8_t number = 0;
            read(from, number);
            if (number >= limit_of(value)) return fail(from);
            value = static_cast<T>(number);
        } else {
            const doc::View outer = std::exchange(at_, from);
            if (from.is_mapping())
                visit(*this, value);
            else
                fail(from);
            at_ = outer;
        }
    }
    template <class T> void read(doc::View from, std::vector<T>& all) {
        if (!from.is_sequence()) return fail(from);
        for (const doc::View one : doc::items(from)) read(one, all.emplace_back());
    }
    template <class T, std::size_t Count> void read(doc::View from, std::array<T, Count>& all) {
        if (!from.is_sequence() || from.size() != Count) return fail(from);
        std::size_t i = 0;
        for (const doc::View one : doc::items(from)) read(one, all[i++]);
    }
    template <class Key, class Value> void read(doc::View from, std::map<Key, Value>& all) {
        if (!from.is_sequence()) return fail(from);
        for (const doc::View one : doc::items(from)) {
            std::pair<Key, Value> entry;
            read(one, entry);
            all.insert(std::move(entry));
        }
    }
    template <class A, class B> void read(doc::View from, std::pair<A, B>& both) {
        if (!from.is_sequence() || from.size() != 2) return fail(from);
        read(from.first_child(), both.first);
        read(from.first_child().next(), both.second);
    }
    void read(doc::View from, Times& times) {
        std::vector<std::uint64_t> all;
        read(from, all);
        if (all.size() < 2 || all.size() % 2 != 0) return fail(from);
        for (std::size_t i = 2; i < all.size(); i += 2) times.put(all[i], all[i + 1]);
        times.put_exact(all[0], all[1]);
    }

private:
    void fail(doc::View from) {
        if (good_) where_ = from.exists() ? from.span() : at_.span();
        good_ = false;
    }
    doc::View at_;
    bool good_ = true;
    base::Span where_;
};

} // namespace callflow::replay
