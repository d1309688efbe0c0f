// Pictures that the program keeps for its recipes: masks, and what was pasted.
#pragma once

#include <QImage>
#include <QString>

namespace sfumato {

struct KeptImage {
    QString path;
    QString sha256;  ///< of the file
    QString problem; ///< why there is no file; empty when all went well
};

/// Writes `image` as PNG into `folder` (made when absent), named by its SHA-256: equal pictures are one file. Atomic.
/// Not for the window's thread.
KeptImage keepImage(const QImage& image, const QString& folder);

} // namespace sfumato
