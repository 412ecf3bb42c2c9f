#include "cli/draw_layout.hpp"

#include "draw/clearance.hpp"
#include "draw/direction.hpp"
#include "draw/ends.hpp"
#include "draw/frames.hpp"
#include "draw/labels.hpp"
#include "draw/parts.hpp"
#include "draw/room.hpp"
#include "draw/routes.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <optional>
#include <poll.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

namespace callflow::cli {
namespace {

using draw::Layout;
using draw::LayoutRequest;
using Clock = std::chrono::steady_clock;

// Beyond, labels of arrows make it hopeless, and trying costs the time that the next attempt needs.
constexpr std::size_t most_labelled = 4'000;
constexpr std::size_t most_routed = 12'000; // without labels, or where hardly more than one arrow leads to a state
constexpr std::size_t most_straight = 40'000;
// Up to here the curves are Graphviz's, which are the rounder ones; beyond, they take most of its time and run through boxes.
constexpr std::size_t most_curved = 150;
// Labels without room beside their arrow up to which places further off are looked for before another layout.
constexpr std::size_t few_faults = 3;
// How much longer than it computes a layout may take on a busy machine, before it is taken for dead.
constexpr int most_waiting = 10;

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

// The layout made by a child, which may compute until `left` is used up, and may fail in any way. What it has used is taken off.
std::optional<Layout> in_child(const draw::GraphvizModule& graphviz, const LayoutRequest& request,
                               std::chrono::nanoseconds budget, std::chrono::nanoseconds& used) {
    const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(budget).count();
    if (microseconds <= 0) return std::nullopt;
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
        for (const int one : {SIGINT, SIGTERM, SIGHUP, SIGPROF}) (void)::signal(one, SIG_DFL);
        // The system ends it when the time of its own work is over, however many others work beside it.
        const itimerval timer = {.it_interval = {0, 0},
                                 .it_value = {microseconds / 1'000'000, microseconds % 1'000'000}};
        (void)::setitimer(ITIMER_PROF, &timer, nullptr);
        // Large pieces come from the system each time, however many were freed before: from there they are clear (graphviz_module.cpp).
        (void)::mallopt(M_MMAP_THRESHOLD, 1 << 20);
        const auto layout = graphviz.lay_out(request);
        if (layout) write_all(ends[1], draw::to_bytes(*layout));
        ::_exit(layout ? 0 : 1);
    }
    ::close(ends[1]);
    std::string bytes;
    const bool whole = read_all(ends[0], Clock::now() + most_waiting * budget + std::chrono::seconds(1), bytes);
    ::close(ends[0]);
    if (!whole) ::kill(child, SIGKILL);
    int status = 0;
    rusage usage{};
    while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
    }
    for (const timeval& one : {usage.ru_utime, usage.ru_stime})
        used += std::chrono::seconds(one.tv_sec) + std::chrono::microseconds(one.tv_usec);
    Layout layout;
    if (!whole || status != 0 || !draw::from_bytes(bytes, request, layout)) return std::nullopt;
    return layout;
}

// What had to be left out of a part for a layout of it.
struct Placed {
    Layout layout;
    bool frames = true; // those of groups are there
    bool labels = true;
};

// Tries at one part of a drawing, each until a share of its whole time is used up.
class Attempts {
public:
    Attempts(const draw::GraphvizModule& graphviz, std::int64_t time) : graphviz_(graphviz), time_(time) {}

    // With curves around the boxes. None where that takes too long.
    std::optional<Placed> curved(const LayoutRequest& request, double share) {
        if (weight_of(request) <= most_labelled) {
            const auto plain = draw::trouble_for(draw::Effort::full, request.nodes.size(), request.edges.size());
            if (auto layout = labelled(request, plain, share * 0.5)) return Placed{std::move(*layout)};
            if (auto layout = labelled(request, draw::other_trouble(), share * 0.65)) return Placed{std::move(*layout)};
            const LayoutRequest unframed = without_frames(request);
            if (unsound_ && !request.frames.empty()) {
                if (auto layout = labelled(request, draw::common_rows(), share * 0.7))
                    return Placed{std::move(*layout)};
            }
            const bool misplaced = unsound_ && !request.frames.empty();
            if (misplaced) {
                if (auto layout = labelled(unframed, plain, share * 0.75))
                    return framed(request, {std::move(*layout), false});
            }
            if (auto layout = labelled(misplaced ? unframed : request, draw::hasty_trouble(), share * 0.85))
                return framed(request, {std::move(*layout), !misplaced});
        }
        if (weight_of(request) > most_routed) return std::nullopt;
        unsound_ = false;
        if (auto layout = unlabelled(request, share)) return Placed{std::move(*layout), true, false};
        if (!unsound_ || request.frames.empty()) return std::nullopt;
        auto layout = unlabelled(without_frames(request), share);
        if (!layout) return std::nullopt;
        return framed(request, {std::move(*layout), false, false});
    }

