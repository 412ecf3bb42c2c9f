// What a dialler pushes, whatever it is: every item is records, something else, or has a problem, none spoils another, and a record that
// was written is read again as the same one. The first byte chooses the format (0xff: none); items are parted by zeros.
#include "logs/format.hpp"
#include "net/redis.hpp"
#include "service/cdr_intake.hpp"
#include "service/cdr_memory.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>

using namespace callflow;

namespace {

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

using Format = std::shared_ptr<const logs::Format>;

// Read once: their descriptions are YAML, and reading one takes longer than an input.
const Format& format_of(std::string_view name) {
    static std::map<std::string_view, Format> known;
    const auto [at, fresh] = known.try_emplace(name);
    if (fresh) at->second = *logs::find_format(name);
    return at->second;
}

void parse_replies(std::string_view bytes) {
    net::RedisParser whole, cut;
    std::vector<net::RedisReply> a, b;
    const bool read = whole.feed(bytes, a).has_value();
    bool also = true;
    for (std::size_t i = 0; also && i < bytes.size(); ++i) also = cut.feed(bytes.substr(i, 1), b).has_value();
    require(read == also && a.size() == b.size(), "replies are the same however the bytes are cut");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto names = logs::cdr_formats();
    if (size == 0 || size > 64 * 1024) return 0;
    const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1); // NOLINT: bytes seen as characters
    if (data[0] == 0xfe) {
        parse_replies(text);
        static_cast<void>(net::read_redis_address(text));
        return 0;
    }
    logs::Settings settings;
    if (data[0] != 0xff) settings.format = format_of(names[data[0] % names.size()]);
    std::vector<std::string> items;
    for (std::size_t at = 0; at <= text.size() && items.size() < 100;) {
        const std::size_t end = std::min(text.find('\0', at), text.size());
        items.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    service::CdrIntake intake(settings);
    const auto read = intake.read(items);
    require(read.items.size() == items.size() && read.from.size() == read.records.size(), "one answer for each item");
    std::size_t records = 0;
    for (const service::CdrItem& one : read.items) {
        require(one.records != 0 || !one.other.empty() || !one.problem.empty(), "nothing is dropped in silence");
        records += one.records;
    }
    require(records == read.records.size(), "records are counted");
    std::string written;
    for (const logs::Cdr& one : read.records) {
        require(!one.key.empty() && !one.call.empty() && !one.source.empty(),
                "a record has a key, a call and a source");
        logs::append_cdr(written, one);
    }
    logs::Settings ours;
    ours.format = format_of("cdr");
    service::CdrIntake again(ours);
    service::CdrMemory memory(8);
    for (std::size_t at = 0; at < written.size();) {
        const std::size_t end = written.find('\n', at);
        const std::string line = written.substr(at, end - at);
        auto same = again.read({&line, 1});
        require(same.records.size() == 1, "what was written can be read");
        std::string back;
        logs::append_cdr(back, same.records[0]);
        require(back == line + "\n", "it is read as what it was");
        if (memory.look(same.records[0]) == service::CdrMemory::Known::fresh)
            require(memory.look(same.records[0]) == service::CdrMemory::Known::repeated, "it is known again");
        at = end + 1;
    }
    return 0;
}
