// What prompts tell to press.
#include "lint/spoken.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <string_view>

namespace {

using namespace callflow;

std::string keys(std::string_view text) {
    std::string out;
    for (const lint::Offer& one : lint::offers(text)) out += (out.empty() ? "" : " ") + one.key;
    return out;
}

std::string about(std::string_view text) {
    std::string out;
    for (const lint::Offer& one : lint::offers(text)) {
        out += one.key + ":";
        for (const std::string& word : one.about) out += " " + word;
        out += ";";
    }
    return out;
}

} // namespace

TEST_CASE("keys are offered in the languages of menus") {
    CHECK(keys("For sales press 1, for service press two.") == "1 2");
    CHECK(keys("Press the star key, or press #.") == "* #");
    CHECK(keys("Press 1 or 2.") == "1 2");
    CHECK(keys("Press 1, 2 or 3 now.") == "1 2 3");
    CHECK(keys("For sales press 1, for your account 2, or to be called back 3.") == "1 2 3");
    CHECK(keys("For sales press 1, for the office from 9 to 5, press 2.") == "1 2");
    CHECK(keys("For sales press 1, for floor 5, press 2.") == "1 2");
    CHECK(keys("For sales press 1, for those over 65 we have time.") == "1");
    CHECK(keys("Press 1 for sales, 2 for support, or 3 for billing.") == "1 2 3");
    CHECK(keys("Press 1 to take it, 2 to pass it on.") == "1 2");
    CHECK(keys("Press one for sales, two for support.") == "1 2");
    CHECK(keys("Press 1 for sales or 2 for support. We have 3 for you.") == "1 2");
    CHECK(keys("Oprima 1 para ventas, 2 para soporte.") == "1 2");
    CHECK(keys("Press 1 for the office from 9 to 5, or 2 for the shop.") == "1 2");
    CHECK(keys("Press 1 for a room for two or three to sleep in.") == "1");
    CHECK(keys("Press 1 for sales, 24 for you.") == "1");
    CHECK(keys("Press a key from 1 to 5. Press 1 to 3.") == "1 2 3 4 5 1 2 3");
    CHECK(keys("Press 1 through 4. Press any key between 2 and 4.") == "1 2 3 4 2 3 4");
    CHECK(keys("Press keys 1-3.") == "1 2 3");
    CHECK(keys("Oprima una tecla del 1 al 3.") == "1 2 3");
    CHECK(keys("Drücken Sie eine Taste von 1 bis 3.") == "1 2 3");
    CHECK(keys("Appuyez sur une touche de 1 à 3.") == "1 2 3");
    CHECK(keys("Para ventas oprima el 2. Marque cero.") == "2 0");
    CHECK(keys("Pour les ventes, appuyez sur la touche 3.") == "3");
    CHECK(keys("Für Verkauf drücken Sie bitte die Eins.") == "1");
    CHECK(keys("Per le vendite prema il tasto 4.") == "4");
    CHECK(keys("Para vendas, tecle 5.") == "5");
    CHECK(keys("For sales press one; dial two for support, or hit zero.") == "1 2 0");
}

TEST_CASE("what only sounds like a key is none") {
    CHECK(keys("Enter your 4 digit code, then press any key.").empty());
    CHECK(keys("Press 4 digits.").empty());
    CHECK(keys("Press one of the keys.").empty());
    CHECK(keys("We have 3 offices and 2 shops.").empty());
    CHECK(keys("Press {{ key }}.").empty());
    CHECK(keys("Press 12345.").empty());
    CHECK(keys("If this is an emergency, hang up and dial 911.").empty());
    CHECK(keys("Dial 1 plus the area code, 1-800, or dial one of our offices.").empty());
    CHECK(keys("Dial one 800 555 01 02.").empty());
    CHECK(keys("").empty());
}

TEST_CASE("what a key is for comes before it or behind it, as the text began") {
    CHECK(about("For sales press 1, for service press 2.") == "1: for sales;2: , for service;");
    CHECK(about("Press 1 for sales, press 2 for service.") == "1: for sales;2: for service;");
}

TEST_CASE("elements of SSML are not spoken") { CHECK(keys("<p>Press <emphasis>1</emphasis></p> now") == "1"); }
