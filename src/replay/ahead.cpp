#include "replay/ahead.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace callflow::replay {
namespace {

// So many pieces are read ahead, of all logs together; of each at least one.
constexpr std::size_t most_ahead = 12;

} // namespace

Ahead::Ahead(std::uint32_t threads, const Options& options) : options_(options), spellings_(threads + 1) {
    threads_.reserve(threads);
    try {
        for (std::uint32_t i = 1; i <= threads; ++i) threads_.emplace_back([this, i] { serve(i); });
    } catch (const std::system_error&) { // NOLINT(bugprone-empty-catch): fewer do the same
    }
}

Ahead::~Ahead() {
    {
        const std::scoped_lock lock(mutex_);
        over_ = true;
    }
    wanted_.notify_all();
    for (std::thread& one : threads_) one.join();
}

Reading& Ahead::open(logs::LogFile file, std::optional<logs::Piece> front, bool alone) {
    auto made = std::make_unique<Reading>(std::move(file), std::move(front));
    made->alone = alone || threads_.empty();
    for (std::size_t i = 0; i < spellings_.size(); ++i) made->readers.push_back(made->file.reader());
    const std::scoped_lock lock(mutex_);
    readings_.push_back(std::move(made));
    wanted_.notify_all();
    return *readings_.back();
}

void Ahead::forget_ended() {
    const std::scoped_lock lock(mutex_);
    std::erase_if(readings_, [](const auto& one) { return one->ended; });
}

void Ahead::give_back(std::unique_ptr<Batch> batch) {
    const std::scoped_lock lock(mutex_);
    if (spare_.size() < 2 * most_ahead) spare_.push_back(std::move(batch));
}

// The log that has the least in store. With the lock.
Reading* Ahead::behind() {
    const std::size_t most = std::max<std::size_t>(1, most_ahead / std::max<std::size_t>(1, readings_.size()));
    Reading* out = nullptr;
    for (const auto& one : readings_) {
        if (one->alone || one->busy || one->read || one->coming.size() >= most) continue;
        if (out == nullptr || one->coming.size() < out->coming.size()) out = one.get();
    }
    return out;
}

// The next piece of the log, as it is. One thread at a time.
void Ahead::take_piece(Reading& from, Arrival& into) {
    base::Result<bool> got = true;
    if (from.front)
        into.batch->piece = std::move(*std::exchange(from.front, std::nullopt));
    else
        got = from.file.next(into.batch->piece);
    into.line = from.file.line();
    into.too_long = from.file.take_too_long();
    into.damage = from.file.take_damage();
    into.batch->line = into.line;
    into.batch->texts = from.file.texts();
    if (!got) into.error = got.error();
    if (!got || !*got) into.batch.reset();
}

// What is in the piece.
void Ahead::read(Reading& from, Arrival& arrival, std::size_t thread) {
    Batch& batch = *arrival.batch;
    Collector collector(batch, options_, spellings_[thread]);
    batch.records.reserve(batch.piece.size / 100);
    batch.reader = from.readers[thread];
    from.readers[thread]->read(batch.piece, collector);
}

void Ahead::serve(std::size_t thread) {
    std::unique_lock lock(mutex_);
    for (;;) {
        Reading* from = nullptr;
        wanted_.wait(lock, [&] { return over_ || (from = behind()) != nullptr; });
        if (over_) return;
        Arrival& arrival = from->coming.emplace_back(); // stays where it is until it has come
        from->busy = true;
        if (!spare_.empty()) {
            arrival.batch = std::move(spare_.back());
            spare_.pop_back();
        }
        lock.unlock();
        try {
            if (arrival.batch == nullptr) arrival.batch = std::make_unique<Batch>();
            take_piece(*from, arrival);
        } catch (...) {
            arrival.thrown = std::current_exception();
            arrival.batch.reset();
        }
        lock.lock();
        from->busy = false;
        from->read = arrival.batch == nullptr;
        const bool more = behind() != nullptr;
        lock.unlock();
        if (more) wanted_.notify_one();
        try {
            if (arrival.batch != nullptr) read(*from, arrival, thread);
        } catch (...) {
            arrival.thrown = std::current_exception();
        }
        lock.lock();
        arrival.there = true;
        came_.notify_one();
    }
}

Arrival Ahead::next(Reading& from) {
    Arrival out;
    if (from.alone) {
        {
            const std::scoped_lock lock(mutex_);
            if (!spare_.empty()) {
                out.batch = std::move(spare_.back());
                spare_.pop_back();
            }
        }
        if (out.batch == nullptr) out.batch = std::make_unique<Batch>();
        take_piece(from, out);
        if (out.batch != nullptr && out.batch->piece.size != 0) read(from, out, 0);
    } else {
        std::unique_lock lock(mutex_);
        came_.wait(lock, [&] { return !from.coming.empty() && from.coming.front().there; });
        out = std::move(from.coming.front());
        from.coming.pop_front();
        lock.unlock();
        wanted_.notify_one();
        if (out.thrown) std::rethrow_exception(out.thrown);
    }
    from.ended = out.batch == nullptr;
    return out;
}

} // namespace callflow::replay
