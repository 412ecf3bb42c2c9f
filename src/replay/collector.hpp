// Makes records of what a log's reader finds. Private to replay.
#pragma once

#include "logs/event.hpp"
#include "replay/run.hpp"
#include "replay/text_map.hpp"
#include "replay/window.hpp"

#include <absl/container/flat_hash_map.h>
#include <absl/container/node_hash_set.h>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace callflow::replay {

// Texts that many records have, each kept once. A record waits for a while for others that come late: by the time it is replayed its
// piece of the log is in no cache any more, and these are. Belongs to one thread; views last as long as it does.
class Spellings {
public:
    // The text, kept; itself where it is long, or too many are kept.
    std::string_view of(std::string_view text) {
        if (text.empty()) return {};
        std::string_view& recent = recent_[place_of(text) % recent_.size()];
        return same_name(recent, text) ? recent : kept(text, recent);
    }
    // An actor and an event, kept; or in `passing` where they are long, or too many are kept.
    const Spelling& of(std::string_view actor, std::string_view event, std::deque<Spelling>& passing) {
        if (event.empty() && actor.empty()) return no_name;
        const std::size_t place = (event.empty() ? 0 : place_of(event)) + actor.size() * 29;
        const Spelling*& recent = recent_names_[place % recent_names_.size()];
        const bool same = recent != nullptr && same_name(recent->event, event) && same_name(recent->actor, actor);
        return same ? *recent : kept(actor, event, recent, passing);
    }

private:
    // Most texts differ in length, or else in their first or last letter.
    static std::size_t place_of(std::string_view text) {
        return text.size() * 7 + static_cast<unsigned char>(text.front()) * 5u +
               static_cast<unsigned char>(text.back()) * 11u;
    }
    std::string_view kept(std::string_view text, std::string_view& recent);
    const Spelling& kept(std::string_view actor, std::string_view event, const Spelling*& recent,
                         std::deque<Spelling>& passing);

    absl::node_hash_set<std::string, TextHash, std::equal_to<>> all_;
    std::array<std::string_view, 64> recent_{};
    std::deque<Spelling> names_;
    absl::flat_hash_map<std::pair<std::string_view, std::string_view>, const Spelling*> by_text_; // of names_
    std::array<const Spelling*, 128> recent_names_{};
};

// Of one piece. What it is given must outlive it, and `spellings` the records.
class Collector final : public logs::Sink {
public:
    Collector(Batch& batch, const Options& options, Spellings& spellings)
        : batch_(batch), options_(options), spellings_(spellings) {}

    void event(const logs::Event& event) override;
    void skipped(logs::Reason reason, std::uint32_t at, std::string_view line) override;
    void decoded(std::uint32_t) override { decoded_ = true; }

private:
    void take_more(const logs::Event& event, Record& out);

    Batch& batch_;
    const Options& options_;
    Spellings& spellings_;
    bool decoded_ = false; // the next record was
};

} // namespace callflow::replay