    // The same where hardly more than one arrow leads to a state, which is no trouble up to another size.
    std::optional<Placed> curved_tree(const LayoutRequest& request, double share) {
        if (weight_of(request) > most_routed) return std::nullopt;
        if (weight_of(request) <= most_labelled) return curved(request, share);
        auto layout = labelled(request, draw::hasty_trouble(), share);
        if (!layout) return std::nullopt;
        return Placed{std::move(*layout)};
    }

    // In straight lines.
    std::optional<Layout> straight(LayoutRequest request, double share) {
        if (weight_of(request) > most_straight) return std::nullopt;
        request.effort = draw::Effort::quick;
        request.trouble = draw::trouble_for(request.effort, request.nodes.size(), request.edges.size());
        auto layout = run(request, share);
        if (layout || !unsound_) return layout;
        layout = run(without_frames(request), share);
        if (layout) layout->frames.resize(request.frames.size());
        return layout;
    }

private:
    static LayoutRequest without_frames(LayoutRequest request) {
        request.frames.clear();
        for (draw::LayoutNode& node : request.nodes) node.frame = draw::nowhere;
        return request;
    }
    static Placed framed(const LayoutRequest& request, Placed placed) {
        placed.layout.frames.resize(request.frames.size());
        if (!placed.frames) placed.layout.titles.assign(request.frames.size(), {});
        return placed;
    }

    // Curves of either kind, words in their places, but not all of them where more than `most` have no room.
    static draw::Settled arrange(const LayoutRequest& request, Layout& layout, std::size_t most = draw::nowhere) {
        draw::make_room(request, layout);
        draw::route(request, layout);
        if (!request.routed) draw::keep_off_boxes(request, layout);
        draw::spread_ends(request, layout);
        draw::settle_titles(request, layout);
        return draw::settle_labels(request, layout, most);
    }
    // For a few words that lie on something: what is beside them moves aside, where that leaves fewer so.
    static void make_way(const LayoutRequest& request, Layout& layout, draw::Settled settled) {
        for (std::size_t i = 0; i < layout.covered.size() && layout.covered.size() <= few_faults;) {
            bool better = false;
            for (const draw::Gap& gap : draw::gaps_beside(request, layout, layout.covered[i])) {
                Layout wider = layout;
                draw::make_way(request, wider, gap);
                draw::settle_titles(request, wider);
                const draw::Settled now = draw::settle_labels(request, wider);
                better = wider.covered.size() < layout.covered.size() && now.faults < settled.faults;
                if (!better) continue;
                layout = std::move(wider);
                settled = now;
                break;
            }
            i = better ? 0 : i + 1;
        }
    }
    static Layout finished(const LayoutRequest& request, Layout layout) {
        draw::grow_frames(request, layout);
        draw::fit_size(request, layout);
        return layout;
    }

    std::optional<Layout> labelled(LayoutRequest request, std::span<const draw::Trouble> trouble, double share) {
        request.effort = draw::Effort::full;
        request.trouble = trouble;
        request.routed = weight_of(request) > most_curved;
        auto layout = run(request, share);
        if (!layout) return layout;
        // Words that have no room may have it between arrows of the other kind. To look for places further off takes long, and is for few.
        draw::Settled best = arrange(request, *layout, request.routed ? draw::nowhere : few_faults);
        if (best.faults > 0 && !request.routed) {
            request.routed = true;
            if (auto other = run(request, share)) {
                const draw::Settled settled = arrange(request, *other, few_faults);
                if (settled.faults < best.faults) best = settled, layout = std::move(other);
            }
        }
        if (!best.whole) best = draw::settle_labels(request, *layout);
        make_way(request, *layout, best);
        return finished(request, std::move(*layout));
    }

    // Graphviz leads arrows through the rows between boxes where they have labels: here a point.
    std::optional<Layout> unlabelled(LayoutRequest request, double share) {
        request.effort = draw::Effort::full;
        request.routed = true;
        request.trouble = draw::hasty_trouble();
        for (draw::LayoutEdge& edge : request.edges) edge.label = {1, 1};
        auto layout = run(request, share);
        for (draw::LayoutEdge& edge : request.edges) edge.label = {};
        if (!layout) return layout;
        arrange(request, *layout);
        return finished(request, std::move(*layout));
    }

    // None where it takes too long, or where something is out of its place.
    std::optional<Layout> run(const LayoutRequest& request, double share) {
        const std::chrono::nanoseconds end(static_cast<std::int64_t>(static_cast<double>(time_) * share));
        const std::chrono::nanoseconds before = used_;
        auto layout = in_child(graphviz_, request, end - used_, used_);
        if (layout && draw::is_sound(request, *layout)) return layout;
        if (layout || used_ < end - (end - before) / 8) unsound_ = true; // Graphviz gave up before its time was over
        return std::nullopt;
    }

    const draw::GraphvizModule& graphviz_;
    std::int64_t time_;
    std::chrono::nanoseconds used_{0};
    bool unsound_ = false;
};

