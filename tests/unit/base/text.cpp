#include "base/text.hpp"

#include <catch2/catch.hpp>

using namespace callflow::base;

TEST_CASE("well-formed UTF-8 is accepted") {
    CHECK(find_invalid_utf8("") == std::string::npos);
    CHECK(find_invalid_utf8("plain text longer than a word") == std::string::npos);
    CHECK(find_invalid_utf8("é€😀\xF4\x8F\xBF\xBF\xEF\xBF\xBF\xED\x9F\xBF") == std::string::npos);
}

TEST_CASE("the first byte that is not UTF-8 is found") {
    CHECK(find_invalid_utf8("12345678\x80") == 8);
    CHECK(find_invalid_utf8("a\xC0\x80") == 1);        // overlong
    CHECK(find_invalid_utf8("\xC1\xBF") == 0);         // overlong
    CHECK(find_invalid_utf8("\xE0\x80\x80") == 0);     // overlong
    CHECK(find_invalid_utf8("\xF0\x80\x80\x80") == 0); // overlong
    CHECK(find_invalid_utf8("\xED\xA0\x80") == 0);     // surrogate
    CHECK(find_invalid_utf8("\xF4\x90\x80\x80") == 0); // beyond Unicode
    CHECK(find_invalid_utf8("\xF5\x80\x80\x80") == 0);
    CHECK(find_invalid_utf8("abc\xE2\x82") == 3); // cut off
    CHECK(find_invalid_utf8("abc\xF0\x9F\x98") == 3);
    CHECK(find_invalid_utf8("\xC3(") == 0);
    CHECK(find_invalid_utf8("caf\xE9") == 3); // Latin-1
}

TEST_CASE("code points survive a round trip") {
    for (const char32_t c :
         {U'\0', U'a', U'\u007f', U'\u0080', U'\u07ff', U'\u0800', U'\uffff', U'\U00010000', U'\U0010ffff'}) {
        std::string text;
        append_utf8(text, c);
        std::size_t offset = 0;
        CHECK(decode_utf8(text, offset) == c);
        CHECK(offset == text.size());
    }
}

TEST_CASE("what is no code point becomes U+FFFD") {
    std::string text;
    append_utf8(text, 0xd800);
    append_utf8(text, 0x110000);
    CHECK(text == "\xEF\xBF\xBD\xEF\xBF\xBD");
    std::size_t offset = 0;
    CHECK(decode_utf8("\xE2\x82", offset) == 0xfffd);
    CHECK(offset == 1);
}

TEST_CASE("wide characters take two columns, marks and controls none") {
    CHECK(display_width("abc") == 3);
    CHECK(display_width("é") == 1);
    CHECK(display_width("e\u0301") == 1);
    CHECK(display_width("電話") == 4);
    CHECK(display_width("한국") == 4);
    CHECK(display_width("ｶﾅ") == 2);
    CHECK(display_width("Ａ") == 2);
    CHECK(display_width("📞") == 2);
    CHECK(display_width("\U00020000") == 2);
    CHECK(display_width("a\nb\x1b") == 2);
    CHECK(display_width("\u200b\u200d") == 0);
    CHECK(display_width("→…") == 2);
}

TEST_CASE("text for a terminal has nothing in it that a terminal acts on") {
    CHECK(printable("line\nbreak\x1b[31m") == "line\\x{a}break\\x{1b}[31m");
    CHECK(printable("\u202Eevil") == "\\x{202e}evil");
    CHECK(printable("caf\xE9") == "caf\\x{e9}");
    CHECK(printable("\u0085") == "\\x{85}");
    CHECK(printable("é電😀") == "é電😀");
    CHECK(printable("éééé", 3) == "ééé…");
    CHECK(printable("ééé", 3) == "ééé");
    CHECK(quoted("a'b") == "'a'b'");
}

TEST_CASE("names are letters, digits and underscores and do not begin with a digit") {
    CHECK(is_name("main_menu2"));
    CHECK(is_name("_"));
    CHECK_FALSE(is_name(""));
    CHECK_FALSE(is_name("2nd"));
    CHECK_FALSE(is_name("a-b"));
    CHECK_FALSE(is_name("é"));
}

TEST_CASE("blanks are trimmed on both sides") {
    CHECK(trim(" \t\r\na b\n") == "a b");
    CHECK(trim(" \n").empty());
}

TEST_CASE("whole numbers are read whole or not at all") {
    CHECK(parse_int("0") == 0);
    CHECK(parse_int("010") == 10);
    CHECK(parse_int("+1555") == 1555);
    CHECK(parse_int("-9223372036854775808") == INT64_MIN);
    for (const char* text : {"", "+", "-", "+-1", "1 ", " 1", "1.0", "0x10", "1e3", "abc", "9223372036854775808"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_int(text));
    }
}

TEST_CASE("decimal numbers are read whole or not at all") {
    CHECK(parse_double("1.5") == 1.5);
    CHECK(parse_double("-1e3") == -1000.0);
    CHECK(parse_double("+.5") == 0.5);
    CHECK(parse_double("1e-400") == 0.0); // too small for a double, not too large
    CHECK(parse_double("-0." + std::string(400, '0') + "1") == 0.0);
    CHECK(parse_double("0." + std::string(400, '0') + "1e5") == 0.0);
    CHECK(parse_double("1e-99999999999999999999") == 0.0);
    CHECK_FALSE(parse_double("1e400"));
    CHECK_FALSE(parse_double("-1" + std::string(400, '0') + "e-5"));
    CHECK_FALSE(parse_double(std::string(400, '1') + ".5"));
    CHECK_FALSE(parse_double("1e+99999999999999999999"));
    for (const char* text : {"", "nan", "inf", "-infinity", "0x1p3", "1,5", "1.5 ", "1e999", "+-1"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_double(text));
    }
}

TEST_CASE("everything but unreserved characters is percent-encoded") {
    CHECK(percent_encode("aZ09-._~") == "aZ09-._~");
    CHECK(percent_encode("a b/é+") == "a%20b%2F%C3%A9%2B");
    CHECK(percent_decode("a%20b%2f%C3%A9", false) == "a b/é");
    CHECK(percent_decode("a+b", true) == "a b");
    CHECK(percent_decode("a+b", false) == "a+b");
    for (const char* text : {"%", "%2", "%zz", "100%"}) {
        CAPTURE(text);
        CHECK_FALSE(percent_decode(text, true));
    }
}
