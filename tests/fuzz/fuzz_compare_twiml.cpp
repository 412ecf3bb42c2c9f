#include "check_compare.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    callflow::fuzzing::check_compare("twilio", data, size);
    return 0;
}
