// Colours of the window: two palettes, and those that a palette has no role for.
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

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
    QColor hover; ///< under the mouse
};

/// Gives the application the palette of `theme`, and our style at the first call. The system's choice is light or dark
/// by the palette that the platform gave at the first call.
void applyTheme(Theme theme);

/// Colours in use; those of the light theme before the first applyTheme.
const ThemeColors& themeColors();
bool themeIsDark();

} // namespace sfumato
