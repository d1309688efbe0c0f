#include "log_book.h"

#include "engine_adapter.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QSysInfo>
#include <QThread>

#include <cstdio>

namespace sfumato {

struct LogBook::Shared {
    mutable std::mutex mutex;
    std::deque<Line> lines;
    LogBook* book = nullptr; ///< null once it has gone
    bool told = false;       ///< a signal is on its way
};

LogBook::LogBook(QObject* parent) : QObject(parent), m_shared(std::make_shared<Shared>()) {
    m_shared->book = this;
    if (log_level() > LogLevel::info) set_log_level(LogLevel::info);
    set_log_sink([shared = m_shared](LogLevel level, std::string_view message) {
        if (level >= LogLevel::warning) fmt::print(stderr, "{}: {}\n", log_level_name(level), message);
        const std::scoped_lock lock(shared->mutex);
        shared->lines.push_back({QDateTime::currentMSecsSinceEpoch(), level, toQString(message)});
        if (shared->lines.size() > max_lines) shared->lines.pop_front();
        if (shared->book == nullptr || std::exchange(shared->told, true)) return;
        QMetaObject::invokeMethod(
            shared->book,
            [shared] {
                LogBook* book = nullptr;
                {
                    const std::scoped_lock inner(shared->mutex);
                    shared->told = false;
                    book = shared->book;
                }
                if (book != nullptr) emit book->added();
            },
            Qt::QueuedConnection);
    });
}

LogBook::~LogBook() {
    set_log_sink({});
    const std::scoped_lock lock(m_shared->mutex);
    m_shared->book = nullptr;
}

std::vector<LogBook::Line> LogBook::lines() const {
    const std::scoped_lock lock(m_shared->mutex);
    return {m_shared->lines.begin(), m_shared->lines.end()};
}

QString LogBook::text(const Line& line) {
    return QStringLiteral("%1 %2: %3")
        .arg(QDateTime::fromMSecsSinceEpoch(line.time).toString(QStringLiteral("HH:mm:ss")),
             toQString(log_level_name(line.level)), line.text);
}

QString diagnosticsText(const Diagnostics& about, const std::vector<LogBook::Line>& lines) {
    QStringList out;
    out << QStringLiteral("Sfumato %1, Qt %2").arg(QCoreApplication::applicationVersion(), QLatin1String(qVersion()))
        << QStringLiteral("%1, kernel %2, %3")
               .arg(QSysInfo::prettyProductName(), QSysInfo::kernelVersion(), QSysInfo::currentCpuArchitecture())
        << QStringLiteral("processor: %1, %2 threads")
               .arg(toQString(native_device_name()))
               .arg(QThread::idealThreadCount())
        << QStringLiteral("device: %1")
               .arg(about.device.isEmpty() ? QStringLiteral("not opened yet")
                                           : QStringLiteral("%1 (%2)").arg(about.device, about.driver));
    out << QString() << QStringLiteral("settings:");
    for (const QString& setting : about.settings)
        out << QStringLiteral("  ") + setting;
    if (!about.prompts.isEmpty()) out << QString() << QStringLiteral("prompts:") << about.prompts;
    out << QString() << QStringLiteral("log:");
    for (const LogBook::Line& line : lines)
        out << QStringLiteral("  ") + LogBook::text(line);
    QString text = out.join(QLatin1Char('\n')) + QLatin1Char('\n');
    // Names of people stand in names of folders.
    if (QDir::homePath().size() > 1) text.replace(QDir::homePath(), QStringLiteral("~"));
    return text;
}

} // namespace sfumato
