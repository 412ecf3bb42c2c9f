// Pay (TwiML facts 2.1, 3.3, 4.7): keys are collected as they are asked for and looked at as a terminal would; what becomes of the
// payment itself is an assumption.
#include "base/moment.hpp"
#include "base/text.hpp"
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>
#include <vector>

namespace callflow::providers::twilio::emulate {

namespace {

constexpr Millis second = 1000;

struct Field {
    std::string_view name; // as Prompt@for spells it
    std::string_view parameter;
    std::size_t least, most; // digits
    std::string_view mistake;
};

constexpr auto all_fields = std::to_array<Field>({
    {"payment-card-number", "PaymentCardNumber", 12, 19, "invalid-card-number"},
    {"expiration-date", "ExpirationDate", 4, 4, "invalid-date"},
    {"security-code", "SecurityCode", 3, 4, "invalid-security-code"},
    {"postal-code", "PaymentCardPostalCode", 3, 10, "input-matching-failed"},
    {"bank-routing-number", "BankRoutingNumber", 9, 9, "input-matching-failed"},
    {"bank-account-number", "BankAccountNumber", 4, 17, "input-matching-failed"},
});

std::vector<const Field*> fields_of(const Step& step) {
    std::vector<const Field*> out;
    const bool bank = step.text("paymentMethod") == "ach-debit";
    for (const Field& field : all_fields) {
        if (field.name.starts_with("bank") != bank) continue;
        if (field.name == "security-code" && !step.truth("securityCode", true)) continue;
        const std::string_view postal = step.text("postalCode", "true");
        if (field.name == "postal-code" && postal != "true") continue;
        out.push_back(&field);
    }
    return out;
}

std::string masked(const Field& field, const std::string& digits) {
    constexpr std::size_t shown = 4;
    if (field.name == "expiration-date" || field.name == "postal-code" || field.name == "bank-routing-number")
        return digits;
    if (field.name == "security-code") return std::string(digits.size(), 'x');
    const std::size_t hidden = digits.size() - std::min(shown, digits.size());
    return std::string(hidden, 'x') + digits.substr(hidden);
}

// A kind of card by how its number begins (as the issuers publish it) and how long its security code is.
struct CardType {
    std::string_view name; // as validCardTypes spells it
    int from, to;          // of the first four digits
    std::size_t code = 3;
};

constexpr auto card_types = std::to_array<CardType>({
    {"enroute", 2014, 2014},
    {"enroute", 2149, 2149},
    {"mastercard", 2221, 2720},
    {"diners-club", 3000, 3059},
    {"amex", 3400, 3499, 4},
    {"jcb", 3528, 3589},
    {"diners-club", 3600, 3699},
    {"amex", 3700, 3799, 4},
    {"diners-club", 3800, 3899},
    {"visa", 4000, 4999},
    {"maestro", 5000, 5099},
    {"mastercard", 5100, 5599},
    {"maestro", 5600, 5899},
    {"discover", 6011, 6011},
    {"discover", 6440, 6599},
    {"maestro", 6000, 6999},
});

const CardType* card_type(std::string_view digits) {
    const int begin = static_cast<int>(base::parse_int(digits.substr(0, 4)).value_or(0));
    const auto at =
        std::ranges::find_if(card_types, [&](const CardType& one) { return begin >= one.from && begin <= one.to; });
    return at == card_types.end() ? nullptr : &*at;
}

// The check digit of card numbers (ISO/IEC 7812).
bool has_check_digit(std::string_view digits) {
    int sum = 0;
    bool twice = false;
    for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
        const int digit = (digits[i] - '0') * (twice ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

class Paying final : public Listener {
public:
    Paying(Exchange& x, Line& line, Step step) : x_(x), line_(line), step_(step) {}

    bool hear(const Event& event) override {
        if (event.kind != Event::Kind::key) return false;
        if (event.key == '*') {
            result_ = "caller-interrupted-with-star";
        } else if (event.key == '#') {
            entered_ = true;
        } else {
            digits_ += event.key;
            entered_ = field_ != nullptr && least() == most() && digits_.size() == most();
        }
        until_ = x_.now() + patience();
        return true;
    }

    Task<void> collect() {
        line_.leg.takes_keys = true;
        for (const Field* field : fields_of(step_)) {
            co_await ask(*field);
            if (!result_.empty() || line_.interrupted()) break;
        }
        if (result_.empty() && !line_.interrupted()) {
            field_ = nullptr;
            co_await prompt("payment-processing", std::string_view(), 1);
            if (result_.empty()) result_ = x_.world().assume(line_.leg.id, "payment_outcome");
        }
        line_.leg.takes_keys = line_.leg.waits = false;
        if (line_.gone) result_ = "caller-hung-up";
    }

    Form outcome() {
        Form out;
        out.emplace_back("Result", result_);
        if (result_ == "success") {
            const bool charged = step_.has("chargeAmount") && step_.text("chargeAmount") != "0";
            out.emplace_back(charged ? "PaymentConfirmationCode" : "PaymentToken", x_.make_id(charged ? "" : "tok_"));
        }
        if (result_ == "payment-connector-error") out.emplace_back("PaymentError", "the connector refused the payment");
        out.emplace_back("PaymentMethod", step_.text("paymentMethod", "credit-card"));
        if (step_.text("paymentMethod") == "ach-debit")
            out.emplace_back("BankAccountType", step_.text("bankAccountType", "consumer-checking"));
        out.insert(out.end(), known_.begin(), known_.end());
        return out;
    }

private:
    [[nodiscard]] bool is_code() const { return field_->name == "security-code"; }
    [[nodiscard]] std::size_t least() const {
        if (is_code() && card_ != nullptr) return card_->code;
        if (field_->name == "postal-code")
            return static_cast<std::size_t>(
                step_.whole("minPostalCodeLength", static_cast<std::int64_t>(field_->least), 1, 10));
        return field_->least;
    }
    [[nodiscard]] std::size_t most() const { return is_code() && card_ != nullptr ? card_->code : field_->most; }

    // What is wrong with what was typed, as Prompt@errorType spells it; empty: nothing.
    [[nodiscard]] std::string_view mistake() const {
        if (digits_.empty()) return "timeout";
        if (digits_.size() < least() || digits_.size() > most()) return field_->mistake;
        if (field_->name == "payment-card-number") {
            if (!has_check_digit(digits_)) return "invalid-card-number";
            const CardType* const type = card_type(digits_);
            const bool taken =
                type != nullptr && lists(step_.text("validCardTypes", "visa mastercard amex"), type->name);
            return taken ? "" : "invalid-card-type";
        }
        if (field_->name == "expiration-date") return is_over(digits_) ? "invalid-date" : "";
        return "";
    }
    // MMYY of no month, or of one that has passed.
    [[nodiscard]] bool is_over(std::string_view date) const {
        const std::int64_t month = base::parse_int(date.substr(0, 2)).value_or(0);
        const std::int64_t year = 2000 + base::parse_int(date.substr(2)).value_or(0);
        const base::DateTime today = base::date_time(x_.world().wall() / second);
        return month < 1 || month > 12 || year < today.year || (year == today.year && month < today.month);
    }
    // What was typed is kept, masked.
    void keep() {
        known_.emplace_back(field_->parameter, masked(*field_, digits_));
        if (field_->name != "payment-card-number") return;
        card_ = card_type(digits_);
        known_.emplace_back("PaymentCardType", card_->name);
    }

    [[nodiscard]] Millis patience() const { return step_.whole("timeout", 5, 1, 3600) * second; }

    // maxAttempts counts re-tries.
    Task<void> ask(const Field& field) {
        const std::int64_t attempts = step_.whole("maxAttempts", 1, 1, 3) + 1;
        std::string_view wrong;
        for (std::int64_t attempt = 1; attempt <= attempts; ++attempt) {
            digits_.clear();
            entered_ = false;
            field_ = &field;
            tell(field, wrong, attempt);
            const std::string_view said = wrong;
            co_await prompt(field.name, said, attempt);
            co_await listen();
            if (!result_.empty() || line_.interrupted()) co_return;
            wrong = mistake();
            if (wrong.empty() && is_asked_twice(find_prompt(field.name, said, attempt))) {
                const std::string first = std::exchange(digits_, {});
                entered_ = false;
                co_await prompt(field.name, said, attempt);
                co_await listen();
                if (!result_.empty() || line_.interrupted()) co_return;
                if (digits_ != first) wrong = digits_.empty() ? "timeout" : "input-matching-failed";
            }
            if (wrong.empty()) {
                keep();
                co_return;
            }
        }
        result_ = "too-many-failed-attempts";
    }

    Task<void> prompt(std::string_view what, std::string_view mistake, std::int64_t attempt) {
        const Step prompt = find_prompt(what, mistake, attempt);
        if (!prompt) co_return; // the provider's own words take no time here
        for (Step part = prompt.first(); part; part = part.next()) {
            const bool playable = part.name() == "Say" || part.name() == "Play" || part.name() == "Pause";
            if (!playable) continue;
            const bool whole = co_await play(x_, line_, part, this);
            if (!whole) co_return;
        }
    }

    // The prompt for a field and try: one that names the mistake or the try goes before one that names neither.
    [[nodiscard]] Step find_prompt(std::string_view what, std::string_view mistake, std::int64_t attempt) const {
        Step best;
        int best_points = -1;
        for (Step one = step_.first(); one; one = one.next()) {
            if (one.name() != "Prompt" || !lists(one.text("for"), what)) continue;
            const bool error_fits = !one.has("errorType") || lists(one.text("errorType"), mistake);
            const bool attempt_fits = !one.has("attempt") || lists(one.text("attempt"), std::to_string(attempt));
            const int points = (one.has("errorType") ? 1 : 0) + (one.has("attempt") ? 1 : 0);
            if (!error_fits || !attempt_fits || points <= best_points) continue;
            best = one;
            best_points = points;
        }
        return best;
    }

    // Whether what is asked for there has to be entered once more.
    bool is_asked_twice(const Step& prompt) {
        return prompt && prompt.truth("requireMatchingInputs", false) &&
               x_.world().assume(line_.leg.id, "matching_inputs") == "asked_twice";
    }

    Task<void> listen() {
        until_ = x_.now() + patience();
        line_.leg.waits = true;
        x_.world().note(Moment::Kind::asked, line_.leg.id, "keys");
        while (!entered_ && result_.empty() && !line_.interrupted()) {
            const std::optional<Event> event = co_await line_.box.next(until_);
            if (!event) break;
            hear(*event);
        }
        line_.leg.waits = false;
    }

    void tell(const Field& field, std::string_view mistake, std::int64_t attempt) {
        const std::string address = step_.address("statusCallback");
        if (address.empty()) return;
        Form adds;
        adds.emplace_back("AccountSid", x_.account());
        adds.emplace_back("CallSid", line_.leg.call_id);
        adds.emplace_back("For", field.name);
        if (!mistake.empty()) adds.emplace_back("ErrorType", mistake);
        adds.emplace_back("Attempt", std::to_string(attempt));
        adds.insert(adds.end(), known_.begin(), known_.end());
        x_.tell(x_.compose(line_, "pay_status", address, step_.method("statusCallbackMethod"), adds, false));
    }

    Exchange& x_;
    Line& line_;
    Step step_;
    const Field* field_ = nullptr;
    std::string digits_, result_;
    bool entered_ = false;
    Millis until_ = 0;
    const CardType* card_ = nullptr;
    Form known_; // collected so far, masked
};

} // namespace

Task<Flow> pay(Exchange& x, Line& line, Step step) {
    if (needs_absolute_action(step))
        co_return fail(x, line, step, "15004", "the action of a document sent along must be absolute");
    Paying paying(x, line, step);
    line.failure = {};
    co_await paying.collect();
    const Form adds = paying.outcome();
    if (line.gone) tell_action(x, line, step, "pay", adds);
    if (line.interrupted()) co_return Flow::stop;
    co_return jump_to(line, step, "pay", adds);
}

} // namespace callflow::providers::twilio::emulate
