// gzip and zstd, read as they come.
#include "logs/log_file.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <string>
#include <utility>
#include <vector>
#include <zlib.h>
#include <zstd.h>

namespace callflow::logs {
namespace {

using base::ByteStream;
using base::Result;

constexpr std::size_t in_bytes = std::size_t{128} << 10;

// What was read to look at it, then the rest.
class Rejoined final : public ByteStream {
public:
    Rejoined(std::string front, std::unique_ptr<ByteStream> rest) : front_(std::move(front)), rest_(std::move(rest)) {}
    Result<std::size_t> read(std::span<char> into) override {
        if (at_ == front_.size()) return rest_->read(into);
        const std::size_t count = std::min(into.size(), front_.size() - at_);
        std::memcpy(into.data(), front_.data() + at_, count);
        at_ += count;
        return count;
    }

private:
    std::string front_;
    std::size_t at_ = 0;
    std::unique_ptr<ByteStream> rest_;
};

// Compressed bytes, a buffer at a time.
class Input {
public:
    explicit Input(std::unique_ptr<ByteStream> from) : from_(std::move(from)), buffer_(in_bytes) {}
    // Fills the buffer anew; false at the end.
    Result<bool> refill() {
        const auto got = from_->read(buffer_);
        if (!got) return tl::unexpected(got.error());
        size_ = *got;
        return size_ != 0;
    }
    [[nodiscard]] char* data() { return buffer_.data(); }
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    std::unique_ptr<ByteStream> from_;
    std::vector<char> buffer_;
    std::size_t size_ = 0;
};

base::Error broken(std::string_view kind, std::string_view why) {
    return {base::ErrorKind::unreadable, fmt::format("the {} data is broken: {}", kind, why)};
}

class Gzip final : public ByteStream {
public:
    explicit Gzip(std::unique_ptr<ByteStream> from) : input_(std::move(from)) {
        ready_ = ::inflateInit2(&state_, 15 + 16) == Z_OK;
    }
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;
    ~Gzip() override {
        if (ready_) ::inflateEnd(&state_);
    }

    Result<std::size_t> read(std::span<char> into) override {
        if (!ready_) return base::fail(base::ErrorKind::system, "there is no memory to decompress with");
        state_.next_out = reinterpret_cast<Bytef*>(into.data());
        state_.avail_out = static_cast<uInt>(std::min<std::size_t>(into.size(), 1u << 30));
        const uInt room = state_.avail_out;
        while (state_.avail_out == room) {
            if (state_.avail_in == 0) {
                const auto more = input_.refill();
                if (!more) return tl::unexpected(more.error());
                if (!*more) {
                    if (between_) return std::size_t{0};
                    return tl::unexpected(broken("gzip", "it ends in the middle"));
                }
                state_.next_in = reinterpret_cast<Bytef*>(input_.data());
                state_.avail_in = static_cast<uInt>(input_.size());
            }
            if (between_) { // the next of several files that were joined; zeros between them are nothing
                while (state_.avail_in != 0 && *state_.next_in == 0) {
                    ++state_.next_in;
                    --state_.avail_in;
                }
                if (state_.avail_in == 0) continue;
                ::inflateReset(&state_);
                between_ = false;
            }
            const int status = ::inflate(&state_, Z_NO_FLUSH);
            if (status == Z_STREAM_END) {
                between_ = true;
            } else if (status != Z_OK && status != Z_BUF_ERROR) {
                if (state_.avail_out != room) break; // what came before it is good; next time it is said
                return tl::unexpected(broken("gzip", state_.msg != nullptr ? state_.msg : "unknown error"));
            }
        }
        return static_cast<std::size_t>(room - state_.avail_out);
    }

private:
    Input input_;
    z_stream state_{};
    bool ready_ = false;
    bool between_ = false;
};

struct FreeContext {
    void operator()(ZSTD_DCtx* context) const { ::ZSTD_freeDCtx(context); }
};

class Zstd final : public ByteStream {
public:
    explicit Zstd(std::unique_ptr<ByteStream> from) : input_(std::move(from)), context_(::ZSTD_createDCtx()) {
        // a frame may ask for as much memory as it likes, up to this
        if (context_) ::ZSTD_DCtx_setParameter(context_.get(), ZSTD_d_windowLogMax, 27);
    }
    Result<std::size_t> read(std::span<char> into) override {
        if (!context_) return base::fail(base::ErrorKind::system, "there is no memory to decompress with");
        ZSTD_outBuffer out{into.data(), into.size(), 0};
        while (out.pos == 0) {
            if (in_.pos == in_.size && !pending_) {
                const auto more = input_.refill();
                if (!more) return tl::unexpected(more.error());
                if (!*more) {
                    if (whole_) return std::size_t{0};
                    return tl::unexpected(broken("zstd", "it ends in the middle"));
                }
                in_ = {input_.data(), input_.size(), 0};
            }
            const std::size_t status = ::ZSTD_decompressStream(context_.get(), &out, &in_);
            if (::ZSTD_isError(status) != 0) return tl::unexpected(broken("zstd", ::ZSTD_getErrorName(status)));
            whole_ = status == 0;
            pending_ = out.pos == out.size && !whole_; // there may be more of it inside
        }
        return out.pos;
    }

private:
    Input input_;
    std::unique_ptr<ZSTD_DCtx, FreeContext> context_;
    ZSTD_inBuffer in_{nullptr, 0, 0};
    bool whole_ = true;
    bool pending_ = false;
};

} // namespace

Result<std::unique_ptr<ByteStream>> decompressed(std::unique_ptr<ByteStream> bytes) {
    std::string front(4, '\0');
    std::size_t size = 0;
    while (size < front.size()) {
        const auto got = bytes->read(std::span(front.data() + size, front.size() - size));
        if (!got) return tl::unexpected(got.error());
        if (*got == 0) break;
        size += *got;
    }
    front.resize(size);
    const bool gzip = front.starts_with("\x1f\x8b");
    const bool zstd = front == "\x28\xb5\x2f\xfd";
    std::unique_ptr<ByteStream> whole = std::make_unique<Rejoined>(std::move(front), std::move(bytes));
    if (gzip) return std::make_unique<Gzip>(std::move(whole));
    if (zstd) return std::make_unique<Zstd>(std::move(whole));
    return whole;
}

} // namespace callflow::logs
