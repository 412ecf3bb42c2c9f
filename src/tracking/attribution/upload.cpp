#include "tracking/attribution/upload.hpp"

#include "base/moment.hpp"
#include "tracking/attribution/days.hpp"
#include "tracking/attribution/phone.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <vector>

namespace callflow::tracking {
namespace {

// `2026-01-31 09:15:00+01:00`
std::string local_time(const std::string& zone, Millis at) {
    const std::int64_t seconds = at >= 0 ? at / 1000 : -((-at + 999) / 1000);
    const std::int64_t offset = base::zone_offset(zone, seconds).value_or(0);
    std::string out = base::format_moment({.seconds = seconds + offset, .nanoseconds = 0});
    out[10] = ' ';
    out.pop_back();
    const std::int64_t minutes = std::abs(offset) / 60;
    return out + fmt::format("{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string field(std::string_view text) {
    const bool formula = !text.empty() && std::string_view("=@\t\r").find(text.front()) != std::string_view::npos;
    if (!formula && text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string out = formula ? "\"'" : "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

class Uploader {
public:
    Uploader(const Data& data, const Matches& matches, const AccountOptions& options, const UploadOptions& upload)
        : data_(data), matches_(matches), options_(options), upload_(upload), days_(*options.from, *options.past) {}

    base::Result<Upload> run() {
        if (const auto found = values(); !found) return tl::unexpected(found.error());
        switch (upload_.target) {
        case Target::google_calls:
            out_.text =
                "caller_id,call_start_date_time,conversion_action,conversion_date_time,conversion_value,currency_code,"
                "consent\n";
            break;
        case Target::google_clicks:
            out_.text =
                fmt::format("Parameters:TimeZone={}\nGoogle Click ID,Conversion Name,Conversion Time,Conversion "
                            "Value,Conversion Currency\n",
                            options_.zones.usual);
            break;
        case Target::yandex_calls:
            out_.text =
                "ClientId,Yclid,DateTime,StaticCall,Price,Currency,PhoneNumber,TalkDuration,HoldDuration,CallMissed,Tag,"
                "FirstTimeCaller\n";
            break;
        }
        std::vector<Id> order(data_.calls.size());
        for (Id i = 0; i < order.size(); ++i) order[i] = i;
        std::ranges::stable_sort(order, {}, [&](Id id) { return data_.calls[id].start; });
        for (const Id i : order) call(i);
        if (upload_.target == Target::google_clicks)
            for (Id i = 0; i < data_.leads.size(); ++i) lead(i);
        return std::move(out_);
    }

private:
    // What deals that were won are worth, by the lead that they came from.
    base::Result<void> values() {
        won_.assign(data_.calls.size() + data_.leads.size(), 0);
        std::set<std::string_view> currencies;
        for (std::size_t i = 0; i < data_.deals.size(); ++i) {
            const Deal& deal = data_.deals[i];
            if (matches_.deals[i].lead == no_id || deal.won == no_time || deal.amount == 0) continue;
            const std::string_view currency = data_.currencies[deal.currency];
            const std::string to = options_.currency.empty() ? std::string(currency) : options_.currency;
            const auto value = currency == to ? std::optional(deal.amount)
                                              : options_.rates.convert(deal.amount, currency, day_in("UTC", deal.won));
            currencies.insert(options_.currency.empty() ? currency : std::string_view(options_.currency));
            if (!value || currencies.size() > 1)
                return base::fail(
                    base::ErrorKind::usage,
                    "amounts are in several currencies: --currency says in which the file is, and --rates what the "
                    "others are worth in it");
            won_[matches_.deals[i].lead] += *value;
            currency_ = to;
        }
        return {};
    }

    const std::string& zone(std::uint16_t company) const { return options_.zones.zone(data_.companies[company]); }
    bool within(std::uint16_t company, Millis at) {
        if (!options_.company.empty() && data_.companies[company] != options_.company) return false;
        return days_.find(zone(company), at) >= 0;
    }
    std::string price(Id lead) const { return won_[lead] == 0 ? std::string() : money_text(won_[lead], currency_); }

    void write(const std::string& line) {
        if (!seen_.insert(line).second) {
            ++out_.repeated;
            return;
        }
        ++out_.written;
        out_.text += line;
    }

    void call(Id i) {
        const Call& call = data_.calls[i];
        const CallFound& found = matches_.calls[i];
        if (!within(found.company, call.start)) return;
        ++out_.conversions;
        if (upload_.good_only && upload_.target != Target::yandex_calls && found.quality != Quality::good) {
            ++out_.poor;
            return;
        }
        const Millis end = call.end == no_time ? call.start : call.end;
        if (upload_.target == Target::google_calls) {
            if (call.from == 0) {
                ++out_.unknown;
                return;
            }
            // The conversion is behind the call, or Google refuses it.
            write(fmt::format(
                "{},{},{},{},{},{},{}\n", e164(call.from), local_time(zone(found.company), call.start),
                field(upload_.conversion), local_time(zone(found.company), std::max(end, call.start + 1000)), price(i),
                won_[i] == 0 ? std::string() : currency_, upload_.consent.empty() ? "UNSPECIFIED" : upload_.consent));
        } else if (upload_.target == Target::google_clicks) {
            click(found.visit, found.company, end, i);
        } else {
            yandex(i);
        }
    }

    void lead(Id i) {
        const LeadFound& found = matches_.leads[i];
        if (!within(found.company, data_.leads[i].at)) return;
        ++out_.conversions;
        click(found.visit, found.company, data_.leads[i].at, static_cast<Id>(data_.calls.size()) + i);
    }

    void click(Id visit, std::uint16_t company, Millis at, Id place) {
        if (visit == no_id || data_.click_kinds[visit] != static_cast<std::uint8_t>(Click::gclid)) {
            ++out_.unknown;
            return;
        }
        write(fmt::format("{},{},{},{},{}\n", field(data_.words[data_.clicks[visit]]), field(upload_.conversion),
                          local_time(zone(company), at), price(place), won_[place] == 0 ? std::string() : currency_));
    }

    void yandex(Id i) {
        const Call& call = data_.calls[i];
        const CallFound& found = matches_.calls[i];
        std::string_view client, yclid;
        if (found.visit != no_id) {
            client = data_.words[data_.clients[found.visit]];
            if (data_.click_kinds[found.visit] == static_cast<std::uint8_t>(Click::yclid))
                yclid = data_.words[data_.clicks[found.visit]];
        }
        if (client.empty() && yclid.empty()) {
            ++out_.unknown;
            return;
        }
        std::string talk, hold;
        if (call.talk != no_length) talk = std::to_string(call.talk / 1000);
        if (call.talk != no_length && call.end != no_time)
            hold = std::to_string(std::max<Millis>(0, call.end - call.start - call.talk) / 1000);
        write(fmt::format("{},{},{},0,{},{},{},{},{},{},{},{}\n", field(client), field(yclid), call.start / 1000,
                          price(i), won_[i] == 0 ? std::string() : currency_, e164(call.from), talk, hold,
                          call.answered == Answered::unknown ? ""
                          : call.answered == Answered::no    ? "1"
                                                             : "0",
                          field(data_.words[call.tag]),
                          found.novelty == Novelty::unknown ? ""
                          : found.novelty == Novelty::fresh ? "1"
                                                            : "0"));
    }

    const Data& data_;
    const Matches& matches_;
    const AccountOptions& options_;
    const UploadOptions& upload_;
    Days days_;
    std::vector<Minor> won_; // by conversion: calls, then leads
    std::string currency_;
    std::set<std::string> seen_;
    Upload out_;
};

} // namespace

base::Result<Upload> make_upload(const Data& data, const Matches& matches, const AccountOptions& options,
                                 const UploadOptions& upload) {
    return Uploader(data, matches, options, upload).run();
}

} // namespace callflow::tracking
