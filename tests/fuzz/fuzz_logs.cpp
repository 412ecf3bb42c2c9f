// Logs of every format: the first byte chooses it, 0xff lets it be recognised. Places and texts of what comes stay within the log, and
// events have calls and UTF-8.
#include "base/text.hpp"
#include "logs/log_file.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

using namespace callflow;

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

class Looks final : public logs::Sink {
public:
    void event(const logs::Event& event) override {
        require(event.at <= piece->size, "place");
        require(event.facts == nullptr, "facts are gathered");
        for (const std::string_view text :
             {event.call, event.event, event.actor, event.address, event.signal, event.state, event.digits})
            require(base::find_invalid_utf8(text) == std::string_view::npos, "UTF-8");
        static_cast<void>(logs::describe(event));
    }
    void skipped(logs::Reason, std::uint32_t at, std::string_view) override {
        require(at <= piece->size, "place");
        static_cast<void>(logs::place_of(*piece, at, 0));
    }
    const logs::Piece* piece = nullptr;
};

void read(const std::string& text, const logs::Settings& settings) {
    auto file = logs::LogFile::open("log", base::stream_over(text), settings);
    if (!file) {
        require(!file.error().message.empty(), "refused without a reason");
        return;
    }
    std::vector<logs::OpenLog> rest; // sometimes the same once more, as another log of the same calls
    if (text.size() % 3 == 0)
        rest.emplace_back([&] { return logs::LogFile::open("again", base::stream_over(text), settings); });
    *file = std::move(*file).whole(std::move(rest));
    const auto reader = file->reader();
    Looks looks;
    for (;;) {
        logs::Piece piece;
        const auto got = file->next(piece);
        require(got.has_value(), "nothing fails in memory");
        if (!*got) return;
        looks.piece = &piece;
        reader->read(piece, looks);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto formats = logs::all_formats();
    if (size == 0) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    logs::Settings settings;
    settings.strict = size % 2 == 0;
    settings.call_of = [](std::string_view address) {
        return logs::AddressCall{address.starts_with('/'), address.size() > 30 ? "CA1" : std::string()};
    };
    if (data[0] != 0xff) settings.format = formats[data[0] % formats.size()];
    read(text, settings);
    if (data[0] == 0xfe) {
        settings.format = nullptr;
        settings.mapping = *logs::parse_mapping("call=call,event=event,time=ts,input.x=data.x");
        read(text, settings);
    }
    return 0;
}
