#include "logs/sessions.hpp"

#include "base/hash.hpp"

#include <utility>

namespace callflow::logs {

void Sessions::name(std::string_view key, std::string_view call) {
    if (others_ != nullptr) others_->name(key, call);
    const std::scoped_lock lock(mutex_);
    calls_.put(base::stable_hash(key), std::string(call));
}

void Sessions::begin(std::string_view session, Millis time) {
    if (others_ != nullptr) others_->begin(session, time);
    const std::scoped_lock lock(mutex_);
    begins_.put(base::stable_hash(session), time);
}

std::optional<std::string> Sessions::call_of(std::string_view key) const {
    {
        const std::scoped_lock lock(mutex_);
        if (auto found = calls_.get(base::stable_hash(key))) return found;
    }
    return others_ == nullptr ? std::nullopt : others_->call_of(key);
}

std::optional<Millis> Sessions::begin_of(std::string_view session) const {
    {
        const std::scoped_lock lock(mutex_);
        if (const auto found = begins_.get(base::stable_hash(session))) return found;
    }
    return others_ == nullptr ? std::nullopt : others_->begin_of(session);
}

std::shared_ptr<Sessions> SessionBook::of(const std::string& log) {
    const std::scoped_lock lock(mutex_);
    std::shared_ptr<Sessions>& out = by_log_[log];
    if (out == nullptr) out = std::make_shared<Sessions>(all_);
    return out;
}

} // namespace callflow::logs
