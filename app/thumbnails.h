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

    /// The picture's thumbnail, scaled to at most `side` pixels, so that painting only copies; null, or of another
    /// size, when it is not there yet: then ready() comes later. `modified` (seconds since 1970) tells an old one from
    /// a new one.
    QImage get(const QString& path, qint64 modified, int side);
    /// Requests that have not begun are forgotten: the view shows something else now.
    void forgetRequests();
    /// Bytes of thumbnails kept in memory.
    static constexpr qsizetype memory_bytes = 128 << 20;

    /// The file of the cache, of 256 or 512 pixels, made where it is not there; any thread.
    static QImage make(const QString& folder, const QString& path, qint64 modified, int side);

signals:
    void ready(const QString& path);

private:
    struct Kept {
        QImage image; ///< null: it cannot be read
        qint64 modified = 0;
        int side = 0;
    };

    QString m_folder;
    QCache<QString, Kept> m_images; ///< by path
    QSet<QString> m_asked;
    QThreadPool m_pool;
};

} // namespace sfumato
