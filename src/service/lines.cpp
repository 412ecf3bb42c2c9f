#include "service/lines.hpp"

namespace callflow::service {
namespace {

void work(const std::shared_ptr<Line>& line, Job job) {
    while (job(line)) {
        const std::scoped_lock lock(line->mutex);
        if (line->waiting.empty()) {
            line->busy = false;
            return;
        }
        job = std::move(line->waiting.front());
        line->waiting.pop_front();
    }
}

} // namespace

void submit(const std::shared_ptr<Line>& line, Job job) {
    {
        const std::scoped_lock lock(line->mutex);
        if (line->busy) {
            line->waiting.push_back(std::move(job));
            return;
        }
        line->busy = true;
    }
    work(line, std::move(job));
}

void carry_on(const std::shared_ptr<Line>& line) {
    work(line, [](const std::shared_ptr<Line>&) { return true; });
}

Lines::Shard& Lines::shard(const std::string& id) { return shards_[std::hash<std::string>()(id) % shards_.size()]; }

const Lines::Shard& Lines::shard(const std::string& id) const {
    return shards_[std::hash<std::string>()(id) % shards_.size()];
}

std::shared_ptr<Line> Lines::line(const std::string& id) {
    Shard& in = shard(id);
    const std::scoped_lock lock(in.mutex);
    std::shared_ptr<Line>& found = in.lines[id];
    if (!found) found = std::make_shared<Line>();
    return found;
}

std::shared_ptr<Line> Lines::find(const std::string& id) const {
    const Shard& in = shard(id);
    const std::scoped_lock lock(in.mutex);
    const auto at = in.lines.find(id);
    return at == in.lines.end() ? nullptr : at->second;
}

void Lines::put(const std::string& id, std::shared_ptr<Line> line) {
    Shard& in = shard(id);
    const std::scoped_lock lock(in.mutex);
    in.lines[id] = std::move(line);
}

void Lines::drop(const std::string& id) {
    Shard& in = shard(id);
    const std::scoped_lock lock(in.mutex);
    in.lines.erase(id);
}

std::size_t Lines::size() const {
    std::size_t all = 0;
    for (const Shard& one : shards_) {
        const std::scoped_lock lock(one.mutex);
        all += one.lines.size();
    }
    return all;
}

std::vector<std::string> Lines::ids() const {
    std::vector<std::string> all;
    for (const Shard& one : shards_) {
        const std::scoped_lock lock(one.mutex);
        for (const auto& [id, line] : one.lines) all.push_back(id);
    }
    return all;
}

} // namespace callflow::service
