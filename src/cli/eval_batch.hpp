// `callflow eval --batch`: JSON lines in, one answer a line out.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace callflow::cli {

inline constexpr std::size_t max_batch_line = 16u << 20; // bytes; a longer one is answered with an error

// Answers lines `{"expr":"…","vars":{name: typed value}}` with the typed value or `{"error":"…"}`, in their order; other
// keys are passed over. What is no such line is answered `{"error":"line 3: …"}`, a blank one not at all. Bytes may come
// in pieces of any size; memory is bounded by the longest line and the largest answer.
class EvalBatch {
public:
    // `flush` is called now and then to take away what `out` has gathered; false ends the work.
    EvalBatch(std::string& out, std::function<bool()> flush) : out_(out), flush_(std::move(flush)) {}

    // The next bytes; false once a flush was.
    [[nodiscard]] bool feed(std::string_view bytes);
    // The last line, where no line break ends it.
    [[nodiscard]] bool finish();

private:
    void take(std::string_view part);
    [[nodiscard]] bool end_line();

    std::string& out_;
    std::function<bool()> flush_;
    std::string line_; // of which the end has not come yet
    bool too_long_ = false;
    std::uint64_t number_ = 0; // lines that have ended
};

} // namespace callflow::cli
