// About: version, licences, the works behind the built-in model; and the list of shortcuts.
#pragma once

#include <QList>

class QAction;
class QWidget;

namespace sfumato {

/// Both open a window of their own and return at once; it deletes itself when closed.
void showAbout(QWidget* parent);
void showShortcuts(QWidget* parent, const QList<QAction*>& actions);

} // namespace sfumato
