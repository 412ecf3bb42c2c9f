// Responses made of any verbs with any texts: every provider's document can be read again, means the
// same as itself, and is the same with and without a place for findings.
#include "check_compare.hpp"
#include "flow/verb.hpp"

namespace {

using namespace callflow;
using fuzzing::require;

// Takes the input apart; zeros and nothing once it has run out.
class Bytes {
public:
    explicit Bytes(std::string_view rest) : rest_(rest) {}
    [[nodiscard]] bool empty() const { return rest_.empty(); }
    std::size_t number(std::size_t below) {
        if (rest_.empty() || below == 0) {
            return 0;
        }
        const auto byte = static_cast<unsigned char>(rest_[0]);
        rest_.remove_prefix(1);
        return byte % below;
    }
    std::string text() {
        const std::size_t end = std::min(rest_.find('\n'), rest_.size());
        std::string out(rest_.substr(0, end));
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        return out;
    }

private:
    std::string_view rest_;
};

flow::ResolvedVerb make_verb(Bytes& bytes, std::uint32_t depth) {
    const auto all = flow::vocabulary();
    flow::ResolvedVerb verb;
    verb.spec = &all[bytes.number(all.size())];
    const std::size_t count = verb.spec->attributes.size() + verb.spec->extras.size();
    for (std::size_t n = count == 0 ? 0 : bytes.number(6); n > 0; --n) {
        const std::size_t i = bytes.number(count);
        const std::size_t own = verb.spec->attributes.size();
        verb.attributes.push_back({i < own ? &verb.spec->attributes[i] : &verb.spec->extras[i - own], bytes.text()});
    }
    for (std::size_t n = depth < 3 ? bytes.number(4) : 0; n > 0; --n) {
        verb.children.push_back(make_verb(bytes, depth + 1));
    }
    return verb;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Bytes bytes({reinterpret_cast<const char*>(data), size});
    flow::ResolvedResponse response;
    response.has_next = bytes.number(2) == 1;
    response.text = response.has_next && bytes.number(4) == 1;
    response.final = bytes.number(4) == 1;
    response.next = bytes.text();
    while (!bytes.empty() && response.verbs.size() < 50) {
        response.verbs.push_back(make_verb(bytes, 0));
    }
    for (const flow::SignalSpec& signal : flow::signal_specs()) {
        response.signals.push_back({signal.name, "/" + std::string(signal.name)});
    }
    for (const providers::Provider* provider : providers::registry()) {
        std::string document;
        std::string silent;
        base::Diagnostics findings;
        provider->render(response, document, &findings);
        provider->render(response, silent, nullptr);
        require(document == silent && document.ends_with('\n'));
        base::Sources sources;
        base::Diagnostics diagnostics;
        const base::FileId file = sources.add("document", document);
        const auto same = provider->compare(sources, file, file, diagnostics);
        require(same && same->empty() && diagnostics.empty());
    }
    return 0;
}
