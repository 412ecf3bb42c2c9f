#include "base/text.hpp"
#include "lint/rule.hpp"
#include "lint/verbs.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <string_view>
#include <vector>

namespace callflow::lint::rules {
namespace {

constexpr std::int64_t small = 3; // as many digits are spoken as a number anyway

// Per state: whether what is typed there may have many digits.
std::vector<bool> long_numbers(const Context& context) {
    std::vector<bool> out(context.flow.states.size(), false);
    for (const Asking& one : context.survey.askings()) {
        const auto most = whole_number(*one.gather, "numDigits");
        const bool few = (most && *most <= small) || one.menu || !one.takes_keys;
        if (!few) out[one.state] = true;
    }
    return out;
}

void find(const Context& context, const base::Code& page, base::Diagnostics& diagnostics) {
    const std::vector<bool> many = long_numbers(context);
    const auto is_long = [&](flow::StateId here, std::string_view path) {
        if (path == "input.digits") return false; // whichever state it comes from
        if (!path.starts_with("inputs.") || !path.ends_with(".digits")) return false;
        const std::string_view name = path.substr(7, path.size() - 14);
        const flow::StateId from = context.flow.find_state(context.flow.states[here].body, name);
        return from != flow::none && many[from];
    };
    for (const Survey::Placed& one : context.survey.verbs()) {
        const flow::Attribute* text = is(*one.verb, "say") ? find_attribute(*one.verb, "text") : nullptr;
        if (text == nullptr) continue;
        for (const expr::Template::Part& part : text->value.parts()) {
            if (part.expression.empty() || !is_long(one.state, base::trim(part.expression.text()))) continue;
            diagnostics
                .report(page, text->where,
                        fmt::format("what was typed is read out as one number, {}",
                                    base::quoted(base::trim(part.expression.text()))))
                .help = fmt::format("put blanks between the digits: `{{{{ {}.split('').join(' ') }}}}`",
                                    base::trim(part.expression.text()));
            break;
        }
    }
}

} // namespace

extern const Rule digits_as_number;
const Rule digits_as_number{
    .page = {.code = "CF6023",
             .name = "digits_as_number",
             .severity = base::Severity::note,
             .summary = "Digits that are read out as one number",
             .why = "A voice reads `481516` as four hundred eighty-one thousand five hundred and sixteen. Callers "
                    "compare digit by digit: put blanks between them, or say them as digits with SSML.",
             .bad = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 6, action: typed, prompt: [say: Type your account number.]}]
    on: {typed: check}
    next: done
  check: {response: [say: "You typed {{ inputs.menu.digits }}."], next: done}
  done: {response: [say: Goodbye], final: true}
)",
             .good = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 6, action: typed, prompt: [say: Type your account number.]}]
    on: {typed: check}
    next: done
  check: {response: [say: "You typed {{ inputs.menu.digits.split('').join(' ') }}."], next: done}
  done: {response: [say: Goodbye], final: true}
)",
             .near_miss = R"(callflow: 1
name: shop
initial: menu
states:
  menu:
    response: [gather: {numDigits: 2, action: typed, prompt: [say: "How many?"]}]
    on: {typed: check}
    next: done
  check:
    response:
      - say: "{{ inputs.menu.digits }} it is."
      - say: {ssml: '<say-as interpret-as="digits">{{ inputs.menu.digits }}</say-as>'}
    next: done
  done: {response: [say: Goodbye], final: true}
)"},
    .category = "caller experience",
    .check = find,
};

} // namespace callflow::lint::rules
