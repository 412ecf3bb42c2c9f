// Which way a document takes a call: what is heard until something depends on a person, and where that leads. Two documents of
// different platforms are held against each other by it.
#pragma once

#include "base/diagnostic.hpp"
#include "flow/verb.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace callflow::providers {

struct Provider;

struct Course {
    static constexpr std::uint32_t nowhere = 0xffffffffu;
    enum class End : std::uint8_t {
        turn,  // what a person does decides
        asks,  // for another document
        hangs, // the call ends
        other, // in a way that only this platform has
    };
    struct Node {
        std::vector<std::string> heard =
            {}; // texts and addresses of files, in order; one after the other the same: once
        End end = End::hangs;
        const flow::ResolvedVerb* verb = nullptr; // of a turn
        std::string address = {};                 // that is asked for; empty: the document itself
        std::uint32_t done = nowhere;             // where a turn leads that somebody took part in
        std::uint32_t nothing = nowhere;          // where one leads that nobody did; nowhere: that cannot be
    };
    std::vector<Node> nodes; // the first is the beginning
};

// Adds what a verb makes heard: a say or play itself, else those inside it that begin at once. Markup does not count.
void hear(const flow::ResolvedVerb& verb, Course::Node& node);

// Reports (CF5005) where the ways of two documents part, at the verb of `left` that decides. Each parting is said once; what
// follows it is not looked at. The responses must still be there.
void compare_courses(const Provider& from, const Course& left, const Provider& to, const Course& right,
                     base::Span begin, base::Diagnostics& lost);

} // namespace callflow::providers
