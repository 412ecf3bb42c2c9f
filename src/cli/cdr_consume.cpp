#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/cdr.hpp"
#include "cli/cli.hpp"
#include "cli/redis_options.hpp"
#include "cli/stop_signals.hpp"
#include "net/http_server.hpp"
#include "service/cdr_consumer.hpp"
#include "service/cdr_store.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <thread>
#include <unistd.h>

namespace callflow::cli {
namespace {

using std::chrono::milliseconds;

base::Error usage(std::string message) { return {base::ErrorKind::usage, std::move(message)}; }

void say(std::string_view line) { fmt::print(stderr, "callflow cdr: {}\n", base::printable(line, 2000)); }

std::string host_name() {
    std::string out(256, 0);
    if (::gethostname(out.data(), out.size() - 1) != 0) return "localhost";
    out.resize(out.find('\0'));
    return out;
}

std::int64_t now_in_nanoseconds() {
    timespec now{};
    static_cast<void>(::clock_gettime(CLOCK_REALTIME, &now));
    return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

base::Result<milliseconds> length_of(const Values& values, std::string_view option) {
    const auto length = base::parse_duration(values.get(option));
    if (!length || *length < 0 || *length > 366LL * 86'400'000'000'000)
        return tl::unexpected(usage(fmt::format("--{} takes a length of time such as 30s or 5m, not {}", option,
                                                base::quoted(values.get(option)))));
    return milliseconds(*length / 1'000'000);
}

base::Result<service::FsyncPolicy> fsync_policy(const Values& values) {
    const std::string_view text = values.get("fsync");
    if (text == "batch") return service::FsyncPolicy{};
    if (text == "off") return service::FsyncPolicy{.never = true, .interval = {}};
    const auto length = base::parse_duration(text);
    if (!length || *length < 1'000'000 || *length > 60'000'000'000)
        return tl::unexpected(usage(
            fmt::format("--fsync takes batch, off, or how late at most, 1ms to 60s, not {}", base::quoted(text))));
    return service::FsyncPolicy{.never = false, .interval = milliseconds(*length / 1'000'000)};
}

struct Task {
    RedisAccess redis;
    service::FeedOptions feed;
    service::ConsumeOptions work;
    service::FsyncPolicy fsync;
    std::string stream; // of a relay
    std::uint64_t keep = 0;
    bool strict = false, dry = false;
};

base::Result<std::string> start_of(std::string_view text) {
    if (text == "oldest") return "0";
    if (text == "new") return "$";
    const std::string_view digits = "0123456789";
    const std::size_t end = std::min(text.find_first_not_of(digits), text.size());
    const bool whole = end == text.size();
    const bool both = !whole && text[end] == '-' && end + 1 < text.size() &&
                      text.find_first_not_of(digits, end + 1) == std::string_view::npos;
    if (end != 0 && (whole || both)) return std::string(text);
    return tl::unexpected(usage(fmt::format(
        "--start takes oldest, new, or an entry's id such as 1767571200000-0, not {}", base::quoted(text))));
}

// Whatever is put where something else is kept is lost, or comes again for ever.
base::Result<void> keys_apart(const Task& task, bool relays) {
    std::vector<std::pair<std::string, std::string>> all; // what it is, the key
    const auto own = service::keys_of(task.feed);
    all.emplace_back(task.feed.group.empty() ? "--list" : "--stream", own.front());
    if (relays) all.emplace_back("--stream", task.stream);
    if (!relays) all.emplace_back("--failed", task.work.failed);
    if (!task.work.others.empty()) all.emplace_back("--others", task.work.others);
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t j = i + 1; j < all.size(); ++j)
            if (all[i].second == all[j].second)
                return tl::unexpected(usage(fmt::format("{} and {} are both {}: each needs a key of its own",
                                                        all[i].first, all[j].first, base::quoted(all[i].second))));
        for (std::size_t j = 1; j < own.size(); ++j)
            if (own[j].ends_with(':') ? all[i].second.starts_with(own[j]) : all[i].second == own[j])
                return tl::unexpected(
                    usage(fmt::format("{} {} is among the keys that consumers keep for themselves ({})", all[i].first,
                                      base::quoted(all[i].second), own[j])));
    }
    return {};
}

base::Result<void> read_keys(const Values& values, bool relays, Task& out) {
    const std::string list(values.get("list")), stream(values.get("stream"));
    if (relays && (list.empty() || stream.empty()))
        return tl::unexpected(usage("relay takes --list KEY, what is taken from, and --stream KEY, what it goes to"));
    if (!relays && list.empty() == stream.empty())
        return tl::unexpected(usage("consume takes either --list KEY, or --stream KEY with --group NAME"));
    if (!relays && !stream.empty() && !values.has("group"))
        return tl::unexpected(usage("--stream takes --group NAME: each group gets every record"));
    for (const std::string_view one : {"group", "create", "start"})
        if (values.written(one) && (relays || stream.empty()))
            return tl::unexpected(usage(fmt::format("--{} belongs to consume --stream", one)));
    for (const std::string_view one : {"pop", "processing"})
        if (values.written(one) && list.empty())
            return tl::unexpected(usage(fmt::format("--{} belongs to --list", one)));
    out.feed.key = list.empty() ? stream : list;
    if (list.empty()) out.feed.group = values.get("group");
    if (relays) out.stream = stream;
    out.feed.pop_left = values.get("pop") == "left";
    out.feed.processing = values.get("processing");
    out.feed.create = values.has("create");
    const auto start = start_of(values.get("start"));
    if (!start) return tl::unexpected(start.error());
    out.feed.start = *start;
    const std::string host = host_name();
    out.feed.consumer = values.has("consumer") ? std::string(values.get("consumer")) : host;
    out.feed.mark = service::process_mark(host);
    out.work.failed = values.has("failed") ? std::string(values.get("failed")) : out.feed.key + ":failed";
    out.work.others = values.get("others");
    return keys_apart(out, relays);
}

base::Result<Task> task_of(const Values& values, Io& io, bool relays) {
    Task out;
    if (auto keys = read_keys(values, relays, out); !keys) return tl::unexpected(keys.error());
    const auto batch = number_of(values, "batch", 1000, 100'000);
    if (!batch) return tl::unexpected(batch.error());
    out.work.batch = *batch;
    const auto most = number_of(values, "max", 0, 1'000'000'000'000);
    if (!most) return tl::unexpected(most.error());
    out.work.most = *most;
    const auto keep = number_of(values, "keep", 0, 1'000'000'000'000);
    if (!keep) return tl::unexpected(keep.error());
    out.keep = *keep;
    const auto window = base::parse_int(values.get("dedup"));
    if (!window || *window < 0 || *window > 50'000'000)
        return tl::unexpected(usage(fmt::format("--dedup takes a number of records up to 50000000, 0 for none, not {}",
                                                base::quoted(values.get("dedup")))));
    out.work.window = static_cast<std::size_t>(*window);
    for (const auto& [option, into] :
         {std::pair{"retry", &out.work.retry}, std::pair{"claim-idle", &out.work.claim_idle},
          std::pair{"report-every", &out.work.report}}) {
        const auto length = length_of(values, option);
        if (!length) return tl::unexpected(length.error());
        *into = *length;
    }
    if (out.work.claim_idle < milliseconds(1000)) return tl::unexpected(usage("--claim-idle takes a second at least"));
    out.feed.claim_idle = out.work.claim_idle;
    const auto policy = fsync_policy(values);
    if (!policy) return tl::unexpected(policy.error());
    out.fsync = *policy;
    if (!out.fsync.never && out.fsync.interval >= out.work.claim_idle)
        return tl::unexpected(
            usage("--fsync has to be shorter than --claim-idle, or others take over what waits for the disk"));
    out.work.until_empty = values.has("exit-when-empty");
    out.strict = values.has("strict");
    out.dry = values.has("dry-run");
    if (!relays && !out.dry && values.has("to") == values.has("db"))
        return tl::unexpected(usage("consume takes either --to FILE or --db STORE: where the records go"));
    auto redis = redis_access(values, io);
    if (!redis) return tl::unexpected(redis.error());
    out.redis = std::move(*redis);
    return out;
}

base::Result<std::unique_ptr<net::HttpServer>> serve_metrics(std::string_view where,
                                                             const service::CdrCountsNow& counts) {
    net::ServerOptions options;
    const std::size_t colon = where.rfind(':');
    if (colon != std::string_view::npos) options.address = where.substr(0, colon);
    const auto port = base::parse_int(colon == std::string_view::npos ? where : where.substr(colon + 1));
    if (!port || *port < 0 || *port > 65535)
        return tl::unexpected(
            usage(fmt::format("--metrics takes PORT or ADDRESS:PORT, such as 9464, not {}", base::quoted(where))));
    options.port = static_cast<std::uint16_t>(*port);
    auto server =
        net::HttpServer::start(options, [&counts](net::HttpRequest request, const net::HttpServer::Answer& answer) {
            if (request.method != "GET" || request.target != "/metrics")
                return answer({.status = 404, .headers = {}, .body = {}});
            answer({.status = 200,
                    .headers = {{"Content-Type", "text/plain; version=0.0.4"}},
                    .body = service::metrics_of(counts)});
        });
    if (server) say(fmt::format("metrics at http://{}:{}/metrics", options.address, (*server)->port()));
    return server;
}

std::string described(const Task& task, const service::CdrCountsNow& counts, bool relays) {
    std::string out =
        fmt::format("{} item{} taken, {} record{} {}", counts.items.load(), counts.items == 1 ? "" : "s",
                    counts.records.load(), counts.records == 1 ? "" : "s", relays ? "relayed" : "written");
    if (counts.repeated != 0) out += fmt::format(", {} there before", counts.repeated.load());
    if (counts.bad_times != 0) out += fmt::format(", {} without a time that cannot be read", counts.bad_times.load());
    if (counts.failed != 0) out += fmt::format(", {} cannot be used (in {})", counts.failed.load(), task.work.failed);
    if (counts.others != 0)
        out += fmt::format(", {} no call detail record{}", counts.others.load(), counts.others == 1 ? "" : "s");
    if (counts.gone != 0) out += fmt::format(", {} lost by the stream before they were read", counts.gone.load());
    return out;
}

service::CdrWorld world_of(const Task& task, StopSignals& signals) {
    service::CdrWorld out;
    out.connect = [&task, &signals]() -> base::Result<std::unique_ptr<net::RedisAsk>> {
        auto redis = net::Redis::open(task.redis.address, task.redis.tls.get(), "callflow-" + task.feed.consumer,
                                      milliseconds(5000), [&signals] { return signals.came(); });
        if (!redis)
            return base::fail(redis.error().kind,
                              fmt::format("{}: {}", task.redis.address.shown(), redis.error().message));
        return std::unique_ptr<net::RedisAsk>(std::move(*redis));
    };
    out.stopped = [&signals] { return signals.came(); };
    out.say = say;
    out.sleep = [](milliseconds length) { std::this_thread::sleep_for(length); };
    out.now = [] { return base::format_timestamp(now_in_nanoseconds() / 1'000'000'000 * 1'000'000'000); };
    return out;
}

// What would be taken, as records on stdout; Redis and the sink stay as they are.
ExitStatus rehearse(const Task& task, const logs::Settings& settings, Io& io, service::CdrFeed& feed,
                    const service::CdrWorld& world) {
    auto redis = world.connect();
    if (!redis) return complain(io, "cdr", base::Error{base::ErrorKind::system, redis.error().message});
    service::CdrIntake intake(settings);
    std::uint64_t taken = 0, records = 0, failed = 0, others = 0;
    while (!world.stopped() && (task.work.most == 0 || taken < task.work.most)) {
        const auto most =
            task.work.most == 0
                ? task.work.batch
                : static_cast<std::size_t>(std::min<std::uint64_t>(task.work.batch, task.work.most - taken));
        const auto items = feed.peek(**redis, most);
        if (!items) return complain(io, "cdr", base::Error{base::ErrorKind::system, items.error().message});
        if (items->empty()) break;
        taken += items->size();
        const auto read = intake.read(*items);
        for (const logs::Cdr& one : read.records) logs::append_cdr(io.out, one);
        records += read.records.size();
        for (const service::CdrItem& one : read.items) {
            failed += one.problem.empty() ? 0u : 1u;
            others += one.problem.empty() && one.records == 0 ? 1u : 0u;
        }
        if (io.flush_out && !io.flush_out()) break;
    }
    const auto s = [](std::uint64_t count) { return count == 1 ? "" : "s"; };
    say(fmt::format("dry run: {} item{}, {} record{}, {} cannot be used, {} no call detail record{}; nothing was taken",
                    taken, s(taken), records, s(records), failed, others, s(others)));
    return task.strict && failed != 0 ? ExitStatus::findings : ExitStatus::fine;
}

base::Result<std::unique_ptr<service::CdrSink>> open_sink(const Values& values, const Task& task) {
    if (values.has("to")) {
        // A disk that is full may be emptied; a folder that is not there is a mistake.
        const std::filesystem::path path(values.get("to"));
        std::error_code ignored;
        if (path.has_parent_path() && !std::filesystem::is_directory(path.parent_path(), ignored))
            return base::fail(base::ErrorKind::system,
                              fmt::format("cannot write {}: there is no folder {}", base::printable(path.string()),
                                          base::printable(path.parent_path().string())));
        return service::open_cdr_file(path.string(), task.fsync);
    }
    return service::open_cdr_store({.where = std::string(values.get("db")), .durable = !task.fsync.never});
}

ExitStatus run_work(const Values& values, Io& io, bool relays) {
    auto task = task_of(values, io, relays);
    if (!task) return complain(io, "cdr", task.error());
    auto settings = cdr_settings(values, io);
    if (!settings) return complain(io, "cdr", settings.error());
    StopSignals signals;
    signals.watch();
    const service::CdrWorld world = world_of(*task, signals);
    service::CdrCountsNow counts;
    const auto feed =
        task->feed.group.empty() ? service::make_list_feed(task->feed) : service::make_stream_feed(task->feed);
    if (task->dry) return rehearse(*task, *settings, io, *feed, world);
    std::unique_ptr<service::CdrSink> sink;
    service::CdrMemory memory(task->work.window);
    if (!relays) {
        auto opened = open_sink(values, *task);
        if (!opened) return complain(io, "cdr", opened.error());
        sink = std::move(*opened);
        const auto remembered =
            sink->remember(task->work.window, [&](logs::Cdr& one) { static_cast<void>(memory.look(one)); });
        if (!remembered) return complain(io, "cdr", remembered.error());
    }
    std::unique_ptr<net::HttpServer> metrics;
    if (values.has("metrics")) {
        auto server = serve_metrics(values.get("metrics"), counts);
        if (!server) return complain(io, "cdr", server.error());
        metrics = std::move(*server);
    }
    const auto work = relays ? service::make_relay_work(task->stream, task->keep, counts)
                             : service::make_consume_work(service::CdrIntake(*settings), std::move(memory), *sink,
                                                          world, task->work, counts);
    const auto done = service::run_cdr_work(*feed, *work, world, task->work, counts);
    metrics.reset();
    say(described(*task, counts, relays));
    if (!done) return complain(io, "cdr", base::Error{base::ErrorKind::system, done.error().message});
    return task->strict && counts.failed != 0 ? ExitStatus::findings : ExitStatus::fine;
}

} // namespace

ExitStatus cdr_consume(const Values& values, Io& io) { return run_work(values, io, false); }
ExitStatus cdr_relay(const Values& values, Io& io) { return run_work(values, io, true); }

} // namespace callflow::cli
