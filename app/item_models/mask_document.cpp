#include "item_models/mask_document.h"

#include "commands/change_mask.h"

#include <QPainter>

#include <algorithm>
#include <vector>

namespace sfumato {
namespace {

qint64 sumOf(const QImage& image) {
    qint64 sum = 0;
    for (int y = 0; y < image.height(); ++y) {
        const uchar* row = image.constScanLine(y);
        for (int x = 0; x < image.width(); ++x)
            sum += row[x];
    }
    return sum;
}

/// Whether two pixels are alike.
class Likeness {
public:
    Likeness(const QImage& picture, const QPoint& seed, int tolerance)
        : m_picture(picture), m_seed(picture.pixel(seed)), m_tolerance(tolerance) {}
    bool operator()(int x, int y) const {
        const QRgb p = reinterpret_cast<const QRgb*>(m_picture.constScanLine(y))[x];
        const auto near = [this](int a, int b) { return std::abs(a - b) <= m_tolerance; };
        return near(qRed(p), qRed(m_seed)) && near(qGreen(p), qGreen(m_seed)) && near(qBlue(p), qBlue(m_seed)) &&
               near(qAlpha(p), qAlpha(m_seed));
    }

private:
    const QImage& m_picture;
    QRgb m_seed;
    int m_tolerance;
};

/// Scan-line flood fill; marks with 255.
QRect floodInto(QImage& marks, const QPoint& seed, const Likeness& alike) {
    std::vector<QPoint> open{seed};
    QRect area;
    while (!open.empty()) {
        const QPoint at = open.back();
        open.pop_back();
        uchar* row = marks.scanLine(at.y());
        if (row[at.x()] != 0) continue;
        int left = at.x(), right = at.x();
        while (left > 0 && row[left - 1] == 0 && alike(left - 1, at.y()))
            --left;
        while (right + 1 < marks.width() && row[right + 1] == 0 && alike(right + 1, at.y()))
            ++right;
        std::fill(row + left, row + right + 1, uchar(255));
        area |= QRect(left, at.y(), right - left + 1, 1);
        for (const int y : {at.y() - 1, at.y() + 1}) {
            if (y < 0 || y >= marks.height()) continue;
            const uchar* next = marks.constScanLine(y);
            bool inside = false;
            for (int x = left; x <= right; ++x) {
                const bool fits = next[x] == 0 && alike(x, y);
                if (fits && !inside) open.emplace_back(x, y);
                inside = fits;
            }
        }
    }
    return area;
}

} // namespace

MaskDocument::MaskDocument(QUndoStack& undo, QObject* parent) : QObject(parent), m_undo(undo) {}

void MaskDocument::reset(const QImage& mask) {
    m_mask = mask.isNull() ? QImage() : mask.convertToFormat(QImage::Format_Grayscale8);
    m_started = false;
    m_masked = sumOf(m_mask);
    ++m_revision;
    emit changed(m_mask.rect());
}

void MaskDocument::beginStroke(bool erase) {
    if (m_mask.isNull()) return;
    m_before = m_mask;
    m_stroke = QRect();
    m_erase = erase;
    m_started = true;
    m_last = QPointF(-1e9, -1e9);
}

void MaskDocument::strokeTo(const QPointF& point, double diameter) {
    if (!m_started) return;
    const bool first = m_last.x() < -1e8;
    const QPointF from = first ? point : m_last;
    QPainter painter(&m_mask);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_erase ? Qt::black : Qt::white, diameter, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (from == point)
        painter.drawPoint(point);
    else
        painter.drawLine(from, point);
    painter.end();
    m_last = point;
    const double reach = diameter / 2 + 2;
    const QRect area =
        QRectF(from, point).normalized().adjusted(-reach, -reach, reach, reach).toAlignedRect() & m_mask.rect();
    if (area.isEmpty()) return;
    m_stroke |= area;
    emit changed(area);
}

void MaskDocument::endStroke() {
    if (!m_started) return;
    m_started = false;
    push(m_stroke, m_erase ? tr("erasing of the mask") : tr("stroke of the mask"));
}

void MaskDocument::fillPolygon(const QPolygonF& polygon, bool erase) {
    if (m_mask.isNull() || polygon.size() < 3) return;
    m_before = m_mask;
    QPainter painter(&m_mask);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(erase ? Qt::black : Qt::white);
    painter.drawPolygon(polygon, Qt::WindingFill);
    painter.end();
    const QRect area = polygon.boundingRect().adjusted(-2, -2, 2, 2).toAlignedRect() & m_mask.rect();
    emit changed(area);
    push(area, tr("lasso of the mask"));
}

void MaskDocument::flood(const QImage& picture, const QPoint& seed, int tolerance, bool erase) {
    if (m_mask.isNull() || picture.size() != m_mask.size() || !m_mask.rect().contains(seed)) return;
    const QImage colours = picture.convertToFormat(QImage::Format_ARGB32);
    QImage marks(m_mask.size(), QImage::Format_Grayscale8);
    marks.fill(0);
    const QRect area = floodInto(marks, seed, Likeness(colours, seed, tolerance));
    m_before = m_mask;
    for (int y = area.top(); y <= area.bottom(); ++y) {
        const uchar* mark = marks.constScanLine(y);
        uchar* row = m_mask.scanLine(y);
        for (int x = area.left(); x <= area.right(); ++x)
            if (mark[x] != 0) row[x] = erase ? 0 : 255;
    }
    emit changed(area);
    push(area, tr("filling of the mask"));
}

void MaskDocument::fromAlpha(const QImage& picture) {
    if (m_mask.isNull() || picture.size() != m_mask.size()) return;
    const QImage colours = picture.convertToFormat(QImage::Format_ARGB32);
    QImage after(m_mask.size(), QImage::Format_Grayscale8);
    for (int y = 0; y < after.height(); ++y) {
        const QRgb* from = reinterpret_cast<const QRgb*>(colours.constScanLine(y));
        uchar* row = after.scanLine(y);
        for (int x = 0; x < after.width(); ++x)
            row[x] = static_cast<uchar>(255 - qAlpha(from[x]));
    }
    replaceAll(after, tr("mask from transparency"));
}

void MaskDocument::invert() {
    if (m_mask.isNull()) return;
    QImage after = m_mask;
    after.invertPixels();
    replaceAll(after, tr("inverting the mask"));
}

void MaskDocument::clear() {
    if (m_mask.isNull() || isEmpty()) return;
    QImage after(m_mask.size(), QImage::Format_Grayscale8);
    after.fill(0);
    replaceAll(after, tr("clearing the mask"));
}

void MaskDocument::replaceAll(QImage after, const QString& text) {
    m_before = m_mask;
    m_mask = std::move(after);
    emit changed(m_mask.rect());
    push(m_mask.rect(), text);
}

void MaskDocument::push(const QRect& area, const QString& text) {
    if (area.isEmpty()) return;
    const QImage before = m_before.copy(area), after = m_mask.copy(area);
    m_before = QImage();
    if (before == after) return;
    count(before, after);
    m_undo.push(new ChangeMask(*this, text, area.topLeft(), before, after));
}

void MaskDocument::count(const QImage& before, const QImage& after) {
    m_masked += sumOf(after) - sumOf(before);
    ++m_revision;
}

void MaskDocument::put(const QImage& part, const QPoint& at) {
    // A command of a mask that another initial image had is of no use any more.
    if (!m_mask.rect().contains(QRect(at, part.size()))) return;
    count(m_mask.copy(QRect(at, part.size())), part);
    for (int y = 0; y < part.height(); ++y)
        std::copy_n(part.constScanLine(y), part.width(), m_mask.scanLine(at.y() + y) + at.x());
    emit changed(QRect(at, part.size()));
}

} // namespace sfumato
