#include "logs/shaper.hpp"

#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "logs/bodies.hpp"

#include <algorithm>
#include <array>

namespace callflow::logs {
namespace {

// What stands for nothing.
bool is_nothing(std::string_view text) {
    return text.empty() || text == "null" || text == "none" || text == "NULL" || text == "None" || text == "\\N" ||
           text == "-";
}

// Whether two of these columns have a value, and all that have one the same.
bool same(std::span<const std::uint32_t> columns, std::span<const std::string_view> values) {
    std::string_view first;
    std::size_t count = 0;
    for (const std::uint32_t one : columns) {
        if (is_nothing(values[one])) continue;
        if (count++ == 0) first = values[one];
        if (values[one] != first) return false;
    }
    return count > 1;
}

// What was hidden in an encoding may be any bytes.
std::string sound(std::string text) {
    return base::find_invalid_utf8(text) == std::string::npos ? std::move(text) : from_latin1(text);
}

std::string decode_base64(std::string_view text) {
    std::string padded;
    for (const char c : text)
        if (c != '\n' && c != '\r' && c != ' ') padded += c == '-' ? '+' : c == '_' ? '/' : c;
    while (padded.size() % 4 != 0) padded += '=';
    return base::from_base64(padded).value_or(std::string(text));
}

} // namespace

std::vector<Slot> slots_of(const Settings& settings) {
    std::vector<Slot> out = settings.format->slots;
    if (settings.records) out.insert(out.end(), settings.format->details.begin(), settings.format->details.end());
    auto column =
        static_cast<std::uint32_t>(settings.records ? settings.format->columns.size() : settings.format->event_columns);
    for (const Mapped& one : settings.mapping.columns) {
        Slot slot;
        slot.kind = one.kind;
        slot.meaning = one.meaning;
        slot.name = one.name;
        slot.columns = {column++};
        std::erase_if(out, [&](const Slot& old) {
            return old.kind == slot.kind &&
                   (slot.kind == Mapped::Kind::meaning ? old.meaning == slot.meaning : old.name == slot.name);
        });
        out.push_back(std::move(slot));
    }
    return out;
}

Mapping columns_of(const Settings& settings) {
    if (settings.format == nullptr) return settings.mapping;
    Mapping out;
    const Format& format = *settings.format;
    const std::size_t count = settings.records ? format.columns.size() : format.event_columns;
    for (std::size_t i = 0; i < count; ++i)
        out.columns.push_back({Mapped::Kind::meaning, Meaning::call, {}, format.columns[i]});
    for (const Mapped& one : settings.mapping.columns) out.columns.push_back(one);
    return out;
}

Millis read_length(std::string_view text) {
    text = base::trim(text);
    if (const auto seconds = base::parse_double(text))
        return *seconds >= 0 && *seconds < 1e10 ? static_cast<Millis>(*seconds * 1000 + 0.5) : no_time;
    if (text.find(':') == std::string_view::npos) {
        const auto length = base::parse_duration(text);
        return length && *length >= 0 ? *length / 1'000'000 : no_time;
    }
    Millis out = 0;
    if (text.starts_with('-')) return no_time; // also where its first part is zero
    for (int parts = 0; parts < 4; ++parts) {
        const std::size_t colon = text.find(':');
        const auto part = base::parse_double(text.substr(0, colon));
        if (!part || !(*part >= 0) || *part > 1e6) return no_time;
        out = out * 60 + static_cast<Millis>(*part * 1000 + 0.5);
        if (colon == std::string_view::npos) return out;
        text.remove_prefix(colon + 1);
    }
    return no_time;
}

Shaper::Shaper(const Settings& settings)
    : format_(settings.format), slots_(slots_of(settings)), call_of_(settings.call_of), time_(settings.zone),
      gathers_(settings.format->gathers()), records_(settings.records) {}

std::string_view Shaper::value(const Slot& slot, std::span<const std::string_view> values, Piece& piece) const {
    const auto there = [&](std::uint32_t column) { return !is_nothing(values[column]); };
    if (std::ranges::any_of(slot.unless, there)) return {};
    if (slot.except && std::ranges::find(slot.except_values, values[*slot.except]) != slot.except_values.end())
        return {};
    if (slot.beside && is_nothing(values[*slot.beside])) return {};
    if (slot.absent) {
        for (const std::uint32_t column : slot.columns)
            if (!values[column].empty()) return is_nothing(values[column]) ? "true" : "false";
        return {};
    }
    if (slot.join) {
        std::string all;
        for (const std::uint32_t column : slot.columns)
            if (!is_nothing(values[column])) all.append(all.empty() ? "" : " / ").append(values[column]);
        return all.empty() ? std::string_view() : piece.keep(std::move(all));
    }
    for (const std::uint32_t column : slot.columns) {
        std::string_view text = values[column];
        if (is_nothing(text)) continue;
        if (format_->percent && text.find('%') != std::string_view::npos)
            if (auto plain = base::percent_decode(text, false)) text = piece.keep(sound(std::move(*plain)));
        if (std::ranges::any_of(slot.same,
                                [&](const auto& one) { return one.first == text && !same(one.second, values); }))
            continue;
        if (slot.decode == Slot::Decode::base64) text = piece.keep(sound(decode_base64(text)));
        if (slot.decode == Slot::Decode::field) text = piece.keep(sound(field_of(text, slot.fields)));
        if (slot.decode == Slot::Decode::inside && is_body(text)) text = piece.keep(sound(field_of(text, slot.fields)));
        if (slot.table) {
            const auto row = std::ranges::find_if(
                *slot.table, [&](const auto& one) { return base::same_ignoring_case(one.first, text); });
            if (row == slot.table->end()) continue;
            text = row->second;
        }
        if (!text.empty()) return text;
    }
    return {};
}

// False where `bad` is a time that is none.
bool Shaper::take(const Slot& slot, std::string_view text, std::string_view& bad) {
    if (slot.kind == Mapped::Kind::detail) {
        details_.emplace_back(slot.detail, text);
        return true;
    }
    if (slot.kind != Mapped::Kind::meaning) {
        (slot.kind == Mapped::Kind::var ? vars_ : input_).emplace_back(slot.name, text);
        return true;
    }
    const auto moment = [&](Millis& into) {
        if (text == "0") return true; // FreeSWITCH: never
        into = time_.read(text);
        if (into == no_time) bad = text;
        return into != no_time;
    };
    switch (slot.meaning) {
    case Meaning::call: event_.call = text; break;
    case Meaning::event: event_.event = text; break;
    case Meaning::time: return moment(event_.time);
    case Meaning::state: event_.state = text; break;
    case Meaning::actor: event_.actor = text; break;
    case Meaning::digits:
        if (text.find("://") == std::string_view::npos) event_.digits = text; // else it is where a recording is
        break;
    case Meaning::sequence:
        event_.sequence = base::parse_int(text.substr(0, std::min<std::size_t>(text.find('.'), 15))).value_or(0);
        break;
    case Meaning::address: event_.address = without_method(text); break;
    case Meaning::signal: event_.signal = text; break;
    case Meaning::document: event_.document = text; break;
    case Meaning::group: facts_.group = text; break;
    case Meaning::start: return moment(facts_.start);
    case Meaning::answer: return moment(facts_.answer);
    case Meaning::end: return moment(facts_.end);
    case Meaning::duration: duration_ = text; break;
    case Meaning::talk: talk_ = text; break;
    case Meaning::code: facts_.code = text; break;
    case Meaning::cause: facts_.cause = text; break;
    case Meaning::answered_by: facts_.answered_by = text; break;
    case Meaning::session: facts_.session = text; break;
    case Meaning::begins: return moment(facts_.begins);
    case Meaning::offset: facts_.offset = read_length(text); break;
    case Meaning::key: facts_.key = text; break;
    case Meaning::link: facts_.link = text; break;
    case Meaning::status: refused_ = base::parse_int(text).value_or(0) >= 400; break;
    }
    return true;
}

// What times and lengths say of one another.
void Shaper::facts(std::string_view duration, std::string_view talk) {
    const Millis whole = duration.empty() ? no_time : read_length(duration);
    const Millis talked = talk.empty() ? no_time : read_length(talk);
    CallFacts& all = facts_;
    if (all.start == no_time) all.start = event_.time;
    if (all.end == no_time && all.start != no_time && whole != no_time) all.end = all.start + whole;
    if (all.start == no_time && all.end != no_time && whole != no_time) all.start = all.end - whole;
    const bool talks = talked != no_time && talked > 0;
    // of a length that may be seconds or not nobody knows when it began
    if (all.answer == no_time && all.end != no_time && talks && !format_->lengths_vary) all.answer = all.end - talked;
    all.answered = all.answer != no_time || talks;
}

void Shaper::emit(std::span<const std::string_view> values, Piece& piece, Sink& sink, std::uint32_t at) {
    event_ = {};
    facts_ = {};
    duration_ = talk_ = {};
    refused_ = false;
    input_.clear();
    vars_.clear();
    details_.clear();
    event_.at = at;
    std::string_view bad;
    const auto& only = format_->only_values;
    if (!only.empty() && std::ranges::find(only, values[format_->only]) == only.end()) {
        if (records_) sink.skipped(Reason::not_ours, at, values[format_->only]);
        return;
    }
    for (const Slot& slot : slots_) {
        const std::string_view text = value(slot, values, piece);
        if (text.empty() || take(slot, text, bad)) continue;
        // An attempt was one whenever it was: a call detail record goes without its time, an event cannot.
        if (!records_ || !gathers_) return sink.skipped(Reason::bad_time, at, bad);
        facts_.bad_time = bad;
    }
    if (!finish(piece, sink)) return;
    event_.input = input_;
    event_.vars = vars_;
    sink.event(event_);
}

bool Shaper::finish(Piece& piece, Sink& sink) {
    if (event_.call.empty() && !event_.address.empty() && call_of_) {
        AddressCall there = call_of_(event_.address);
        if (!there.ours) {
            sink.skipped(Reason::not_ours, event_.at, event_.address);
            return false;
        }
        event_.call = piece.keep(std::move(there.call));
        if (event_.call.empty() && facts_.group.empty() && facts_.link.empty() && !records_) {
            sink.skipped(Reason::unnamed, event_.at, event_.address);
            return false;
        }
    }
    if (refused_) {
        sink.skipped(Reason::refused, event_.at, event_.address);
        return false;
    }
    if (format_->hangup_first && event_.signal == "hangup") event_.address = {};
    event_.state_counts = format_->state_counts;
    if (event_.call.empty() && facts_.group.empty() && facts_.link.empty() && !records_) {
        sink.skipped(Reason::no_call, event_.at, {});
        return false;
    }
    if (gathers_) {
        facts(duration_, talk_);
        facts_.details = details_;
        event_.facts = &facts_;
    }
    return true;
}

} // namespace callflow::logs
