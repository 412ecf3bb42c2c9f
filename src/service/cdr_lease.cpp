#include "service/cdr_lease.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "service/cdr_feed.hpp"

#include <array>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <random>
#include <unistd.h>

namespace callflow::service {
namespace {

using net::RedisCommands;
using net::RedisReply;
using std::chrono::milliseconds;

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    std::string out((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    return std::string(base::trim(out));
}

std::string link_of(const char* path) {
    std::array<char, 256> text{};
    const ssize_t size = ::readlink(path, text.data(), text.size());
    return size <= 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(size));
}

// When the process was begun, in ticks since the machine was; empty where it is not there or has died.
std::string start_of(std::string_view process) {
    const std::string text = text_of(fmt::format("/proc/{}/stat", process));
    const std::size_t name = text.rfind(')'); // which may hold anything
    if (name == std::string::npos) return {};
    std::string_view rest = base::trim(std::string_view(text).substr(name + 1));
    if (rest.starts_with('Z') || rest.starts_with('X')) return {};
    for (int field = 3; field < 22; ++field) {
        const std::size_t blank = rest.find(' ');
        if (blank == std::string_view::npos) return {};
        rest.remove_prefix(blank + 1);
    }
    return std::string(rest.substr(0, rest.find(' ')));
}

// The machine since it was started, and the namespace that numbers of processes belong to; empty where the system does not tell.
std::string world() {
    if (link_of("/proc/self") != std::to_string(::getpid())) return {}; // /proc is that of another namespace
    const std::string boot = text_of("/proc/sys/kernel/random/boot_id"), space = link_of("/proc/self/ns/pid");
    return boot.empty() || space.empty() ? std::string() : fmt::format("{}/{}", boot, space);
}

std::string nonce() {
    std::random_device random;
    std::string out;
    for (int i = 0; i < 4; ++i) out += fmt::format("{:08x}", random());
    return out;
}

// `17 elsewhere` of `17 elsewhere …`.
std::string shown(std::string_view token) {
    const std::size_t first = token.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : token.find(' ', first + 1);
    return base::printable(token.substr(0, second));
}

} // namespace

std::string process_mark(std::string_view host) {
    const std::string where = world();
    return fmt::format("{} {} {}/{}", ::getpid(), host, where, where.empty() ? std::string() : start_of("self"));
}

bool is_gone(std::string_view mark) {
    const std::size_t process = mark.find(' ');
    const std::size_t host = process == std::string_view::npos ? process : mark.find(' ', process + 1);
    if (host == std::string_view::npos || !base::parse_int(mark.substr(0, process))) return false;
    std::string_view there = mark.substr(host + 1);
    there = there.substr(0, there.find(' '));
    const std::size_t start = there.rfind('/');
    const std::string here = world();
    if (start == std::string_view::npos || here.empty() || there.substr(0, start) != here) return false;
    return start_of(mark.substr(0, process)) != there.substr(start + 1);
}

CdrLease::CdrLease(std::string key, std::string consumer, std::string_view mark, milliseconds life)
    : key_(std::move(key)), consumer_(std::move(consumer)), token_(fmt::format("{} {}", mark, nonce())), life_(life) {}

base::Error CdrLease::lost(std::string_view token) const {
    if (token.empty())
        return {base::ErrorKind::usage, "nothing was heard of this for longer than --claim-idle, so that others may "
                                        "have taken over what it had"};
    return {base::ErrorKind::usage, fmt::format("a consumer called {} seems to run already (process and host {})",
                                                base::quoted(consumer_), shown(token))};
}

base::Result<bool> CdrLease::set(net::RedisAsk& redis) {
    RedisCommands commands;
    commands.add({"MULTI"}).add({"SET", key_, token_, "PX", std::to_string(life_.count())}).add({"EXEC"});
    const auto before = std::chrono::steady_clock::now();
    const auto replies = ask_all(redis, key_, commands);
    if (!replies) return tl::unexpected(replies.error());
    const bool done = replies->back().kind == RedisReply::Kind::list;
    if (done) renewed_ = before;
    return done;
}

base::Result<void> CdrLease::take(net::RedisAsk& redis) {
    RedisCommands commands;
    commands.add({"SET", key_, token_, "NX", "PX", std::to_string(life_.count())})
        .add({"WATCH", key_})
        .add({"GET", key_});
    const auto replies = ask_all(redis, key_, commands);
    if (!replies) return tl::unexpected(replies.error());
    const std::string& there = replies->back().text;
    if (there != token_ && !is_gone(there)) return tl::unexpected(lost(there));
    const auto done = set(redis);
    if (!done) return tl::unexpected(done.error());
    if (!*done) return tl::unexpected(lost("another process")); // somebody was faster
    return {};
}

base::Result<void> CdrLease::renew(net::RedisAsk& redis) {
    RedisCommands commands;
    commands.add({"WATCH", key_}).add({"GET", key_});
    const auto replies = ask_all(redis, key_, commands);
    if (!replies) return tl::unexpected(replies.error());
    if (replies->back().text != token_) return tl::unexpected(lost(replies->back().text));
    const auto done = set(redis);
    if (!done) return tl::unexpected(done.error());
    if (!*done) return tl::unexpected(lost({}));
    return {};
}

bool CdrLease::is_due() const { return std::chrono::steady_clock::now() - renewed_ >= life_ / 3; }

void CdrLease::release(net::RedisAsk& redis) {
    constexpr milliseconds patience{2000};
    RedisCommands look;
    look.add({"WATCH", key_}).add({"GET", key_});
    const auto there = redis.ask(look, patience);
    if (!there || there->back().text != token_) return;
    RedisCommands commands;
    commands.add({"MULTI"}).add({"DEL", key_}).add({"EXEC"});
    static_cast<void>(redis.ask(commands, patience));
}

void CdrLease::guard(RedisCommands& commands, std::span<const std::string_view> also,
                     std::span<const CdrTarget> targets, bool watched) const {
    std::vector<std::string_view> words{"WATCH", key_};
    words.insert(words.end(), also.begin(), also.end());
    if (watched)
        for (const CdrTarget& one : targets) words.push_back(one.key);
    commands.add(words).add({"GET", key_});
    for (const CdrTarget& one : targets) commands.add({"TYPE", one.key});
}

base::Result<void> CdrLease::check(std::span<const RedisReply> replies, std::span<const CdrTarget> targets) const {
    if (replies[1].text != token_) return tl::unexpected(lost(replies[1].text));
    for (std::size_t i = 0; i < targets.size(); ++i) {
        const std::string& type = replies[2 + i].text;
        if (type != "none" && type != targets[i].type)
            return base::fail(base::ErrorKind::unreadable,
                              fmt::format("{} is a {}, and a {} is needed; what was taken stays where it is",
                                          base::quoted(targets[i].key), base::printable(type), targets[i].type));
    }
    return {};
}

} // namespace callflow::service
