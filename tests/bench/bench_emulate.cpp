// An emulated call of ten requests, each answered by a prompt that waits for a key: processor time of a call.
#include "providers/emulate/emulator.hpp"
#include "providers/provider.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>

namespace {

using namespace callflow;
using namespace callflow::providers::emulate;

constexpr int requests = 10;

// The same document nine times, then an empty one.
class Menu : public Application {
public:
    explicit Menu(const providers::Provider& provider)
        : tropo_(provider.name == "tropo"), type_(provider.content_type) {}
    Answer answer(const Request&) override {
        Answer out;
        out.content_type = type_;
        const bool last = ++asked == requests;
        if (tropo_) {
            out.body = last ? "{\"tropo\":[]}"
                            : "{\"tropo\":[{\"ask\":{\"say\":[{\"value\":\"For sales press 1, for support press 2\"}],"
                              "\"choices\":{\"value\":\"sales(1), support(2)\",\"mode\":\"dtmf\"},\"timeout\":10,"
                              "\"name\":\"menu\"}},{\"on\":{\"event\":\"continue\",\"next\":\"/next\"}}]}";
        } else {
            out.body = last ? "<Response/>"
                            : "<Response><Gather numDigits=\"1\" action=\"/next\" timeout=\"5\">"
                              "<Say>For sales press 1, for support press 2</Say></Gather></Response>";
        }
        return out;
    }
    int asked = 0;

private:
    bool tropo_;
    std::string type_;
};

bool call(const providers::Provider& provider) {
    Menu menu(provider);
    Setup setup;
    setup.application = &menu;
    const auto emulator = provider.emulator->make(setup);
    CallOptions options;
    options.from = "+15551230000";
    options.to = "+15557654321";
    options.address = "https://app.example.com/start";
    const LegId leg = emulator->place(options);
    Act press;
    press.kind = Act::Kind::press;
    press.text = "1";
    while (emulator->leg(leg).phase != Leg::Phase::ended) {
        if (emulator->leg(leg).takes_keys) {
            if (!emulator->act(leg, press)) return false;
            emulator->advance(emulator->now());
        } else if (!emulator->advance(never)) {
            return false;
        }
    }
    return menu.asked == requests;
}

} // namespace

int main() {
    for (const providers::Provider* provider : providers::registry()) {
        if (provider->emulator == nullptr) continue;
        constexpr int count = 2000;
        double best = 1e9;
        for (int round = 0; round < 5; ++round) {
            const std::clock_t begin = std::clock();
            for (int i = 0; i < count; ++i) {
                if (!call(*provider)) return 1;
            }
            best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / count * 1e6);
        }
        std::printf("emulated_call_%s\t%.0f\tus\t<= 100\n", std::string(provider->name).c_str(), best);
    }
    return 0;
}
