#include "views/page_rail.h"

#include "style/icons.h"
#include "style/looks.h"
#include "style/theme.h"

#include <QEvent>
#include <QPainter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace sfumato {
namespace {

constexpr int least_width = 76;

/// Icon above text, with the count in the upper right corner.
class PageButton final : public QToolButton {
public:
    void setCount(int count) {
        if (count == m_count) return;
        m_count = count;
        setAccessibleDescription(count > 0 ? PageRail::tr("%n waiting", nullptr, count) : QString());
        update();
    }

protected:
    void paintEvent(QPaintEvent* event) override {
        QToolButton::paintEvent(event);
        if (m_count <= 0) return;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QFont font = painter.font();
        font.setPointSizeF(font.pointSizeF() * 0.8);
        font.setBold(true);
        painter.setFont(font);
        const QString text = m_count > 999 ? QStringLiteral("999+") : QString::number(m_count);
        const int high = painter.fontMetrics().height();
        const int wide = std::max(high, painter.fontMetrics().horizontalAdvance(text) + 8);
        const QRect badge(width() / 2 + 6, 4, std::min(wide, width() / 2 - 8), high);
        painter.setPen(Qt::NoPen);
        painter.setBrush(themeColors().accent);
        painter.drawRoundedRect(badge, high / 2.0, high / 2.0);
        painter.setPen(themeColors().accentText);
        painter.drawText(badge, Qt::AlignCenter, text);
    }

private:
    int m_count = 0;
};

} // namespace

PageRail::PageRail(QWidget* parent) : QWidget(parent), m_stack(new QStackedWidget) {
    setObjectName(QStringLiteral("rail"));
    setAccessibleName(tr("Pages"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(4, 8, 4, 8);
    column->setSpacing(4);
    column->addStretch(1);
    setFixedWidth(least_width);
    hide();
    connect(&m_buttons, &QButtonGroup::idToggled, this, [this](int id, bool on) {
        if (!on) return;
        m_stack->setCurrentWidget(m_widgets.value(Page(id)));
        emit changed(Page(id));
    });
}

void PageRail::add(Page page, Glyph glyph, const QString& text, const QString& tip, QWidget* widget) {
    auto* button = new PageButton;
    button->setText(text);
    button->setToolTip(tip);
    button->setIcon(icon(glyph));
    button->setIconSize({24, 24});
    button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
    button->setCheckable(true);
    setLook(*button, ButtonLook::page);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto* column = static_cast<QVBoxLayout*>(layout());
    column->insertWidget(column->count() - 1, button); // the stretch stays last
    m_widgets.insert(page, widget);
    m_stack->addWidget(widget);
    m_buttons.addButton(button, int(page));
    if (m_widgets.size() == 1) button->setChecked(true);
    setVisible(m_widgets.size() > 1);
    fitWidth();
}

/// Some languages have long words: none is shortened.
void PageRail::fitWidth() {
    int width = least_width;
    const QMargins margins = layout()->contentsMargins();
    for (const QAbstractButton* button : m_buttons.buttons())
        width = std::max(width, button->sizeHint().width() + margins.left() + margins.right());
    setFixedWidth(width);
}

void PageRail::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) fitWidth();
}

void PageRail::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(QRect(layoutDirection() == Qt::RightToLeft ? 0 : width() - 1, 0, 1, height()),
                     themeColors().border);
}

void PageRail::setCount(Page page, int count) {
    if (auto* button = static_cast<PageButton*>(m_buttons.button(int(page)))) button->setCount(count);
}

void PageRail::turnTo(Page page) {
    if (QAbstractButton* button = m_buttons.button(int(page))) button->setChecked(true);
}

} // namespace sfumato
