// A word on the desktop when long work has ended and the window is not looked at.
#pragma once

#include <QString>

namespace sfumato {

/// Through the desktop's notification service (org.freedesktop.Notifications). Returns at once; where there is no such
/// service nothing happens.
void showDesktopNotice(const QString& title, const QString& text);

} // namespace sfumato
