#include "flow/address.hpp"

#include "base/ascii.hpp"
#include "base/text.hpp"
#include "flow/address_parts.hpp"

#include <algorithm>

namespace callflow::flow {
namespace {

// Scheme and host (with port) of an absolute address, lower case, without user, password and the
// scheme's own port.
std::string normal_origin(std::string_view origin) {
    std::string result = base::lowered(origin);
    const std::size_t host = result.find("//") + 2;
    if (const std::size_t user = result.rfind('@'); user != std::string::npos && user >= host) {
        result.erase(host, user - host + 1);
    }
    const auto drop = [&](std::string_view scheme, std::string_view port) {
        if (result.starts_with(scheme) && result.ends_with(port)) {
            result.erase(result.size() - port.size());
        }
    };
    drop("https:", ":443");
    drop("http:", ":80");
    return result;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0;;) {
        const std::size_t end = text.find(separator, begin);
        parts.push_back(text.substr(begin, end - begin));
        if (end == std::string_view::npos) {
            return parts;
        }
        begin = end + 1;
    }
}

constexpr std::string_view nobody = "-"; // the segment where there is no actor, no call yet, or no event

} // namespace

// --- writing

struct AddressTemplate::Call {
    std::string_view event;
    std::string_view actor;
    std::span<const expr::Value> slots;
    std::string* why;
};

// An actor that there is not, no event as of a call's first request, or a call that has no id yet, as one that is to be made.
bool AddressTemplate::is_missing(const Piece& piece, const Call& call) {
    if (piece.place == Place::actor) return call.actor.empty();
    if (piece.place == Place::event) return call.event.empty();
    if (piece.place != Place::call_id) return false;
    const expr::Value id = piece.expression.evaluate(call.slots);
    return id.kind() == expr::Kind::string && id.as_string().empty();
}

bool AddressTemplate::append_pieces(std::string& out, const Pieces& pieces, const Call& call) {
    for (const Piece& piece : pieces) {
        switch (piece.place) {
        case Place::literal: out += piece.literal; break;
        case Place::event: out += base::percent_encode(call.event); break;
        case Place::actor: out += base::percent_encode(call.actor); break;
        case Place::call_id:
        case Place::expression: {
            const expr::Value value = piece.expression.evaluate(call.slots);
            if (value.is_error()) {
                if (call.why != nullptr) {
                    *call.why = value.as_string();
                }
                return false;
            }
            out += base::percent_encode(value.to_text());
            break;
        }
        }
    }
    return true;
}

bool AddressTemplate::append(std::string& out, std::string_view event, std::string_view actor,
                             std::span<const std::pair<std::string, std::string>> params,
                             std::span<const expr::Value> slots, std::string* why) const {
    const Call call{event, actor, slots, why};
    const auto only_missing = [&](const Pieces& pieces) { return pieces.size() == 1 && is_missing(pieces[0], call); };
    if (!append_pieces(out, origin_, call)) {
        return false;
    }
    std::size_t segments = path_.size();
    while (event.empty() && segments > 0 && only_missing(path_[segments - 1])) --segments;
    for (std::size_t i = 0; i < segments; ++i) {
        if (i > 0 || rooted_) {
            out += '/';
        }
        if (only_missing(path_[i])) {
            out += nobody; // an empty segment would be lost, or at the front mean a host
        } else if (!append_pieces(out, path_[i], call)) {
            return false;
        }
    }
    char separator = '?';
    const auto begin_parameter = [&](std::string_view key) {
        out += separator;
        out += key;
        separator = '&';
    };
    for (const Parameter& one : query_) {
        if (only_missing(one.value)) {
            continue;
        }
        begin_parameter(one.key);
        if (one.valued) {
            out += '=';
        }
        if (!append_pieces(out, one.value, call)) {
            return false;
        }
    }
    for (const auto& [key, value] : params) {
        begin_parameter(base::percent_encode(key));
        out += '=';
        out += base::percent_encode(value);
    }
    return append_pieces(out, fragment_, call);
}

// --- reading back

bool AddressTemplate::has_parameter(std::string_view key) const {
    return std::ranges::any_of(query_, [&](const Parameter& one) { return decoded(one.key, true) == key; });
}

