#include "style/house_parts.h"

#include "style/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyle>

#include <algorithm>

namespace sfumato::house {
namespace {

bool is(const QStyleOption& option, QStyle::StateFlag flag) {
    return option.state.testFlag(flag);
}

/// For strokes that follow.
void smooth(QPainter& painter, const QColor& color, double width) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
}

QRect mirrored(const QStyleOption& option, const QRect& rect) {
    return QStyle::visualRect(option.direction, option.rect, rect);
}

} // namespace

void drawPanel(QPainter& painter, const QRect& rect, const QColor& fill, const QColor& border, int width, double corner,
               Qt::PenStyle line) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.setPen(border.isValid() ? QPen(border, width, line) : QPen(Qt::NoPen));
    const double inset = border.isValid() ? width / 2.0 : 0;
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), corner - inset, corner - inset);
    painter.restore();
}

void drawChevron(QPainter& painter, const QRect& rect, Way way, const QColor& color) {
    painter.save();
    smooth(painter, color, 1.3);
    painter.translate(QRectF(rect).center());
    if (way == Way::up) painter.rotate(180);
    if (way == Way::right) painter.rotate(-90);
    const QPointF points[] = {{-3, -1.5}, {0, 1.5}, {3, -1.5}};
    painter.drawPolyline(points, 3);
    painter.restore();
}

QColor chevronColor(const QStyleOption& option) {
    return is(option, QStyle::State_Enabled) ? themeColors().dim : themeColors().border;
}

void drawTick(QPainter& painter, const QRect& rect, const QColor& color) {
    painter.save();
    smooth(painter, color, 1.8);
    painter.translate(QRectF(rect).center());
    const QPointF points[] = {{-3.5, 0.3}, {-1, 3}, {3.7, -3}};
    painter.drawPolyline(points, 3);
    painter.restore();
}

void drawField(QPainter& painter, const QRect& rect, const QStyleOption& option, bool focus) {
    const QColor fill = option.palette.color(is(option, QStyle::State_Enabled) ? QPalette::Base : QPalette::Window);
    drawPanel(painter, rect, fill, focus ? themeColors().accent : themeColors().border, focus ? 2 : 1);
}

namespace {

struct ButtonColors {
    QColor fill, border;
    int width = 1;
};

ButtonColors callColors(const QStyleOption& option, ButtonLook look) {
    const ThemeColors& colors = themeColors();
    if (!is(option, QStyle::State_Enabled)) return {option.palette.color(QPalette::Button), colors.border};
    const bool marked = is(option, QStyle::State_MouseOver) || is(option, QStyle::State_HasFocus);
    return {look == ButtonLook::halt ? option.palette.color(QPalette::Button) : colors.accent,
            marked ? option.palette.color(QPalette::WindowText) : colors.accent, 2};
}

ButtonColors buttonColors(const QStyleOption& option, ButtonLook look) {
    if (isCall(look)) return callColors(option, look);
    const ThemeColors& colors = themeColors();
    const bool filled = look == ButtonLook::plain || look == ButtonLook::chip;
    const bool enabled = is(option, QStyle::State_Enabled);
    ButtonColors answer;
    if (filled) answer = {option.palette.color(enabled ? QPalette::Button : QPalette::Window), colors.border};
    if (!enabled) return answer;
    if (is(option, QStyle::State_MouseOver)) answer.fill = colors.hover;
    if (is(option, QStyle::State_On) || is(option, QStyle::State_Sunken))
        answer.fill = option.palette.color(QPalette::Base);
    if (is(option, QStyle::State_On) && look != ButtonLook::page) answer.border = colors.accent;
    if (is(option, QStyle::State_HasFocus)) {
        answer.border = colors.accent;
        answer.width = 2;
    }
    return answer;
}

} // namespace

void drawButton(QPainter& painter, const QRect& rect, const QStyleOption& option, ButtonLook look) {
    const ButtonColors colors = buttonColors(option, look);
    const double corner = look == ButtonLook::page   ? 8
                          : isCall(look)             ? 6
                          : look == ButtonLook::chip ? std::min(10.0, rect.height() / 2.0)
                                                     : radius;
    drawPanel(painter, rect, colors.fill, colors.border, colors.width, corner);
    if (look != ButtonLook::page || !is(option, QStyle::State_On)) return;
    const QRect bar = mirrored(option, QRect(rect.left(), rect.top() + 1, 3, rect.height() - 2));
    painter.fillRect(bar, themeColors().accent);
}

