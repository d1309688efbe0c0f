// The settings: looks, where pictures go and how, notices, keys.
#pragma once

#include "store/writer.h"
#include "views/shortcut_editor.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QTabWidget;

namespace sfumato {

/// Factors of the window's size that the settings may hold; read before the window is made.
inline constexpr double min_ui_scale = 0.5;
inline constexpr double max_ui_scale = 3.0;
/// What the settings say, or 1.
double uiScale(const QSettings& settings);

class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    /// Every change takes effect and is kept at once; there is nothing to confirm.
    /// `example`: the recipe that names of files are shown with.
    SettingsDialog(QSettings& settings, const QList<ShortcutRow>& shortcuts, const QString& pictures,
                   const Recipe& example, QWidget* parent = nullptr);

    void setPictureFolder(const QString& folder);

signals:
    void outputChanged(const sfumato::OutputOptions& options); ///< kept already
    void themeChosen(const QString& name);                     ///< "system", "light", "dark"
    void folderRequested();                                    ///< the window asks the user which

private:
    QWidget* makeGeneral();
    QWidget* makeLanguage();
    QWidget* makeScale();
    QWidget* withHint(QWidget* field, QLabel*& hint);

    QSettings& m_settings;
    QTabWidget* m_tabs;
    QLineEdit* m_folder;
};

} // namespace sfumato
