// The latest lines of the log, kept for the log window and for reports of trouble.
#pragma once

#include "base/log.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <deque>
#include <memory>
#include <mutex>

namespace sfumato {

class LogBook : public QObject {
    Q_OBJECT
public:
    struct Line {
        qint64 time = 0; ///< milliseconds since 1970
        LogLevel level = LogLevel::info;
        QString text;
    };
    static constexpr std::size_t max_lines = 2000; ///< older ones go

    /// Takes the log from now on; warnings and errors still go to stderr, too.
    explicit LogBook(QObject* parent = nullptr);
    ~LogBook() override;

    std::vector<Line> lines() const;
    /// "12:34:56 warning: text".
    static QString text(const Line& line);

signals:
    void added(); ///< in the window's thread; several lines may come with one signal

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared; ///< outlives the book where a thread still writes
};

/// What helps to understand trouble on a machine: versions, system, devices, settings and the latest log lines. The
/// user's folder is written "~". Prompts are in it only if `prompts` is given.
struct Diagnostics {
    QString device, driver;
    QStringList settings; ///< "key = value"
    QString prompts;
};
QString diagnosticsText(const Diagnostics& about, const std::vector<LogBook::Line>& lines);

} // namespace sfumato
