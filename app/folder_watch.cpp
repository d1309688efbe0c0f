#include "folder_watch.h"

#include <QFileSystemWatcher>
#include <QTimer>

namespace sfumato {

struct FolderWatch::Worker : QObject {
    explicit Worker(FolderWatch& front) : owner(front), watcher(this), together(this) {
        together.setSingleShot(true);
        together.setInterval(700);
        connect(&watcher, &QFileSystemWatcher::directoryChanged, this, [this](const QString& folder) {
            changed.insert(folder);
            together.start();
        });
        connect(&together, &QTimer::timeout, this, [this] {
            const QStringList folders(changed.begin(), changed.end());
            changed.clear();
            emit this->owner.changed(folders); // queued: the owner lives on another thread
        });
    }

    void watch(const QStringList& folders) {
        const QStringList now = watcher.directories(); // those that were deleted are not among them any more
        QSet<QString> known(now.begin(), now.end());
        QStringList add;
        int left_out = 0;
        for (const QString& folder : folders) {
            if (known.contains(folder)) continue;
            if (known.size() >= most_folders) {
                ++left_out;
                continue;
            }
            known.insert(folder);
            add << folder;
        }
        if (!add.isEmpty()) left_out += static_cast<int>(watcher.addPaths(add).size());
        emit owner.unwatched(left_out);
    }

    FolderWatch& owner;
    QFileSystemWatcher watcher;
    QTimer together;
    QSet<QString> changed;
};

FolderWatch::FolderWatch(QObject* parent) : QObject(parent), m_worker(new Worker(*this)) {
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("folder watch"));
    m_thread.start();
}

FolderWatch::~FolderWatch() {
    m_thread.quit();
    m_thread.wait();
}

void FolderWatch::watch(const QStringList& folders) {
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, folders] { worker->watch(folders); });
}

} // namespace sfumato
