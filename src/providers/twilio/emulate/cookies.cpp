#include "providers/twilio/emulate/cookies.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace callflow::providers::twilio::emulate {
namespace {

constexpr std::size_t most = 50;
constexpr std::int64_t second = 1000;

std::string small(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        c = base::to_lower(c);
    }
    return out;
}

std::string host_of(const base::UrlParts& parts) {
    std::string_view authority = parts.authority.substr(parts.authority.rfind('@') + 1);
    if (authority.starts_with('[')) return small(authority.substr(0, authority.find(']') + 1));
    return small(authority.substr(0, authority.find(':')));
}

bool is_number(std::string_view host) {
    return host.starts_with('[') || host.find_first_not_of("0123456789.") == std::string_view::npos;
}

// RFC 6265, 5.1.3.
bool is_below(std::string_view host, std::string_view domain) {
    return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                              host[host.size() - domain.size() - 1] == '.' && !is_number(host));
}

// 5.1.4.
std::string default_path(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (!path.starts_with('/') || slash == 0) return "/";
    return std::string(path.substr(0, slash));
}

bool lies_in(std::string_view path, std::string_view in) {
    if (!path.starts_with(in)) return false;
    return path.size() == in.size() || in.ends_with('/') || path[in.size()] == '/';
}

// The digits at the front, at most so many.
std::optional<int> front_number(std::string_view text, std::size_t least, std::size_t digits) {
    std::size_t count = 0;
    while (count < text.size() && base::is_digit(text[count])) ++count;
    if (count < least || count > digits) return std::nullopt;
    return static_cast<int>(base::parse_int(text.substr(0, count)).value_or(0));
}

struct Date {
    std::optional<int> day, month, year, of_day; // of_day: seconds
    void take(std::string_view token);
};

void Date::take(std::string_view token) {
    constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                         "jul", "aug", "sep", "oct", "nov", "dec"};
    const std::size_t colon = token.find(':');
    const std::size_t other = colon == std::string_view::npos ? colon : token.find(':', colon + 1);
    if (!of_day && other != std::string_view::npos) {
        const auto hours = front_number(token.substr(0, colon), 1, 2);
        const auto minutes = front_number(token.substr(colon + 1, other - colon - 1), 1, 2);
        const auto seconds = front_number(token.substr(other + 1), 1, 2);
        if (hours && minutes && seconds && *hours < 24 && *minutes < 60 && *seconds < 61) {
            of_day = (*hours * 60 + *minutes) * 60 + *seconds;
            return;
        }
    }
    if (!day) {
        if (const auto number = front_number(token, 1, 2)) {
            day = number;
            return;
        }
    }
    if (!month) {
        const auto at = std::ranges::find(months, small(token.substr(0, 3)));
        if (at != months.end()) {
            month = static_cast<int>(at - months.begin()) + 1;
            return;
        }
    }
    if (year) return;
    if (const auto number = front_number(token, 2, 4)) {
        year = number;
        if (*year < 70) *year += 2000;
        if (*year < 100) *year += 1900;
    }
}

// The attributes that count.
struct Attributes {
    std::string domain, path;
    bool secure = false;
    std::optional<std::int64_t> lasts; // seconds from now; 0 or less: it has ended
    void take(std::string_view name, std::string_view value, std::string_view date, std::int64_t now);
    bool by_age = false; // Max-Age goes before Expires
};

void Attributes::take(std::string_view name, std::string_view value, std::string_view date, std::int64_t now) {
    const std::string word = small(name);
    if (word == "domain" && !value.empty()) {
        domain = small(value.starts_with('.') ? value.substr(1) : value);
    } else if (word == "path") {
        path = value.starts_with('/') ? value : "";
    } else if (word == "secure") {
        secure = true;
    } else if (word == "max-age") {
        const bool number = !value.empty() && (value.front() == '-' || base::is_digit(value.front()));
        const auto age = base::parse_int(value);
        if (!number || (!age && value.find_first_not_of("0123456789", 1) != std::string_view::npos)) return;
        constexpr std::int64_t longest = 400LL * 86'400; // beyond is as long
        lasts = std::clamp<std::int64_t>(age.value_or(value.front() == '-' ? 0 : longest), 0, longest);
        by_age = true;
    } else if (word == "expires" && !by_age) {
        if (const auto at = read_cookie_date(value)) lasts = *at - read_cookie_date(date).value_or(now / second);
    }
}

} // namespace

