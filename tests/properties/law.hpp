// Laws: what holds for whatever is drawn. An input for which one does not is made as small as it can be before it is shown.
#pragma once

#include <catch2/catch.hpp>
#include <cstdlib>
#include <rapidcheck.h>
#include <sstream>
#include <utility>

namespace callflow::laws {

// Draws inputs `runs` times and wants the law to hold: a function that draws by `*generator` and says RC_ASSERT. The inputs are the same
// every time, unless RC_PARAMS (`seed=7 max_success=10000`) wants others; a failure says which seed it was.
template <class Law> void check(int runs, Law&& law) {
    rc::detail::TestParams params = rc::detail::configuration().testParams;
    if (std::getenv("RC_PARAMS") == nullptr) { // NOLINT(concurrency-mt-unsafe): nobody else runs yet
        params.seed = 1;
        params.maxSuccess = runs;
    }
    const auto result = rc::detail::checkTestable(std::forward<Law>(law), rc::detail::TestMetadata(), params);
    std::ostringstream said;
    rc::detail::printResultMessage(result, said);
    INFO(said.str() << "\nRC_PARAMS=\"seed=" << params.seed << "\"");
    REQUIRE(result.template is<rc::detail::SuccessResult>());
}

// A whole number from 0 to `end` - 1; small ones are tried first when an input is made smaller.
inline std::size_t below(std::size_t end) { return *rc::gen::inRange<std::size_t>(0, end); }

// One of some.
template <class Items> auto one_of(const Items& items) { return items[below(std::size(items))]; }

// An order of `count` things; the one in which they are is tried when an input is made smaller.
inline std::vector<std::size_t> order(std::size_t count) {
    std::vector<std::size_t> out(count);
    for (std::size_t i = 0; i < count; ++i) out[i] = i;
    for (std::size_t i = count; i > 1; --i) std::swap(out[i - 1], out[i - 1 - below(i)]);
    return out;
}

} // namespace callflow::laws
