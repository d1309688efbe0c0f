// Pieces that the controls of the house style are drawn with.
#pragma once

#include "style/looks.h"

#include <QRect>
#include <QStyleOption>

class QPainter;

namespace sfumato::house {

inline constexpr int radius = 4;        ///< of fields and buttons
inline constexpr int field_margin = 7;  ///< left and right of a field's text, its border among it
inline constexpr int field_height = 8;  ///< added to the height of a field's text
inline constexpr int spin_buttons = 20; ///< width
inline constexpr int combo_arrow = 24;
inline constexpr int bar_extent = 12; ///< of scroll bars
inline constexpr int bar_least = 32;  ///< length of their handle
inline constexpr int menu_side = 24;  ///< left and right of a menu entry's text
inline constexpr int menu_mark = 16;  ///< of the mark "opens a menu" on a button
inline constexpr int menu_room = 12;  ///< that the mark takes from a tool button; the rest is the button's margin

/// A rounded rectangle with a border of `width` pixels inside of `rect`; either colour may be invalid: not drawn.
void drawPanel(QPainter& painter, const QRect& rect, const QColor& fill, const QColor& border, int width = 1,
               double corner = radius, Qt::PenStyle line = Qt::SolidLine);

enum class Way { up, down, right };
/// An open arrow in the middle of `rect`.
void drawChevron(QPainter& painter, const QRect& rect, Way way, const QColor& color);
/// Of an arrow on a control.
QColor chevronColor(const QStyleOption& option);
void drawTick(QPainter& painter, const QRect& rect, const QColor& color);

/// What text is typed into: base colour, and two pixels of accent where the keys go.
void drawField(QPainter& painter, const QRect& rect, const QStyleOption& option, bool focus);
void drawButton(QPainter& painter, const QRect& rect, const QStyleOption& option, ButtonLook look);
void drawSpinBox(QPainter& painter, const QStyleOptionSpinBox& option, const QRect& up, const QRect& down);
void drawComboBox(QPainter& painter, const QStyleOptionComboBox& option, const QRect& arrow);
void drawScrollBar(QPainter& painter, const QStyleOptionSlider& option, const QRect& handle);
void drawCheckMark(QPainter& painter, const QStyleOption& option);
/// Of a row of tabs: the chosen one stands on a line of accent.
void drawTab(QPainter& painter, const QStyleOption& option);
void drawProgress(QPainter& painter, const QStyleOptionProgressBar& option);

QSize toolButtonSize(const QStyleOptionToolButton& option, const QSize& contents, ButtonLook look);
/// Inside of border and padding.
QRect toolButtonContents(const QStyleOptionToolButton& option, ButtonLook look);
/// Whether a mark behind the text tells that a menu opens.
bool hasMenuMark(const QStyleOptionToolButton& option, ButtonLook look);
QRect spinBoxPart(const QStyleOptionSpinBox& option, QStyle::SubControl part);
QRect comboBoxPart(const QStyleOptionComboBox& option, QStyle::SubControl part);
QRect scrollBarPart(const QStyleOptionSlider& option, QStyle::SubControl part);
/// Width of what stands in front of an entry's text: its mark or icon.
int menuItemLeft(const QStyleOptionMenuItem& option);
QSize menuItemSize(const QStyleOptionMenuItem& option, const QSize& contents);

} // namespace sfumato::house
