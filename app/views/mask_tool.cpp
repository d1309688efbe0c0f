#include "views/mask_tool.h"

#include "style/theme.h"
#include "views/canvas.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sfumato {
namespace {

/// Seen by everyone and on every picture: a colour that few pictures have, in stripes of two lightnesses, so that one
/// of them stands out from any grey.
constexpr QRgb light_stripe = qRgb(255, 150, 215);
constexpr QRgb dark_stripe = qRgb(170, 0, 95);
constexpr int stripe_opacity = 130;

/// Width of the stripes in pixels of the picture.
int stripeOf(const QImage& mask) {
    return std::max(3, std::max(mask.width(), mask.height()) / 128);
}

} // namespace

MaskTool::MaskTool(MaskDocument& mask, Canvas& canvas, QObject* parent)
    : QObject(parent), m_mask(mask), m_canvas(canvas) {
    connect(&m_mask, &MaskDocument::changed, this, &MaskTool::showMask);
}

void MaskTool::setKind(Kind kind) {
    if (m_kind == kind) return;
    m_kind = kind;
    showBrush(m_pointer);
    emit kindChanged(kind);
}

void MaskTool::setSize(int pixels) {
    pixels = std::clamp(pixels, 1, largest_size);
    if (m_size == pixels) return;
    showBrush(std::nullopt); // at the old size
    m_size = pixels;
    emit sizeChanged(pixels);
}

void MaskTool::showMask(const QRect& area) {
    const QImage& mask = m_mask.mask();
    if (m_overlay.size() != mask.size()) {
        m_overlay = QImage(mask.size(), QImage::Format_ARGB32_Premultiplied);
        m_overlay.fill(Qt::transparent);
    }
    const int stripe = stripeOf(mask);
    for (int y = area.top(); y <= area.bottom(); ++y) {
        const uchar* from = mask.constScanLine(y);
        QRgb* to = reinterpret_cast<QRgb*>(m_overlay.scanLine(y));
        for (int x = area.left(); x <= area.right(); ++x) {
            const QRgb colour = ((x + y) / stripe) % 2 != 0 ? light_stripe : dark_stripe;
            to[x] =
                from[x] == 0
                    ? 0
                    : qPremultiply(qRgba(qRed(colour), qGreen(colour), qBlue(colour), from[x] * stripe_opacity / 255));
        }
    }
    m_canvas.update(m_canvas.fromPicture(area).toAlignedRect().adjusted(-2, -2, 2, 2));
}

void MaskTool::showBrush(std::optional<QPointF> at) {
    const double reach = m_size / 2.0 + 1;
    for (const auto& place : {m_pointer, at}) {
        if (!place) continue;
        const QRectF area(place->x() - reach, place->y() - reach, 2 * reach, 2 * reach);
        m_canvas.update(m_canvas.fromPicture(area).toAlignedRect().adjusted(-3, -3, 3, 3));
    }
    m_pointer = at;
}

void MaskTool::paint(QPainter& painter, const Canvas& canvas) {
    if (m_overlay.isNull()) return;
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, canvas.zoom() < 1);
    painter.drawImage(canvas.fromPicture(m_overlay.rect()), m_overlay);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto outline = [&](auto&& draw) { // black on white: visible on everything
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(Qt::white, 3));
        draw();
        painter.setPen(QPen(Qt::black, 1));
        draw();
    };
    if (!m_lasso.isEmpty()) {
        QPolygonF shape;
        for (const QPointF& p : m_lasso)
            shape << canvas.fromPicture(QRectF(p, QSizeF(0, 0))).topLeft();
        outline([&] { painter.drawPolyline(shape); });
    }
    if (m_pointer && (m_kind == Kind::brush || m_kind == Kind::eraser)) {
        const double radius = m_size / 2.0;
        const QRectF ring =
            canvas.fromPicture(QRectF(m_pointer->x() - radius, m_pointer->y() - radius, 2 * radius, 2 * radius));
        outline([&] { painter.drawEllipse(ring); });
        if (m_kind == Kind::eraser)
            outline([&] { // told by its shape too
                const QPointF c = ring.center();
                painter.drawLine(c - QPointF(4, 0), c + QPointF(4, 0));
            });
    }
    painter.restore();
}

double MaskTool::diameter(double pressure) const {
    return std::max(1.0, m_size * pressure);
}

void MaskTool::press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers, double pressure) {
    // The right button, or Alt, takes away what the tool would add.
    m_erase = (m_kind == Kind::eraser) != (button == Qt::RightButton || modifiers.testFlag(Qt::AltModifier));
    m_down = true;
    switch (m_kind) {
    case Kind::brush:
    case Kind::eraser:
        m_mask.beginStroke(m_erase);
        m_mask.strokeTo(at, diameter(pressure));
        break;
    case Kind::lasso: m_lasso = QPolygonF{at}; break;
    case Kind::flood:
        m_mask.flood(m_picture, QPoint(static_cast<int>(std::floor(at.x())), static_cast<int>(std::floor(at.y()))),
                     m_tolerance, m_erase);
        break;
    }
    hover(at);
}

void MaskTool::move(const QPointF& at, double pressure) {
    if (!m_down) return;
    if (m_kind == Kind::brush || m_kind == Kind::eraser) {
        m_mask.strokeTo(at, diameter(pressure));
    } else if (m_kind == Kind::lasso) {
        m_lasso << at;
        m_canvas.update(m_canvas.fromPicture(m_lasso.boundingRect()).toAlignedRect().adjusted(-3, -3, 3, 3));
    }
    hover(at);
}

void MaskTool::release(const QPointF& at) {
    if (!m_down) return;
    m_down = false;
    if (m_kind == Kind::brush || m_kind == Kind::eraser) {
        m_mask.endStroke();
    } else if (m_kind == Kind::lasso) {
        m_lasso << at;
        const QPolygonF shape = std::exchange(m_lasso, {});
        m_mask.fillPolygon(shape, m_erase);
        m_canvas.update();
    }
}

void MaskTool::hover(const QPointF& at) {
    showBrush(at);
}

void MaskTool::leave() {
    showBrush(std::nullopt);
}

bool MaskTool::key(QKeyEvent& event) {
    const int step = std::max(1, m_size / 8);
    switch (event.key()) {
    case Qt::Key_BracketLeft: setSize(m_size - step); return true;
    case Qt::Key_BracketRight: setSize(m_size + step); return true;
    default: return false;
    }
}

} // namespace sfumato
