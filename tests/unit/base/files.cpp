#include "base/files.hpp"

#include "base/folder.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace callflow::base;

namespace {

constexpr std::uint64_t plenty = 1U << 20U;

// While it lives no file can grow beyond `bytes`: as if the disk were full.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
        const rlimit limit{bytes, before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }

private:
    void (*handler_)(int);
    rlimit before_{};
};

mode_t mode_of(const std::string& path) {
    struct stat status{};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777U;
}

} // namespace

TEST_CASE("what is written reads back") {
    const Folder folder;
    SystemFiles files;
    const std::string bytes("a\0b\r\n\xff", 6);
    REQUIRE(files.replace(folder / "x", bytes));
    CHECK(files.read(folder / "x", plenty) == bytes);
    REQUIRE(files.replace(folder / "x", ""));
    CHECK(files.read(folder / "x", plenty) == std::string());
    CHECK(folder.entries() == 1);
}

TEST_CASE("a file has one real path, whatever leads to it") {
    const Folder folder;
    SystemFiles files;
    REQUIRE(files.make_directories(folder / "a/b"));
    REQUIRE(files.replace(folder / "a/b/file", "x"));
    std::filesystem::create_symlink("a/b", folder / "link");
    const auto real = files.real_path(folder / "a/b/file");
    REQUIRE(real);
    CHECK(real->ends_with("/a/b/file"));
    CHECK(files.real_path(folder / "link/../b/file") == *real); // the link's folder has b beside it
    CHECK(files.real_path(""));
    CHECK_FALSE(files.real_path(folder / "missing"));
    CHECK_FALSE(files.real_path(std::string("a\0b", 3)));
}

TEST_CASE("a file up to the bound is read, a larger one is unreadable") {
    const Folder folder;
    SystemFiles files;
    REQUIRE(files.replace(folder / "x", std::string(1000, 'x')));
    CHECK(files.read(folder / "x", 1000).has_value());
    const auto refused = files.read(folder / "x", 999);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::unreadable);
    CHECK(refused.error().message == "cannot read " + (folder / "x") + ": it has more than 999 bytes");
}

TEST_CASE("a file without a size of its own is bounded as well") {
    SystemFiles files;
    const auto zeros = files.read("/dev/zero", 100000);
    REQUIRE_FALSE(zeros);
    CHECK(zeros.error().kind == ErrorKind::unreadable);
    CHECK(files.read("/proc/self/status", plenty)->size() > 100);
}

TEST_CASE("a pipe is no regular file, and nobody waits for its other end") {
    const Folder folder;
    SystemFiles files;
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    const auto pipe = files.read_regular(folder / "pipe", plenty);
    REQUIRE_FALSE(pipe);
    CHECK(pipe.error().kind == ErrorKind::system);
    CHECK(pipe.error().message == "cannot read " + (folder / "pipe") + ": it is no regular file");
    CHECK_FALSE(files.read_regular("/dev/zero", plenty));
    REQUIRE(files.replace(folder / "x", "abc"));
    CHECK(*files.read_regular(folder / "x", plenty) == "abc");
}

TEST_CASE("reading what is not there or is a folder says why") {
    const Folder folder;
    SystemFiles files;
    const auto missing = files.read(folder / "none", plenty);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().kind == ErrorKind::system);
    CHECK(missing.error().message == "cannot read " + (folder / "none") + ": No such file or directory");
    CHECK(files.read(folder / "", plenty).error().message == "cannot read " + (folder / "") + ": Is a directory");
    CHECK_FALSE(files.read(std::string("a\0b", 3), plenty));
}

TEST_CASE("a full disk leaves the old content and no other file") {
    const Folder folder;
    SystemFiles files;
    REQUIRE(files.replace(folder / "x", "old"));
    {
        const FileSizeLimit limit(4096);
        const auto failed = files.replace(folder / "x", std::string(100000, 'n'));
        REQUIRE_FALSE(failed);
        CHECK(failed.error().kind == ErrorKind::system);
        CHECK(failed.error().message == "cannot write " + (folder / "x") + ": File too large");
        CHECK_FALSE(files.replace(folder / "new", std::string(100000, 'n')));
    }
    CHECK(files.read(folder / "x", plenty) == std::string("old"));
    CHECK(folder.entries() == 1);
}

TEST_CASE("a device is written to and stays a device") {
    SystemFiles files;
    CHECK(files.replace("/dev/null", "gone"));
    struct stat status{};
    REQUIRE(::stat("/dev/null", &status) == 0);
    CHECK(S_ISCHR(status.st_mode));
    const auto full = files.replace("/dev/full", "x");
    REQUIRE_FALSE(full);
    CHECK(full.error().message == "cannot write /dev/full: No space left on device");
}