// One diagram, laid out part by part.
class Drawer {
public:
    Drawer(const draw::GraphvizModule& graphviz, const LayoutLimits& limits, draw::Diagram diagram) {
        result.diagram = std::move(diagram);
        result.faces = draw::faces_of(result.diagram);
        request = draw::request_of(result.diagram, result.faces, false);
        request.sideways = limits.sideways ? *limits.sideways : draw::reads_sideways(request);
        parts_ = draw::parts_of(request);
        for (const draw::Part& part : parts_)
            attempts_.emplace_back(graphviz,
                                   static_cast<std::int64_t>(static_cast<double>(limits.time) * share_of(part)));
    }

    bool curved(double share, bool tree = false) {
        std::vector<Layout> layouts;
        bool frames = true;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            const LayoutRequest& part = parts_[i].request;
            auto placed = tree ? attempts_[i].curved_tree(part, share) : attempts_[i].curved(part, share);
            if (!placed) return false;
            if (!placed->labels) drop_labels(parts_[i]);
            frames = frames && placed->frames;
            labels = labels && placed->labels;
            covered += placed->labels ? placed->layout.covered.size() : 0;
            layouts.push_back(std::move(placed->layout));
        }
        result.layout = draw::packed(request, parts_, layouts);
        if (covered > 0) {
            covered_notice = fmt::format("{} for want of room",
                                         covered == 1 ? "the words of one arrow lie on a line"
                                                      : fmt::format("the words of {} arrows lie on lines", covered));
        }
        if (!frames) frames_notice = "Graphviz misplaces the groups of this flow: drawn without their frames";
        return true;
    }

    bool straight() {
        std::vector<Layout> layouts;
        for (std::size_t i = 0; i < parts_.size(); ++i) {
            auto layout = attempts_[i].straight(parts_[i].request, 1);
            if (!layout) return false;
            layouts.push_back(std::move(*layout));
        }
        drop_labels();
        result.layout = draw::packed(request, parts_, layouts);
        return true;
    }

    void rows() {
        drop_labels();
        result.layout = draw::lay_out_in_rows(request);
    }

    LaidOut result;
    LayoutRequest request;
    bool labels = true;
    std::size_t covered = 0;
    std::string frames_notice, covered_notice;

private:
    double share_of(const draw::Part& part) const {
        return static_cast<double>(weight_of(part.request)) /
               static_cast<double>(std::max<std::size_t>(weight_of(request), 1));
    }
    void drop_labels(const draw::Part& part) {
        for (const std::size_t edge : part.edges) result.faces.edges[edge] = {};
    }
    void drop_labels() { std::ranges::fill(result.faces.edges, draw::Face{}); }

    std::vector<draw::Part> parts_;
    std::vector<Attempts> attempts_;
};

} // namespace

base::Result<LaidOut> lay_out(draw::Diagram diagram, const Simpler& simpler, const LayoutLimits& limits) {
    const auto graphviz = draw::find_graphviz();
    if (!graphviz) return tl::unexpected(graphviz.error());
    Drawer whole(**graphviz, limits, std::move(diagram));
    const std::string too_much =
        fmt::format("{} boxes with {} arrows are too much to lay out in {:.3g} s", whole.request.nodes.size(),
                    whole.request.edges.size(), static_cast<double>(limits.time) / 1e9);
    const auto finished = [](Drawer& drawer, std::string notice) {
        for (const std::string& more : {drawer.frames_notice, drawer.covered_notice}) {
            if (!more.empty()) notice += (notice.empty() ? "" : "; ") + more;
        }
        drawer.result.notice = std::move(notice);
        return std::move(drawer.result);
    };
    const bool hopeless = weight_of(whole.request) > most_routed; // and takes no time
    if (whole.curved(simpler.folded ? 0.7 : 0.55))
        return finished(whole, whole.labels ? std::string() : too_much + ": drawn without what stands on arrows");
    if (simpler.folded) {
        LayoutLimits left = limits;
        left.time = limits.time / 5;
        Drawer fewer(**graphviz, left, simpler.folded());
        if (fewer.curved(1)) {
            return finished(fewer, too_much + ": each group is drawn as one box" +
                                       (fewer.labels ? "" : ", without what stands on arrows"));
        }
        fewer.rows();
        return finished(fewer,
                        too_much + ": each group is drawn as one box, in plain rows, without what stands on arrows");
    }
    const std::string named =
        too_much + ": one arrow leads to each state, the others are lines in the boxes that they leave";
    LayoutLimits left = limits;
    left.time = static_cast<std::int64_t>(static_cast<double>(limits.time) * (hopeless ? 0.95 : 0.4));
    Drawer tree(**graphviz, left, simpler.named());
    if (tree.curved(hopeless ? 1 : 0.85, true))
        return finished(tree, named + (tree.labels ? "" : "; nothing stands on arrows"));
    if (tree.straight()) return finished(tree, named + "; nothing stands on arrows, and straight lines cross boxes");
    tree.rows();
    return finished(tree, named + "; drawn in plain rows, nothing stands on arrows, and lines cross boxes");
}

} // namespace callflow::cli
