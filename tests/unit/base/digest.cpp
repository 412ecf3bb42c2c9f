// The expected digests were computed by Python's hashlib and hmac.
#include "base/digest.hpp"

#include <catch2/catch.hpp>

using namespace callflow::base;

namespace {
template <class Digest> std::string text(const Digest& digest) { return hex(bytes_of(digest)); }
} // namespace

TEST_CASE("Digests are those of the standards") {
    const std::string many(1000, 'a');
    CHECK(text(sha1("")) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    CHECK(text(sha1("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(text(sha1(many)) == "291e9a6c66994949b57ba5e650361e98fc36b1ba");
    CHECK(text(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(text(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(text(sha256(many)) == "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3");
}

TEST_CASE("A keyed digest takes keys of any length") {
    CHECK(text(hmac_sha1("", "")) == "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d");
    CHECK(text(hmac_sha1("key", "The quick brown fox jumps over the lazy dog")) ==
          "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9");
    CHECK(text(hmac_sha1(std::string(100, 'k'), std::string(1000, 'm'))) == "493bf53c6c1122f0f94737966a552998f1c4bbea");
}

TEST_CASE("Base64 comes back, and only what was written is taken") {
    CHECK(base64("") == "");
    CHECK(base64("f") == "Zg==");
    CHECK(base64("fo") == "Zm8=");
    CHECK(base64("foo") == "Zm9v");
    CHECK(base64("foobar") == "Zm9vYmFy");
    CHECK(base64(std::string("\xff\xfe\x00", 3)) == "//4A");
    for (const std::string text : {"", "f", "fo", "foo", "foob", "a longer one, with \x01 and \xff"})
        CHECK(from_base64(base64(text)) == text);
    for (const std::string text : {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9", "Zm9_"})
        CHECK_FALSE(from_base64(text));
}

TEST_CASE("Secrets are compared whole") {
    CHECK(same_secret("", ""));
    CHECK(same_secret("abc", "abc"));
    CHECK_FALSE(same_secret("abc", "abd"));
    CHECK_FALSE(same_secret("abc", "ab"));
}
