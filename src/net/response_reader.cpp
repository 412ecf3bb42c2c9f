#include "net/response_reader.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>

namespace callflow::net {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;

constexpr int most_interim = 8;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

} // namespace

struct ResponseReader::Impl {
    using Parser = http::response_parser<http::string_body>;

    Impl(ResponseLimits bounds, bool is_head) : limits(bounds), head(is_head) { renew(); }

    void renew() {
        parser.emplace();
        parser->header_limit(static_cast<std::uint32_t>(std::min<std::size_t>(limits.header_bytes, 0x7fffffff)));
        parser->body_limit(limits.body_bytes);
        if (head) parser->skip(true);
    }

    State failed(beast::error_code error) {
        if (error == http::error::header_limit || error == http::error::body_limit ||
            error == http::error::buffer_overflow)
            return State::too_large;
        if (error == http::error::partial_message || error == http::error::end_of_stream) return State::broken;
        return State::malformed;
    }

    // What of the bytes that are there has been made use of.
    State parse() {
        while (!pending.empty() && !parser->is_done()) {
            // The end of a chunked body is five bytes at least, and Beast wants to see no fewer of a last chunk.
            constexpr std::size_t last_chunk = 5;
            if (parser->is_header_done() && parser->chunked() && pending.size() < last_chunk) break;
            beast::error_code error;
            const std::size_t used = parser->put(boost::asio::const_buffer(pending.data(), pending.size()), error);
            pending.erase(0, used);
            if (error == http::error::need_more) break;
            if (error) return failed(error);
            if (parser->is_header_done() && has_two_lengths()) return State::malformed;
            if (is_beyond()) return State::too_large;
            // Not sooner: Beast makes room for as much as the header says before anybody can look at it.
            if (parser->is_header_done()) parser->eager(true);
            if (used == 0) break;
        }
        if (parser->is_done()) return finish();
        // A header without an end, of a chunk or of what stands behind the last one too.
        return pending.size() > limits.header_bytes ? State::too_large : State::more;
    }

    // Two lengths are how one response is smuggled into another.
    bool has_two_lengths() {
        const auto& fields = parser->get();
        const auto lengths = fields.count(http::field::content_length);
        return lengths > 1 || (lengths == 1 && fields.count(http::field::transfer_encoding) > 0);
    }

    // Beast does not hold a length that is written down against its limit.
    bool is_beyond() {
        const auto length = parser->content_length();
        return (length && *length > limits.body_bytes && !parser->is_done()) ||
               parser->get().body().size() > limits.body_bytes;
    }

    State finish() {
        const unsigned status = parser->get().result_int();
        if (status == 101 || status < 100) return State::malformed;
        if (status >= 200) return State::done;
        if (++interim > most_interim) return State::malformed;
        renew();
        return pending.empty() ? State::more : parse();
    }

    ResponseLimits limits;
    bool head;
    std::optional<Parser> parser;
    std::string pending;
    int interim = 0;
    bool any = false;
    State state = State::more;
};

ResponseReader::ResponseReader(ResponseLimits limits, bool head) : impl_(std::make_unique<Impl>(limits, head)) {}
ResponseReader::~ResponseReader() = default;

ResponseReader::State ResponseReader::put(std::string_view bytes) {
    Impl& in = *impl_;
    if (in.state != State::more || bytes.empty()) return in.state;
    in.any = true;
    in.pending += bytes;
    return in.state = in.parse();
}

ResponseReader::State ResponseReader::end() {
    Impl& in = *impl_;
    if (in.state != State::more) return in.state;
    beast::error_code error;
    if (!in.parser->got_some() || !in.pending.empty()) return in.state = State::broken;
    in.parser->put_eof(error);
    if (error) return in.state = in.failed(error);
    return in.state = in.parser->is_done() ? in.finish() : State::broken;
}

bool ResponseReader::begun() const { return impl_->any; }

bool ResponseReader::keeps_alive() const {
    return impl_->state == State::done && impl_->pending.empty() && impl_->parser->get().keep_alive() &&
           !impl_->parser->get().need_eof();
}

HttpResponse ResponseReader::take() {
    HttpResponse response;
    http::response<http::string_body> message = impl_->parser->release();
    response.status = message.result_int();
    for (const auto& field : message) response.headers.emplace_back(view(field.name_string()), view(field.value()));
    response.body = std::move(message.body());
    return response;
}

} // namespace callflow::net
