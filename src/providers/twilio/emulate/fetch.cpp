// Fetching documents (TwiML facts 1 and 5): redirects, time-outs, content types, sizes.
#include "base/ascii.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "providers/emulate/encoding.hpp"
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>

namespace callflow::providers::twilio::emulate {

namespace {

constexpr std::size_t most_bytes = 64 * 1024;
constexpr int most_redirects = 10;
constexpr Millis whole_response = 15'000;

// An address may say itself how long its answer may take: `#tt=` altogether, `#rt=` for reading.
Millis patience_of(std::string_view address) {
    Millis out = whole_response;
    const base::UrlParts parts = base::split_url(address);
    std::string_view rest = parts.fragment;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('&'), rest.size());
        const std::string_view one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (!one.starts_with("tt=") && !one.starts_with("rt=")) continue;
        const auto value = base::parse_int(one.substr(3));
        if (value && *value > 0) out = std::min(out, *value);
    }
    return out;
}

// `text/xml` of `text/xml; charset=utf-8`, in small letters.
std::string type_of(std::string_view header) {
    std::string out(base::trim(header.substr(0, header.find(';'))));
    for (char& c : out) {
        c = base::to_lower(c);
    }
    return out;
}

struct Wrong {
    std::string_view code, why;
};

Wrong wrong_with(const Answer& answer) {
    switch (answer.failure) {
    case Answer::Failure::timeout: return {"11205", "no answer came in time"};
    case Answer::Failure::connection: return {"11205", "there was no connection"};
    case Answer::Failure::name: return {"11210", "the host is not known"};
    case Answer::Failure::certificate: return {"11220", "the certificate is not trusted"};
    case Answer::Failure::tls: return {"11220", "there was no TLS with it"};
    case Answer::Failure::protocol: return {"11206", "what came is no HTTP"};
    case Answer::Failure::too_large: return {"11750", "the answer is larger than 64 kB"};
    case Answer::Failure::none: break;
    }
    if (answer.status < 200 || answer.status >= 300) return {"11200", "the answer was no success"};
    if (answer.body.size() > most_bytes) return {"11750", "the answer is larger than 64 kB"};
    if (answer.content_type.empty()) return {"11200", "the answer has no content type, which counts as a bad gateway"};
    if (answer.body.empty()) return {"11770", "the answer is empty"};
    return {};
}

// By its XML declaration.
bool is_of_other_version(std::string_view body) {
    if (!body.starts_with("<?xml")) return false;
    const std::string_view declaration = body.substr(0, body.find("?>"));
    const std::size_t at = declaration.find("version");
    const std::size_t quote = at == std::string_view::npos ? at : declaration.find_first_of("\"'", at);
    return quote != std::string_view::npos && !declaration.substr(quote + 1).starts_with("1.");
}

// The same bytes from the same address mean the same: calls come by many a document more than once.
std::shared_ptr<const Document> read_xml(Exchange& x, std::string bytes, const std::string& address) {
    constexpr std::size_t small = 4096, most = 8;
    for (const ReadBefore& one : x.read_before) {
        if (one.bytes == bytes && one.document->address == address) return one.document;
    }
    if (bytes.size() > small) return read_document(std::move(bytes), address);
    std::shared_ptr<const Document> document = read_document(bytes, address);
    if (!document) return document;
    if (x.read_before.size() >= most) x.read_before.erase(x.read_before.begin());
    x.read_before.push_back({std::move(bytes), document});
    return document;
}

// The document in an answer that arrived.
void read(Exchange& x, Loaded& loaded, Answer& answer, const std::string& address) {
    const std::string type = type_of(answer.content_type);
    if (type.starts_with("audio/")) {
        loaded.document = playing_document(address);
        return;
    }
    const bool xml = type == "text/xml" || type == "application/xml" || type == "text/html";
    if (!xml && type != "text/plain") {
        loaded.code = "12300";
        loaded.why = "the answer is no TwiML by its content type " + type;
        return;
    }
    if (xml && is_of_other_version(answer.body)) {
        loaded.code = "12101";
        loaded.why = "the document is of an XML that is not 1.x";
        return;
    }
    const std::string encoded = encoded_account(answer, answer.body);
    std::string spoken;
    if (!xml && encoded.empty()) spoken = answer.body;
    loaded.document = read_xml(x, std::move(answer.body), address);
    if (!loaded.document && !xml && encoded.empty()) loaded.document = saying_document(spoken, address);
    if (!loaded.document) {
        loaded.code = "12100";
        loaded.why = "the document does not parse" + encoded;
    } else if (loaded.document->tree.root().name != "Response") {
        loaded.document.reset();
        loaded.code = "12102";
        loaded.why = "the document's root is not Response";
    }
}

// What the provider asks is asked beside the line, so that whatever happens to the line meanwhile is not kept waiting.
Task<void> ask_beside(Exchange& x, Line& line, Request request, Millis patience, std::uint64_t turn) {
    Answer answer = co_await x.world().ask(std::move(request), patience);
    if (line.fetches != turn) co_return;
    line.fetched = std::move(answer);
    Event event;
    event.kind = Event::Kind::fetched;
    line.box.post(std::move(event));
}

