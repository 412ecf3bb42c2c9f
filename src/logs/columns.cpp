#include "logs/columns.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <array>

namespace callflow::logs {

Columns::Columns(const Settings& settings)
    : table_(settings.table), mapped_(columns_of(settings).columns), call_of_(settings.call_of), time_(settings.zone) {
    if (table_) {
        for (const Mapped& one : mapped_) input_.emplace_back(one.name, std::string_view());
        for (auto& one : input_) places_.push_back(&one.second);
        event_.input = input_;
        return;
    }
    if (settings.format != nullptr) {
        shaper_.emplace(settings);
        values_.resize(mapped_.size());
        for (std::string_view& one : values_) places_.push_back(&one);
        return;
    }
    for (const Mapped& one : mapped_) {
        if (one.kind == Mapped::Kind::input) input_.emplace_back(one.name, std::string_view());
        if (one.kind == Mapped::Kind::var) vars_.emplace_back(one.name, std::string_view());
    }
    const std::array<std::string_view*, meanings.size()> places{
        &event_.call,   &event_.event,   &time_text_,     &event_.state,  &event_.actor,
        &event_.digits, &sequence_text_, &event_.address, &event_.signal, &event_.document};
    std::size_t input = 0, vars = 0;
    names_call_ = std::ranges::any_of(
        mapped_, [](const Mapped& one) { return one.kind == Mapped::Kind::meaning && one.meaning == Meaning::call; });
    for (const Mapped& one : mapped_) {
        switch (one.kind) {
        case Mapped::Kind::meaning: places_.push_back(places[static_cast<std::size_t>(one.meaning)]); break;
        case Mapped::Kind::input: places_.push_back(&input_[input++].second); break;
        case Mapped::Kind::var: places_.push_back(&vars_[vars++].second); break;
        case Mapped::Kind::detail: break; // of formats alone
        }
    }
}

void Columns::make_sound(Sink& sink, std::uint32_t at) {
    bool any = false;
    for (std::string_view* one : places_) {
        if (base::find_invalid_utf8(*one) == std::string_view::npos) continue;
        *one = piece_->keep(from_latin1(*one));
        any = true;
    }
    if (any) sink.decoded(at);
}

// The call is named by the address that was asked for. False where that is not the flow's.
bool Columns::call_by_address(Sink& sink) {
    AddressCall there = call_of_(event_.address);
    if (!there.ours) sink.skipped(Reason::not_ours, event_.at, event_.address);
    if (there.ours) event_.call = piece_->keep(std::move(there.call));
    return there.ours;
}

void Columns::emit(Sink& sink, std::size_t at) {
    if (mixed_) make_sound(sink, static_cast<std::uint32_t>(at));
    if (shaper_) return shaper_->emit(values_, *piece_, sink, static_cast<std::uint32_t>(at));
    event_.at = static_cast<std::uint32_t>(at);
    if (table_) return sink.event(event_);
    if (!names_call_) event_.call = {}; // it was an address that named the one of the record before
    if (event_.call.empty()) {
        if (!event_.address.empty() && call_of_ && !call_by_address(sink)) return;
        if (event_.call.empty())
            return sink.skipped(event_.address.empty() || !call_of_ ? Reason::no_call : Reason::unnamed, event_.at, {});
    }
    event_.time = no_time;
    if (!time_text_.empty()) {
        event_.time = time_.read(time_text_);
        if (event_.time == no_time) return sink.skipped(Reason::bad_time, event_.at, time_text_);
    }
    event_.sequence = 0;
    for (const char c : sequence_text_) {
        if (c < '0' || c > '9' || event_.sequence > 1'000'000'000'000) break;
        event_.sequence = event_.sequence * 10 + (c - '0');
    }
    const auto given = [](const auto& all, auto& into) {
        into.clear();
        std::ranges::copy_if(all, std::back_inserter(into), [](const auto& one) { return !one.second.empty(); });
        return std::span<const std::pair<std::string_view, std::string_view>>(into);
    };
    if (!input_.empty()) event_.input = given(input_, given_input_);
    if (!vars_.empty()) event_.vars = given(vars_, given_vars_);
    sink.event(event_);
}

} // namespace callflow::logs
