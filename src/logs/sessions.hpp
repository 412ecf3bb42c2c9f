// What records say that others refer to: which call a key stands for, and when a session began.
#pragma once

#include "logs/event.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace callflow::logs {

// Of one log, or of several that are read together. For any number of threads.
class Sessions {
public:
    // `others`: what is not in this log is asked of these, and what is found in it they learn. Null: this one is alone.
    explicit Sessions(std::shared_ptr<Sessions> others = nullptr) : others_(std::move(others)) {}
    Sessions(const Sessions&) = delete;

    void name(std::string_view key, std::string_view call);
    void begin(std::string_view session, Millis time);
    [[nodiscard]] std::optional<std::string> call_of(std::string_view key) const;
    [[nodiscard]] std::optional<Millis> begin_of(std::string_view session) const;

private:
    // Beyond so many those that were learnt before the last so many are forgotten.
    template <class Value> class Recent {
    public:
        void put(std::uint64_t key, Value value) {
            if (now_.size() >= most) before_ = std::exchange(now_, {});
            now_[key] = std::move(value);
        }
        [[nodiscard]] std::optional<Value> get(std::uint64_t key) const {
            for (const auto* each : {&now_, &before_})
                if (const auto found = each->find(key); found != each->end()) return found->second;
            return std::nullopt;
        }

    private:
        static constexpr std::size_t most = 2'000'000;
        std::unordered_map<std::uint64_t, Value> now_, before_;
    };

    std::shared_ptr<Sessions> others_;
    mutable std::mutex mutex_;
    Recent<std::string> calls_; // by hash of the key
    Recent<Millis> begins_;     // by hash of the session
};

// The sessions of logs that are read together: each log's own ones are asked first, for keys of one may mean something else in another.
class SessionBook {
public:
    // The same for one name, whenever it is asked.
    [[nodiscard]] std::shared_ptr<Sessions> of(const std::string& log);

private:
    std::mutex mutex_;
    std::shared_ptr<Sessions> all_ = std::make_shared<Sessions>();
    std::map<std::string, std::shared_ptr<Sessions>, std::less<>> by_log_;
};

} // namespace callflow::logs
