// Tells which folders have changed, from a thread of its own: asking the system about folders may take long where they
// are on a network.
#pragma once

#include <QObject>
#include <QSet>
#include <QStringList>
#include <QThread>

class QFileSystemWatcher;
class QTimer;

namespace sfumato {

class FolderWatch : public QObject {
    Q_OBJECT
public:
    explicit FolderWatch(QObject* parent = nullptr);
    ~FolderWatch() override;

    /// Of the watches that the system gives to all programs of a user, usually some 10,000 and more.
    static constexpr int most_folders = 1000;

    /// These are watched too, the first ones first, as far as there is room; those that are gone are forgotten.
    void watch(const QStringList& folders);

signals:
    /// Folders in which files or folders came, went or were renamed; changes of a moment are told together.
    void changed(const QStringList& folders);
    /// How many of the folders are not watched.
    void unwatched(int count);

private:
    /// All below lives on the thread.
    struct Worker;

    QThread m_thread;
    Worker* m_worker;
};

} // namespace sfumato
