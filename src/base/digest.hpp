// Digests of bytes, and how they are written: what signatures of requests are made of.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace callflow::base {

using Sha1 = std::array<std::uint8_t, 20>;
using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha1 sha1(std::string_view bytes);
[[nodiscard]] Sha256 sha256(std::string_view bytes);
// RFC 2104, for a key of any length.
[[nodiscard]] Sha1 hmac_sha1(std::string_view key, std::string_view bytes);

// The bytes of a digest as text is taken by the functions below.
template <class Digest> [[nodiscard]] std::string_view bytes_of(const Digest& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()}; // NOLINT: bytes seen as characters
}

// Lower case, two digits a byte.
[[nodiscard]] std::string hex(std::string_view bytes);
// RFC 4648, section 4, padded.
[[nodiscard]] std::string base64(std::string_view bytes);
// The inverse; nullopt for anything else than base64() writes, blanks and missing padding included.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

// Whether two texts are equal, in a time that tells nothing but their lengths.
[[nodiscard]] bool same_secret(std::string_view a, std::string_view b);

} // namespace callflow::base
