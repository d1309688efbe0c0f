#include "style/house_style.h"

#include "style/house_parts.h"
#include "style/theme.h"

#include <QAbstractScrollArea>
#include <QCheckBox>
#include <QPainter>
#include <QTableView>

#include <algorithm>

namespace sfumato {

using namespace house;

namespace {

bool inComboBox(const QWidget* view) {
    return view != nullptr && view->inherits("QComboBoxListView");
}

} // namespace

HouseStyle::HouseStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

int HouseStyle::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
    switch (metric) {
    case PM_DefaultFrameWidth: return 2; // room for the border that tells the focus
    case PM_ScrollBarExtent: return bar_extent;
    case PM_ScrollBarSliderMin: return bar_least;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight: return 16;
    case PM_CheckBoxLabelSpacing: return 8;
    case PM_MenuButtonIndicator: return menu_mark;
    case PM_ToolTipLabelFrameWidth: return 4;
    case PM_ToolBarItemSpacing: return 4;
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabOverlap: return 0;
    case PM_MenuPanelWidth: return 1;
    case PM_MenuHMargin:
    case PM_MenuVMargin: return 4;
    case PM_MenuBarPanelWidth:
    case PM_MenuBarItemSpacing: return 0;
    case PM_MenuBarHMargin:
    case PM_MenuBarVMargin: return 2;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int HouseStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                          QStyleHintReturn* answer) const {
    switch (hint) {
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ComboBox_Popup: return 0; // a list below the box: it scrolls, and covers nothing above
    default: return QProxyStyle::styleHint(hint, option, widget, answer);
    }
}

QSize HouseStyle::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                                   const QWidget* widget) const {
    const QSize field(2 * field_margin, field_height);
    switch (type) {
    case CT_LineEdit: {
        const auto* line = qstyleoption_cast<const QStyleOptionFrame*>(option);
        return line != nullptr && line->lineWidth > 0 ? contents + field : contents;
    }
    case CT_SpinBox: return contents + field + QSize(spin_buttons, 0);
    case CT_ComboBox: return contents + field + QSize(combo_arrow, 0);
    case CT_PushButton: return contents + (isCall(lookOf(widget)) ? QSize(20, 20) : QSize(18, 10));
    case CT_CheckBox: return QProxyStyle::sizeFromContents(type, option, contents, widget) + QSize(6, 6);
    case CT_MenuBarItem: return contents + QSize(16, 8);
    case CT_ToolButton:
        if (const auto* tool = qstyleoption_cast<const QStyleOptionToolButton*>(option))
            return toolButtonSize(*tool, contents, lookOf(widget));
        break;
    case CT_MenuItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
            return menuItemSize(*item, contents);
        break;
    case CT_ItemViewItem: {
        const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        return inComboBox(widget) ? size + QSize(0, 8) : size;
    }
    default: break;
    }
    return QProxyStyle::sizeFromContents(type, option, contents, widget);
}

QRect HouseStyle::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
    const QRect& all = option->rect;
    switch (element) {
    case SE_LineEditContents: {
        const auto* line = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (line == nullptr || line->lineWidth <= 0) return all;
        return visualRect(option->direction, all,
                          all.adjusted(field_margin, field_height / 2, -field_margin, -field_height / 2));
    }
    case SE_PushButtonContents: return all.adjusted(2, 2, -2, -2);
    case SE_ProgressBarContents:
    case SE_ProgressBarGroove:
    case SE_ProgressBarLabel: return all;
    case SE_CheckBoxFocusRect: return all;
    case SE_ItemViewItemText:
    case SE_ItemViewItemDecoration: {
        const QRect rect = QProxyStyle::subElementRect(element, option, widget);
        return inComboBox(widget) ? rect.translated(option->direction == Qt::RightToLeft ? -4 : 4, 0) : rect;
    }
    case SE_CheckBoxIndicator:
    case SE_CheckBoxContents: {
        QStyleOptionButton inner;
        if (const auto* box = qstyleoption_cast<const QStyleOptionButton*>(option)) inner = *box;
        inner.rect = all.adjusted(3, 3, -3, -3); // within the border that tells the focus
        return QProxyStyle::subElementRect(element, &inner, widget);
    }
    default: return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect HouseStyle::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
                                 const QWidget* widget) const {
    if (control == CC_SpinBox)
        if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option)) return spinBoxPart(*spin, part);
    if (control == CC_ComboBox)
        if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option))
            return comboBoxPart(*combo, part);
    if (control == CC_ScrollBar)
        if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option)) return scrollBarPart(*bar, part);
    return QProxyStyle::subControlRect(control, option, part, widget);
}

void HouseStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                               const QWidget* widget) const {
    const QRect& all = option->rect;
    const bool focus = option->state.testFlag(State_HasFocus);
    const ThemeColors& colors = themeColors();
    switch (element) {
    case PE_PanelLineEdit: {
        const auto* line = qstyleoption_cast<const QStyleOptionFrame*>(option);
        if (line != nullptr && line->lineWidth > 0)
            drawField(*painter, all, *option, focus);
        else if (widget == nullptr || widget->parentWidget() == nullptr ||
                 qobject_cast<const QAbstractItemView*>(widget->parentWidget()->parentWidget()) != nullptr)
            painter->fillRect(all, option->palette.brush(QPalette::Base)); // over the cell that is edited
        return;
    }
    case PE_FrameLineEdit: return; // drawn with the panel
    case PE_PanelButtonCommand: return drawButton(*painter, all, *option, lookOf(widget));
    case PE_IndicatorCheckBox: return drawCheckMark(*painter, *option);
    case PE_FrameFocusRect:
        if (qobject_cast<const QCheckBox*>(widget) != nullptr)
            drawPanel(*painter, all, QColor(), colors.accent, 2);
        else if (qobject_cast<const QTableView*>(widget) == nullptr) // there a whole row is marked
            QProxyStyle::drawPrimitive(element, option, painter, widget);
        return;
    case PE_Frame: {
        const bool scrolls = qobject_cast<const QAbstractScrollArea*>(widget) != nullptr;
        const QColor fill = scrolls ? option->palette.color(QPalette::Base) : QColor();
        return drawPanel(*painter, all, fill, scrolls && focus ? colors.accent : colors.border,
                         scrolls && focus ? 2 : 1);
    }
    case PE_PanelMenu: return painter->fillRect(all, option->palette.brush(QPalette::Base));
    case PE_FrameMenu: return drawPanel(*painter, all, QColor(), colors.border, 1, 1);
    case PE_PanelTipLabel:
        return drawPanel(*painter, all, option->palette.color(QPalette::ToolTipBase), colors.border, 1, 1);
    case PE_PanelStatusBar: return painter->fillRect(QRect(all.topLeft(), QSize(all.width(), 1)), colors.border);
    case PE_FrameStatusBarItem:
    case PE_FrameTabBarBase: return;
    case PE_FrameTabWidget: return drawPanel(*painter, all, QColor(), colors.border);
    default: return QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void HouseStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    const QRect& all = option->rect;
    switch (element) {
    case CE_PushButton:
    case CE_PushButtonBevel:
    case CE_PushButtonLabel:
        if (button == nullptr) return;
        if (element != CE_PushButtonLabel) drawButton(*painter, all, *option, lookOf(widget));
        if (element != CE_PushButtonBevel) drawPushButtonLabel(*button, *painter, widget);
        return;
    case CE_Splitter:
        return painter->fillRect(all, option->state.testFlag(State_MouseOver)
                                          ? themeColors().border
                                          : option->palette.color(QPalette::Window));
    case CE_MenuBarEmptyArea:
        painter->fillRect(all, option->palette.brush(QPalette::Window));
        return painter->fillRect(QRect(all.left(), all.bottom(), all.width(), 1), themeColors().border);
    case CE_MenuBarItem:
        if (item != nullptr) drawMenuBarItem(*item, *painter);
        return;
    case CE_MenuEmptyArea: return painter->fillRect(all, option->palette.brush(QPalette::Base));
    case CE_MenuItem:
        if (item != nullptr) drawMenuItem(*item, *painter);
        return;
    case CE_TabBarTabShape: return drawTab(*painter, *option);
    case CE_ProgressBar:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option)) {
            drawProgress(*painter, *bar);
            if (bar->textVisible) proxy()->drawControl(CE_ProgressBarLabel, option, painter, widget);
        }
        return;
    default: return QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void HouseStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                                    const QWidget* widget) const {
    const auto part = [&](SubControl which) { return proxy()->subControlRect(control, option, which, widget); };
    if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option))
        return drawSpinBox(*painter, *spin, part(SC_SpinBoxUp), part(SC_SpinBoxDown));
    if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option))
        return drawComboBox(*painter, *combo, part(SC_ComboBoxArrow));
    if (const auto* tool = qstyleoption_cast<const QStyleOptionToolButton*>(option))
        return drawToolButton(*tool, *painter, widget);
    if (control == CC_ScrollBar)
        if (const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option))
            return drawScrollBar(*painter, *bar, part(SC_ScrollBarSlider));
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

