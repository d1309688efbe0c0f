// Pictures on the clipboard, made ready for other programs on a thread.
#pragma once

#include "base/error.h"

#include <QImage>

#include <functional>

namespace sfumato {

/// Calls `read` on a thread and puts the picture on the clipboard, already packed as PNG: else Qt would pack it in the
/// window's thread whenever another program asks for it, which takes a second for a large picture. `then` is called in
/// the window's thread with the outcome; not when something else came to the clipboard meanwhile, which stays there.
void copyToClipboard(std::function<Result<QImage>()> read, std::function<void(const Result<>&)> then);

} // namespace sfumato