std::optional<std::int64_t> read_cookie_date(std::string_view text) {
    constexpr auto is_part = [](char c) { return base::is_alphanumeric(c) || c == ':'; };
    Date date;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t end = at;
        while (end < text.size() && is_part(text[end])) ++end;
        if (end > at) date.take(text.substr(at, end - at));
        at = end + 1;
    }
    if (!date.day || !date.month || !date.year || !date.of_day || *date.year < 1601) return std::nullopt;
    const std::chrono::year_month_day day(std::chrono::year(*date.year),
                                          std::chrono::month(static_cast<unsigned>(*date.month)),
                                          std::chrono::day(static_cast<unsigned>(*date.day)));
    if (!day.ok()) return std::nullopt;
    constexpr std::int64_t seconds_a_day = 86'400;
    return std::chrono::sys_days(day).time_since_epoch().count() * seconds_a_day + *date.of_day;
}

void Cookies::take(std::string_view header, std::string_view url, std::string_view date, std::int64_t now) {
    const base::UrlParts parts = base::split_url(url);
    const std::string host = host_of(parts);
    const std::string_view pair = header.substr(0, header.find(';'));
    const std::size_t sign = pair.find('=');
    if (sign == std::string_view::npos) return;
    Cookie cookie;
    cookie.name = base::trim(pair.substr(0, sign));
    cookie.value = base::trim(pair.substr(sign + 1));
    if (cookie.name.empty()) return;
    Attributes said;
    std::string_view rest = header.substr(pair.size());
    while (rest.starts_with(';')) {
        rest.remove_prefix(1);
        const std::string_view one = rest.substr(0, rest.find(';'));
        rest.remove_prefix(one.size());
        const std::size_t equals = std::min(one.find('='), one.size());
        said.take(base::trim(one.substr(0, equals)), base::trim(one.substr(std::min(equals + 1, one.size()))), date,
                  now);
    }
    // What is set for another host, or for all of a top-level domain, is nobody's.
    const bool whole = said.domain.find('.') != std::string::npos;
    if (!said.domain.empty() && said.domain != host && (!whole || !is_below(host, said.domain))) return;
    cookie.host = said.domain.empty() ? host : said.domain;
    cookie.below = !said.domain.empty();
    cookie.path = said.path.empty() ? default_path(parts.path) : said.path;
    cookie.secure = said.secure;
    if (said.lasts) cookie.ends = now + *said.lasts * second;
    const auto old = std::ranges::find_if(all_, [&](const Cookie& one) {
        return one.name == cookie.name && one.host == cookie.host && one.path == cookie.path;
    });
    const bool over = said.lasts && *said.lasts <= 0;
    if (old != all_.end()) {
        if (over)
            all_.erase(old);
        else
            *old = std::move(cookie); // keeps its place
    } else if (!over && all_.size() < most) {
        all_.push_back(std::move(cookie));
    }
}

std::string Cookies::header_for(std::string_view url, std::int64_t now) const {
    const base::UrlParts parts = base::split_url(url);
    const std::string host = host_of(parts);
    const std::string_view path = parts.path.empty() ? std::string_view("/") : parts.path;
    std::vector<const Cookie*> sent;
    for (const Cookie& one : all_) {
        const bool his = one.below ? is_below(host, one.host) : host == one.host;
        const bool alive = one.ends == 0 || one.ends > now;
        if (his && alive && lies_in(path, one.path) && (!one.secure || parts.scheme == "https")) sent.push_back(&one);
    }
    std::ranges::stable_sort(sent, std::ranges::greater(), [](const Cookie* one) { return one->path.size(); });
    std::string out;
    for (const Cookie* one : sent) {
        if (!out.empty()) out += "; ";
        out += one->name + '=' + one->value;
    }
    return out;
}

} // namespace callflow::providers::twilio::emulate