std::string_view header(const Answer& answer, std::string_view name) {
    for (const auto& [one, value] : answer.headers) {
        if (base::same_ignoring_case(one, name)) return value;
    }
    return {};
}

void keep_cookies(const Exchange& x, Line& line, const Answer& answer, const std::string& url) {
    const std::string_view date = header(answer, "Date");
    for (const auto& [name, text] : answer.headers) {
        if (base::same_ignoring_case(name, "Set-Cookie")) line.cookies.take(text, url, date, x.wall());
    }
}

Cached* cached(Exchange& x, std::string_view url) {
    const auto at = std::ranges::find(x.cache, url, &Cached::url);
    return at == x.cache.end() ? nullptr : &*at;
}

// What is kept by its address: the parameters of a GET differ from call to call, and with them the document.
void keep_document(Exchange& x, const std::string& url, const Answer& answer) {
    const std::string_view tag = header(answer, "ETag"), modified = header(answer, "Last-Modified");
    std::erase_if(x.cache, [&](const Cached& one) { return one.url == url; });
    if (tag.empty() && modified.empty()) return;
    constexpr std::size_t most = 20;
    if (x.cache.size() >= most) x.cache.erase(x.cache.begin());
    x.cache.push_back({url, std::string(tag), std::string(modified), answer.content_type, answer.body});
}

// A document that did not change is the one that is there.
void use_cache(Exchange& x, const std::string& url, Answer& answer) {
    if (answer.failure != Answer::Failure::none) return;
    const Cached* const old = cached(x, url);
    if (answer.status == 304 && old != nullptr) {
        answer.status = 200;
        answer.content_type = old->type;
        answer.body = old->body;
    } else if (answer.status == 200 && (!answer.headers.empty() || old != nullptr)) {
        keep_document(x, url, answer);
    }
}

Request request_of(Exchange& x, const Line& line, const Jump& jump) {
    Request out = x.compose(line, jump.kind, jump.address, jump.method, jump.adds);
    out.first = jump.first;
    if (jump.method != "GET" || x.cache.empty()) return out;
    if (const Cached* const old = cached(x, jump.address)) {
        if (!old->tag.empty()) out.http.headers.emplace_back("If-None-Match", old->tag);
        if (!old->modified.empty()) out.http.headers.emplace_back("If-Modified-Since", old->modified);
    }
    return out;
}

// Where an HTTP redirect leads: Digits do not come along (4.3).
void follow(Jump& jump, const Answer& answer) {
    jump.address = base::resolve_url(jump.address, answer.location);
    if (answer.status != 307 && answer.status != 308) jump.method = "GET";
    std::erase_if(jump.adds, [](const auto& one) {
        return one.first == "Digits" || one.first == "FinishedOnKey" || one.first == "msg";
    });
    if (jump.kind == "gather" &&
        std::ranges::find(jump.adds, "SpeechResult", &Form::value_type::first) == jump.adds.end())
        jump.kind = "next";
}

} // namespace

bool is_web(std::string_view address) { return address.starts_with("http://") || address.starts_with("https://"); }

Task<Loaded> load(Exchange& x, Line& line, bool unheard) {
    Jump jump = std::move(line.jump);
    Loaded loaded;
    if (jump.document) {
        Answer answer;
        answer.content_type = "text/xml";
        answer.body = std::move(*jump.document);
        read(x, loaded, answer, {});
        co_return loaded;
    }
    for (int redirects = 0;; ++redirects) {
        loaded.url = jump.address;
        if (!is_web(jump.address)) {
            loaded.code = "11100";
            loaded.why = "the address cannot be asked";
            co_return loaded;
        }
        const std::uint64_t turn = ++line.fetches;
        line.fetched.reset();
        const Millis patience = patience_of(jump.address);
        x.world().scheduler().spawn(ask_beside(x, line, request_of(x, line, jump), patience, turn));
        while (!line.fetched && (unheard || !line.interrupted())) {
            const std::optional<Event> event = co_await line.box.next(never);
            if (event) x.overhear(line, *event);
        }
        if (!line.fetched) {
            ++line.fetches;
            co_return loaded;
        }
        Answer answer = std::move(*line.fetched);
        line.fetched.reset();
        if (!answer.headers.empty()) keep_cookies(x, line, answer, jump.address);
        if (jump.method == "GET") use_cache(x, jump.address, answer);
        if (answer.elsewhere) {
            loaded.elsewhere = true;
            co_return loaded;
        }
        const bool moved = answer.failure == Answer::Failure::none && answer.status >= 300 && answer.status < 400 &&
                           !answer.location.empty();
        if (!moved) {
            const Wrong wrong = wrong_with(answer);
            loaded.code = wrong.code;
            loaded.why = wrong.why;
            if (loaded.code.empty()) read(x, loaded, answer, jump.address);
            co_return loaded;
        }
        if (redirects == most_redirects) {
            loaded.code = "11215";
            loaded.why = "the answer was moved more than ten times";
            co_return loaded;
        }
        follow(jump, answer);
    }
}

} // namespace callflow::providers::twilio::emulate
