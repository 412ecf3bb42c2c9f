// A stream whose bytes are made a chunk at a time. Private to logs.
#pragma once

#include "base/files.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <utility>

namespace callflow::logs {

class MadeStream : public base::ByteStream {
public:
    base::Result<std::size_t> read(std::span<char> into) override {
        while (given_ == out_.size()) {
            out_.clear();
            given_ = 0;
            const auto more = make(out_);
            if (!more) return tl::unexpected(more.error());
            if (out_.empty() && (!*more || std::exchange(waits_, false))) return std::size_t{0};
        }
        const std::size_t size = std::min(into.size(), out_.size() - given_);
        std::memcpy(into.data(), out_.data() + given_, size);
        given_ += size;
        return size;
    }

protected:
    // Appends some bytes, or none; false at the end, where it may be asked again.
    virtual base::Result<bool> make(std::string& out) = 0;
    // There is nothing now, and more may come: what reads it is told as at an end.
    void wait() { waits_ = true; }

private:
    bool waits_ = false;
    std::string out_;
    std::size_t given_ = 0;
};

} // namespace callflow::logs
