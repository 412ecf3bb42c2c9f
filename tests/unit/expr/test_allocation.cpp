// Guards run for every event of every call: they allocate nothing. The sanitizers bring their own operator new
// and insist on it, so this is tested without them.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CALLFLOW_OWN_NEW 0
#endif
#endif
#if !defined(CALLFLOW_OWN_NEW) && !defined(__SANITIZE_ADDRESS__)

#include "support.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

using callflow::expr::test::Bench;
using namespace callflow;
using namespace callflow::expr;

namespace {

std::atomic<std::size_t> allocations{0};

std::size_t allocations_of(const Expression& expression, const std::vector<Value>& slots) {
    const std::size_t before = allocations;
    for (int i = 0; i < 100; ++i) static_cast<void>(expression.evaluate(slots));
    static_cast<void>(expression.holds(slots));
    return allocations - before;
}

} // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("evaluating to a bool, int or double allocates nothing") {
    const auto text = GENERATE(as<std::string>{}, "agents_available && digits == \"1\"",
                               "vip ? tries + 1 : tries * 2 - 3", "ratio / 2.0 < 1.5 || digits in ['1', '2']",
                               "size(queue) > 0 && has(params.x) == vip", "has(input.digits) && input.digits != digits",
                               "((((1 + 2) * 3 - 4) / 5 + 6) * (7 + (8 - (9 + tries))))", "digits.startsWith('1')",
                               "default(input.status, tries) + int(ratio)",
                               "size(queue) > 0 ? (queue[0] == 'a' ? double(tries) : 0.5) : 1.0",
                               "queue.all(q, q != digits) && queue.exists(i, q, q == digits || i > 3)",
                               "params.exists_one(k, k == 'x') && queue.all(q, ['a', 'b'].exists(x, x == q))");
    Bench bench;
    const Expression expression = bench.compile(text);
    REQUIRE_FALSE(expression.empty());
    CHECK(allocations_of(expression, bench.slots) == 0);
    bench.set("digits", Value::string("1"));
    bench.set("agents_available", Value::boolean(true));
    bench.set("queue", Value::list({Value::string("a")}));
    bench.set("params", Value::map({{Value::string("x"), Value::string("y")}}));
    CHECK(allocations_of(expression, bench.slots) == 0);
}

#endif
