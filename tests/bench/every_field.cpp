// The reference that replay is held against: simdjson reading every field of every line of a log, and nothing else.
#include <cstdio>
#include <cstring>
#include <simdjson.h>
#include <string_view>
#include <vector>

int main(int count, char** arguments) {
    std::FILE* file = count == 2 ? std::fopen(arguments[1], "rb") : nullptr;
    if (file == nullptr) return 2;
    constexpr std::size_t piece = 1 << 20;
    std::vector<char> buffer(piece + simdjson::SIMDJSON_PADDING);
    simdjson::ondemand::parser parser;
#ifdef SIMDJSON_THREADS_ENABLED
    parser.threaded = false;
#endif
    std::size_t kept = 0, lines = 0, bytes = 0;
    for (;;) {
        const std::size_t got = std::fread(buffer.data() + kept, 1, piece - kept, file);
        const std::size_t size = kept + got;
        if (got == 0) break;
        const std::size_t end = std::string_view(buffer.data(), size).rfind('\n') + 1;
        simdjson::ondemand::document_stream stream;
        if (parser.iterate_many(buffer.data(), end, piece).get(stream)) return 1;
        for (auto document : stream) {
            for (auto field : document.get_object()) {
                const std::string_view key = field.unescaped_key();
                const std::string_view value = field.value().get_string();
                bytes += key.size() + value.size();
            }
            ++lines;
        }
        kept = size - end;
        std::memmove(buffer.data(), buffer.data() + end, kept);
    }
    std::fclose(file);
    std::printf("%zu lines, %zu bytes\n", lines, bytes);
    return 0;
}
