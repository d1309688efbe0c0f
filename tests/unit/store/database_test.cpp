#include "store/database.h"

#include "base/file.h"
#include "unit/store/store_test.h"

#include <QTemporaryDir>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <thread>

using namespace sfumato;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view first_version[] = {
    "CREATE TABLE thing(id INTEGER PRIMARY KEY, name TEXT NOT NULL, size REAL, "
    "body BLOB);"};
constexpr std::string_view second_version[] = {first_version[0],
                                               "ALTER TABLE thing ADD COLUMN mark INTEGER DEFAULT 7;"};
constexpr DatabaseSchema first{"queue", 0x53460001, first_version};
constexpr DatabaseSchema second{"queue", 0x53460001, second_version};
constexpr DatabaseSchema other{"index", 0x53460002, first_version};

/// Opens or ends the test program's case.
Database::Opened opened(const fs::path& path, const DatabaseSchema& schema = first,
                        Database::Access access = Database::Access::write) {
    auto result = Database::open(path, schema, access);
    if (!result) qFatal("%s", result.error().text().c_str());
    return std::move(*result);
}

std::int64_t count(Database& database) {
    auto statement = database.prepare("SELECT count(*) FROM thing");
    if (!statement || !statement->step()) return -1;
    return statement->integer(0);
}

Result<> add(Database& database, std::string_view name) {
    return database.run("INSERT INTO thing(name) VALUES (?)", name);
}

/// Files beside `path` whose names begin with its own and `suffix`.
int kept(const fs::path& path, const std::string& suffix) {
    int found = 0;
    for (const auto& entry : fs::directory_iterator(path.parent_path())) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(path.filename().string() + suffix) && !name.ends_with("-wal") && !name.ends_with("-shm"))
            ++found;
    }
    return found;
}

void overwrite(const fs::path& path, std::size_t offset, std::string_view bytes) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(offset));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace

void DatabaseTest::init() {
    folder_ = std::make_unique<QTemporaryDir>();
    path_ = fs::path(folder_->path().toStdString()) / "data" / "q.sqlite";
}

void DatabaseTest::keeps_what_was_written() {
    const std::vector<std::byte> body{std::byte{0}, std::byte{255}};
    {
        Database database = opened(path_).database;
        QVERIFY(!database.read_only());
        QVERIFY(database.run("INSERT INTO thing(name, size, body) VALUES (?, ?, ?)", "na\xC3\xAFve", 1.5, Bytes(body)));
        QCOMPARE(database.last_row(), 1);
        QVERIFY(database.run("INSERT INTO thing(name, size) VALUES (?, ?)", std::string(), std::optional<double>()));
    }
    Database::Opened again = opened(path_);
    QVERIFY(again.notes.empty());
    auto rows = again.database.prepare("SELECT name, size, body FROM thing ORDER BY id");
    QVERIFY(rows && *rows->step());
    QCOMPARE(rows->text(0), std::string("na\xC3\xAFve"));
    QCOMPARE(rows->real(1), 1.5);
    QVERIFY(rows->blob(2) == body);
    QVERIFY(*rows->step());
    QVERIFY(rows->text(0).empty() && !rows->is_null(0));
    QVERIFY(rows->is_null(1) && rows->is_null(2));
    QVERIFY(!*rows->step());
}

void DatabaseTest::upgrades_an_older_file() {
    {
        Database database = opened(path_).database;
        QVERIFY(add(database, "old"));
    }
    Database::Opened now = opened(path_, second);
    QVERIFY(now.notes.empty());
    auto rows = now.database.prepare("SELECT name, mark FROM thing");
    QVERIFY(rows && *rows->step());
    QCOMPARE(rows->text(0), std::string("old"));
    QCOMPARE(rows->integer(1), 7);
}

void DatabaseTest::keeps_a_newer_file_aside() {
    {
        Database database = opened(path_, second).database;
        QVERIFY(add(database, "new"));
    }
    Database::Opened now = opened(path_);
    QCOMPARE(count(now.database), 0);
    QCOMPARE(now.notes.size(), 1u);
    QVERIFY2(now.notes[0].find("newer version") != std::string::npos, now.notes[0].c_str());
    QCOMPARE(kept(path_, ".newer-"), 1);
    for (const auto& entry : fs::directory_iterator(path_.parent_path()))
        if (entry.path().string().find(".newer-") != std::string::npos) {
            Database old = opened(entry.path(), second).database;
            QCOMPARE(count(old), 1);
            return;
        }
}

void DatabaseTest::keeps_a_damaged_file_aside_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("offset");
    QTest::newRow("no database at all") << QByteArray("this is a text, and no database at all") << -1;
    QTest::newRow("header") << QByteArray("garbage!") << 0;
    QTest::newRow("schema page") << QByteArray(1500, '\xAB') << 100;
    QTest::newRow("table page") << QByteArray(3000, '\x7F') << 4096;
    QTest::newRow("truncated") << QByteArray() << -2;
}

