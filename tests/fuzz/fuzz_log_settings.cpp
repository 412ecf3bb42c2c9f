// What says how logs are read: files that describe a format, mappings, codes and the columns of Asterisk. What can be used is used on a
// small log. The first byte chooses.
#include "logs/cel_conf.hpp"
#include "logs/format.hpp"
#include "logs/log_file.hpp"
#include "logs/outcomes.hpp"
#include "logs/time_text.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

using namespace callflow;

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

template <class Value> bool is_read(const base::Result<Value>& read) {
    require(read.has_value() || !read.error().message.empty(), "refused without a reason");
    return read.has_value();
}

class Nothing final : public logs::Sink {
public:
    void event(const logs::Event&) override {}
    void skipped(logs::Reason, std::uint32_t, std::string_view) override {}
};

void use(const logs::Settings& settings, const std::string& text) {
    auto file = logs::LogFile::open("log", base::stream_over(text), settings);
    if (!is_read(file)) return;
    const auto reader = file->reader();
    Nothing nothing;
    for (;;) {
        logs::Piece piece;
        const auto got = file->next(piece);
        require(got.has_value(), "nothing fails in memory");
        if (!*got) return;
        reader->read(piece, nothing);
    }
}

void use_format(const std::string& text) {
    auto read = logs::read_format("format.yaml", text);
    if (!is_read(read)) return;
    logs::Settings settings;
    settings.format = std::make_shared<const logs::Format>(std::move(*read));
    for (const logs::Sample& sample : settings.format->samples) use(settings, sample.text);
    use(settings, "{\"call\": \"C1\", \"event\": \"press\", \"time\": 1767225600}\n");
    use(settings, "call,event,time\nC1,press,2026-01-01T00:00:00Z\n");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > (1u << 14)) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1); // NOLINT: bytes seen as characters
    switch (data[0]) {
    case 'f': use_format(text); break;
    case 'c': {
        const auto codes = logs::Codes::read("codes.yaml", text);
        if (is_read(codes))
            static_cast<void>(logs::outcome_of(
                &*codes, {.word = text.substr(0, 20), .cause = text.substr(0, 3), .answered = size % 2 == 0}));
        break;
    }
    case 'a': {
        const auto columns = logs::read_cel_conf("cel_custom.conf", text);
        if (is_read(columns)) require(!columns->empty(), "a log has columns");
        break;
    }
    case 'm': {
        const auto mapping = logs::parse_mapping(text, size % 2 == 0);
        if (!is_read(mapping)) break;
        logs::Settings settings;
        settings.mapping = *mapping;
        use(settings, "{\"a\": \"C1\", \"b\": \"press\", \"c\": {\"d\": 1767225600}}\n");
        use(settings, "a,b,c\nC1,press,2026-01-01T00:00:00Z\n");
        break;
    }
    case 'o': static_cast<void>(logs::outcome_of(text, size % 2 == 0)); break;
    case 't': {
        // A time is what it is, whatever was read before it.
        logs::TimeReader fresh, used;
        const std::size_t end = std::min(text.find('\n'), text.size());
        static_cast<void>(used.read(std::string_view(text).substr(0, end)));
        const std::string_view rest = std::string_view(text).substr(std::min(end + 1, text.size()));
        require(used.read(rest) == fresh.read(rest), "a time does not depend on the one before");
        static_cast<void>(logs::read_length(rest));
        break;
    }
    default: break;
    }
    return 0;
}
