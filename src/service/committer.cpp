#include "service/committer.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace callflow::service {
namespace {

// So that one transaction does not make those at its front wait for ever.
constexpr std::size_t most_at_once = 2000;
// Under load the next transaction waits for so long, so that it has more to take: each costs as much as many changes. Who comes
// alone waits for nobody.
constexpr std::chrono::microseconds gathering{1000};

} // namespace

struct Committer::Impl {
    std::unique_ptr<tracking::Store> store;
    Told tell;
    // Of the committer's thread.
    bool missing = false;     // something is, that was put
    std::uint64_t outage = 0; // changes that the store has not taken since it took one

    mutable std::mutex mutex;
    std::condition_variable work, idle;
    std::vector<tracking::Change> changes; // both of one length
    std::vector<Done> dones;
    bool busy = false;
    bool stop = false;
    Counts counts;
    std::thread thread;

    void run();
    void complain(std::uint64_t count, const std::string& why);
    void recover();
    void write(std::vector<tracking::Change>& taken, std::vector<Done>& told);
    void write_singly(std::vector<tracking::Change>& taken, std::vector<Done>& told);
};

// An outage may take hours: each line of it says ten times as much as the one before.
void Committer::Impl::complain(std::uint64_t more, const std::string& why) {
    std::uint64_t next = 1;
    while (next <= outage) next *= 10;
    outage += more;
    if (outage < next || !tell.say) return;
    tell.say(next == 1 ? fmt::format("not stored: {}", why)
                       : fmt::format("not stored: {}; {} changes by now", why, outage));
}

void Committer::Impl::recover() {
    const std::uint64_t lost = std::exchange(outage, 0);
    if (lost == 0 || !tell.say) return;
    tell.say(fmt::format("stored again; {} change{} not", lost, lost == 1 ? " was" : "s were"));
}

// One by one, where the store took something in them amiss: the others are not to suffer for it.
void Committer::Impl::write_singly(std::vector<tracking::Change>& taken, std::vector<Done>& told) {
    constexpr int most_refused = 5; // in a row; then it is the store's fault
    int refused = 0;
    std::string why; // the last one
    for (std::size_t i = 0; i < taken.size(); ++i) {
        bool stored = false;
        if (refused < most_refused) {
            const auto done = store->commit(std::span(taken).subspan(i, 1));
            stored = done.has_value();
            if (!done) why = done.error().message;
        }
        refused = stored ? 0 : std::min(refused + 1, most_refused);
        {
            const std::scoped_lock lock(mutex);
            counts.transactions += 1;
            (stored ? counts.changes : counts.lost) += 1;
        }
        if (stored)
            recover();
        else if (refused == most_refused || outage > 0)
            complain(1, why);
        else if (tell.say)
            tell.say(fmt::format("call {} is not stored: {}", base::printable(taken[i].call, 80), why));
        if (told[i]) told[i](stored);
    }
}

void Committer::Impl::write(std::vector<tracking::Change>& taken, std::vector<Done>& told) {
    const auto stored = store->commit(taken);
    if (!stored && store->refused() && taken.size() > 1) return write_singly(taken, told);
    const std::string news = store->take_news();
    {
        const std::scoped_lock lock(mutex);
        counts.transactions += 1;
        (stored ? counts.changes : counts.lost) += taken.size();
        if (!news.empty()) ++counts.reopened;
    }
    if (!news.empty() && tell.say) tell.say(news);
    if (stored)
        recover();
    else
        complain(taken.size(), stored.error().message);
    for (Done& done : told)
        if (done) done(stored.has_value());
    missing = missing || !news.empty() || !stored;
    if (stored && std::exchange(missing, false) && tell.caught_up) tell.caught_up();
}

void Committer::Impl::run() {
    std::vector<tracking::Change> taken;
    std::vector<Done> told;
    bool crowded = false; // several came together
    for (;;) {
        {
            std::unique_lock lock(mutex);
            busy = false;
            idle.notify_all();
            work.wait(lock, [&] { return stop || !changes.empty(); });
            if (crowded && changes.size() < most_at_once) {
                busy = true; // nobody need wake it
                work.wait_for(lock, gathering, [&] { return stop; });
            }
            if (changes.empty()) return;
            busy = true;
            taken.clear();
            told.clear();
            if (changes.size() <= most_at_once) {
                taken.swap(changes);
                told.swap(dones);
            } else {
                const auto count = static_cast<std::ptrdiff_t>(most_at_once);
                taken.assign(std::make_move_iterator(changes.begin()),
                             std::make_move_iterator(changes.begin() + count));
                told.assign(std::make_move_iterator(dones.begin()), std::make_move_iterator(dones.begin() + count));
                changes.erase(changes.begin(), changes.begin() + count);
                dones.erase(dones.begin(), dones.begin() + count);
            }
        }
        crowded = taken.size() > 1;
        write(taken, told);
    }
}

Committer::Committer(std::unique_ptr<tracking::Store> store, Told told) : impl_(std::make_unique<Impl>()) {
    impl_->store = std::move(store);
    impl_->tell = std::move(told);
    impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

Committer::~Committer() {
    {
        const std::scoped_lock lock(impl_->mutex);
        impl_->stop = true;
    }
    impl_->work.notify_one();
    impl_->thread.join();
}

void Committer::put(tracking::Change change, Done done) {
    bool wake = false;
    {
        const std::scoped_lock lock(impl_->mutex);
        impl_->changes.push_back(std::move(change));
        impl_->dones.push_back(std::move(done));
        wake = !impl_->busy;
    }
    if (wake) impl_->work.notify_one();
}

void Committer::drain() {
    std::unique_lock lock(impl_->mutex);
    impl_->idle.wait(lock, [&] { return !impl_->busy && impl_->changes.empty(); });
}

Committer::Counts Committer::counts() const {
    const std::scoped_lock lock(impl_->mutex);
    return impl_->counts;
}

} // namespace callflow::service
