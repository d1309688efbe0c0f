#include "style/theme.h"

#include "style/house_style.h"

#include <QApplication>
#include <QToolTip>

#include <utility>

/// The resources live in a static library, from which nothing pulls them in by itself. Outside of any namespace, as the
/// macro wants it.
static void registerStyleResources() {
    Q_INIT_RESOURCE(style);
}

namespace sfumato {
namespace {

struct Scheme {
    ThemeColors colors;
    QColor window, base, alternate, text, button, midlight, dark, link;
};

Scheme darkScheme() {
    return {{"#e6a07c", "#24160e", "#4a4d54", "#a4a8b0", "#1a1a1a", "#e0b155", "#f08a80", "#7fb8c4", "#3f434a"},
            "#25272b",
            "#1c1d20",
            "#2b2d32",
            "#e7e8ea",
            "#34373d",
            "#3f434a",
            "#141518",
            "#e6a07c"};
}

Scheme lightScheme() {
    return {{"#a54e28", "#ffffff", "#b4b7bd", "#5c6068", "#cfcfcf", "#7d5700", "#b3261e", "#1f6475", "#e7e8ea"},
            "#f0f0f1",
            "#ffffff",
            "#e7e8ea",
            "#1e2023",
            "#fafafa",
            "#ffffff",
            "#a0a3a8",
            "#a54e28"};
}

Scheme& current() {
    static Scheme scheme = lightScheme();
    return scheme;
}

QPalette paletteOf(const Scheme& s) {
    QPalette p;
    const std::pair<QPalette::ColorRole, QColor> roles[] = {
        {QPalette::Window, s.window},
        {QPalette::WindowText, s.text},
        {QPalette::Base, s.base},
        {QPalette::AlternateBase, s.alternate},
        {QPalette::Text, s.text},
        {QPalette::Button, s.button},
        {QPalette::ButtonText, s.text},
        {QPalette::BrightText, s.colors.error},
        {QPalette::Light, s.midlight},
        {QPalette::Midlight, s.midlight},
        {QPalette::Mid, s.colors.border},
        {QPalette::Dark, s.dark},
        {QPalette::Shadow, s.dark},
        {QPalette::Highlight, s.colors.accent},
        {QPalette::HighlightedText, s.colors.accentText},
        {QPalette::Link, s.link},
        {QPalette::LinkVisited, s.link},
        {QPalette::ToolTipBase, s.base},
        {QPalette::ToolTipText, s.text},
        {QPalette::PlaceholderText, s.colors.dim},
    };
    for (const auto& [role, color] : roles)
        p.setColor(role, color);
    QColor disabled = s.colors.dim;
    disabled.setAlphaF(0.65f);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::PlaceholderText})
        p.setColor(QPalette::Disabled, role, disabled);
    p.setColor(QPalette::Disabled, QPalette::Highlight, s.colors.border);
    return p;
}

bool systemIsDark() {
    // The palette of the platform is only visible before the first one of ours is set.
    static const bool dark = QGuiApplication::palette().color(QPalette::Window).lightness() < 128;
    return dark;
}

} // namespace

QString themeName(Theme theme) {
    switch (theme) {
    case Theme::light: return QStringLiteral("light");
    case Theme::dark: return QStringLiteral("dark");
    case Theme::system: break;
    }
    return QStringLiteral("system");
}

Theme themeFromName(const QString& name) {
    for (const Theme theme : {Theme::light, Theme::dark})
        if (name == themeName(theme)) return theme;
    return Theme::system;
}

void applyTheme(Theme theme) {
    registerStyleResources();
    const bool system_dark = systemIsDark();
    const bool dark = theme == Theme::dark || (theme == Theme::system && system_dark);
    current() = dark ? darkScheme() : lightScheme();
    if (qobject_cast<HouseStyle*>(QApplication::style()) == nullptr) QApplication::setStyle(new HouseStyle);
    const QPalette palette = paletteOf(current());
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
}

const ThemeColors& themeColors() {
    return current().colors;
}

bool themeIsDark() {
    return current().window.lightness() < 128;
}

} // namespace sfumato
