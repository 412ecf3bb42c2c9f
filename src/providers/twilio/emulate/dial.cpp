// Dial of phones (TwiML facts 4.5): who rings, who wins, who talks how long, and how it goes on.
#include "base/text.hpp"
#include "providers/twilio/emulate/dialling.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::providers::twilio::emulate {

namespace {

constexpr Millis second = 1000;
constexpr std::size_t most_targets = 10;

class Dialling {
public:
    Dialling(Exchange& x, Line& line, Step step) : x_(x), line_(line), step_(step) {
        hangs_up_on_star_ = step.truth("hangupOnStar", false);
        sequential_ = step.truth("sequential", false);
        timeout_ = step.whole("timeout", 30, 5, 600) * second;
        time_limit_ = step.whole("timeLimit", 14'400, 1) * second;
        began_ = x.now();
    }

    // False for a mistake that stops the document.
    bool collect() {
        if (const std::string number = step_.content(); !number.empty()) targets_.push_back(number_target(number));
        for (Step noun = step_.first(); noun; noun = noun.next()) {
            if (!is_target(noun.name())) continue;
            if (!check(x_, line_, noun)) return false;
            targets_.push_back(target_of(noun));
        }
        if (!check_numbers()) return false;
        if (targets_.size() <= most_targets) return true;
        if (x_.world().assume(line_.leg.id, "dial_too_many_targets") == "error") {
            static_cast<void>(fail(x_, line_, step_, "13215", "a Dial calls ten phones at most"));
            return false;
        }
        targets_.resize(most_targets);
        return true;
    }

    Task<void> talk() {
        if (targets_.empty()) co_return;
        const std::size_t rung = x_.world().hears(line_.leg.id, Sound::ringing, "ringing");
        ringing_ = rung;
        if (records_ringing()) begin_recording();
        do {
            ring_next();
        } while (!sequential_ && next_ < targets_.size());
        while (!open_.empty()) {
            if (line_.interrupted()) wind_up();
            const std::optional<Event> event = co_await line_.box.next(talks_until_);
            if (!event) {
                x_.pull(x_.line(winner_), "limit");
                talks_until_ = never;
            } else {
                take(*event);
            }
            if (open_.empty() && winner_ == no_leg && sequential_ && !winding_ && next_ < targets_.size() &&
                !line_.interrupted())
                ring_next();
        }
        x_.world().fell_silent(ringing_);
        line_.leg.takes_keys = line_.leg.waits = false;
    }

    Outcome outcome() {
        Outcome out;
        World& world = x_.world();
        const LegId self = line_.leg.id;
        if (winner_ != no_leg) {
            const Line& child = x_.line(winner_);
            out.leg = winner_;
            out.bridged = bridged_;
            out.status = "completed";
            if (!bridged_ && line_.gone) out.status = world.assume(self, "dial_hangup_status");
            if (!bridged_ && !line_.gone && child.leg.ended_by == "callee")
                out.status = world.assume(self, "screening_abandoned_status");
            if (!bridged_ && child.refused_by_screening) out.status = world.assume(self, "screening_hangup_status");
            if (!bridged_ && child.leg.ended_by == "error") out.status = "failed";
            out.adds.emplace_back("DialCallDuration", seconds(length_of(child)));
        } else {
            out.leg = last_;
            out.status = failures();
        }
        if (out.leg != no_leg && x_.line(out.leg).sip) add_sip(out);
        return out;
    }

    // Where the call goes that the callee has had moved; nowhere: it was not.
    bool jump_to_refer() {
        if (referred_to_.empty() || line_.interrupted()) return false;
        static_cast<void>(x_.world().assume(line_.leg.id, "refer_url_document"));
        line_.jump = {};
        line_.jump.address = step_.address("referUrl");
        line_.jump.method = step_.method("referMethod");
        line_.jump.kind = "refer_target";
        line_.jump.adds.emplace_back("ReferTransferTarget", referred_to_);
        return true;
    }

    // The recording of the talk, if there is one.
    void add_recording(Outcome& out) {
        if (!records()) return;
        if (!tape_) {
            tell_tape(x_, line_, new_tape(x_, step_, "DialVerb"), "absent", 0);
            return;
        }
        out.adds.emplace_back("RecordingUrl", tape_->url);
        tell_tape(x_, line_, *tape_, "completed", x_.now() - tape_->since);
    }

private:
    [[nodiscard]] bool records_ringing() const { return step_.text("record").starts_with("record-from-ringing"); }
    [[nodiscard]] bool records() const {
        const std::string_view record = step_.text("record");
        return records_ringing() || record == "true" ||
               lists("record-from-answer record-from-answer-dual", base::trim(record));
    }
    void begin_recording() {
        tape_ = new_tape(x_, step_, "DialVerb");
        tape_->dual = step_.text("record").ends_with("-dual");
        tell_tape(x_, line_, *tape_, "in-progress", 0);
    }

    // What is no number, and numbers that a client calls without saying as whom.
    bool check_numbers() {
        const bool nobody = line_.leg.from.starts_with("client:") && !step_.has("callerId");
        for (const Target& target : targets_) {
            const bool phone = target.to.find(':') == std::string::npos;
            const std::string_view code = !target.wrong.empty()      ? target.wrong
                                          : target.unroutable        ? "13223"
                                          : !target.doubtful.empty() ? target.doubtful
                                          : phone && nobody          ? "13214"
                                                                     : "";
            if (code.empty()) continue;
            const std::string text = target.unroutable          ? "there is no such number or address"
                                     : !target.doubtful.empty() ? "some of its addresses are too many"
                                                                : "a client needs a callerId";
            if (!doubt(code, text)) return false;
        }
        if (!caller_id().empty() && !is_party(caller_id())) return doubt("13214", "callerId is no number");
        return !step_.has("recordingStatusCallback") || is_web(step_.address("recordingStatusCallback")) ||
               doubt("13256", "recordingStatusCallback is no address on the web");
    }

    // A warning; false where the document is not to go on.
    bool doubt(std::string_view code, const std::string& text) {
        if (x_.warn(line_, code, text)) return true;
        line_.failure = {std::string(code), step_.document->address};
        return false;
    }

    [[nodiscard]] std::string_view caller_id() const { return base::trim(step_.text("callerId")); }
    // A number, a client, a SIP address.
    static bool is_party(std::string_view text) {
        if (text.starts_with("client:") || text.starts_with("sip:")) return true;
        return text.find_first_of("0123456789") != std::string_view::npos &&
               text.find_first_not_of("+0123456789-. ()") == std::string_view::npos;
    }

    void ring_next() {
        const std::size_t index = next_++;
        if (index >= targets_.size()) return;
        Target& target = targets_[index];
        Line* added = x_.add_line({});
        if (added == nullptr) return;
        Line& child = *added;
        child.leg.parent = line_.leg.id;
        child.leg.from = is_party(caller_id()) ? std::string(caller_id()) : line_.leg.from;
        child.leg.to = target.to;
        child.leg.headers = target.headers;
        child.leg.phase = Leg::Phase::ringing;
        child.direction = "outbound-dial";
        child.sip = target.sip;
        if (child.sip) child.sip_call_id = x_.make_id("") + "@192.0.2.1";
        x_.world().note(Moment::Kind::began, child.leg.id, child.leg.to);
        open_.push_back(child.leg.id);
        rings_until_ = x_.now() + timeout_;
        const Millis until = rings_until_ + x_.world().peek_length("dial_ring_extra");
        x_.world().scheduler().spawn(live_dialled(x_, child, std::move(target), until));
    }

    void take(const Event& event) {
        if (event.kind == Event::Kind::key && event.key == '*' && hangs_up_on_star_ && bridged_) {
            x_.pull(x_.line(winner_), "caller");
            return;
        }
        if (event.kind == Event::Kind::referred) {
            refer(event.text);
            return;
        }
        if (event.kind != Event::Kind::child) {
            x_.overhear(line_, event);
            return;
        }
        const auto at = std::ranges::find(open_, event.other);
        if (at == open_.end()) return;
        switch (event.news) {
        case Event::News::answered: answered(event.other); break;
        case Event::News::ready: ready(event.other); break;
        case Event::News::ended:
            open_.erase(at);
            ended(event.other);
            break;
        }
    }

    // Only a SIP phone that is talked to can ask for that, and only where somebody is to be asked what then (3.3, 13802).
    void refer(const std::string& target) {
        if (!bridged_ || winding_ || !x_.line(winner_).sip) return;
        if (step_.address("referUrl").empty()) {
            static_cast<void>(x_.warn(line_, "13802", "a Dial without a referUrl cannot be referred"));
            return;
        }
        referred_to_ = target;
        x_.pull(x_.line(winner_), "refer");
    }

    void answered(LegId leg) {
        if (x_.now() > rings_until_) assume_ring();
        if (winner_ != no_leg || winding_) {
            x_.pull(x_.line(leg), "canceled");
            return;
        }
        winner_ = leg;
        for (const LegId other : open_) {
            if (other != leg) x_.pull(x_.line(other), "canceled");
        }
    }

    void ready(LegId leg) {
        Line& child = x_.line(leg);
        if (leg != winner_ || winding_ || child.interrupted()) return;
        x_.world().fell_silent(ringing_);
        x_.answer(line_);
        x_.bridge(line_, child);
        bridged_ = true;
        bridged_at_ = x_.now();
        if (records() && !tape_) begin_recording();
        talks_until_ = x_.now() + time_limit_;
        line_.leg.takes_keys = hangs_up_on_star_;
    }

    void ended(LegId leg) {
        Line& child = x_.line(leg);
        if (leg == winner_) {
            x_.part(line_, child);
            return;
        }
        last_ = leg;
        if (child.leg.status == "no-answer" && x_.now() >= rings_until_) assume_ring();
        if (child.leg.status != "canceled" || !winding_) failed_.push_back(child.leg.status);
    }

    void assume_ring() { static_cast<void>(x_.world().assume(line_.leg.id, "dial_ring_extra")); }

    // The caller has gone, or their document: nobody rings on.
    void wind_up() {
        if (winding_) return;
        winding_ = true;
        for (const LegId one : open_) x_.pull(x_.line(one), one == winner_ && bridged_ ? "caller" : "canceled");
    }

    Millis length_of(const Line& child) {
        const std::string_view from = x_.world().assume(line_.leg.id, "dial_duration_from");
        const Millis end = child.leg.ended == never ? x_.now() : child.leg.ended;
        if (from == "dial") return end - child.leg.began;
        if (from == "bridge") return bridged_ ? end - bridged_at_ : 0;
        return end - child.leg.answered;
    }

    std::string failures() {
        World& world = x_.world();
        if (line_.gone) return std::string(world.assume(line_.leg.id, "dial_hangup_status"));
        if (failed_.empty()) return targets_.empty() ? "failed" : "canceled";
        const bool mixed = std::ranges::any_of(failed_, [&](const auto& one) { return one != failed_.front(); });
        if (!mixed) return failed_.front();
        return world.assume(line_.leg.id, "dial_mixed_failures") == "first" ? failed_.front() : failed_.back();
    }

    // What SIP itself says: only other sources know these names.
    void add_sip(Outcome& out) const {
        const std::string_view status = out.status;
        const std::string_view code = status == "completed"   ? "200"
                                      : status == "busy"      ? "486"
                                      : status == "no-answer" ? "480"
                                      : status == "canceled"  ? "487"
                                                              : "404";
        out.adds.emplace_back("DialSipCallId", x_.line(out.leg).sip_call_id);
        out.adds.emplace_back("DialSipResponseCode", code);
    }

    Exchange& x_;
    Line& line_;
    Step step_;
    std::vector<Target> targets_;
    std::size_t next_ = 0;
    bool hangs_up_on_star_ = false, sequential_ = false;
    Millis timeout_ = 0, time_limit_ = 0, began_ = 0;
    Millis rings_until_ = 0, talks_until_ = never, bridged_at_ = 0;
    std::vector<LegId> open_; // that are not over yet
    std::vector<std::string> failed_;
    LegId winner_ = no_leg, last_ = no_leg;
    bool bridged_ = false, winding_ = false;
    std::size_t ringing_ = 0;
    std::optional<Tape> tape_; // that runs
    std::string referred_to_;
};

// The kind of the first noun decides where kinds are mixed that cannot be.
Step special_noun(const Step& step) {
    if (!step.content().empty()) return {};
    for (Step noun = step.first(); noun; noun = noun.next()) {
        if (noun.name() == "Conference" || noun.name() == "Queue") return noun;
        if (is_target(noun.name())) return {};
    }
    return {};
}

// Nouns that cannot stand there, or beside each other. False: the document stops.
bool check_nouns(Exchange& x, Line& line, const Step& step) {
    std::size_t phones = step.content().empty() ? 0 : 1, special = 0;
    for (Step noun = step.first(); noun; noun = noun.next()) {
        const bool is_special = noun.name() == "Conference" || noun.name() == "Queue";
        if (is_special) ++special;
        if (is_target(noun.name())) ++phones;
        if (is_special || is_target(noun.name())) continue;
        if (x.warn(line, "13215", fmt::format("{} cannot stand in a Dial", base::printable(noun.name(), 40)))) continue;
        line.failure = {"13215", step.document->address};
        return false;
    }
    if (special == 0 || special + phones == 1) return true;
    if (x.warn(line, "13000", "a Conference or Queue cannot stand beside others in a Dial")) return true;
    line.failure = {"13000", step.document->address};
    return false;
}

} // namespace

Flow after_dial(Exchange& x, Line& line, const Step& step, std::string_view kind, const Outcome& outcome) {
    Form adds;
    adds.emplace_back("DialCallStatus", outcome.status);
    if (outcome.leg != no_leg) adds.emplace_back("DialCallSid", x.line(outcome.leg).leg.call_id);
    adds.emplace_back("DialBridged", outcome.bridged ? "true" : "false");
    adds.insert(adds.end(), outcome.adds.begin(), outcome.adds.end());
    if (line.gone && x.world().assume(line.leg.id, "dial_hangup_action") == "yes")
        tell_action(x, line, step, kind, adds);
    if (line.interrupted()) return Flow::stop;
    return jump_or_fall(line, step, kind, std::move(adds));
}

Task<Flow> dial(Exchange& x, Line& line, Step step) {
    if (!check_nouns(x, line, step)) co_return Flow::fail;
    const Step noun = special_noun(step);
    if (noun) {
        if (!check(x, line, noun)) co_return Flow::fail;
        Flow flow = Flow::fall;
        if (noun.name() == "Queue") {
            flow = co_await dial_queue(x, line, step, noun);
        } else {
            flow = co_await dial_room(x, line, step, noun);
        }
        co_return flow;
    }
    Dialling dialling(x, line, step);
    if (!dialling.collect()) co_return Flow::fail;
    co_await dialling.talk();
    Outcome outcome = dialling.outcome();
    dialling.add_recording(outcome);
    if (dialling.jump_to_refer()) co_return Flow::jump;
    co_return after_dial(x, line, step, "dial", outcome);
}

} // namespace callflow::providers::twilio::emulate
