// What a hostile application answers: bounded, and the same however the bytes are cut. Addresses of requests too: the text up to
// the first line break is one, the rest is the answer.
#include "net/http_client.hpp"
#include "net/response_reader.hpp"
#include "service/call_application.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

using namespace callflow;
using State = net::ResponseReader::State;

namespace {

constexpr net::ResponseLimits limits{.header_bytes = 512, .body_bytes = 2048};

void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

struct Read {
    State state = State::more;
    bool again = false;
    net::HttpResponse response;
};

Read read(std::string_view bytes, std::size_t slice, bool head) {
    net::ResponseReader reader(limits, head);
    Read out;
    while (!bytes.empty() && out.state == State::more) {
        const std::size_t size = std::min(slice, bytes.size());
        out.state = reader.put(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    if (out.state == State::more) out.state = reader.end();
    require(out.state != State::more, "it ends");
    require(reader.put("more") == out.state, "an end is an end");
    if (out.state != State::done) return out;
    out.again = reader.keeps_alive() && bytes.empty();
    out.response = reader.take();
    require(out.response.body.size() <= limits.body_bytes, "the body's bound");
    require(out.response.status >= 200 && out.response.status <= 999, "the status");
    return out;
}

void check_address(std::string_view text) {
    const std::string url = service::sendable_address(text);
    const net::ClientAddress address = net::read_client_address(url);
    if (address.host.empty()) return;
    require(address.target.front() == '/' || address.target.front() == '?', "the target");
    for (const std::string& one : {address.target, address.authority, address.authorization.substr(0, 5)})
        require(one.find_first_of(" \r\n\t") == std::string::npos, "no line of a request is broken");
    require(std::atoi(address.port.c_str()) > 0, "the port");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view all(reinterpret_cast<const char*>(data), size);
    const std::size_t line = std::min(all.find('\n'), all.size());
    check_address(all.substr(0, line));
    const std::string_view bytes = all.substr(std::min(line + 1, all.size()));
    for (const bool head : {false, true}) {
        const Read whole = read(bytes, bytes.size() + 1, head);
        for (const std::size_t slice : {std::size_t(1), std::size_t(7)}) {
            const Read cut = read(bytes, slice, head);
            // What has no end is refused earlier when it comes in pieces.
            if (cut.state == State::too_large || whole.state == State::too_large) continue;
            // Of what is none anyway it may be seen earlier or later that it is none.
            require((cut.state == State::done) == (whole.state == State::done), "the same end");
            require(cut.response.status == whole.response.status && cut.response.body == whole.response.body,
                    "the same answer");
        }
    }
    return 0;
}
