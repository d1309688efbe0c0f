// Colours of the window: two palettes and one short style sheet over Qt's Fusion style.
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

class QApplication;

namespace sfumato {

enum class Theme { system, light, dark };

/// "system", "light", "dark": what the settings hold.
QString themeName(Theme theme);
/// Unknown names give Theme::system.
Theme themeFromName(const QString& name);

/// Colours that a QPalette has no role for.
struct ThemeColors {
    QColor accent;     ///< the one call to action, selection, progress
    QColor accentText; ///< on accent
    QColor border;     ///< around fields
    QColor dim;        ///< secondary text; at least 4.5:1 on the window colour
    QColor canvas;     ///< neutral surround of the picture
    QColor warning;
    QColor error;
    QColor information;
};

/// Installs Fusion with the palette and style sheet of `theme`. The system's choice is light or dark by the palette
/// that the platform gave at the first call.
void applyTheme(QApplication& application, Theme theme);

/// Colours in use; those of the light theme before the first applyTheme.
const ThemeColors& themeColors();
bool themeIsDark();

} // namespace sfumato
