// How a function that can fail says so.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace callflow::base {

// Why a whole job could not be done. Problems *inside* a readable document are Diagnostics, never Errors.
enum class ErrorKind {
    usage,      // the caller asked for something that cannot be meant: exit status 2
    unreadable, // bytes that are no document (encoding, syntax, a bound): exit status 2
    system,     // file, disk, network, memory: exit status 3
    internal,   // our own mistake: exit status 3
};

struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string message; // one sentence, no full stop, no newline
};

template <class T> using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
    return tl::unexpected<Error>(Error{kind, std::move(message)});
}

} // namespace callflow::base