QSize toolButtonSize(const QStyleOptionToolButton& option, const QSize& contents, ButtonLook look) {
    const QSize padding = look == ButtonLook::page    ? QSize(8, 16)
                          : look == ButtonLook::chip  ? QSize(20, 6)
                          : look == ButtonLook::quiet ? QSize(18, 4)
                                                      : QSize(10, 10);
    // Beside each other, those with an icon and those without are equally high.
    return contents.expandedTo({0, 16}) + padding + QSize(hasMenuMark(option, look) ? menu_room : 0, 0);
}

QRect toolButtonContents(const QStyleOptionToolButton& option, ButtonLook look) {
    QRect rect = option.rect.adjusted(2, 2, -2, -2);
    if (hasMenuMark(option, look)) rect.setRight(rect.right() - menu_room);
    if (option.toolButtonStyle == Qt::ToolButtonTextBesideIcon && !option.icon.isNull()) {
        // Qt puts the one at the left and, where texts run to the left, the other at the far right.
        const int text = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
        const int over = std::max(0, rect.width() - option.iconSize.width() - 6 - text);
        rect.adjust(over / 2, 0, -over / 2, 0);
    }
    return mirrored(option, rect);
}

bool hasMenuMark(const QStyleOptionToolButton& option, ButtonLook look) {
    return option.features.testFlag(QStyleOptionToolButton::HasMenu) && look != ButtonLook::quiet;
}

void drawSpinBox(QPainter& painter, const QStyleOptionSpinBox& option, const QRect& up, const QRect& down) {
    drawField(painter, option.rect, option, is(option, QStyle::State_HasFocus));
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons) return;
    const auto button = [&](const QRect& rect, QStyle::SubControl part, QAbstractSpinBox::StepEnabledFlag step,
                            Way way) {
        const bool can = is(option, QStyle::State_Enabled) && option.stepEnabled.testFlag(step);
        if (can && option.activeSubControls == part && is(option, QStyle::State_MouseOver))
            painter.fillRect(rect, is(option, QStyle::State_Sunken) ? option.palette.color(QPalette::Base)
                                                                    : themeColors().hover);
        drawChevron(painter, rect, way, can ? themeColors().dim : themeColors().border);
    };
    button(up, QStyle::SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, Way::up);
    button(down, QStyle::SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, Way::down);
}

QRect spinBoxPart(const QStyleOptionSpinBox& option, QStyle::SubControl part) {
    const QRect& all = option.rect;
    const int buttons = option.buttonSymbols == QAbstractSpinBox::NoButtons ? 0 : spin_buttons;
    // Two pixels stay for the border that tells the focus.
    const QRect side(all.right() - buttons - 1, all.top() + 2, buttons, all.height() - 4);
    const int half = side.height() / 2;
    switch (part) {
    case QStyle::SC_SpinBoxUp: return mirrored(option, side.adjusted(0, 0, 0, half - side.height()));
    case QStyle::SC_SpinBoxDown: return mirrored(option, side.adjusted(0, half, 0, 0));
    case QStyle::SC_SpinBoxEditField: return mirrored(option, all.adjusted(field_margin, 2, -buttons - 2, -2));
    default: return all;
    }
}

void drawComboBox(QPainter& painter, const QStyleOptionComboBox& option, const QRect& arrow) {
    drawField(painter, option.rect, option, is(option, QStyle::State_HasFocus) || is(option, QStyle::State_On));
    drawChevron(painter, arrow, Way::down, chevronColor(option));
}

QRect comboBoxPart(const QStyleOptionComboBox& option, QStyle::SubControl part) {
    const QRect& all = option.rect;
    switch (part) {
    case QStyle::SC_ComboBoxArrow:
        return mirrored(option, QRect(all.right() - combo_arrow, all.top(), combo_arrow, all.height()));
    case QStyle::SC_ComboBoxEditField: return mirrored(option, all.adjusted(field_margin, 2, -combo_arrow - 1, -2));
    default: return all;
    }
}

