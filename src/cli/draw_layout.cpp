#include "cli/draw_layout.hpp"

#include "draw/labels.hpp"
#include "draw/routes.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace callflow::cli {
namespace {

using draw::Layout;
using draw::LayoutRequest;
using Clock = std::chrono::steady_clock;

// Beyond, labels of arrows make it hopeless, and trying costs the time that the next attempt needs.
constexpr std::size_t most_labelled = 4'000;
constexpr double other_share = 0.9; // of the time, for another try at a full layout
constexpr std::size_t most_straight = 40'000;
// Up to here the curves are Graphviz's, which are the rounder ones; beyond, they take most of its time and run through boxes.
constexpr std::size_t most_curved = 150;

std::size_t weight_of(const LayoutRequest& request) { return request.nodes.size() + request.edges.size(); }

void write_all(int descriptor, const std::string& bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t some = ::write(descriptor, bytes.data() + done, bytes.size() - done);
        if (some < 0 && errno != EINTR) return;
        if (some > 0) done += static_cast<std::size_t>(some);
    }
}

// All that comes until the other end is closed; false when the time was over before.
bool read_all(int descriptor, Clock::time_point end, std::string& bytes) {
    std::array<char, 65'536> buffer{};
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        if (left <= 0) return false;
        pollfd waiting = {descriptor, POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<long long>(left, 1'000)));
        if (ready < 0 && errno != EINTR) return false;
        if (ready <= 0) continue;
        const ssize_t some = ::read(descriptor, buffer.data(), buffer.size());
        if (some == 0) return true;
        if (some > 0)
            bytes.append(buffer.data(), static_cast<std::size_t>(some));
        else if (errno != EINTR)
            return false;
    }
}

// The layout made by a child, which may take until `end` and may fail in any way.
std::optional<Layout> in_child(const draw::GraphvizModule& graphviz, const LayoutRequest& request,
                               Clock::time_point end) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) return std::nullopt;
    const pid_t child = ::fork();
    if (child < 0) {
        ::close(ends[0]);
        ::close(ends[1]);
        return std::nullopt;
    }
    if (child == 0) {
        ::close(ends[0]);
        // Graphviz complains of arrows that it routes in a simpler way; nobody can do anything about it.
        if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
        for (const int one : {SIGINT, SIGTERM, SIGHUP}) (void)::signal(one, SIG_DFL);
        const auto layout = graphviz.lay_out(request);
        if (layout) write_all(ends[1], draw::to_bytes(*layout));
        ::_exit(layout ? 0 : 1);
    }
    ::close(ends[1]);
    std::string bytes;
    const bool whole = read_all(ends[0], end, bytes);
    ::close(ends[0]);
    if (!whole) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    Layout layout;
    if (!whole || status != 0 || !draw::from_bytes(bytes, request, layout)) return std::nullopt;
    return layout;
}

class Attempts {
public:
    Attempts(const draw::GraphvizModule& graphviz, const LayoutLimits& limits)
        : graphviz_(graphviz), limits_(limits), begin_(Clock::now()) {}

    // Tries until the share of the whole time, counted from the beginning, is over.
    std::optional<Layout> full(LayoutRequest request, double share) {
        if (weight_of(request) > most_labelled) return std::nullopt;
        request.effort = draw::Effort::full;
        request.trouble = draw::trouble_for(request.effort, request.nodes.size(), request.edges.size());
        auto layout = run(request, share);
        if (!layout || request.trouble.empty() || draw::is_sound(request, *layout)) return layout;
        request.trouble = draw::other_trouble();
        auto other = run(request, other_share);
        return other && draw::is_sound(request, *other) ? other : layout;
    }
    std::optional<Layout> quick(LayoutRequest request, double share) {
        if (weight_of(request) > most_straight) return std::nullopt;
        request.effort = draw::Effort::quick;
        request.trouble = draw::trouble_for(request.effort, request.nodes.size(), request.edges.size());
        return run(request, share);
    }

private:
    std::optional<Layout> run(const LayoutRequest& request, double share) {
        const auto end =
            begin_ + std::chrono::nanoseconds(static_cast<std::int64_t>(static_cast<double>(limits_.time) * share));
        return in_child(graphviz_, request, end);
    }

    const draw::GraphvizModule& graphviz_;
    const LayoutLimits& limits_;
    Clock::time_point begin_;
};

} // namespace

base::Result<LaidOut> lay_out(draw::Diagram diagram, const std::function<draw::Diagram()>& folded,
                              const LayoutLimits& limits) {
    const auto graphviz = draw::find_graphviz();
    if (!graphviz) return tl::unexpected(graphviz.error());
    Attempts attempts(**graphviz, limits);
    LaidOut result;
    const std::size_t states = diagram.nodes.size();
    const auto take = [&](draw::Diagram one) {
        result.diagram = std::move(one);
        result.faces = draw::faces_of(result.diagram);
        return draw::request_of(result.diagram, result.faces, limits.sideways);
    };
    LayoutRequest request = take(std::move(diagram));
    // With curves of either kind, and its words in their places; how many of them lie on something.
    const auto finish = [&](const LayoutRequest& asked, Layout& layout) {
        draw::route(asked, layout);
        return draw::settle_labels(result.diagram, result.faces, layout);
    };
    request.routed = weight_of(request) > most_curved;
    if (auto layout = attempts.full(request, 0.5)) {
        const std::size_t faults = finish(request, *layout);
        if (faults > 0 && !request.routed) {
            request.routed = true;
            auto other = attempts.full(request, 1);
            if (other && finish(request, *other) < faults) layout = std::move(other);
        }
        result.layout = std::move(*layout);
        return result;
    }
    result.labels = false;
    result.notice = fmt::format("{} boxes with {} arrows are too much to lay out in {:.3g} s", states,
                                request.edges.size(), static_cast<double>(limits.time) / 1e9);
    if (auto layout = attempts.quick(request, folded ? 0.75 : 0.95)) {
        result.layout = std::move(*layout);
        result.notice += ": drawn without what stands on arrows, in straight lines";
        return result;
    }
    if (folded) {
        LayoutRequest smaller = take(folded());
        smaller.routed = true;
        if (auto layout = attempts.full(smaller, 0.95)) {
            (void)finish(smaller, *layout);
            result.layout = std::move(*layout);
            result.labels = true;
            result.notice += ": each group is drawn as one box";
            return result;
        }
        request = std::move(smaller);
    }
    result.layout = draw::lay_out_in_rows(request);
    result.notice += ": drawn in plain rows, without what stands on arrows";
    return result;
}

} // namespace callflow::cli
