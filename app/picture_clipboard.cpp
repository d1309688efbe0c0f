#include "picture_clipboard.h"

#include <QBuffer>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QMimeData>
#include <QThreadPool>

#include <memory>
#include <utility>

namespace sfumato {
namespace {

constexpr int quick = 80; ///< Qt's quality of a PNG is how little time is spent on packing

struct Packed {
    QImage picture;
    QByteArray png;
};

Result<Packed> pack(const std::function<Result<QImage>()>& read) {
    Packed packed;
    SF_TRY(packed.picture, read());
    QBuffer buffer(&packed.png);
    if (!buffer.open(QIODevice::WriteOnly) || !packed.picture.save(&buffer, "PNG", quick))
        return fail(ErrorCode::out_of_memory, "the picture cannot be packed as PNG");
    return packed;
}

} // namespace

void copyToClipboard(std::function<Result<QImage>()> read, std::function<void(const Result<>&)> then) {
    // Lives until the answer; says that somebody copied something else.
    auto overtaken = std::make_shared<bool>(false);
    const auto watch = QObject::connect(QGuiApplication::clipboard(), &QClipboard::dataChanged, qApp,
                                        [overtaken] { *overtaken = true; });
    QThreadPool::globalInstance()->start([read = std::move(read), then = std::move(then), overtaken, watch] {
        Result<Packed> packed = pack(read);
        QMetaObject::invokeMethod(
            qApp,
            [packed = std::move(packed), then, overtaken, watch] {
                QObject::disconnect(watch);
                if (*overtaken) return;
                if (!packed) return then(tl::unexpected(packed.error()));
                auto* data = new QMimeData;
                data->setData(QStringLiteral("image/png"), packed->png);
                data->setImageData(packed->picture);
                QGuiApplication::clipboard()->setMimeData(data);
                then({});
            },
            Qt::QueuedConnection);
    });
}

} // namespace sfumato
