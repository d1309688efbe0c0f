#include "views/message_bar.h"

#include "style/house_parts.h"
#include "style/icons.h"
#include "style/looks.h"
#include "style/theme.h"

#include <QAccessible>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace sfumato {

MessageBar::MessageBar(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("messageBar"));
    setAccessibleName(tr("Message"));
    m_icon = new QLabel(this);
    m_title = new QLabel(this);
    m_text = new QLabel(this);
    for (QLabel* label : {m_title, m_text}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    QFont bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_action = new QPushButton(this);
    auto* close = new QToolButton(this);
    setLook(*close, ButtonLook::flat);
    close->setIcon(icon(Glyph::close));
    close->setToolTip(tr("Close this message"));
    close->setAccessibleName(tr("Close this message"));
    m_timer = new QTimer(this);
    m_timer->setSingleShot(true);

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(12, 8, 8, 8);
    layout->setHorizontalSpacing(8);
    layout->setVerticalSpacing(4);
    layout->addWidget(m_icon, 0, 0, Qt::AlignTop);
    layout->addWidget(m_title, 0, 1);
    layout->addWidget(m_text, 1, 1);
    layout->addWidget(m_action, 0, 2, 2, 1, Qt::AlignVCenter);
    layout->addWidget(close, 0, 3, Qt::AlignTop);
    layout->setColumnStretch(1, 1);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_action, &QPushButton::clicked, this, [this] {
        hide();
        if (m_run) m_run();
    });
    hide();
}

void MessageBar::tell(Kind kind, const QString& title, const QString& text) {
    tell(kind, title, text, {}, {});
}

void MessageBar::tell(Kind kind, const QString& title, const QString& text, const QString& action,
                      std::function<void()> run) {
    // A passing note must not hide an error that nobody has read yet.
    if (isVisible() && m_kind == Kind::error && kind == Kind::information) return;
    m_kind = kind;
    m_run = std::move(run);
    showIcon();
    update();
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_action->setVisible(!action.isEmpty());
    show();
    if (kind == Kind::information && action.isEmpty())
        m_timer->start(6000 + 60 * static_cast<int>(std::min<qsizetype>(text.size(), 400)));
    else
        m_timer->stop();
    setAccessibleDescription(title + QLatin1Char(' ') + text);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MessageBar::showIcon() {
    const int side = fontMetrics().height() * 5 / 4;
    m_icon->setPixmap(icon(m_kind == Kind::information ? Glyph::information : Glyph::alert)
                          .pixmap(QSize(side, side), devicePixelRatioF()));
}

void MessageBar::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) showIcon();
}

/// A panel whose left edge has the colour of its kind; the mark beside the text tells the same.
void MessageBar::paintEvent(QPaintEvent*) {
    const ThemeColors& colors = themeColors();
    const QColor kinds[] = {colors.information, colors.warning, colors.error};
    QPainter painter(this);
    house::drawPanel(painter, rect(), palette().color(QPalette::Base), colors.border);
    painter.setClipRect(0, 0, 4, height());
    house::drawPanel(painter, rect(), kinds[static_cast<int>(m_kind)], colors.border);
}

QString MessageBar::title() const {
    return m_title->text();
}

QString MessageBar::text() const {
    return m_text->text();
}

} // namespace sfumato
