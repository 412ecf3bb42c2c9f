// Makes records of what a log's reader finds. Private to replay.
#pragma once

#include "logs/event.hpp"
#include "replay/run.hpp"
#include "replay/text_map.hpp"
#include "replay/window.hpp"

#include <absl/container/node_hash_set.h>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace callflow::replay {

// Texts that many records have, each kept once. A record waits for a while for others that come late: by the time it is replayed its
// piece of the log is in no cache any more, and these are. Belongs to one thread; views last as long as it does.
class Spellings {
public:
    // The text, kept; itself where it is long, or too many are kept. Fields whose texts have little in common have numbers of their own,
    // below `fields`.
    static constexpr std::size_t fields = 3;
    std::string_view of(std::string_view text, std::size_t field) {
        if (text.empty()) return {};
        // most texts of a field differ in length, or else in their first or last letter
        const std::size_t letters =
            static_cast<unsigned char>(text.front()) * 5u + static_cast<unsigned char>(text.back()) * 11u;
        std::string_view& recent = recent_[field][(text.size() * 7 + letters) % recent_[field].size()];
        return same_name(recent, text) ? recent : kept(text, recent);
    }

private:
    std::string_view kept(std::string_view text, std::string_view& recent);

    absl::node_hash_set<std::string, TextHash, std::equal_to<>> all_;
    std::array<std::array<std::string_view, 64>, fields> recent_{};
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
