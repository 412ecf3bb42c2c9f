// What overlays say, in marks and words.
#pragma once

#include "draw/diagram.hpp"
#include "flow/annotations.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace callflow::draw {

// The one mark of an item that has several; `none` where it has none that is drawn.
[[nodiscard]] Mark mark_of(const flow::Annotation& item);

// Of parts that share a label: covered only where all of them are. `first`: `one` is of none yet.
[[nodiscard]] Mark joined(Mark one, Mark other, bool first);

// What is otherwise, as one would say it: `response/say[1]@text` is `words changed`, `response/gather@timeout` `gather timeout changed`.
[[nodiscard]] std::string words_of_change(std::string_view path);

// What is otherwise of a transition, in short: `was 3`, `was [vip]`, and as a sentence with what was and what is.
[[nodiscard]] std::string note_of_change(const flow::Change& change);
[[nodiscard]] std::string sentence_of_change(const flow::Change& change);

void add_once(std::vector<std::string>& all, std::string one);

// `34 %`, or where it is not known better `3 to 34 %`. Of shares from 0 to 1.
[[nodiscard]] std::string share_text(double least, double most);

// What a number of it is, where it has one of that name.
[[nodiscard]] std::optional<double> number_of(const flow::Annotation& item, std::string_view name);

// How often it may have been that one, too, where logs do not tell.
[[nodiscard]] std::uint64_t possible_of(const flow::Annotation& item);

// What an overlay says of the whole: `2,000 calls, 90.6 % as the flow says`; empty for nothing. Where `bodies` are
// named, only those are drawn: what is counted is theirs, or is said to be the whole flow's.
[[nodiscard]] std::string notice_of(const flow::Annotations& overlay, const std::vector<std::string>& bodies = {});

// `340 ms`, `4.2 s`, `12 min`.
[[nodiscard]] std::string duration_text(double milliseconds);

} // namespace callflow::draw
