// Documents read back, in bytes per second: a large one of each kind, for the reader's own speed, and the small one that most are.
#include "providers/provider.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <string_view>

namespace {

using namespace callflow;

// Megabytes per second of processor time, the best of several rounds.
double measure(const providers::Provider& provider, const std::string& text) {
    const int count = static_cast<int>(std::max<std::size_t>(1, 4'000'000 / text.size()));
    double best = 0;
    base::Sources sources;
    const base::FileId file = sources.add("document", text);
    for (int round = 0; round < 5; ++round) {
        const std::clock_t begin = std::clock();
        for (int i = 0; i < count; ++i) {
            base::Diagnostics found;
            if (!provider.parse(sources, file, found)) return 0;
        }
        const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        best = std::max(best, static_cast<double>(text.size()) * count / took / 1e6);
    }
    return best;
}

std::string repeated(std::string_view part, std::string_view between, std::size_t size) {
    std::string out(part);
    while (out.size() < size) out.append(between).append(part);
    return out;
}

} // namespace

int main() {
    constexpr std::string_view twiml = "  <Gather numDigits=\"1\" action=\"/chose?a=1&amp;b=2\" timeout=\"5\">\n"
                                       "    <Say voice=\"Polly.Joanna\">For sales press 1, for support press 2</Say>\n"
                                       "  </Gather>\n  <Redirect method=\"POST\">/calls/flow?event=again</Redirect>\n";
    constexpr std::string_view tropo = "{\"ask\":{\"say\":[{\"value\":\"For sales press 1, for support press 2\"}],"
                                       "\"choices\":{\"value\":\"sales(1), support(2)\",\"mode\":\"dtmf\"},"
                                       "\"timeout\":10,\"attempts\":3,\"name\":\"menu\",\"voice\":\"allison\"}}";
    for (const std::size_t size : {std::size_t{1}, std::size_t{1'000'000}}) {
        const char* which = size == 1 ? "small" : "large";
        const std::string xml =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>\n" + repeated(twiml, "", size) + "</Response>\n";
        const std::string json = "{\"tropo\":[" + repeated(tropo, ",", size) + "]}";
        const char* budget = size == 1 ? "shown only" : ">= 100";
        std::printf("read_twiml_%s\t%.0f\tMB/s\t%s\n", which, measure(*providers::find_provider("twilio"), xml),
                    budget);
        std::printf("read_tropo_%s\t%.0f\tMB/s\t%s\n", which, measure(*providers::find_provider("tropo"), json),
                    budget);
    }
    return 0;
}
