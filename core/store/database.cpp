#include "store/database.h"

#include "base/expect.h"
#include "base/file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <ctime>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

constexpr int busy_milliseconds = 5000;
/// Files up to this size are checked whole at each start (some 10 ms); larger ones after an unclean end only.
constexpr std::uintmax_t always_checked_bytes = 8u << 20;

ErrorCode code_of(int sqlite_code, int system_error) {
    switch (sqlite_code & 0xff) {
    case SQLITE_FULL: return ErrorCode::no_space;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH: return ErrorCode::permission;
    case SQLITE_NOMEM:
    case SQLITE_TOOBIG: return ErrorCode::out_of_memory;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorCode::bad_input;
    case SQLITE_INTERRUPT: return ErrorCode::cancelled;
    case SQLITE_CANTOPEN: return system_error == EACCES ? ErrorCode::permission : ErrorCode::io;
    case SQLITE_IOERR: return system_error == ENOSPC || system_error == EDQUOT ? ErrorCode::no_space : ErrorCode::io;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::io;
    default: return ErrorCode::internal;
    }
}

tl::unexpected<Error> fail_sqlite(sqlite3* connection, const fs::path& path, std::string_view what) {
    const int code = sqlite3_extended_errcode(connection);
    const bool busy = (code & 0xff) == SQLITE_BUSY;
    return fail(code_of(code, sqlite3_system_errno(connection)), "{}: {}: {}", path.string(), what,
                busy ? "another program is using it" : sqlite3_errmsg(connection));
}

fs::path beside(const fs::path& path, std::string_view suffix) {
    fs::path result = path;
    result += suffix;
    return result;
}

/// Moves the database and its log to a name that says why and when. The name of the new place.
Result<fs::path> set_aside(const fs::path& path, std::string_view why) {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm local{};
    ::localtime_r(&now, &local);
    const std::string stamp = fmt::format(".{}-{:04}{:02}{:02}-{:02}{:02}{:02}", why, local.tm_year + 1900,
                                          local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec);
    std::error_code error;
    fs::path target = beside(path, stamp);
    for (int attempt = 2; fs::exists(fs::symlink_status(target, error)); ++attempt)
        target = beside(path, fmt::format("{}-{}", stamp, attempt));
    // The log belongs to the file: without it the latest changes would be missing there.
    for (const std::string_view part : {"", "-wal", "-shm"}) {
        const fs::path from = beside(path, part);
        if (!fs::exists(fs::symlink_status(from, error))) continue;
        fs::rename(from, beside(target, part), error);
        if (error) return fail_errno(error.value(), from, "cannot move this damaged file aside");
    }
    return target;
}

} // namespace

// ---- statements -------------------------------------------------------------------------------------------------

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void Statement::rewind() {
    if (running_) sqlite3_reset(statement_.get());
    running_ = false;
}

Result<bool> Statement::step() {
    running_ = true;
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        rewind();
        return false;
    }
    Result<bool> error = fail_sqlite(connection_, *path_, "the database refused");
    rewind();
    return error;
}

Result<> Statement::run() {
    SF_TRY(const bool row, step());
    if (row) rewind();
    return {};
}

void Statement::bind_integer(int index, std::int64_t value) {
    rewind();
    expect(sqlite3_bind_int64(statement_.get(), index, value) == SQLITE_OK, "a parameter that the statement has");
}

void Statement::bind_real(int index, double value) {
    rewind();
    expect(sqlite3_bind_double(statement_.get(), index, value) == SQLITE_OK, "a parameter that the statement has");
}