void HouseStyle::drawToolButton(const QStyleOptionToolButton& option, QPainter& painter, const QWidget* widget) const {
    const ButtonLook look = lookOf(widget);
    drawButton(painter, option.rect, option, look);
    QStyleOptionToolButton label = option;
    label.rect = toolButtonContents(option, look);
    if (look == ButtonLook::quiet) label.palette.setColor(QPalette::ButtonText, themeColors().dim);
    proxy()->drawControl(CE_ToolButtonLabel, &label, &painter, widget);
    if (!hasMenuMark(option, look)) return;
    const QRect mark(option.rect.right() - menu_mark - 1, option.rect.top(), menu_mark, option.rect.height());
    drawChevron(painter, visualRect(option.direction, option.rect, mark), Way::down, chevronColor(option));
}

void HouseStyle::drawPushButtonLabel(const QStyleOptionButton& option, QPainter& painter, const QWidget* widget) const {
    QStyleOptionButton label = option;
    label.rect = proxy()->subElementRect(SE_PushButtonContents, &option, widget);
    if (lookOf(widget) == ButtonLook::call && option.state.testFlag(State_Enabled))
        label.palette.setColor(QPalette::ButtonText, themeColors().accentText);
    QProxyStyle::drawControl(CE_PushButtonLabel, &label, &painter, widget);
    if (!option.features.testFlag(QStyleOptionButton::HasMenu)) return;
    const QRect mark(option.rect.right() - menu_mark - 4, option.rect.top(), menu_mark, option.rect.height());
    drawChevron(painter, visualRect(option.direction, option.rect, mark), Way::down, themeColors().dim);
}

int HouseStyle::menuTextFlags(const QStyleOptionMenuItem& option) const {
    const int flags = Qt::TextShowMnemonic | Qt::TextDontClip | Qt::TextSingleLine;
    return proxy()->styleHint(SH_UnderlineShortcut, &option) == 0 ? flags | Qt::TextHideMnemonic : flags;
}

void HouseStyle::drawMenuBarItem(const QStyleOptionMenuItem& option, QPainter& painter) const {
    painter.fillRect(option.rect, option.palette.brush(QPalette::Window));
    const bool enabled = option.state.testFlag(State_Enabled);
    if (enabled && option.state.testFlag(State_Selected))
        drawPanel(painter, option.rect, themeColors().hover, QColor(), 0);
    proxy()->drawItemText(&painter, option.rect, Qt::AlignCenter | menuTextFlags(option), option.palette, enabled,
                          option.text, QPalette::WindowText);
}

void HouseStyle::drawMenuItem(const QStyleOptionMenuItem& option, QPainter& painter) const {
    const QRect& all = option.rect;
    const auto placed = [&](const QRect& rect) { return visualRect(option.direction, all, rect); };
    if (option.menuItemType == QStyleOptionMenuItem::Separator && option.text.isEmpty())
        return painter.fillRect(QRect(all.left() + 8, all.center().y(), all.width() - 16, 1), themeColors().border);

    const bool enabled = option.state.testFlag(State_Enabled);
    const bool selected = enabled && option.state.testFlag(State_Selected);
    if (selected) drawPanel(painter, all, themeColors().accent, QColor(), 0);
    const QColor ink = selected ? themeColors().accentText
                                : option.palette.color(enabled ? QPalette::Active : QPalette::Disabled, QPalette::Text);

    const int left = menuItemLeft(option);
    const QRect mark = placed(QRect(all.left(), all.top(), left, all.height()));
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked)
        drawTick(painter, mark, ink);
    else if (!option.icon.isNull())
        option.icon.paint(&painter, QStyle::alignedRect(option.direction, Qt::AlignCenter, QSize(16, 16), mark),
                          Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);

    painter.save();
    QFont font = option.font;
    if (option.menuItemType == QStyleOptionMenuItem::DefaultItem) font.setBold(true);
    painter.setFont(font);
    painter.setPen(ink);
    const QRect room = placed(all.adjusted(left, 0, -menu_side, 0));
    const qsizetype tab = option.text.indexOf(QLatin1Char('\t'));
    const int flags = Qt::AlignVCenter | menuTextFlags(option);
    const auto side = [&](Qt::Alignment wanted) { return int(visualAlignment(option.direction, wanted)); };
    painter.drawText(room, flags | side(Qt::AlignLeft), tab < 0 ? option.text : option.text.left(tab));
    if (tab >= 0) painter.drawText(room, flags | side(Qt::AlignRight), option.text.mid(tab + 1));
    painter.restore();
    if (option.menuItemType == QStyleOptionMenuItem::SubMenu)
        drawChevron(painter, placed(QRect(all.right() - menu_side, all.top(), menu_side, all.height())), Way::right,
                    ink);
}

} // namespace sfumato
