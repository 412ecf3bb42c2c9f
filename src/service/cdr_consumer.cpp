#include "service/cdr_consumer.hpp"

#include "base/digest.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace callflow::service {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

class Consume final : public CdrWork {
public:
    Consume(CdrIntake intake, CdrMemory memory, CdrSink& sink, const CdrWorld& world, const ConsumeOptions& options,
            CdrCountsNow& counts)
        : intake_(std::move(intake)), memory_(std::move(memory)), sink_(sink), world_(world), options_(options),
          counts_(counts) {}

    void anew() override { failed_.clear(), others_.clear(), passed_over_ = 0; }
    base::Result<bool> handle(CdrBatch batch, const std::function<void()>& keep) override;
    std::vector<CdrTarget> targets() const override;
    void accompany(net::RedisCommands& commands) const override;
    void acknowledged() override;
    base::Result<void> settle() override {
        // What was looked at counts as there before: having lost it, this one must not go on.
        auto done = sink_.settle();
        return done ? done : base::fail(base::ErrorKind::unreadable, done.error().message);
    }
    Clock::time_point due() const override { return sink_.due(); }

private:
    void fail(const std::string& item, std::string_view why);
    [[nodiscard]] base::Result<bool> put(std::span<const logs::Cdr> records, const std::function<void()>& keep);

    CdrIntake intake_;
    CdrMemory memory_;
    CdrSink& sink_;
    const CdrWorld& world_;
    const ConsumeOptions& options_;
    CdrCountsNow& counts_;
    // These go out with the acknowledgement.
    std::vector<std::string> failed_, others_;
    std::uint64_t passed_over_ = 0; // others that nobody wants
};

// What cannot be used is kept as it is, with the reason; bytes that are no text in Base64.
void Consume::fail(const std::string& item, std::string_view why) {
    const bool text = base::find_invalid_utf8(item) == std::string_view::npos;
    std::string out;
    base::JsonWriter json(out);
    json.begin_object().member("reason", why).member("at", world_.now());
    json.member(text ? "item" : "item_base64", text ? item : base::base64(item)).end_object();
    failed_.push_back(std::move(out));
}

base::Result<bool> Consume::handle(CdrBatch batch, const std::function<void()>& keep) {
    CdrIntake::Read read = intake_.read(batch.items);
    counts_.bad_times += read.bad_times;
    std::vector<logs::Cdr> fresh;
    for (std::size_t i = 0; i < read.records.size(); ++i) {
        logs::Cdr& one = read.records[i];
        switch (memory_.look(one)) {
        case CdrMemory::Known::fresh: fresh.push_back(std::move(one)); break;
        case CdrMemory::Known::repeated: ++counts_.repeated; break;
        case CdrMemory::Known::changed:
            if (std::string& problem = read.items[read.from[i]].problem; problem.empty())
                problem = fmt::format("a record with the key {} was there before, and it says something else", one.key);
            break;
        }
    }
    for (std::size_t i = 0; i < batch.items.size(); ++i) {
        const CdrItem& item = read.items[i];
        if (!item.problem.empty()) {
            fail(batch.items[i], item.problem);
        } else if (item.records == 0 && !item.other.empty()) {
            if (options_.others.empty())
                ++passed_over_;
            else
                others_.push_back(batch.items[i]);
        }
    }
    if (fresh.empty()) return sink_.due() == Clock::time_point::max();
    auto done = put(fresh, keep);
    if (done) counts_.records += fresh.size();
    return done;
}

// What was looked at counts as there before: it is put until it is there, or never acknowledged.
base::Result<bool> Consume::put(std::span<const logs::Cdr> records, const std::function<void()>& keep) {
    const auto until = Clock::now() + options_.retry;
    milliseconds pause(100);
    for (bool said = false;;) {
        auto done = sink_.put(records, [&] {
            keep();
            return !world_.stopped();
        });
        if (done) {
            if (said) world_.say(fmt::format("{}: it can be written again", sink_.name()));
            return done;
        }
        if (done.error().kind == base::ErrorKind::unreadable) return done;
        if (!said) world_.say(fmt::format("{}; trying again", done.error().message));
        said = true;
        const auto next = std::min(Clock::now() + pause, until);
        while (!world_.stopped() && Clock::now() < next) {
            keep();
            world_.sleep(milliseconds(50));
        }
        if (world_.stopped() || Clock::now() >= until) // nothing of it is acknowledged, nor will be
            return base::fail(base::ErrorKind::unreadable, done.error().message);
        pause = std::min(pause * 2, milliseconds(5000));
    }
}

std::vector<CdrTarget> Consume::targets() const {
    std::vector<CdrTarget> out;
    if (!failed_.empty()) out.push_back({options_.failed, "list"});
    if (!others_.empty()) out.push_back({options_.others, "list"});
    return out;
}

void Consume::accompany(net::RedisCommands& commands) const {
    for (const std::string& one : failed_) commands.add({"RPUSH", options_.failed, one});
    for (const std::string& one : others_) commands.add({"RPUSH", options_.others, one});
}

void Consume::acknowledged() {
    counts_.failed += failed_.size();
    counts_.others += others_.size() + passed_over_;
    anew();
}

} // namespace

std::unique_ptr<CdrWork> make_consume_work(CdrIntake intake, CdrMemory memory, CdrSink& sink, const CdrWorld& world,
                                           const ConsumeOptions& options, CdrCountsNow& counts) {
    return std::make_unique<Consume>(std::move(intake), std::move(memory), sink, world, options, counts);
}

} // namespace callflow::service