std::optional<AddressTemplate::Match> AddressTemplate::invert(std::string_view address) const {
    address = address.substr(0, address.find('#'));
    const std::string_view origin = origin_of(address);
    const bool literal_origin = origin_.size() == 1 && origin_.front().place == Place::literal;
    if (!origin.empty() && literal_origin) {
        const std::string ours = normal_origin(origin_.front().literal);
        const std::string theirs = normal_origin(origin);
        const bool any_scheme = ours.starts_with("//") || theirs.starts_with("//");
        const auto host = [](std::string_view text) { return text.substr(text.find("//")); };
        if (any_scheme ? host(ours) != host(theirs) : ours != theirs) {
            return std::nullopt;
        }
    }
    address.remove_prefix(origin.size());
    const std::size_t question = address.find('?');
    Match match;
    if (!match_path(address.substr(0, question), match)) {
        return std::nullopt;
    }
    const std::string_view query =
        question == std::string_view::npos ? std::string_view() : address.substr(question + 1);
    if (!match_query(query, match)) {
        return std::nullopt;
    }
    return match;
}

bool AddressTemplate::match_path(std::string_view path, Match& match) const {
    if (path_.empty()) {
        return origin_.empty() || path.empty() || path == "/";
    }
    if (path.starts_with('/')) {
        path.remove_prefix(1);
    }
    std::vector<std::string_view> segments = split(path, '/');
    // A first request's address ends before what it has nothing for.
    const auto may_lack = [](const Pieces& one) {
        return one.size() == 1 && one.front().place != Place::literal && one.front().place != Place::expression;
    };
    const std::size_t there = std::min(segments.size(), path_.size());
    const bool cut =
        there < path_.size() && std::all_of(path_.begin() + static_cast<std::ptrdiff_t>(there), path_.end(), may_lack);
    if (!rooted_ && segments.size() > path_.size()) {
        // A relative address was resolved against the document's own: only its end is ours.
        segments.erase(segments.begin(), segments.end() - static_cast<std::ptrdiff_t>(path_.size()));
    }
    if (segments.size() != path_.size() && !cut) {
        return false;
    }
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const Pieces& pieces = path_[i];
        const std::string value = decoded(segments[i], false);
        const Place place = pieces.size() == 1 ? pieces.front().place : Place::literal;
        switch (place) {
        case Place::event: match.event = value == nobody ? std::string() : value; continue;
        case Place::actor: match.actor = value == nobody ? std::string() : value; continue;
        case Place::call_id: match.call_id = value == nobody ? std::string() : value; continue;
        default: break;
        }
        if (pieces.empty()) {
            if (!value.empty()) {
                return false;
            }
            continue;
        }
        const std::string begin = decoded(pieces.front().literal, false);
        const std::string end = decoded(pieces.back().literal, false);
        const bool whole = pieces.size() == 1 && place == Place::literal;
        if (whole ? value != begin
                  : value.size() < begin.size() + end.size() || !value.starts_with(begin) || !value.ends_with(end)) {
            return false;
        }
    }
    return !cut || match.event.empty();
}

bool AddressTemplate::match_query(std::string_view query, Match& match) const {
    std::vector<bool> met(query_.size());
    for (std::string_view part : query.empty() ? std::vector<std::string_view>() : split(query, '&')) {
        if (part.empty()) {
            continue;
        }
        const std::size_t equals = part.find('=');
        std::string key = decoded(part.substr(0, equals), true);
        std::string value = equals == std::string_view::npos ? std::string() : decoded(part.substr(equals + 1), true);
        std::string* special = nullptr;
        for (std::size_t i = 0; i < query_.size(); ++i) {
            const Pieces& wanted = query_[i].value;
            if (met[i] || decoded(query_[i].key, true) != key) {
                continue;
            }
            met[i] = true;
            const Place place = wanted.size() == 1 ? wanted.front().place : Place::expression;
            special = place == Place::event     ? &match.event
                      : place == Place::actor   ? &match.actor
                      : place == Place::call_id ? &match.call_id
                                                : nullptr;
            if (place == Place::literal && decoded(wanted.front().literal, true) != value) {
                return false;
            }
            break;
        }
        if (special != nullptr) {
            *special = std::move(value);
        } else {
            match.others.emplace_back(std::move(key), std::move(value));
        }
    }
    if (match.event.empty()) {
        return true; // a first request need not carry what the template adds
    }
    for (std::size_t i = 0; i < query_.size(); ++i) {
        const Pieces& wanted = query_[i].value;
        if (!met[i] && wanted.size() == 1 && wanted.front().place == Place::literal) {
            return false;
        }
    }
    return true;
}

std::vector<const expr::Expression*> AddressTemplate::expressions() const {
    std::vector<const expr::Expression*> found;
    const auto look = [&](const Pieces& pieces) {
        for (const Piece& one : pieces)
            if (one.place == Place::expression) found.push_back(&one.expression);
    };
    look(origin_);
    for (const Pieces& segment : path_) look(segment);
    for (const Parameter& parameter : query_) look(parameter.value);
    look(fragment_);
    return found;
}

} // namespace callflow::flow
