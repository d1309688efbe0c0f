#include "style/icons.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>

namespace sfumato {
namespace {

void dot(QPainterPath& path, double x, double y) {
    path.addEllipse(QPointF(x, y), 0.6, 0.6);
}

void polyline(QPainterPath& path, std::initializer_list<QPointF> points) {
    bool first = true;
    for (const QPointF& p : points) {
        if (first)
            path.moveTo(p);
        else
            path.lineTo(p);
        first = false;
    }
}

/// Frame of a picture with a sun and hills.
void drawImage(QPainterPath& path) {
    path.addRoundedRect(3, 4, 18, 16, 2, 2);
    path.addEllipse(QPointF(8.5, 9.5), 1.5, 1.5);
    polyline(path, {{4, 18}, {10, 13}, {13, 16}, {16, 12}, {20, 17}});
}

void drawMagnifier(QPainterPath& path, bool plus) {
    path.addEllipse(QPointF(10.5, 10.5), 6.5, 6.5);
    polyline(path, {{15.5, 15.5}, {21, 21}});
    polyline(path, {{7.5, 10.5}, {13.5, 10.5}});
    if (plus) polyline(path, {{10.5, 7.5}, {10.5, 13.5}});
}

void drawFrame(QPainterPath& path) {
    polyline(path, {{3, 8}, {3, 3}, {8, 3}});
    polyline(path, {{16, 3}, {21, 3}, {21, 8}});
    polyline(path, {{21, 16}, {21, 21}, {16, 21}});
    polyline(path, {{8, 21}, {3, 21}, {3, 16}});
}

/// Marks of the window's pages.
void drawPage(QPainterPath& p, Glyph glyph) {
    switch (glyph) {
    case Glyph::brush:
        polyline(p, {{20, 3.5}, {11, 12.5}});
        polyline(p, {{21, 5}, {13, 14.5}});
        p.moveTo(11, 12.5);
        p.cubicTo(6, 12, 8, 18, 3, 19.5);
        p.cubicTo(7, 22, 14, 21, 13, 14.5);
        break;
    case Glyph::queue:
        for (const double y : {5.0, 12.0, 19.0}) {
            polyline(p, {{9, y}, {21, y}});
            dot(p, 4, y);
        }
        break;
    case Glyph::gallery:
        for (const double x : {3.5, 13.5})
            for (const double y : {3.5, 13.5})
                p.addRoundedRect(x, y, 7, 7, 1.5, 1.5);
        break;
    case Glyph::cube:
        polyline(p, {{12, 2.5}, {20.5, 7}, {20.5, 17}, {12, 21.5}, {3.5, 17}, {3.5, 7}, {12, 2.5}});
        polyline(p, {{3.5, 7}, {12, 11.5}, {20.5, 7}});
        polyline(p, {{12, 11.5}, {12, 21.5}});
        break;
    default: break;
    }
}

/// Strokes on a field of 24 x 24.
QPainterPath strokes(Glyph glyph) {
    QPainterPath p;
    switch (glyph) {
    case Glyph::dice:
        p.addRoundedRect(4, 4, 16, 16, 3, 3);
        for (const double at : {8.5, 12.0, 15.5})
            dot(p, at, at);
        dot(p, 15.5, 8.5);
        dot(p, 8.5, 15.5);
        break;
    case Glyph::reuse:
        p.arcMoveTo(4, 4, 16, 16, 60);
        p.arcTo(4, 4, 16, 16, 60, 290);
        polyline(p, {{11.5, 2.5}, {16.2, 5.2}, {13.4, 9.6}});
        break;
    case Glyph::swap:
        polyline(p, {{4, 8}, {20, 8}, {16, 4}});
        polyline(p, {{20, 16}, {4, 16}, {8, 20}});
        break;
    case Glyph::lock:
        p.addRoundedRect(5, 11, 14, 9.5, 2, 2);
        p.arcMoveTo(8, 3.5, 8, 8, 0);
        p.arcTo(8, 3.5, 8, 8, 0, 180);
        polyline(p, {{8, 7.5}, {8, 11}});
        polyline(p, {{16, 7.5}, {16, 11}});
        break;
    case Glyph::folder: polyline(p, {{3, 19}, {3, 5}, {9, 5}, {11, 8}, {21, 8}, {21, 19}, {3, 19}}); break;
    case Glyph::close:
        polyline(p, {{6, 6}, {18, 18}});
        polyline(p, {{18, 6}, {6, 18}});
        break;
    case Glyph::save:
        polyline(p, {{12, 3}, {12, 15}});
        polyline(p, {{7, 10}, {12, 15}, {17, 10}});
        polyline(p, {{4, 15}, {4, 20}, {20, 20}, {20, 15}});
        break;
    case Glyph::image: drawImage(p); break;
    case Glyph::copy:
        p.addRoundedRect(9, 9, 12, 12, 2, 2);
        polyline(p, {{5, 15}, {3, 15}, {3, 3}, {15, 3}, {15, 5}});
        break;
    case Glyph::fit:
        drawFrame(p);
        p.addRect(8, 8, 8, 8);
        break;
    case Glyph::actual:
        drawFrame(p);
        polyline(p, {{7, 9.5}, {8.5, 8}, {8.5, 16}});
        dot(p, 12, 10);
        dot(p, 12, 14.5);
        polyline(p, {{15, 9.5}, {16.5, 8}, {16.5, 16}});
        break;
    case Glyph::zoomIn: drawMagnifier(p, true); break;
    case Glyph::zoomOut: drawMagnifier(p, false); break;
    case Glyph::play: polyline(p, {{7, 4}, {19, 12}, {7, 20}, {7, 4}}); break;
    case Glyph::pause:
        polyline(p, {{8.5, 5}, {8.5, 19}});
        polyline(p, {{15.5, 5}, {15.5, 19}});
        break;
    case Glyph::stop: p.addRoundedRect(6, 6, 12, 12, 1, 1); break;
    case Glyph::information:
        p.addEllipse(QPointF(12, 12), 9, 9);
        dot(p, 12, 8);
        polyline(p, {{12, 11.5}, {12, 16.5}});
        break;
    case Glyph::alert:
        polyline(p, {{12, 3.5}, {21.5, 20}, {2.5, 20}, {12, 3.5}});
        polyline(p, {{12, 9.5}, {12, 14}});
        dot(p, 12, 17);
        break;
    case Glyph::brush:
    case Glyph::queue:
    case Glyph::gallery:
    case Glyph::cube: drawPage(p, glyph); break;
    case Glyph::chevronRight: polyline(p, {{9, 6}, {15, 12}, {9, 18}}); break;
    case Glyph::chevronDown: polyline(p, {{6, 9}, {12, 15}, {18, 9}}); break;
    }
    return p;
}

class GlyphEngine final : public QIconEngine {
public:
    explicit GlyphEngine(Glyph glyph) : m_glyph(glyph) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto role = mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(rect.topLeft());
        painter->scale(rect.width() / 24.0, rect.height() / 24.0);
        painter->setPen(
            QPen(QGuiApplication::palette().color(group, role), 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPath(strokes(m_glyph));
        painter->restore();
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        if (size.isEmpty()) return {}; // of what has no room now
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return result;
    }

    QIconEngine* clone() const override { return new GlyphEngine(m_glyph); }

private:
    Glyph m_glyph;
};

} // namespace

QIcon icon(Glyph glyph) {
    return QIcon(new GlyphEngine(glyph));
}

} // namespace sfumato
