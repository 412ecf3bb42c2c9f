// The reference that replay is held against: simdjson reading every field of every line of a log, and nothing else.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <simdjson.h>
#include <string>

int main(int count, char** arguments) {
    if (count < 2) return 0;
    std::ifstream file(arguments[1], std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const simdjson::padded_string log(text);
    double best = 1e9;
    std::size_t lines = 0, bytes = 0;
    for (int round = 0; round < 5; ++round) {
        lines = bytes = 0;
        const std::clock_t begin = std::clock();
        simdjson::ondemand::parser parser;
#ifdef SIMDJSON_THREADS_ENABLED
        parser.threaded = false;
#endif
        simdjson::ondemand::document_stream stream;
        if (parser.iterate_many(log, 1 << 20).get(stream)) return 1;
        for (auto document : stream) {
            for (auto field : document.get_object()) {
                const std::string_view key = field.unescaped_key();
                const std::string_view value = field.value().get_string();
                bytes += key.size() + value.size();
            }
            ++lines;
        }
        best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    std::printf("simdjson\t%.0f\tMB/s\t%.2f M lines/s, %zu bytes of fields\n", static_cast<double>(text.size()) / best / 1e6,
                static_cast<double>(lines) / best / 1e6, bytes);
    return 0;
}
