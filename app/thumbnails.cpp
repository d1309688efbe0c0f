#include "thumbnails.h"

#include "engine_adapter.h"
#include "image/formats.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QImageReader>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUrl>

namespace sfumato {
namespace {

QString keyOf(const QString& path, qint64 modified, int side) {
    return QStringLiteral("%1|%2|%3").arg(side).arg(modified).arg(path);
}

QString fileOf(const QString& folder, const QString& path, int side) {
    const QByteArray uri = QUrl::fromLocalFile(path).toEncoded();
    const QString name = QString::fromLatin1(QCryptographicHash::hash(uri, QCryptographicHash::Md5).toHex());
    return folder + (side > 256 ? QStringLiteral("/x-large/") : QStringLiteral("/large/")) + name +
           QStringLiteral(".png");
}

QImage fromDisk(const QString& file, qint64 modified) {
    QImageReader reader(file, "png");
    QImage image = reader.read(); // QImageReader::text() cannot tell keys with a colon
    return image.text(QStringLiteral("Thumb::MTime")) == QString::number(modified) ? image : QImage();
}

void toDisk(const QString& file, QImage image, const QString& path, qint64 modified) {
    QDir().mkpath(QFileInfo(file).path());
    image.setText(QStringLiteral("Thumb::URI"), QString::fromLatin1(QUrl::fromLocalFile(path).toEncoded()));
    image.setText(QStringLiteral("Thumb::MTime"), QString::number(modified));
    image.setText(QStringLiteral("Software"), QStringLiteral("Sfumato"));
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly)) return; // a cache that cannot be written is no misfortune
    out.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    if (image.save(&out, "png", 50)) out.commit();
}

} // namespace

Thumbnails::Thumbnails(const QString& folder, QObject* parent)
    : QObject(parent), m_folder(folder), m_images(memory_bytes) {
    m_pool.setMaxThreadCount(qMax(1, QThread::idealThreadCount() - 1));
    m_pool.setThreadPriority(QThread::LowPriority);
}

Thumbnails::~Thumbnails() {
    m_pool.clear();
    m_pool.waitForDone();
}

QString Thumbnails::usualFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/thumbnails");
}

QImage Thumbnails::make(const QString& folder, const QString& path, qint64 modified, int side) {
    const QString file = fileOf(folder, path, side);
    if (QImage cached = fromDisk(file, modified); !cached.isNull()) return cached;
    const Result<Image> image = load_image(std::filesystem::path(toStd(path)));
    if (!image) return {};
    QImage full = toQImage(*image);
    if (qMax(full.width(), full.height()) > side)
        full = full.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    toDisk(file, full, path, modified);
    return full;
}

QImage Thumbnails::get(const QString& path, qint64 modified, int side) {
    const Kept* kept = m_images.object(path);
    const bool current = kept != nullptr && kept->modified == modified;
    if (current && (kept->side == side || kept->image.isNull())) return kept->image;
    const QImage meanwhile = current ? kept->image : QImage();
    const QString key = keyOf(path, modified, side);
    if (m_asked.contains(key)) return meanwhile;
    m_asked.insert(key);
    m_pool.start([this, folder = m_folder, path, modified, side, key] {
        QImage image = make(folder, path, modified, side > 256 ? 512 : 256);
        if (qMax(image.width(), image.height()) > side)
            image = image.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
        // Pictures without transparency are copied, not blended.
        if (!image.isNull())
            image.convertTo(image.hasAlphaChannel() ? QImage::Format_ARGB32_Premultiplied : QImage::Format_RGB32);
        QMetaObject::invokeMethod(
            this,
            [this, path, key, kept = Kept{image, modified, side}] {
                m_asked.remove(key);
                m_images.insert(path, new Kept(kept), qMax<qsizetype>(kept.image.sizeInBytes(), 64));
                emit ready(path);
            },
            Qt::QueuedConnection);
    });
    return meanwhile;
}

void Thumbnails::forgetRequests() {
    m_pool.clear();
    m_asked.clear();
}

} // namespace sfumato
