#include "style/theme.h"

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>
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
    return {{"#e6a07c", "#24160e", "#4a4d54", "#a4a8b0", "#1a1a1a", "#e0b155", "#f08a80", "#7fb8c4"},
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
    return {{"#a54e28", "#ffffff", "#b4b7bd", "#5c6068", "#cfcfcf", "#7d5700", "#b3261e", "#1f6475"},
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

/// Lengths are device-independent pixels on a grid of 8; fonts are never set here, so that the user's font size rules.
constexpr auto style_sheet = R"(
QToolTip { color: %text; background: %base; border: 1px solid %border; padding: 4px; }
QPlainTextEdit, QLineEdit, QAbstractSpinBox, QComboBox {
    background: %base; border: 1px solid %border; border-radius: 4px; padding: 3px 6px;
    selection-background-color: %accent; selection-color: %onaccent; }
QPlainTextEdit { padding: 4px; }
QPlainTextEdit:focus, QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on {
    border: 2px solid %accent; padding: 2px 5px; }
QPlainTextEdit:focus { padding: 3px; }
QAbstractSpinBox:disabled, QComboBox:disabled, QLineEdit:disabled { background: %window; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 20px; border: none; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: %hover; }
QAbstractSpinBox::up-arrow { image: url(:/style/arrow-up.png); width: 8px; height: 8px; }
QAbstractSpinBox::down-arrow, QComboBox::down-arrow { image: url(:/style/arrow-down.png); width: 8px; height: 8px; }
QComboBox::drop-down { subcontrol-origin: border; width: 24px; border: none; }
QComboBox QAbstractItemView { border: 1px solid %border; background: %base; outline: none; }
QPushButton, QToolButton {
    background: %button; border: 1px solid %border; border-radius: 4px; padding: 4px 8px; }
QToolButton { padding: 4px; }
QToolButton[popupMode="2"], QToolButton[flat="true"] { background: transparent; border-color: transparent; }
QPushButton:hover, QToolButton:hover { background: %hover; }
QPushButton:pressed, QToolButton:pressed { background: %base; }
QToolButton:checked { background: %base; border: 1px solid %accent; }
QWidget#rail { background: %window; border-right: 1px solid %border; }
QToolButton[page="true"] { background: transparent; border: 2px solid transparent; border-radius: 8px; padding: 6px 2px; }
QToolButton[page="true"]:hover { background: %hover; }
QToolButton[page="true"]:checked { background: %base; border-color: transparent; border-left: 3px solid %accent;
    border-top-left-radius: 2px; border-bottom-left-radius: 2px; }
QPushButton:focus, QToolButton:focus, QCheckBox:focus { border: 2px solid %accent; }
QPushButton:focus { padding: 3px 7px; }
QToolButton:focus { padding: 3px; }
QToolButton[chip="true"] { background: %button; border: 1px solid %border; border-radius: 10px; padding: 2px 9px; }
QToolButton[chip="true"][popupMode="2"] { padding-right: 20px; }
QToolButton[chip="true"]:hover { background: %hover; }
QToolButton[chip="true"]:focus { border: 2px solid %accent; padding: 1px 8px; }
QToolButton[chip="true"][popupMode="2"]:focus { padding-right: 19px; }
QToolButton[chip="true"]::menu-indicator { image: url(:/style/arrow-down.png); width: 8px; height: 8px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 8px; }
QPushButton::menu-indicator { image: url(:/style/arrow-down.png); width: 8px; height: 8px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 6px; }
QPushButton:disabled, QToolButton:disabled { background: %window; color: %disabled; }
QPushButton#generate { background: %accent; color: %onaccent; border: 2px solid %accent; border-radius: 6px;
    padding: 8px; font-weight: 600; }
QPushButton#generate:hover { border-color: %text; }
QPushButton#generate:focus { border-color: %text; }
QPushButton#generate[running="true"] { background: %button; color: %text; border-color: %accent; }
QPushButton#generate:disabled { background: %button; color: %disabled; border-color: %border; }
QCheckBox { border: 2px solid transparent; border-radius: 4px; padding: 1px; spacing: 8px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid %dim; border-radius: 3px; background: %base; }
QCheckBox::indicator:checked { border-color: %accent; image: url(:/style/check.png); }
QCheckBox::indicator:disabled { border-color: %border; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QSplitter::handle { background: %window; }
QSplitter::handle:hover { background: %border; }
QScrollArea { border: none; background: transparent; }
QTableView { outline: none; border: 1px solid %border; }
QTableView::item:selected { background: %accent; color: %onaccent; }
QListView#strip { border: none; background: %window; padding: 4px; outline: none; }
QLabel[dim="true"] { color: %dim; }
QLabel[error="true"] { color: %error; }
QFrame#messageBar { border: 1px solid %border; border-left-width: 4px; border-radius: 4px; background: %base; }
QFrame#messageBar[kind="information"] { border-left-color: %information; }
QFrame#messageBar[kind="warning"] { border-left-color: %warning; }
QFrame#messageBar[kind="error"] { border-left-color: %error; }
QFrame#dropTarget { border: 1px dashed %border; border-radius: 4px; background: transparent; }
QFrame#dropTarget:focus { border: 2px solid %accent; }
QFrame#dropTarget[dragged="true"] { border: 2px solid %accent; }
QProgressBar { border: 1px solid %border; border-radius: 4px; background: %base; text-align: center; }
QProgressBar::chunk { background: %accent; border-radius: 3px; }
QStatusBar { border-top: 1px solid %border; }
QStatusBar::item { border: none; }
QToolButton#device { color: %dim; padding: 1px 8px; }
QToolButton#device:focus { padding: 0px 7px; }
QToolButton#device::menu-indicator { image: none; }
QMenuBar { background: %window; border-bottom: 1px solid %border; padding: 2px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: %hover; }
QMenu { background: %base; border: 1px solid %border; padding: 4px; }
QMenu::item { padding: 4px 24px 4px 24px; border-radius: 4px; }
QMenu::item:selected { background: %accent; color: %onaccent; }
QMenu::item:disabled { color: %disabled; }
QMenu::separator { height: 1px; background: %border; margin: 4px 8px; }
QMenu::indicator { width: 10px; height: 10px; left: 7px; }
QMenu::indicator:checked { image: url(:/style/check.png); }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: %border; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: %dim; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: none; border: none; width: 0; height: 0; }
)";