void drawScrollBar(QPainter& painter, const QStyleOptionSlider& option, const QRect& handle) {
    painter.fillRect(option.rect, option.palette.color(QPalette::Window)); // the widget says that it is opaque
    if (option.maximum <= option.minimum) return;
    const bool hot = is(option, QStyle::State_Enabled) && option.activeSubControls == QStyle::SC_ScrollBarSlider &&
                     (is(option, QStyle::State_MouseOver) || is(option, QStyle::State_Sunken));
    drawPanel(painter, handle.adjusted(2, 2, -2, -2), hot ? themeColors().dim : themeColors().border, QColor());
}

QRect scrollBarPart(const QStyleOptionSlider& option, QStyle::SubControl part) {
    const bool across = option.orientation == Qt::Horizontal;
    const QRect& all = option.rect;
    const int length = across ? all.width() : all.height();
    const qint64 range = qint64(option.maximum) - option.minimum;
    int handle = length;
    if (range > 0)
        handle =
            static_cast<int>(std::clamp(qint64(option.pageStep) * length / std::max<qint64>(1, range + option.pageStep),
                                        qint64(std::min(bar_least, length)), qint64(length)));
    const int start = QStyle::sliderPositionFromValue(option.minimum, option.maximum, option.sliderPosition,
                                                      length - handle, option.upsideDown);
    const auto piece = [&](int from, int size) {
        const QRect rect = across ? QRect(all.left() + from, all.top(), size, all.height())
                                  : QRect(all.left(), all.top() + from, all.width(), size);
        return mirrored(option, rect);
    };
    switch (part) {
    case QStyle::SC_ScrollBarSubPage: return piece(0, start);
    case QStyle::SC_ScrollBarSlider: return piece(start, handle);
    case QStyle::SC_ScrollBarAddPage: return piece(start + handle, length - start - handle);
    case QStyle::SC_ScrollBarGroove: return all;
    default: return {}; // no buttons at the ends
    }
}

void drawCheckMark(QPainter& painter, const QStyleOption& option) {
    const ThemeColors& colors = themeColors();
    const bool enabled = is(option, QStyle::State_Enabled);
    const bool on = is(option, QStyle::State_On) || is(option, QStyle::State_NoChange);
    const QColor fill = option.palette.color(enabled ? QPalette::Base : QPalette::Window);
    drawPanel(painter, option.rect, fill, !enabled ? colors.border : on ? colors.accent : colors.dim, 1, 3);
    const QColor ink = option.palette.color(QPalette::Text);
    if (is(option, QStyle::State_NoChange))
        painter.fillRect(QRect(option.rect.center() - QPoint(3, 0), QSize(8, 2)), ink);
    else if (on)
        drawTick(painter, option.rect, ink);
}

void drawTab(QPainter& painter, const QStyleOption& option) {
    const QRect& all = option.rect;
    if (is(option, QStyle::State_MouseOver) && is(option, QStyle::State_Enabled))
        drawPanel(painter, all.adjusted(0, 0, 0, -2), themeColors().hover, QColor(), 0);
    if (is(option, QStyle::State_Selected))
        painter.fillRect(QRect(all.left(), all.bottom() - 2, all.width(), 3), themeColors().accent);
}

void drawProgress(QPainter& painter, const QStyleOptionProgressBar& option) {
    drawPanel(painter, option.rect, option.palette.color(QPalette::Base), themeColors().border);
    const QRect room = option.rect.adjusted(1, 1, -1, -1);
    const double range = double(option.maximum) - option.minimum;
    if (range <= 0) return; // nothing is known yet
    const double part = std::clamp((double(option.progress) - option.minimum) / range, 0.0, 1.0);
    const QRect done = mirrored(option, QRect(room.topLeft(), QSize(qRound(room.width() * part), room.height())));
    if (done.isEmpty()) return;
    painter.save();
    painter.setClipRect(done);
    drawPanel(painter, room, themeColors().accent, QColor(), 0, radius - 1);
    painter.restore();
}

int menuItemLeft(const QStyleOptionMenuItem& option) {
    return std::max(menu_side, option.maxIconWidth + 12);
}

QSize menuItemSize(const QStyleOptionMenuItem& option, const QSize& contents) {
    if (option.menuItemType == QStyleOptionMenuItem::Separator && option.text.isEmpty()) return {contents.width(), 9};
    const int keys = option.text.contains(QLatin1Char('\t')) ? menu_side : 0;
    return contents + QSize(menuItemLeft(option) + menu_side + keys, 8);
}

} // namespace sfumato::house
