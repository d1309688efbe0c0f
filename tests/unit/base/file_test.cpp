// Files: mapping, reading, atomic writes, and what is said when they fail.
#include "base/file.h"

#include <QtTest>

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace sfumato;
namespace fs = std::filesystem;

namespace {
std::atomic<int> umask_calls = 0;
}

/// The program's own definition goes before that of the C library.
extern "C" mode_t umask(mode_t mask) noexcept {
    ++umask_calls;
    return static_cast<mode_t>(::syscall(SYS_umask, mask));
}

class FileTest : public QObject {
    Q_OBJECT
    QTemporaryDir folder_;
    fs::path at(const char* name) const { return fs::path(folder_.path().toStdString()) / name; }
    std::size_t files_in_folder() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_.path().toStdString()), {}));
    }
private slots:
    void init() {
        QVERIFY(folder_.isValid());
        for (const auto& entry : fs::directory_iterator(folder_.path().toStdString()))
            fs::remove_all(entry);
    }
    void writes_and_reads_back() {
        const std::string text("a\0b\n", 4);
        QVERIFY(write_file_atomically(at("x"), as_bytes(text)).has_value());
        QCOMPARE(*read_file(at("x")), text);
        const auto mapped = MappedFile::open(at("x"));
        QVERIFY(mapped.has_value());
        QCOMPARE(as_text(mapped->bytes()), std::string_view(text));
        QCOMPARE(mapped->path(), at("x"));
        QCOMPARE(files_in_folder(), std::size_t(1)); // nothing is left beside it
    }
    void empty_files_are_files() {
        QVERIFY(write_file_atomically(at("x"), {}).has_value());
        QCOMPARE(read_file(at("x"))->size(), std::size_t(0));
        QVERIFY(MappedFile::open(at("x")).has_value());
    }
    void replaces_only_when_told() {
        QVERIFY(write_file_atomically(at("x"), as_bytes("old"), Overwrite::refuse).has_value());
        const auto refused = write_file_atomically(at("x"), as_bytes("new"), Overwrite::refuse);
        QVERIFY(!refused.has_value());
        QCOMPARE(refused.error().code, ErrorCode::already_exists);
        QVERIFY(refused.error().message.find(at("x").string()) != std::string::npos);
        QCOMPARE(*read_file(at("x")), std::string("old"));
        QVERIFY(write_file_atomically(at("x"), as_bytes("new"), Overwrite::replace).has_value());
        QCOMPARE(*read_file(at("x")), std::string("new"));
        QCOMPARE(files_in_folder(), std::size_t(1));
    }
    void files_get_ordinary_rights() {
        const mode_t before = ::umask(027);
        QVERIFY(write_file_atomically(at("x"), as_bytes("x")).has_value());
        ::umask(before);
        struct stat info {};
        QCOMPARE(::stat(at("x").c_str(), &info), 0);
        QCOMPARE(static_cast<int>(info.st_mode & 0777), 0640);
    }
    /// It can only be read by changing it, and it is the whole process': a file of another thread would be open to all,
    /// and two that read it at once may leave it at 0.
    void the_umask_is_left_alone() {
        const int before = umask_calls;
        QVERIFY(write_file_atomically(at("x"), as_bytes("x")).has_value());
        QCOMPARE(umask_calls.load(), before);
    }
    void writing_into_nothing_is_an_error() {
        const auto missing = write_file_atomically(at("no/such/folder/x"), as_bytes("x"));
        QVERIFY(!missing.has_value());
        QCOMPARE(missing.error().code, ErrorCode::not_found);
        fs::create_directory(at("d"));
        std::ofstream(at("d") / "inside") << "x";
        QVERIFY(!write_file_atomically(at("d"), as_bytes("x")).has_value()); // a folder is not replaced
        QVERIFY(fs::exists(at("d") / "inside"));
        QCOMPARE(files_in_folder(), std::size_t(1));
    }
    void full_disks_are_named() {
        if (::access("/dev/full", W_OK) != 0) QSKIP("/dev/full is not there");
        const int fd = ::open("/dev/full", O_WRONLY);
        const auto written = ::write(fd, "x", 1);
        const int number = errno;
        ::close(fd);
        QCOMPARE(written, ssize_t(-1));
        QCOMPARE(fail_errno(number, "picture.png", "cannot write").value().code, ErrorCode::no_space);
    }
    void system_errors_have_codes_data() {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("code");
        QTest::newRow("ENOENT") << ENOENT << static_cast<int>(ErrorCode::not_found);
        QTest::newRow("EACCES") << EACCES << static_cast<int>(ErrorCode::permission);
        QTest::newRow("EROFS") << EROFS << static_cast<int>(ErrorCode::permission);
        QTest::newRow("EDQUOT") << EDQUOT << static_cast<int>(ErrorCode::no_space);
        QTest::newRow("ENOMEM") << ENOMEM << static_cast<int>(ErrorCode::out_of_memory);
        QTest::newRow("EEXIST") << EEXIST << static_cast<int>(ErrorCode::already_exists);
        QTest::newRow("EIO") << EIO << static_cast<int>(ErrorCode::io);
    }
    void system_errors_have_codes() {
        QFETCH(int, number);
        QFETCH(int, code);
        const Error error = fail_errno(number, "some/file", "cannot open").value();
        QCOMPARE(static_cast<int>(error.code), code);
        QVERIFY(error.message.starts_with("some/file: cannot open: "));
    }
    void what_is_no_file_is_refused() {
        QCOMPARE(MappedFile::open(at("none")).error().code, ErrorCode::not_found);
        QCOMPARE(MappedFile::open(folder_.path().toStdString()).error().code, ErrorCode::bad_input);
        QCOMPARE(MappedFile::open("/dev/null").error().code, ErrorCode::bad_input);
        QCOMPARE(::mkfifo(at("fifo").c_str(), 0600), 0);
        QCOMPARE(MappedFile::open(at("fifo")).error().code, ErrorCode::bad_input); // and does not hang
        QVERIFY(!MappedFile::open("").has_value());
        QCOMPARE(read_file(at("none")).error().code, ErrorCode::not_found);
    }
    void unreadable_files_are_refused() {
        std::ofstream(at("x")) << "x";
        fs::permissions(at("x"), fs::perms::none);
        const bool root = ::geteuid() == 0; // root may read everything, so it steps down for the moment
        if (root && ::seteuid(65534) != 0) QSKIP("runs as root and cannot step down");
        const auto opened = MappedFile::open(at("x"));
        const auto written = write_file_atomically("/proc/version", as_bytes("x"));
        if (root) QCOMPARE(::seteuid(0), 0);
        QVERIFY(!opened.has_value() && !written.has_value());
        QCOMPARE(opened.error().code, ErrorCode::permission);
    }
    void large_files_are_refused() {
        std::ofstream(at("x")) << "12345";
        QCOMPARE(read_file(at("x"), 4).error().code, ErrorCode::bad_input);
        QCOMPARE(*read_file(at("x"), 5), std::string("12345"));
    }
    void mappings_move() {
        std::ofstream(at("x")) << "12345";
        std::ofstream(at("y")) << "678";
        auto a = *MappedFile::open(at("x"));
        MappedFile b = std::move(a);
        QCOMPARE(as_text(b.bytes()), std::string_view("12345"));
        auto c = *MappedFile::open(at("y"));
        c = std::move(b);
        QCOMPARE(as_text(c.bytes()), std::string_view("12345"));
        fs::remove(at("x")); // a mapping outlives its name
        QCOMPARE(as_text(c.bytes()), std::string_view("12345"));
    }
    void user_folders_follow_the_environment() {
        const QByteArray home = qgetenv("HOME"), before = qgetenv("XDG_DATA_HOME");
        qputenv("HOME", "/home/someone");
        qputenv("XDG_DATA_HOME", "/data");
        QCOMPARE(user_data_dir(), fs::path("/data/sfumato"));
        qputenv("XDG_DATA_HOME", "relative"); // invalid by the specification
        QCOMPARE(user_data_dir(), fs::path("/home/someone/.local/share/sfumato"));
        qunsetenv("XDG_DATA_HOME");
        QCOMPARE(user_data_dir(), fs::path("/home/someone/.local/share/sfumato"));
        QVERIFY(user_cache_dir() != user_config_dir());
        qputenv("HOME", home);
        if (!before.isNull()) qputenv("XDG_DATA_HOME", before);
    }
};

QTEST_APPLESS_MAIN(FileTest)
#include "file_test.moc"
