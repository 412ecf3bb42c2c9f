// A log in a text, read to its end.
#pragma once

#include "base/files.hpp"
#include "base/text.hpp"
#include "logs/log_file.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace callflow::logs {

class Told final : public Sink {
public:
    void event(const Event& event) override { all.push_back(describe(event)); }
    void skipped(Reason reason, std::uint32_t at, std::string_view) override {
        all.push_back("skipped " + std::string(to_string(reason)));
        if (piece != nullptr) places.push_back(place_of(*piece, at, before));
    }
    void decoded(std::uint32_t) override { ++decoded_count; }
    std::vector<std::string> all;
    std::vector<Place> places;
    std::size_t decoded_count = 0;
    const Piece* piece = nullptr;
    std::uint64_t before = 0;
};

// Settings whose flow has the usual address, with nothing in it escaped.
inline Settings with_addresses() {
    Settings out;
    out.call_of = [](std::string_view address) {
        AddressCall found;
        found.ours = address.starts_with("/calls/flow");
        const std::size_t at = address.find("call_id=");
        if (at != std::string_view::npos) found.call = address.substr(at + 8, address.substr(at + 8).find('&'));
        if (base::find_invalid_utf8(found.call) != std::string::npos) found.call.clear();
        return found;
    };
    return out;
}

// What describe() says of the events, and `skipped REASON`; of a log that cannot be read `error WHY`.
inline std::vector<std::string> read_all(std::string_view text, const Settings& settings, Told* told = nullptr) {
    auto file = LogFile::open("log", base::stream_over(std::string(text)), settings);
    if (!file) return {"error " + file.error().message};
    *file = std::move(*file).whole();
    const auto reader = file->reader();
    Told mine;
    Told& sink = told == nullptr ? mine : *told;
    for (;;) {
        Piece piece;
        const auto got = file->next(piece);
        if (!got) return {"error " + got.error().message};
        if (!*got) break;
        sink.piece = &piece;
        sink.before = file->line();
        reader->read(piece, sink);
        sink.piece = nullptr;
    }
    return sink.all;
}

} // namespace callflow::logs
