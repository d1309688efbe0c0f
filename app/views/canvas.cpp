#include "views/canvas.h"

#include "style/icons.h"
#include "style/theme.h"
#include "views/canvas_tool.h"

#include <QContextMenuEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTextOption>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

constexpr double zoom_step = 1.25;
constexpr double smallest_zoom = 0.02;
constexpr double largest_zoom = 64;
constexpr int margin = 16; ///< around a fitted picture

} // namespace

Canvas::Canvas(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("canvas"));
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(240, 160);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Picture"));
    setAccessibleDescription(tr(
        "Wheel or plus and minus zoom, dragging (with space held, while a mask is painted) moves, F fits, 1 shows the "
        "actual size, B held shows what it is compared with"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
}

void Canvas::showPicture(const QImage& image) {
    setImage(image, image.size(), false);
}

void Canvas::showPreview(const QImage& image, const QSize& pictureSize) {
    setImage(image, pictureSize.isEmpty() ? image.size() * 8 : pictureSize, true);
}

void Canvas::clear() {
    setImage({}, {}, false);
}

void Canvas::setActivity(const QString& text) {
    m_activity = text;
    if (!hasPicture()) update();
}

void Canvas::setImage(const QImage& image, const QSize& size, bool preview) {
    const bool resized = size != m_size;
    m_image = image;
    m_size = size;
    m_preview = preview;
    if (resized) {
        m_offset = {};
        m_fit = true;
    }
    updateCursor();
    update();
    if (resized) emit zoomChanged(zoom());
}

void Canvas::setAlwaysSmooth(bool smooth) {
    m_alwaysSmooth = smooth;
    update();
}

double Canvas::fitZoom() const {
    if (m_size.isEmpty()) return 1;
    const double ratio = devicePixelRatioF();
    const double across = std::max(1.0, (width() - 2.0 * margin) * ratio / m_size.width());
    const double down = std::max(1.0, (height() - 2.0 * margin) * ratio / m_size.height());
    const double exact = std::min((width() - 2.0 * margin) * ratio / m_size.width(),
                                  (height() - 2.0 * margin) * ratio / m_size.height());
    // Beyond 200 % pixels are squares, which look even only at whole factors.
    const double larger = std::min(across, down);
    return exact >= crisp_beyond ? std::floor(larger) : std::max(exact, smallest_zoom);
}

double Canvas::zoom() const {
    return m_fit ? fitZoom() : m_zoom;
}

bool Canvas::crisp() const {
    return !m_preview && !m_alwaysSmooth && zoom() > crisp_beyond;
}

QRectF Canvas::target() const {
    const double scale = zoom() / devicePixelRatioF();
    const QSizeF size = QSizeF(m_size) * scale;
    const QPointF centre = QPointF(width() / 2.0, height() / 2.0) + (m_fit ? QPointF() : m_offset);
    // Whole device pixels: at 100 % the picture must not be resampled.
    const double ratio = devicePixelRatioF();
    const auto whole = [ratio](double v) { return std::round(v * ratio) / ratio; };
    return {QPointF(whole(centre.x() - size.width() / 2), whole(centre.y() - size.height() / 2)), size};
}

void Canvas::zoomTo(double zoom_wanted, const QPointF& around) {
    if (m_size.isEmpty()) return;
    const double before = zoom();
    const QPointF centre = target().center();
    m_zoom = std::clamp(zoom_wanted, smallest_zoom, largest_zoom);
    // The point of the picture under `around` stays there.
    m_offset = around + (centre - around) * (m_zoom / before) - QPointF(width() / 2.0, height() / 2.0);
    m_fit = false;
    keepInView();
    updateCursor();
    update();
    emit zoomChanged(m_zoom);
}

void Canvas::keepInView() {
    const QSizeF size = QSizeF(m_size) * (zoom() / devicePixelRatioF());
    const double x = std::max(0.0, (size.width() - width()) / 2 + margin);
    const double y = std::max(0.0, (size.height() - height()) / 2 + margin);
    m_offset = {std::clamp(m_offset.x(), -x, x), std::clamp(m_offset.y(), -y, y)};
}

void Canvas::fit() {
    m_fit = true;
    m_offset = {};
    updateCursor();
    update();
    emit zoomChanged(zoom());
}

void Canvas::actualSize() {
    zoomTo(1, QPointF(width() / 2.0, height() / 2.0));
}

void Canvas::zoomIn() {
    zoomTo(zoom() * zoom_step, QPointF(width() / 2.0, height() / 2.0));
}

void Canvas::zoomOut() {
    zoomTo(zoom() / zoom_step, QPointF(width() / 2.0, height() / 2.0));
}

void Canvas::updateCursor() {
    if (m_dragging)
        setCursor(Qt::ClosedHandCursor);
    else if (m_tool != nullptr && !m_space)
        setCursor(Qt::CrossCursor);
    else if (hasPicture() && (!m_fit || m_space))
        setCursor(Qt::OpenHandCursor);
    else
        unsetCursor();
}

void Canvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), themeColors().canvas);
    if (hasPicture()) {
        paintPicture(painter);
        if (m_tool != nullptr) m_tool->paint(painter, *this);
    } else {
        paintHint(painter);
    }
    if (hasFocus()) {
        painter.setPen(QPen(themeColors().accent, 1));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void Canvas::paintHint(QPainter& painter) {
    const bool busy = !m_activity.isEmpty();
    const QString title = busy ? tr("Your picture is on its way") : tr("Your picture will appear here");
    const QString text =
        busy ? tr("%1…\n\nThe first picture takes longer, because the device is being prepared.").arg(m_activity)
             : tr("Describe it on the left and press Ctrl+Return.\n\n"
                  "Drop a picture here to get its recipe back, or to start from it.");
    const int side = fontMetrics().height() * 4;
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.35);
    const QFontMetrics large_metrics(large);
    const QRect area = rect().adjusted(margin, margin, -margin, -margin);
    const QRect text_space = fontMetrics().boundingRect(area, Qt::AlignHCenter | Qt::TextWordWrap, text);
    const int height_in_all = side + 16 + large_metrics.height() + 8 + text_space.height();
    int y = area.top() + std::max(0, (area.height() - height_in_all) / 2);
    icon(Glyph::image)
        .paint(&painter, QRect(area.center().x() - side / 2, y, side, side), Qt::AlignCenter, QIcon::Disabled);
    y += side + 16;
    painter.setPen(palette().color(QPalette::WindowText));
    painter.setFont(large);
    painter.drawText(QRect(area.left(), y, area.width(), large_metrics.height()), Qt::AlignHCenter, title);
    y += large_metrics.height() + 8;
    painter.setPen(themeColors().dim);
    painter.setFont(font());
    painter.drawText(QRect(area.left(), y, area.width(), area.bottom() - y), Qt::AlignHCenter | Qt::TextWordWrap, text);
}

