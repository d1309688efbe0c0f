// How finished pictures are written, as the settings keep it.
#pragma once

#include "store/writer.h"

#include <QSettings>

namespace sfumato {

/// Values that cannot be used are the usual ones.
OutputOptions readOutputOptions(const QSettings& settings);
void keepOutputOptions(QSettings& settings, const OutputOptions& options);

} // namespace sfumato
