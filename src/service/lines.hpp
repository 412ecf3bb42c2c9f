// The calls that a service has open, each with what is asked of it in turn.
#pragma once

#include "net/http_server.hpp"
#include "service/desk.hpp"
#include "tracking/store.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace callflow::service {

struct Line;

// Something that happens to a call, which is the job's alone meanwhile. True when it is done; else the job goes on later, and
// then calls carry_on().
using Job = std::function<bool(const std::shared_ptr<Line>& line)>;

// One call. What happens to it happens one after the other.
struct Line {
    std::mutex mutex; // for `busy` and `waiting`; the rest is that of the job under way
    bool busy = false;
    std::deque<Job> waiting;

    OpenCall open;
    bool known = false;        // a request has begun it
    bool dropped = false;      // it is no line of the table any more: whoever still has it takes the new one
    tracking::Session session; // without its first body once that is stored
    std::shared_ptr<std::atomic<bool>> stored = std::make_shared<std::atomic<bool>>(false); // whether the session is
    std::string account;                                    // the provider's, of whoever owns the call
    std::vector<std::pair<std::string, std::string>> marks; // of the called number and the visit that was shown it
    engine::Time alarm = 0;                                 // when it is woken for a timer; 0: it is not
    bool over = false; // nothing more is expected of it; it is kept for a while for what comes late
};

// Does a job, now or behind those that wait.
void submit(const std::shared_ptr<Line>& line, Job job);
// What waits behind a job that took its time.
void carry_on(const std::shared_ptr<Line>& line);

// By the provider's id. Each function may be called by any thread.
class Lines {
public:
    // The line of that id, made where there is none.
    [[nodiscard]] std::shared_ptr<Line> line(const std::string& id);
    // Null where there is none.
    [[nodiscard]] std::shared_ptr<Line> find(const std::string& id) const;
    // One that was made elsewhere, in place of what is there.
    void put(const std::string& id, std::shared_ptr<Line> line);
    // Whoever still has it goes on with it.
    void drop(const std::string& id);
    [[nodiscard]] std::size_t size() const;
    // All ids, in no order.
    [[nodiscard]] std::vector<std::string> ids() const;

private:
    struct Shard {
        mutable std::mutex mutex;
        std::unordered_map<std::string, std::shared_ptr<Line>> lines;
    };
    [[nodiscard]] Shard& shard(const std::string& id);
    [[nodiscard]] const Shard& shard(const std::string& id) const;
    std::array<Shard, 64> shards_;
};

} // namespace callflow::service