TEST_CASE("a folder is not replaced, and a missing one is not made") {
    const Folder folder;
    SystemFiles files;
    REQUIRE(files.make_directories(folder / "sub"));
    CHECK(files.replace(folder / "sub", "x").error().message ==
          "cannot write " + (folder / "sub") + ": Is a directory");
    CHECK(files.replace(folder / "none/x", "x").error().message ==
          "cannot write " + (folder / "none/x") + ": No such file or directory");
    CHECK_FALSE(files.replace("", "x"));
    CHECK_FALSE(files.replace(folder / "none/", "x"));
    CHECK(folder.entries() == 1);
}

TEST_CASE("a symbolic link stays one and its target is replaced") {
    const Folder folder;
    SystemFiles files;
    REQUIRE(files.make_directories(folder / "real"));
    REQUIRE(files.replace(folder / "real/x", "old"));
    REQUIRE(::symlink("real/x", (folder / "link").c_str()) == 0);
    REQUIRE(::symlink("real/later", (folder / "dangling").c_str()) == 0);
    REQUIRE(::symlink("circle", (folder / "circle").c_str()) == 0);
    CHECK(files.replace(folder / "link", "new"));
    CHECK(files.replace(folder / "dangling", "first"));
    CHECK(std::filesystem::is_symlink(folder / "link"));
    CHECK(files.read(folder / "real/x", plenty) == std::string("new"));
    CHECK(files.read(folder / "real/later", plenty) == std::string("first"));
    CHECK_FALSE(files.replace(folder / "circle", "x"));
}

TEST_CASE("a new file has the mode of the umask, a replaced one keeps its own") {
    const Folder folder;
    SystemFiles files;
    const mode_t before = ::umask(027);
    REQUIRE(files.replace(folder / "x", "1"));
    CHECK(mode_of(folder / "x") == 0640);
    REQUIRE(::chmod((folder / "x").c_str(), 0602) == 0);
    REQUIRE(files.replace(folder / "x", "2"));
    CHECK(mode_of(folder / "x") == 0602);
    ::umask(before);
}

TEST_CASE("a name as long as the file system allows can be replaced") {
    const Folder folder;
    SystemFiles files;
    const std::string path = folder / std::string(255, 'n');
    CHECK(files.replace(path, "1"));
    CHECK(files.replace(path, "2"));
    CHECK_FALSE(files.replace(path + "n", "3"));
    CHECK(folder.entries() == 1);
}

TEST_CASE("folders are listed by name, links by what they lead to") {
    const Folder folder;
    SystemFiles files;
    REQUIRE(files.make_directories(folder / "b/c"));
    REQUIRE(files.replace(folder / "a", ""));
    REQUIRE(files.replace(folder / "B", ""));
    REQUIRE(::symlink("b", (folder / "link").c_str()) == 0);
    const auto entries = files.list(folder / "");
    REQUIRE(entries);
    std::string shown;
    for (const DirEntry& entry : *entries) {
        shown += entry.name + (entry.directory ? "/ " : " ");
    }
    CHECK(shown == "B a b/ link/ ");
    CHECK(files.list(folder / "a").error().message == "cannot list " + (folder / "a") + ": Not a directory");
}

TEST_CASE("a process that is interrupted while it writes leaves no half of a file behind") {
    const Folder folder;
    const std::string path = folder / "a";
    const std::string bytes(std::size_t{4} << 20U, 'x');
    for (int round = 0; round < 5; ++round) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) { // writes for ever, as the test's own handlers must not
            std::signal(SIGINT, SIG_DFL);
            SystemFiles files;
            while (files.replace(path, bytes)) {
            }
            ::_exit(1);
        }
        SystemFiles files;
        while (!files.exists(path)) ::usleep(1'000);
        ::usleep(static_cast<useconds_t>(3'000 + round * 1'700));
        ::kill(child, SIGINT);
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status));
        CHECK(folder.entries() == 1);
        CHECK(files.read(path, bytes.size())->size() == bytes.size());
        REQUIRE(files.remove(path));
    }
}

TEST_CASE("folders are made with those above them, unless a file is in the way") {
    const Folder folder;
    SystemFiles files;
    CHECK(files.make_directories(folder / "a/b/c"));
    CHECK(files.make_directories(folder / "a/b/c"));
    CHECK(files.is_directory(folder / "a/b"));
    REQUIRE(files.replace(folder / "x", ""));
    CHECK_FALSE(files.make_directories(folder / "x"));
    CHECK_FALSE(files.make_directories(folder / "x/y"));
    CHECK(files.exists(folder / "x"));
    CHECK(files.remove(folder / "x"));
    CHECK_FALSE(files.exists(folder / "x"));
    CHECK_FALSE(files.remove(folder / "x"));
}
