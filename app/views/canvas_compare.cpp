// The canvas with a second picture, and with a pen.
#include "style/theme.h"
#include "views/canvas.h"
#include "views/canvas_tool.h"

#include <QKeyEvent>
#include <QPainter>
#include <QTabletEvent>

#include <algorithm>
#include <cmath>

namespace sfumato {

QRectF Canvas::fromPicture(const QRectF& area) const {
    const QRectF place = target();
    const double scale = m_size.isEmpty() ? 1 : place.width() / m_size.width();
    return {place.topLeft() + area.topLeft() * scale, area.size() * scale};
}

QPointF Canvas::toPicture(const QPointF& at) const {
    const QRectF place = target();
    return place.isEmpty() ? QPointF() : (at - place.topLeft()) * (m_size.width() / place.width());
}

void Canvas::setTool(CanvasTool* tool) {
    if (m_tool == tool) return;
    if (m_tool != nullptr) m_tool->leave();
    m_tool = tool;
    m_working = false;
    updateCursor();
    update();
}

void Canvas::setOther(const QImage& other) {
    const Compare before = compare();
    m_other = other;
    m_showOther = m_showOther && !other.isNull();
    if (compare() != before) emit compareChanged(compare());
    update();
}

void Canvas::setCompare(Compare mode) {
    if (m_compare == mode) return;
    m_compare = mode;
    updateCursor();
    update();
    emit compareChanged(compare());
}

void Canvas::showOther(bool shown) {
    shown = shown && !m_other.isNull();
    if (m_showOther == shown) return;
    m_showOther = shown;
    update();
}

void Canvas::paintPicture(QPainter& painter) {
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !crisp() && zoom() != 1);
    const Compare mode = m_tool != nullptr ? Compare::off : compare();
    if (m_showOther) {
        painter.drawImage(target(), m_other);
        paintLabel(painter, tr("Before"), target().topLeft(), false);
    } else if (mode == Compare::split) {
        paintSplit(painter);
    } else if (mode == Compare::sideBySide) {
        paintSideBySide(painter);
    } else {
        painter.drawImage(target(), m_image);
        if (mode != Compare::difference) return;
        painter.setCompositionMode(QPainter::CompositionMode_Difference);
        painter.drawImage(target(), m_other);
        painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
        paintLabel(painter, tr("Difference"), target().topLeft(), false);
    }
}

void Canvas::paintSplit(QPainter& painter) {
    const QRectF place = target();
    const double x = place.left() + place.width() * m_split;
    painter.save();
    painter.setClipRect(QRectF(0, 0, x, height()));
    painter.drawImage(place, m_other);
    painter.restore();
    painter.save();
    painter.setClipRect(QRectF(x, 0, width() - x, height()));
    painter.drawImage(place, m_image);
    painter.restore();
    painter.setPen(QPen(Qt::white, 3));
    painter.drawLine(QPointF(x, std::max(0.0, place.top())), QPointF(x, std::min<double>(height(), place.bottom())));
    painter.setPen(QPen(Qt::black, 1));
    painter.drawLine(QPointF(x, std::max(0.0, place.top())), QPointF(x, std::min<double>(height(), place.bottom())));
    paintLabel(painter, tr("Before"), place.topLeft(), false);
    paintLabel(painter, tr("After"), place.topRight(), true);
}

/// Each half of the widget is a window on its picture, at the same place and zoom.
void Canvas::paintSideBySide(QPainter& painter) {
    const double half = width() / 2.0;
    const QRectF place = target();
    // In a half as much fits as is left when the zoom is halved; the middle of the view stays the middle.
    const double scale = m_fit ? 0.5 : 1.0;
    const QSizeF size = place.size() * scale;
    const QPointF centre = (place.center() - QPointF(half, height() / 2.0)) * scale;
    for (const bool after : {false, true}) {
        const QPointF middle = QPointF(after ? half * 1.5 : half * 0.5, height() / 2.0) + centre;
        const QRectF there(middle - QPointF(size.width() / 2, size.height() / 2), size);
        painter.save();
        painter.setClipRect(QRectF(after ? half : 0, 0, half - 1, height()));
        painter.drawImage(there, after ? m_image : m_other);
        paintLabel(painter, after ? tr("After") : tr("Before"),
                   QPointF(std::max(there.left(), after ? half : 0.0), there.top()), false);
        painter.restore();
    }
    painter.setPen(themeColors().border);
    painter.drawLine(QPointF(half, 0), QPointF(half, height()));
}

void Canvas::paintLabel(QPainter& painter, const QString& text, const QPointF& corner, bool right) {
    const QSizeF size(fontMetrics().horizontalAdvance(text) + 12, fontMetrics().height() + 4);
    const double x = right ? corner.x() - size.width() - 6 : corner.x() + 6;
    const QRectF box(std::clamp(x, 6.0, std::max(6.0, width() - size.width() - 6)), std::max(6.0, corner.y() + 6),
                     size.width(), size.height());
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 170));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(Qt::white);
    painter.drawText(box, Qt::AlignCenter, text);
    painter.restore();
}

bool Canvas::onSplit(const QPointF& at) const {
    if (m_tool != nullptr || compare() != Compare::split || !hasPicture()) return false;
    constexpr double reach = 6;
    return std::abs(at.x() - (target().left() + target().width() * m_split)) <= reach;
}

void Canvas::tabletEvent(QTabletEvent* event) {
    if (m_tool == nullptr || m_space || !hasPicture()) {
        event->ignore(); // becomes a mouse event
        return;
    }
    const QPointF at = toPicture(event->position());
    switch (event->type()) {
    case QEvent::TabletPress: {
        m_penWorks = true;
        const bool rubber = event->pointerType() == QPointingDevice::PointerType::Eraser;
        m_tool->press(at, rubber ? Qt::RightButton : Qt::LeftButton, event->modifiers(), event->pressure());
        break;
    }
    case QEvent::TabletMove:
        if (m_penWorks)
            m_tool->move(at, event->pressure());
        else
            m_tool->hover(at);
        break;
    case QEvent::TabletRelease:
        m_tool->release(at);
        m_penWorks = false;
        break;
    default: break;
    }
    event->accept();
}

void Canvas::keyReleaseEvent(QKeyEvent* event) {
    if (event->isAutoRepeat()) return;
    if (event->key() == Qt::Key_B) {
        showOther(false);
    } else if (event->key() == Qt::Key_Space) {
        m_space = false;
        updateCursor();
    } else {
        QWidget::keyReleaseEvent(event);
    }
}

void Canvas::leaveEvent(QEvent* event) {
    if (m_tool != nullptr) m_tool->leave();
    QWidget::leaveEvent(event);
}

void Canvas::focusOutEvent(QFocusEvent* event) {
    m_space = false;
    showOther(false);
    updateCursor();
    QWidget::focusOutEvent(event);
}

} // namespace sfumato