void Statement::bind_text(int index, std::string_view value) {
    rewind();
    const int code = sqlite3_bind_text64(statement_.get(), index, value.data() == nullptr ? "" : value.data(),
                                         value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    // Too long a text leaves NULL there, which a NOT NULL column then refuses.
    expect(code == SQLITE_OK || code == SQLITE_TOOBIG || code == SQLITE_NOMEM, "a parameter that the statement has");
}

void Statement::bind_blob(int index, Bytes value) {
    rewind();
    static constexpr std::byte none{};
    const int code = sqlite3_bind_blob64(statement_.get(), index, value.empty() ? &none : value.data(), value.size(),
                                         SQLITE_TRANSIENT);
    expect(code == SQLITE_OK || code == SQLITE_TOOBIG || code == SQLITE_NOMEM, "a parameter that the statement has");
}

void Statement::bind_null(int index) {
    rewind();
    expect(sqlite3_bind_null(statement_.get(), index) == SQLITE_OK, "a parameter that the statement has");
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::vector<std::byte> Statement::blob(int column) const {
    const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
    if (bytes == nullptr) return {};
    return {bytes, bytes + sqlite3_column_bytes(statement_.get(), column)};
}

// ---- the lock of the writing program ----------------------------------------------------------------------------

struct Database::Lock {
    int file = -1;
};

void Database::Unlock::operator()(Lock* lock) const {
    ::close(lock->file); // the empty file stays: deleting it would race with the next program
    delete lock;
}

/// Null when another program has it.
Result<Database::Locked> Database::take_lock(const fs::path& path) {
    const fs::path name = beside(path, ".lock");
    const int file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (file < 0) return fail_errno(errno, name, "cannot make this file");
    Locked lock(new Lock{file});
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) return lock;
    if (errno == EWOULDBLOCK) return Locked();
    return fail_errno(errno, name, "cannot lock this file");
}

// ---- connections ------------------------------------------------------------------------------------------------

void Database::Close::operator()(sqlite3* connection) const {
    sqlite3_close_v2(connection);
}

Database::Database(std::unique_ptr<sqlite3, Close> connection, Locked lock, const fs::path& path)
    : path_(std::make_unique<const fs::path>(path)), lock_(std::move(lock)), connection_(std::move(connection)) {}

Result<Database> Database::connect(const fs::path& path, const DatabaseSchema& schema, Locked lock) {
    const bool write = lock != nullptr;
    std::error_code error;
    const bool unclean = fs::exists(beside(path, "-wal"), error);
    const std::uintmax_t bytes = fs::file_size(path, error);
    sqlite3* raw = nullptr;
    const int flags = (write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
    Database database(std::unique_ptr<sqlite3, Close>(raw), std::move(lock), path);
    if (raw == nullptr) return fail(ErrorCode::out_of_memory, "{}: no memory for the database", path.string());
    if (code != SQLITE_OK) return fail_sqlite(raw, path, fmt::format("cannot open the {}", schema.what));
    SF_CHECK(database.prepare_connection(schema));
    if (write && !error && (unclean || bytes <= always_checked_bytes)) SF_CHECK(database.check_soundness());
    SF_CHECK(database.upgrade(schema));
    return database;
}

Result<> Database::prepare_connection(const DatabaseSchema& schema) {
    sqlite3_busy_timeout(connection_.get(), busy_milliseconds);
    // The file may come from anywhere: what its schema says is not trusted.
    sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    SF_CHECK(run_script("PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"));
    if (read_only()) return run_script("PRAGMA query_only = ON;");
    SF_CHECK(run_script("PRAGMA journal_mode = WAL;"));
    return run_script(schema.durable ? "PRAGMA synchronous = FULL;" : "PRAGMA synchronous = NORMAL;");
}

Result<> Database::check_soundness() {
    SF_TRY(Statement check, prepare("PRAGMA quick_check(1)"));
    SF_TRY(const bool row, check.step());
    const std::string verdict = row ? check.text(0) : "no answer";
    if (verdict == "ok") return {};
    return fail(ErrorCode::bad_input, "{}: the database is damaged: {}", path().string(), verdict);
}

Result<> Database::upgrade(const DatabaseSchema& schema) {
    SF_TRY(Statement about, prepare("SELECT (SELECT application_id FROM pragma_application_id), "
                                    "(SELECT user_version FROM pragma_user_version), "
                                    "(SELECT count(*) FROM sqlite_schema)"));
    SF_CHECK(about.step());
    const std::int64_t id = about.integer(0), version = about.integer(1), tables = about.integer(2);
    about.rewind();
    const auto newest = static_cast<std::int64_t>(schema.versions.size());
    const bool empty = tables == 0 && version == 0;
    if (!empty && id != schema.application_id)
        return fail(ErrorCode::bad_input, "{}: this is no {} of Sfumato: its application id is {}, expected {}",
                    path().string(), schema.what, id, schema.application_id);
    if (version > newest)
        return fail(ErrorCode::unsupported, "{}: this {} is of a newer version of the program: {}, expected at most {}",
                    path().string(), schema.what, version, newest);
    if (version == newest) return {};
    if (read_only())
        return fail(ErrorCode::unsupported, "{}: this {} is of an older version: {}, expected {}", path().string(),
                    schema.what, version, newest);
    return transaction([&]() -> Result<> {
        for (std::int64_t next = version; next < newest; ++next)
            SF_CHECK(run_script(schema.versions[static_cast<std::size_t>(next)]));
        return run_script(
            fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", schema.application_id, newest));
    });
}

Result<Database::Opened> Database::open(const fs::path& path, const DatabaseSchema& schema, Access access) {
    expect(schema.application_id != 0 && !schema.versions.empty(), "a schema with an id and at least one version");
    std::vector<std::string> notes;
    Locked lock;
    if (access == Access::write) {
        std::error_code error;
        if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
        if (error) return fail_errno(error.value(), path.parent_path(), "cannot make this folder");
        SF_TRY(lock, take_lock(path));
        if (!lock)
            notes.push_back(fmt::format("{}: another Sfumato is using this {}; it can be looked at, not changed",
                                        path.string(), schema.what));
    }
    std::error_code error;
    if (!lock && !fs::exists(path, error))
        return fail(ErrorCode::not_found, "{}: there is no {} here", path.string(), schema.what);
    const bool write = lock != nullptr;
    Result<Database> database = connect(path, schema, std::move(lock));
    if (database) return Opened{std::move(*database), std::move(notes)};
    const ErrorCode code = database.error().code;
    if (!write || (code != ErrorCode::bad_input && code != ErrorCode::unsupported))
        return tl::unexpected(std::move(database).error());

    SF_TRY(lock, take_lock(path)); // it went with the connection
    if (!lock) return tl::unexpected(std::move(database).error());
    SF_TRY(const fs::path aside, set_aside(path, code == ErrorCode::unsupported ? "newer" : "damaged"));
    notes.push_back(fmt::format("{} It was kept as {}, and a new {} was begun.", database.error().text() + ".",
                                aside.string(), schema.what));
    SF_TRY(Database fresh, connect(path, schema, std::move(lock)));
    return Opened{std::move(fresh), std::move(notes)};
}

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v2(connection_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) return fail_sqlite(connection_.get(), path(), "the database refused a statement");
    expect(statement != nullptr, "a statement that is not empty");
    return Statement(connection_.get(), statement, path());
}

Result<> Database::run_script(std::string_view sql) {
    if (sqlite3_exec(connection_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return fail_sqlite(connection_.get(), path(), "the database refused");
}

std::int64_t Database::last_row() const {
    return sqlite3_last_insert_rowid(connection_.get());
}

int Database::changes() const {
    return sqlite3_changes(connection_.get());
}

void Database::interrupt() {
    sqlite3_interrupt(connection_.get());
}

} // namespace sfumato
