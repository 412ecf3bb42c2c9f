#include "service/committer.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <mutex>
#include <thread>
#include <utility>

using namespace callflow;

namespace {

// What was committed, by transaction; may be told to fail, and to wait for a word before each.
struct FakeStore final : tracking::Store {
    struct State {
        std::mutex gate;
        std::vector<std::vector<std::string>> transactions;
        std::atomic<bool> fails{false};
        std::string news;
        std::string bad; // a call that it does not take
        bool refused = false;
    };
    explicit FakeStore(State& of) : state(of) {}
    base::Result<void> commit(std::span<const tracking::Change> changes) override {
        const std::scoped_lock lock(state.gate);
        if (state.fails) return base::fail(base::ErrorKind::system, "the disk is full");
        state.refused = std::ranges::any_of(
            changes, [&](const tracking::Change& one) { return !state.bad.empty() && one.call == state.bad; });
        if (state.refused) return base::fail(base::ErrorKind::system, "the row is too long");
        std::vector<std::string> calls;
        for (const tracking::Change& one : changes) calls.push_back(one.call);
        state.transactions.push_back(std::move(calls));
        return {};
    }
    bool refused() const override { return state.refused; }
    std::string take_news() override {
        const std::scoped_lock lock(state.gate);
        return std::exchange(state.news, {});
    }
    base::Result<std::vector<tracking::KeptCall>> kept(const std::string&) override { return {}; }
    base::Result<void> sessions(const tracking::SessionQuery&, const std::function<bool(tracking::Session)>&) override {
        return {};
    }
    base::Result<std::vector<tracking::Step>> steps(const std::string&) override { return {}; }
    base::Result<void> put_cdrs(std::span<const logs::Cdr>) override { return {}; }
    base::Result<void> cdrs(const tracking::CdrQuery&, const std::function<bool(logs::Cdr&)>&) override { return {}; }
    base::Result<tracking::TrackCounts> put_track(tracking::Table, std::span<const tracking::TrackRow>) override {
        return {};
    }
    base::Result<void> track(const tracking::TrackQuery&,
                             const std::function<bool(const tracking::TrackRow&)>&) override {
        return {};
    }
    base::Result<std::uint64_t> prune(const tracking::SessionQuery&, tracking::Time) override { return 0; }
    State& state;
};

tracking::Change change(std::string call) {
    tracking::Change out;
    out.call = std::move(call);
    return out;
}

} // namespace

TEST_CASE("changes that wait while the store is busy go in together, in their order") {
    FakeStore::State state;
    std::atomic<int> done{0};
    {
        service::Committer committer(std::make_unique<FakeStore>(state), {});
        {
            const std::scoped_lock busy(state.gate);
            for (int i = 0; i < 100; ++i)
                committer.put(change(std::to_string(i)), [&](bool stored) { done += stored ? 1 : 0; });
        }
        committer.drain();
        CHECK(done == 100);
        CHECK(committer.counts().changes == 100);
    }
    std::vector<std::string> all;
    for (const auto& transaction : state.transactions) all.insert(all.end(), transaction.begin(), transaction.end());
    REQUIRE(all.size() == 100);
    for (int i = 0; i < 100; ++i) CHECK(all[static_cast<std::size_t>(i)] == std::to_string(i));
    CHECK(state.transactions.size() <= 3);
}

TEST_CASE("what cannot be stored is said, counted, and told to whoever waits for it") {
    FakeStore::State state;
    std::string why;
    int told = 0;
    int caught_up = 0;
    service::Committer committer(
        std::make_unique<FakeStore>(state),
        {.say = [&](const std::string& text) { why = text; }, .caught_up = [&] { ++caught_up; }});
    state.fails = true;
    committer.put(change("a"), [&](bool stored) { told += stored ? 100 : 1; });
    committer.drain();
    CHECK(told == 1);
    CHECK(why == "not stored: the disk is full");
    CHECK(caught_up == 0);
    CHECK(committer.counts().lost == 1);
    state.fails = false;
    committer.put(change("b"), {});
    committer.drain();
    CHECK(committer.counts().changes == 1);
    CHECK(caught_up == 1);
    committer.put(change("c"), {});
    committer.drain();
    CHECK(caught_up == 1); // behind the first that was stored again
    CHECK(committer.counts().reopened == 0);
    state.news = "it was opened again";
    committer.put(change("d"), {});
    committer.drain();
    CHECK(why == "it was opened again");
    CHECK(committer.counts().reopened == 1);
    CHECK(caught_up == 2);
}

TEST_CASE("an outage is said at its begin, whenever ten times as much is lost, and at its end") {
    FakeStore::State state;
    std::vector<std::string> said;
    service::Committer committer(std::make_unique<FakeStore>(state),
                                 {.say = [&](const std::string& text) { said.push_back(text); }, .caught_up = {}});
    const auto put = [&](int count) {
        for (int i = 0; i < count; ++i) {
            committer.put(change("a"), {});
            committer.drain();
        }
    };
    put(3);
    CHECK(said.empty());
    state.fails = true;
    put(250);
    CHECK(said == std::vector<std::string>{"not stored: the disk is full",
                                           "not stored: the disk is full; 10 changes by now",
                                           "not stored: the disk is full; 100 changes by now"});
    state.fails = false;
    said.clear();
    put(3);
    CHECK(said == std::vector<std::string>{"stored again; 250 changes were not"});
    state.fails = true;
    put(1);
    CHECK(said.back() == "not stored: the disk is full"); // another one
}

TEST_CASE("what was put before the end is stored") {
    FakeStore::State state;
    {
        service::Committer committer(std::make_unique<FakeStore>(state), {});
        for (int i = 0; i < 5000; ++i) committer.put(change("x"), {});
    }
    std::size_t all = 0;
    for (const auto& transaction : state.transactions) {
        all += transaction.size();
        CHECK(transaction.size() <= 2000);
    }
    CHECK(all == 5000);
}

TEST_CASE("a change that the store does not take leaves the others of its transaction alone") {
    FakeStore::State state;
    state.bad = "7";
    std::vector<std::string> said;
    std::atomic<int> stored{0}, not_stored{0}, caught_up{0};
    {
        service::Committer committer(
            std::make_unique<FakeStore>(state),
            {.say = [&](const std::string& what) { said.push_back(what); }, .caught_up = [&] { ++caught_up; }});
        {
            const std::scoped_lock busy(state.gate);
            for (int i = 0; i < 20; ++i)
                committer.put(change(std::to_string(i)), [&](bool done) { ++(done ? stored : not_stored); });
        }
    }
    CHECK(stored == 19);
    CHECK(not_stored == 1);
    CHECK(caught_up == 0); // nothing is put again, or it would fail again and again
    REQUIRE(said.size() == 1);
    CHECK(said.front() == "call 7 is not stored: the row is too long");
}
