#include "logs/columns.hpp"

#include <array>

namespace callflow::logs {

void Columns::emit(Sink& sink, std::size_t at) {
    Event event;
    event.at = static_cast<std::uint32_t>(at);
    input_.clear();
    vars_.clear();
    std::string_view time, sequence;
    const std::array<std::string_view*, meanings.size()> places{
        &event.call,   &event.event, &time,          &event.state,  &event.actor,
        &event.digits, &sequence,    &event.address, &event.signal, &event.document};
    for (std::size_t i = 0; i < mapped_.size(); ++i) {
        const Mapped& one = mapped_[i];
        if (one.kind == Mapped::Kind::meaning) {
            *places[static_cast<std::size_t>(one.meaning)] = values_[i];
        } else if (!values_[i].empty()) {
            (one.kind == Mapped::Kind::var ? vars_ : input_).emplace_back(one.name, values_[i]);
        }
    }
    if (event.call.empty()) return sink.skipped(Reason::no_call, event.at, {});
    if (!time.empty()) {
        event.time = time_.read(time);
        if (event.time == no_time) return sink.skipped(Reason::bad_time, event.at, time);
    }
    for (const char c : sequence) {
        if (c < '0' || c > '9' || event.sequence > 1'000'000'000'000) break;
        event.sequence = event.sequence * 10 + (c - '0');
    }
    event.input = input_;
    event.vars = vars_;
    sink.event(event);
}

} // namespace callflow::logs
