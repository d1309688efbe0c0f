// SQLite as the store uses it: one file, one writing program, versions of the schema, errors as values.
#pragma once

#include "base/bytes.h"
#include "base/error.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace sfumato {

/// What a database holds and how it came to its present form.
struct DatabaseSchema {
    std::string_view what;           ///< for messages: "queue"
    std::int32_t application_id = 0; ///< tells our files from those of others (PRAGMA application_id); not 0
    /// SQL that leads from version i (0: an empty file) to version i + 1. Rows are only ever added.
    std::span<const std::string_view> versions;
    /// Whether a finished transaction survives a loss of power, too (one flush to disk each); a crash of the program
    /// alone never loses one.
    bool durable = true;
};

/// A statement with its rows. Columns and parameters as in SQLite: columns from 0, parameters from 1.
class Statement {
public:
    /// Moves to the next row; false after the last one. Then, or after an error, it can be bound and run again.
    Result<bool> step();
    /// Runs a statement that gives no rows.
    Result<> run();
    /// Parameters in order. Text must be UTF-8; std::nullopt and nullptr are NULL.
    template <class... Values> Statement& bind(const Values&... values) {
        int index = 0;
        (bind_one(++index, values), ...);
        return *this;
    }

    bool is_null(int column) const;
    std::int64_t integer(int column) const; ///< 0 for NULL, as SQLite converts
    double real(int column) const;
    std::string text(int column) const;
    std::vector<std::byte> blob(int column) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    Statement(sqlite3* connection, sqlite3_stmt* statement, const std::filesystem::path& path)
        : connection_(connection), statement_(statement), path_(&path) {}
    void bind_integer(int index, std::int64_t value);
    void bind_real(int index, double value);
    void bind_text(int index, std::string_view value);
    void bind_blob(int index, Bytes value);
    void bind_null(int index);
    void rewind();

    template <class Value> void bind_one(int index, const Value& value) {
        if constexpr (std::is_same_v<Value, std::nullptr_t> || std::is_same_v<Value, std::nullopt_t>)
            bind_null(index);
        else if constexpr (std::is_integral_v<Value>)
            bind_integer(index, static_cast<std::int64_t>(value));
        else if constexpr (std::is_floating_point_v<Value>)
            bind_real(index, static_cast<double>(value));
        else if constexpr (std::is_convertible_v<const Value&, std::string_view>)
            bind_text(index, value);
        else if constexpr (std::is_convertible_v<const Value&, Bytes>)
            bind_blob(index, value);
        else if (value)
            bind_one(index, *value);
        else
            bind_null(index);
    }

    sqlite3* connection_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    const std::filesystem::path* path_; ///< of the database, for messages
    bool running_ = false;
};

/// A connection. Used by one thread at a time; moves, does not copy.
class Database {
public:
    struct Opened;
    enum class Access {
        write, ///< makes the file when there is none; read-only where another program writes already
        read,
    };

    /// Opens `path`, brings its schema up to date, and takes the lock of the writing program ("PATH.lock"; the system
    /// frees it when the program ends, however it ends). A file that is damaged, of a newer version of this program or
    /// no database of ours is moved aside, with a note, and a new one is made: nothing is ever deleted.
    /// Errors: not_found (read), permission, no_space, io, unsupported and bad_input (read: newer, damaged).
    static Result<Opened> open(const std::filesystem::path& path, const DatabaseSchema& schema,
                               Access access = Access::write);

    Database(Database&&) noexcept = default;
    Database& operator=(Database&&) noexcept = default;

    /// Whether this is a reader: another program writes.
    bool read_only() const { return lock_ == nullptr; }
    const std::filesystem::path& path() const { return *path_; }

    Result<Statement> prepare(std::string_view sql);
    /// One statement without rows, its parameters given.
    template <class... Values> Result<> run(std::string_view sql, const Values&... values) {
        SF_TRY(Statement statement, prepare(sql));
        return statement.bind(values...).run();
    }
    /// Several statements without parameters.
    Result<> run_script(std::string_view sql);
    std::int64_t last_row() const; ///< id of the row inserted last
    int changes() const;           ///< rows that the last statement changed
    /// Lets a query on another thread end with error cancelled. The only function that any thread may call.
    void interrupt();

    /// Runs `body` (a function that gives Result<>) as one transaction: all of it or nothing.
    template <class Body> Result<> transaction(const Body& body) {
        SF_CHECK(run_script("BEGIN IMMEDIATE"));
        Result<> result = body();
        if (result) result = run_script("COMMIT");
        if (!result) (void)run_script("ROLLBACK"); // the first error is the one to tell
        return result;
    }

private:
    struct Close {
        void operator()(sqlite3* connection) const;
    };
    struct Lock; ///< the lock file, held
    struct Unlock {
        void operator()(Lock* lock) const;
    };
    using Locked = std::unique_ptr<Lock, Unlock>;
    Database(std::unique_ptr<sqlite3, Close> connection, Locked lock, const std::filesystem::path& path);
    static Result<Locked> take_lock(const std::filesystem::path& path);
    static Result<Database> connect(const std::filesystem::path& path, const DatabaseSchema& schema, Locked lock);
    Result<> prepare_connection(const DatabaseSchema& schema);
    Result<> upgrade(const DatabaseSchema& schema);
    Result<> check_soundness();

    // In this order: the connection closes before the lock goes.
    std::unique_ptr<const std::filesystem::path> path_; ///< has one address, for the statements
    Locked lock_;
    std::unique_ptr<sqlite3, Close> connection_;
};

/// A database with what its user should be told: that another program writes, that a damaged file was moved aside.
struct Database::Opened {
    Database database;
    std::vector<std::string> notes;
};

} // namespace sfumato
