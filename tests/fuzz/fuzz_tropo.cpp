#include "check_document.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    callflow::fuzzing::check_document("tropo", data, size);
    return 0;
}
