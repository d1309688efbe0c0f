#include "kept_image.h"
#include "core_texts.h"

#include "base/file.h"
#include "base/hash.h"
#include "engine_adapter.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>

#include <filesystem>

namespace sfumato {

KeptImage keepImage(const QImage& image, const QString& folder) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, "PNG"))
        return {{}, {}, QCoreApplication::translate("sfumato", "The picture cannot be written as PNG")};
    const Bytes view(reinterpret_cast<const std::byte*>(bytes.constData()), static_cast<std::size_t>(bytes.size()));
    const std::string hash = sha256_hex(view);
    const std::filesystem::path target =
        std::filesystem::path(QFile::encodeName(folder).toStdString()) / (hash + ".png");
    std::error_code error;
    std::filesystem::create_directories(target.parent_path(), error); // the write says what is wrong
    if (!std::filesystem::exists(target, error))
        if (const Result<> written = write_file_atomically(target, view, Overwrite::replace); !written)
            return {{}, {}, coreText(written.error().text())};
    return {QFile::decodeName(QByteArray::fromStdString(target.string())), toQString(hash), {}};
}

} // namespace sfumato
