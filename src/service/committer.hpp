// Many small changes, few transactions: what waits when the store is free goes in together.
#pragma once

#include "tracking/store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace callflow::service {

// Owns a store and the one thread that writes to it.
class Committer {
public:
    // Called by the committer's thread once a change is stored, or could not be.
    using Done = std::function<void(bool stored)>;
    struct Counts {
        std::uint64_t changes = 0;
        std::uint64_t transactions = 0;
        std::uint64_t lost = 0;     // changes that could not be stored
        std::uint64_t reopened = 0; // times that the store was lost and opened again
    };

    // Called by the committer's thread, each may be null. `say` is told why something was not stored, with its first change and
    // whenever ten times as many were not, that it is stored again, and that the store was opened again. `caught_up` is called when changes are stored again that may stand beside
    // ones that are lost: what is still known should be put once more.
    struct Told {
        std::function<void(const std::string& what)> say;
        std::function<void()> caught_up;
    };
    Committer(std::unique_ptr<tracking::Store> store, Told told);
    // Writes what waits, then ends.
    ~Committer();
    Committer(const Committer&) = delete;
    Committer& operator=(const Committer&) = delete;

    // Takes a change over. Those of one call are stored in the order in which they came.
    void put(tracking::Change change, Done done);
    // Waits until all that was put before is stored or lost.
    void drain();
    [[nodiscard]] Counts counts() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace callflow::service
