#include "base/digest.hpp"

#include <sha1.h>
#include <sha2.h>

namespace callflow::base {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const std::uint8_t* data_of(std::string_view bytes) {
    return reinterpret_cast<const std::uint8_t*>(bytes.data()); // NOLINT: characters seen as bytes
}

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<std::uint8_t>(bytes[at]) : 0;
}

} // namespace

Sha1 sha1(std::string_view bytes) {
    Sha1 out{};
    SHA1_CTX context;
    SHA1Init(&context);
    SHA1Update(&context, data_of(bytes), bytes.size());
    SHA1Final(out.data(), &context);
    return out;
}

Sha256 sha256(std::string_view bytes) {
    Sha256 out{};
    SHA2_CTX context;
    SHA256Init(&context);
    SHA256Update(&context, data_of(bytes), bytes.size());
    SHA256Final(out.data(), &context);
    return out;
}

Sha1 hmac_sha1(std::string_view key, std::string_view bytes) {
    constexpr std::size_t block = 64;
    std::string short_key(key);
    if (short_key.size() > block) short_key = bytes_of(sha1(key));
    short_key.resize(block, '\0');
    std::string inner = short_key;
    std::string outer = short_key;
    for (char& c : inner) c = static_cast<char>(c ^ 0x36);
    for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
    outer += bytes_of(sha1(inner.append(bytes)));
    return sha1(outer);
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        out += digits[byte_at(bytes, i) >> 4];
        out += digits[byte_at(bytes, i) & 15];
    }
    return out;
}

std::string base64(std::string_view bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::uint32_t three = byte_at(bytes, i) << 16 | byte_at(bytes, i + 1) << 8 | byte_at(bytes, i + 2);
        out += letters[three >> 18];
        out += letters[three >> 12 & 63];
        out += i + 1 < bytes.size() ? letters[three >> 6 & 63] : '=';
        out += i + 2 < bytes.size() ? letters[three & 63] : '=';
    }
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::string out;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        std::uint32_t four = 0;
        std::size_t padding = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const char c = text[i + k];
            const std::size_t value = letters.find(c);
            if (c == '=' && i + 4 == text.size() && k >= 2) {
                ++padding;
            } else if (value == std::string_view::npos || padding > 0) {
                return std::nullopt;
            }
            four = four << 6 | (c == '=' ? 0 : static_cast<std::uint32_t>(value));
        }
        // What stands behind the last byte has to be nothing: otherwise two texts would mean the same bytes.
        if ((padding == 1 && (four & 0xff) != 0) || (padding == 2 && (four & 0xffff) != 0)) return std::nullopt;
        for (std::size_t k = 0; k + padding < 3; ++k) out += static_cast<char>(four >> (16 - 8 * k) & 0xff);
    }
    return out;
}

bool same_secret(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    volatile std::uint8_t different = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        different = static_cast<std::uint8_t>(different | static_cast<std::uint8_t>(a[i] ^ b[i]));
    return different == 0;
}

} // namespace callflow::base
