// Pay (TwiML facts 2.1, 3.3, 4.7): keys are collected as they are asked for; the payment itself always succeeds.
#include "providers/twilio/emulate/parts.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
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
            entered_ = field_ != nullptr && field_->least == field_->most && digits_.size() == field_->most;
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
            if (result_.empty()) result_ = "success";
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
        out.emplace_back("PaymentMethod", step_.text("paymentMethod", "credit-card"));
        out.insert(out.end(), known_.begin(), known_.end());
        return out;
    }

private:
    [[nodiscard]] Millis patience() const { return step_.whole("timeout", 5, 1, 3600) * second; }

    // maxAttempts counts re-tries.
    Task<void> ask(const Field& field) {
        const std::int64_t attempts = step_.whole("maxAttempts", 1, 1, 3) + 1;
        std::string_view mistake;
        for (std::int64_t attempt = 1; attempt <= attempts; ++attempt) {
            digits_.clear();
            entered_ = false;
            field_ = &field;
            tell(field, mistake, attempt);
            co_await prompt(field.name, mistake, attempt);
            co_await listen();
            if (!result_.empty() || line_.interrupted()) co_return;
            if (digits_.size() >= field.least && digits_.size() <= field.most) {
                known_.emplace_back(field.parameter, masked(field, digits_));
                co_return;
            }
            mistake = digits_.empty() ? std::string_view("timeout") : field.mistake;
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
