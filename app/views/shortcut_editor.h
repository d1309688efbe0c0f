// The table in which the user gives other keys to the window's commands.
#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QSettings>
#include <QWidget>

class QKeySequenceEdit;
class QLabel;
class QPushButton;
class QTableWidget;

namespace sfumato {

/// A command that can have a key: the action with the keys that it came with.
struct ShortcutRow {
    QAction* action = nullptr;
    QList<QKeySequence> usual;
};

/// Commands of all menus (and their submenus) that have a usual key, in their order.
QList<ShortcutRow> shortcutRows(const QList<QAction*>& menus);
/// Gives the commands the keys that the settings hold. A command is known by its usual key, whatever its language.
void restoreShortcuts(const QList<ShortcutRow>& rows, const QSettings& settings);

class ShortcutEditor : public QWidget {
    Q_OBJECT
public:
    /// Changes take effect, and are kept, at once.
    ShortcutEditor(const QList<ShortcutRow>& rows, QSettings& settings, QWidget* parent = nullptr);

    /// What the user does with the fields; false, with a text in the window, where another command has the key.
    bool give(int row, const QKeySequence& key);
    void resetAll();

private:
    void showRow(int row);
    void showSelected();
    void keep(int row);

    QList<ShortcutRow> m_rows;
    QSettings& m_settings;
    QTableWidget* m_table;
    QKeySequenceEdit* m_edit;
    QPushButton* m_reset;
    QLabel* m_conflict;
};

} // namespace sfumato