void DatabaseTest::keeps_a_damaged_file_aside() {
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, offset);
    {
        Database database = opened(path_).database;
        QVERIFY(database.transaction([&]() -> Result<> {
            for (int i = 0; i < 500; ++i)
                SF_CHECK(add(database, "some name that fills the pages " + std::to_string(i)));
            return {};
        }));
    }
    if (offset == -1) std::ofstream(path_, std::ios::trunc).write(bytes.data(), bytes.size());
    if (offset == -2) fs::resize_file(path_, 5000);
    if (offset >= 0) overwrite(path_, static_cast<std::size_t>(offset), {bytes.data(), std::size_t(bytes.size())});

    const auto reader = Database::open(path_, first, Database::Access::read);
    if (reader) QVERIFY(offset == 4096 || offset == -2); // readers do not check everything
    Database::Opened now = opened(path_);
    QCOMPARE(count(now.database), 0);
    QCOMPARE(now.notes.size(), 1u);
    QVERIFY2(now.notes[0].find("was kept as") != std::string::npos, now.notes[0].c_str());
    QCOMPARE(kept(path_, ".damaged-"), 1);
    QVERIFY(add(now.database, "life goes on"));
}

void DatabaseTest::keeps_the_database_of_another_aside() {
    {
        Database database = opened(path_, other).database;
        QVERIFY(add(database, "not a queue"));
    }
    Database::Opened now = opened(path_);
    QCOMPARE(count(now.database), 0);
    QVERIFY2(now.notes.at(0).find("application id") != std::string::npos, now.notes[0].c_str());
    QCOMPARE(kept(path_, ".damaged-"), 1);
}

void DatabaseTest::the_second_program_reads() {
    Database::Opened writer = opened(path_);
    QVERIFY(add(writer.database, "one"));
    {
        Database::Opened reader = opened(path_);
        QVERIFY(reader.database.read_only());
        QCOMPARE(reader.notes.size(), 1u);
        QVERIFY2(reader.notes[0].find("another Sfumato") != std::string::npos, reader.notes[0].c_str());
        QCOMPARE(count(reader.database), 1);
        const Result<> refused = add(reader.database, "two");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::permission);
        QVERIFY(add(writer.database, "two"));
        QCOMPARE(count(reader.database), 2);
    }
    { const Database gone = std::move(writer.database); }
    Database::Opened next = opened(path_);
    QVERIFY(!next.database.read_only());
    QVERIFY(next.notes.empty());
}

void DatabaseTest::reading_needs_a_file() {
    const auto missing = Database::open(path_, first, Database::Access::read);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::not_found);
    QVERIFY(!fs::exists(path_));
}

void DatabaseTest::transactions_are_whole() {
    Database database = opened(path_).database;
    const Result<> failed = database.transaction([&]() -> Result<> {
        SF_CHECK(add(database, "one"));
        return fail(ErrorCode::usage, "changed my mind");
    });
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::usage);
    QCOMPARE(count(database), 0);
    QVERIFY(database.transaction([&] { return add(database, "one"); }));
    QCOMPARE(count(database), 1);
}

void DatabaseTest::a_killed_program_loses_no_finished_transaction() {
    { Database made = opened(path_).database; }
    int pipe_ends[2];
    QCOMPARE(::pipe(pipe_ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto result = Database::open(path_, first);
        if (!result) ::_exit(1);
        for (int i = 0; i < 20; ++i)
            if (!add(result->database, "finished")) ::_exit(1);
        (void)result->database.run_script("BEGIN IMMEDIATE; INSERT INTO thing(name) VALUES ('unfinished');");
        (void)!::write(pipe_ends[1], "x", 1);
        ::pause();
    }
    char ready = 0;
    QCOMPARE(::read(pipe_ends[0], &ready, 1), ssize_t{1});
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pipe_ends[0]);
    ::close(pipe_ends[1]);
    Database::Opened now = opened(path_);
    QVERIFY(!now.database.read_only()); // the lock went with the program
    QVERIFY(now.notes.empty());
    QCOMPARE(count(now.database), 20);
}

void DatabaseTest::names_what_went_wrong() {
    Database database = opened(path_).database;
    QVERIFY(database.run_script("PRAGMA max_page_count = 4"));
    const Result<> full = database.run("INSERT INTO thing(name) VALUES (?)", std::string(100000, 'x'));
    QVERIFY(!full);
    QCOMPARE(full.error().code, ErrorCode::no_space);
    QVERIFY2(full.error().message.find("q.sqlite") != std::string::npos, full.error().message.c_str());
    QVERIFY(!database.prepare("SELECT nothing FROM nowhere"));

    const fs::path file = path_.parent_path() / "file";
    std::ofstream(file) << "in the way";
    const auto no_folder = Database::open(file / "q.sqlite", first);
    QVERIFY(!no_folder);
    QVERIFY2(no_folder.error().message.find("file") != std::string::npos, no_folder.error().message.c_str());
}

void DatabaseTest::a_query_can_be_interrupted() {
    Database database = opened(path_).database;
    auto endless = database.prepare("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                    "SELECT max(i) FROM n");
    QVERIFY(endless);
    std::jthread other([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
            database.interrupt();
        }
    });
    const Result<bool> row = endless->step();
    other.request_stop();
    QVERIFY(!row);
    QCOMPARE(row.error().code, ErrorCode::cancelled);
}
