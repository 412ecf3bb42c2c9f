// sign TOKEN URL BODY: the address that a JSON body is posted to, and its signature, as callflow makes them; for tests.
#include "providers/twilio/signature.hpp"

#include <cstdio>
#include <string>

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    const std::string url = callflow::providers::twilio::with_body_digest(argv[2], argv[3]);
    std::printf("%s\n%s\n", url.c_str(), callflow::providers::twilio::sign(argv[1], url, {}).c_str());
    return 0;
}