QString filledStyleSheet(const Scheme& s) {
    QString sheet = QString::fromLatin1(style_sheet);
    // Longer names first: "%accent" begins no other name, "%text" neither.
    const std::pair<const char*, QColor> names[] = {
        {"%onaccent", s.colors.accentText},
        {"%accent", s.colors.accent},
        {"%border", s.colors.border},
        {"%information", s.colors.information},
        {"%warning", s.colors.warning},
        {"%error", s.colors.error},
        {"%disabled", s.colors.border.lightnessF() < 0.5f ? s.colors.dim.darker(130) : s.colors.dim.lighter(130)},
        {"%dim", s.colors.dim},
        {"%window", s.window},
        {"%base", s.base},
        {"%button", s.button},
        {"%hover", themeIsDark() ? s.midlight : s.alternate},
        {"%text", s.text},
    };
    for (const auto& [name, color] : names)
        sheet.replace(QLatin1String(name), color.name());
    return sheet;
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

void applyTheme(QApplication& application, Theme theme) {
    registerStyleResources();
    const bool system_dark = systemIsDark();
    const bool dark = theme == Theme::dark || (theme == Theme::system && system_dark);
    current() = dark ? darkScheme() : lightScheme();
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const QPalette palette = paletteOf(current());
    QApplication::setPalette(palette);
    QToolTip::setPalette(palette);
    application.setStyleSheet(filledStyleSheet(current()));
}

const ThemeColors& themeColors() {
    return current().colors;
}

bool themeIsDark() {
    return current().window.lightness() < 128;
}

} // namespace sfumato
