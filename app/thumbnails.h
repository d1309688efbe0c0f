// Small pictures: from memory, from the disk cache that file managers share (freedesktop.org Thumbnail Managing
// Standard), or made from the file, on threads of their own.
#pragma once

#include <QCache>
#include <QHash>
#include <QImage>
#include <QObject>
#include <QSet>
#include <QThreadPool>

namespace sfumato {

class Thumbnails : public QObject {
    Q_OBJECT
public:
    /// `folder`: the cache, usually $XDG_CACHE_HOME/thumbnails.
    explicit Thumbnails(const QString& folder, QObject* parent = nullptr);
    ~Thumbnails() override;
    static QString usualFolder();

    /// The picture's thumbnail of at most `side` (256 or 512) pixels; null when it is not there yet: then ready() comes
    /// later. `modified` (seconds since 1970) tells an old one from a new one.
    QImage get(const QString& path, qint64 modified, int side);
    /// Requests that have not begun are forgotten: the view shows something else now.
    void forgetRequests();
    /// Bytes of thumbnails kept in memory.
    static constexpr qsizetype memory_bytes = 128 << 20;

    /// What get() does where the memory has none; any thread.
    static QImage make(const QString& folder, const QString& path, qint64 modified, int side);

signals:
    void ready(const QString& path);

private:
    QString m_folder;
    QCache<QString, QImage> m_images; ///< by path, time and side; a null image says that it cannot be read
    QSet<QString> m_asked;
    QThreadPool m_pool;
};

} // namespace sfumato
