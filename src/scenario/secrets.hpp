// What a run knows of what is sensitive: the part that hides asks the part that remembers.
#pragma once

#include "flow/secrets.hpp"
#include "scenario/runner.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace callflow::scenario {

using flow::hidden_text;

// What expressions that may show something sensitive have given since last asked; they are watched as long as it lives.
struct Watched {
    std::span<const flow::Revealing> revealing;
    std::vector<expr::Given> given; // `mark` is an index into `revealing`

    explicit Watched(std::span<const flow::Revealing> all) : revealing(all) { watch(&given); }
    ~Watched() { watch(nullptr); }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

private:
    void watch(std::vector<expr::Given>* into) {
        for (std::size_t i = 0; i < revealing.size(); ++i)
            revealing[i].expression->watch(into, static_cast<std::uint32_t>(i));
    }
};

// Whether a var is sensitive, or has held what was made of something that is.
[[nodiscard]] bool is_sensitive(const Run& run, std::string_view name);
// Whether what the caller brought to the step is: the state before it asked for it.
[[nodiscard]] bool asks_before(const Run& run, const TraceStep& row);
// Whether a name that an expression read stands for something sensitive: `pin`, `input.digits`, `inputs.ask_pin.digits`.
[[nodiscard]] bool is_secret_name(const Run& run, std::string_view path, bool secret_input);

} // namespace callflow::scenario
