// Answers that a web server or framework has compressed on their way, though no provider asks for that.
#pragma once

#include "providers/emulate/application.hpp"

#include <string>
#include <string_view>

namespace callflow::providers::emulate {

// Why bytes that are no document are none, as the end of a sentence: `: it is compressed (Content-Encoding: gzip), which …`.
// `body` is the answer's, which may have been moved elsewhere. Empty where the answer is not encoded.
[[nodiscard]] std::string encoded_account(const Answer& answer, std::string_view body);

} // namespace callflow::providers::emulate