void Canvas::wheelEvent(QWheelEvent* event) {
    const double notches = event->angleDelta().y() / 120.0;
    if (notches != 0) zoomTo(zoom() * std::pow(zoom_step, notches), event->position());
    event->accept();
}

void Canvas::mousePressEvent(QMouseEvent* event) {
    if (!hasPicture() || m_penWorks) return;
    const Qt::MouseButton button = event->button();
    if (button == Qt::LeftButton && !m_space && onSplit(event->position())) {
        m_draggingSplit = true;
    } else if (m_tool != nullptr && !m_space && (button == Qt::LeftButton || button == Qt::RightButton)) {
        m_working = true;
        m_tool->press(toPicture(event->position()), button, event->modifiers(), 1);
    } else if (button == Qt::LeftButton || button == Qt::MiddleButton) {
        m_dragging = true;
        m_dragFrom = event->position();
        updateCursor();
    }
}

void Canvas::mouseMoveEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (m_draggingSplit) {
        m_split = std::clamp((at.x() - target().left()) / std::max(1.0, target().width()), 0.0, 1.0);
        update();
    } else if (m_dragging) {
        if (m_fit) {
            m_zoom = fitZoom();
            m_fit = false;
        }
        m_offset += at - m_dragFrom;
        m_dragFrom = at;
        keepInView();
        update();
    } else if (m_penWorks) {
        return;
    } else if (m_working) {
        m_tool->move(toPicture(at), 1);
    } else if (onSplit(at)) {
        setCursor(Qt::SplitHCursor);
    } else {
        updateCursor();
        if (m_tool != nullptr) m_tool->hover(toPicture(at));
    }
}

void Canvas::mouseReleaseEvent(QMouseEvent* event) {
    if (m_working && !m_penWorks) m_tool->release(toPicture(event->position()));
    m_working = false;
    m_dragging = m_draggingSplit = false;
    updateCursor();
}

void Canvas::mouseDoubleClickEvent(QMouseEvent* event) {
    if (m_tool != nullptr || onSplit(event->position())) {
        mousePressEvent(event); // quick dabs of a brush
        return;
    }
    if (m_fit)
        zoomTo(1, event->position());
    else
        fit();
}

bool Canvas::nudge(int key) {
    constexpr double pan = 48;
    const auto move = [this](double x, double y) {
        if (m_fit) return;
        m_offset += QPointF(x, y);
        keepInView();
        update();
    };
    switch (key) {
    case Qt::Key_Left: move(pan, 0); return true;
    case Qt::Key_Right: move(-pan, 0); return true;
    case Qt::Key_Up: move(0, pan); return true;
    case Qt::Key_Down: move(0, -pan); return true;
    default: return false;
    }
}

void Canvas::keyPressEvent(QKeyEvent* event) {
    if (m_tool != nullptr && m_tool->key(*event)) return;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: zoomIn(); break;
    case Qt::Key_Minus: zoomOut(); break;
    case Qt::Key_F:
    case Qt::Key_0: fit(); break;
    case Qt::Key_1: actualSize(); break;
    case Qt::Key_B: showOther(true); break;
    case Qt::Key_Space:
        m_space = true;
        updateCursor();
        break;
    default:
        if (!nudge(event->key())) QWidget::keyPressEvent(event);
    }
}

void Canvas::resizeEvent(QResizeEvent*) {
    if (m_fit)
        emit zoomChanged(zoom());
    else
        keepInView();
}

void Canvas::contextMenuEvent(QContextMenuEvent* event) {
    if (m_tool != nullptr && event->reason() == QContextMenuEvent::Mouse) return; // the right button erases
    emit contextMenuRequested(event->globalPos());
}

} // namespace sfumato
