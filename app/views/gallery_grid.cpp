#include "views/gallery_grid.h"

#include "engine_adapter.h"
#include "style/theme.h"

#include <QDrag>
#include <QElapsedTimer>
#include <QMimeData>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <utility>

namespace sfumato {
namespace {

constexpr int gap = 10;
constexpr int smallest = 96, largest = 480;

} // namespace

GalleryGrid::GalleryGrid(GalleryList& pictures, Thumbnails& thumbnails, QWidget* parent)
    : QAbstractItemView(parent), m_pictures(pictures), m_thumbnails(thumbnails) {
    setModel(&pictures);
    setObjectName(QStringLiteral("galleryGrid"));
    setAccessibleName(tr("Pictures"));
    setSelectionMode(ExtendedSelection);
    setDragEnabled(true);
    setDragDropMode(DragOnly);
    setFrameShape(NoFrame);
    setMouseTracking(false);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // columns must not jump when it comes
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent); // so that scrolling moves what is painted already
    connect(&thumbnails, &Thumbnails::ready, viewport(), [this](const QString& path) { updateCellsOf(path); });
    connect(this, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { emit chosen(m_pictures.id(index.row())); });
}

int GalleryGrid::cellWidth() const {
    return viewport()->width() / columns();
}

int GalleryGrid::cellHeight() const {
    return m_side + gap + fontMetrics().height() + 8;
}

int GalleryGrid::columns() const {
    return std::max(1, viewport()->width() / (m_side + gap));
}

QRect GalleryGrid::cellAt(int row) const {
    const int width = cellWidth(), height = cellHeight();
    return {row % columns() * width, row / columns() * height - verticalOffset() + gap / 2, width, height};
}

int GalleryGrid::verticalOffset() const {
    return verticalScrollBar()->value();
}

QRect GalleryGrid::visualRect(const QModelIndex& index) const {
    return index.isValid() ? cellAt(index.row()) : QRect();
}

QModelIndex GalleryGrid::indexAt(const QPoint& point) const {
    const int y = point.y() + verticalOffset() - gap / 2;
    if (y < 0 || point.x() < 0) return {};
    const int column = point.x() / std::max(1, cellWidth());
    if (column >= columns()) return {};
    const qint64 row = static_cast<qint64>(y / cellHeight()) * columns() + column;
    return row < m_pictures.rowCount() ? m_pictures.index(static_cast<int>(row)) : QModelIndex();
}

void GalleryGrid::scrollTo(const QModelIndex& index, ScrollHint hint) {
    if (!index.isValid()) return;
    const QRect cell = cellAt(index.row());
    const int height = viewport()->height();
    if (hint == PositionAtCenter)
        verticalScrollBar()->setValue(verticalOffset() + cell.center().y() - height / 2);
    else if (cell.top() < 0)
        verticalScrollBar()->setValue(verticalOffset() + cell.top() - gap / 2);
    else if (cell.bottom() > height)
        verticalScrollBar()->setValue(verticalOffset() + cell.bottom() - height + gap / 2);
}

QModelIndex GalleryGrid::moveCursor(CursorAction action, Qt::KeyboardModifiers) {
    const int count = m_pictures.rowCount();
    if (count == 0) return {};
    const int now = currentIndex().isValid() ? currentIndex().row() : -1;
    if (now < 0) return m_pictures.index(0);
    const int page = std::max(1, viewport()->height() / cellHeight()) * columns();
    int next = now;
    switch (action) {
    case MoveLeft:
    case MovePrevious: next = now - 1; break;
    case MoveRight:
    case MoveNext: next = now + 1; break;
    case MoveUp: next = now - columns() >= 0 ? now - columns() : now; break;
    case MoveDown: next = now + columns() < count ? now + columns() : now; break;
    case MovePageUp: next = now - page; break;
    case MovePageDown: next = now + page; break;
    case MoveHome: next = 0; break;
    case MoveEnd: next = count - 1; break;
    }
    return m_pictures.index(std::clamp(next, 0, count - 1));
}

void GalleryGrid::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) {
    const QRect area = rect.normalized().translated(0, verticalOffset() - gap / 2);
    const int width = std::max(1, cellWidth()), height = cellHeight();
    const int first_line = std::max(0, area.top() / height), last_line = std::max(0, area.bottom() / height);
    const int first_column = std::clamp(area.left() / width, 0, columns() - 1);
    const int last_column = std::clamp(area.right() / width, 0, columns() - 1);
    QItemSelection selection;
    for (int line = first_line; line <= last_line; ++line) {
        const int first = line * columns() + first_column;
        const int last = std::min(line * columns() + last_column, m_pictures.rowCount() - 1);
        if (first <= last) selection.select(m_pictures.index(first), m_pictures.index(last));
    }
    selectionModel()->select(selection, flags);
}

QRegion GalleryGrid::visualRegionForSelection(const QItemSelection&) const {
    return viewport()->rect(); // painting what is seen is quick; finding the cells of a large selection is not
}

void GalleryGrid::updateGeometries() {
    const qint64 lines = (m_pictures.rowCount() + columns() - 1) / columns();
    const qint64 height = lines * cellHeight() + gap;
    verticalScrollBar()->setSingleStep(std::max(20, cellHeight() / 4));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, static_cast<int>(std::clamp<qint64>(height - viewport()->height(), 0, INT_MAX)));
    QAbstractItemView::updateGeometries();
}

void GalleryGrid::reset() {
    m_thumbnails.forgetRequests();
    QAbstractItemView::reset();
    updateGeometries();
}

void GalleryGrid::resizeEvent(QResizeEvent* event) {
    const QModelIndex first = indexAt({gap, gap});
    QAbstractItemView::resizeEvent(event);
    updateGeometries();
    if (first.isValid() && verticalOffset() > 0)
        verticalScrollBar()->setValue(verticalOffset() + cellAt(first.row()).top());
}

void GalleryGrid::scrollContentsBy(int dx, int dy) {
    if (std::abs(dy) > viewport()->height()) m_thumbnails.forgetRequests(); // far away from what was asked for
    viewport()->scroll(dx, dy);                                             // only what comes into sight is painted
}

void GalleryGrid::wheelEvent(QWheelEvent* event) {
    if ((event->modifiers() & Qt::ControlModifier) == 0) return QAbstractItemView::wheelEvent(event);
    setPictureSide(m_side + (event->angleDelta().y() > 0 ? 24 : -24));
    emit sizeChanged(m_side);
    event->accept();
}

void GalleryGrid::setPictureSide(int side) {
    const QModelIndex keep = currentIndex().isValid() ? currentIndex() : indexAt({gap, gap});
    m_side = std::clamp(side, smallest, largest);
    updateGeometries();
    if (keep.isValid()) scrollTo(keep, PositionAtCenter);
    m_thumbnails.forgetRequests(); // of the size that was
    viewport()->update();
}

void GalleryGrid::setEmptyText(const QString& text) {
    m_empty = text;
    viewport()->update();
}

PictureId GalleryGrid::currentId() const {
    return currentIndex().isValid() ? m_pictures.id(currentIndex().row()) : 0;
}

std::vector<PictureId> GalleryGrid::selectedIds() const {
    std::vector<PictureId> ids;
    for (const QItemSelectionRange& range : selectionModel()->selection())
        for (int row = range.top(); row <= range.bottom(); ++row)
            ids.push_back(m_pictures.id(row));
    return ids;
}

void GalleryGrid::select(const std::vector<PictureId>& ids) {
    const QSet<PictureId> wanted(ids.begin(), ids.end());
    QItemSelection selection;
    QModelIndex first;
    for (int row = 0; !wanted.isEmpty() && row < m_pictures.rowCount(); ++row)
        if (wanted.contains(m_pictures.id(row))) {
            selection.select(m_pictures.index(row), m_pictures.index(row));
            if (!first.isValid()) first = m_pictures.index(row);
        }
    selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

void GalleryGrid::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) {
    QAbstractItemView::selectionChanged(selected, deselected);
    viewport()->update();
    emit selectionChangedTo(selectedIds());
}

void GalleryGrid::startDrag(Qt::DropActions) {
    const QModelIndexList chosenOnes = selectionModel()->selectedIndexes();
    if (chosenOnes.isEmpty()) return;
    auto* drag = new QDrag(this);
    drag->setMimeData(m_pictures.mimeData(chosenOnes));
    if (const GalleryEntry* entry = m_pictures.entry(chosenOnes.front().row())) {
        const QImage image = m_thumbnails.get(toQString(entry->facts.path.string()),
                                              entry->facts.modified_ns / 1'000'000'000, m_side > 256 ? 512 : 256);
        if (!image.isNull())
            drag->setPixmap(QPixmap::fromImage(image.scaled(96, 96, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    }
    drag->exec(Qt::CopyAction);
}

void GalleryGrid::paintMarks(QPainter& painter, const GalleryEntry& entry, const QRect& picture) const {
    QString text;
    if (entry.marks.flag == PictureFlag::keep) text += QStringLiteral("✓ ");
    if (entry.marks.flag == PictureFlag::reject) text += QStringLiteral("✕ ");
    if (entry.marks.favourite) text += QStringLiteral("♥ ");
    text += QStringLiteral("★").repeated(entry.marks.rating);
    if (entry.state == PictureState::missing) text = tr("file missing");
    text = text.trimmed();
    if (text.isEmpty()) return;
    // On a dark plate of its own: readable on every picture.
    QRect plate = painter.fontMetrics().boundingRect(text).adjusted(-6, -3, 6, 3);
    plate.moveBottomLeft(picture.bottomLeft() + QPoint(4, -4));
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 170));
    painter.drawRoundedRect(plate, 4, 4);
    painter.setPen(Qt::white);
    painter.drawText(plate, Qt::AlignCenter, text);
}

void GalleryGrid::paintCell(QPainter& painter, int row, const QRect& cell) const {
    const QModelIndex index = m_pictures.index(row);
    const bool selected = selectionModel()->isSelected(index);
    const QRect frame(cell.center().x() - m_side / 2, cell.top() + 4, m_side, m_side);
    const GalleryEntry* entry = m_pictures.entry(row);
    QImage image;
    if (entry != nullptr)
        image = m_thumbnails.get(toQString(entry->facts.path.string()), entry->facts.modified_ns / 1'000'000'000,
                                 qRound(m_side * devicePixelRatioF()));
    QRect picture = frame;
    if (image.isNull()) {
        painter.fillRect(frame, palette().color(QPalette::AlternateBase));
    } else {
        QSize size = (QSizeF(image.size()) / devicePixelRatioF()).toSize();
        if (size.width() > m_side || size.height() > m_side) size.scale(m_side, m_side, Qt::KeepAspectRatio);
        picture = QRect(QPoint(), size);
        picture.moveCenter(frame.center());
        // Of another size only for the moment until the right one comes.
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        if (entry->marks.flag == PictureFlag::reject) painter.setOpacity(0.45);
        painter.drawImage(picture, image);
        painter.setOpacity(1);
    }
    if (selected || index == currentIndex()) {
        const bool focused = hasFocus() || selected;
        painter.setPen(QPen(focused ? themeColors().accent : themeColors().border, selected ? 3 : 1,
                            selected ? Qt::SolidLine : Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(picture.adjusted(-3, -3, 2, 2));
    }
    if (entry == nullptr) return;
    paintMarks(painter, *entry, picture);
    const QRect label(frame.left(), frame.bottom() + 4, m_side, fontMetrics().height() + 2);
    painter.setPen(selected ? palette().color(QPalette::Text) : themeColors().dim);
    painter.drawText(
        label, Qt::AlignCenter | Qt::TextSingleLine,
        fontMetrics().elidedText(toQString(entry->facts.path.filename().string()), Qt::ElideMiddle, m_side));
}

/// The first row that this part of the viewport shows, and the one behind the last.
std::pair<int, int> GalleryGrid::rowsIn(const QRect& part) const {
    const int first = std::max(0, (part.top() + verticalOffset() - gap / 2) / cellHeight()) * columns();
    const int last = ((part.bottom() + verticalOffset()) / cellHeight() + 1) * columns();
    return {first, std::min(m_pictures.rowCount(), last)};
}

void GalleryGrid::updateCellsOf(const QString& path) {
    const std::string wanted = toStd(path);
    const auto [first, last] = rowsIn(viewport()->rect());
    for (int row = first; row < last; ++row)
        if (const GalleryEntry* entry = m_pictures.known(row); entry != nullptr && entry->facts.path.native() == wanted)
            viewport()->update(cellAt(row));
}

void GalleryGrid::dataChanged(const QModelIndex& from, const QModelIndex& to, const QList<int>&) {
    const auto [first, last] = rowsIn(viewport()->rect());
    for (int row = std::max(first, from.row()); row < std::min(last, to.row() + 1); ++row)
        viewport()->update(cellAt(row));
}

void GalleryGrid::paintEvent(QPaintEvent* event) {
    QElapsedTimer timer;
    timer.start();
    QPainter painter(viewport());
    for (const QRect& part : event->region())
        painter.fillRect(part, palette().color(QPalette::Base));
    if (m_pictures.rowCount() == 0) {
        painter.setPen(themeColors().dim);
        painter.drawText(viewport()->rect().adjusted(40, 40, -40, -40), Qt::AlignCenter | Qt::TextWordWrap, m_empty);
        return;
    }
    const auto [first, last] = rowsIn(event->rect());
    for (int row = first; row < last; ++row)
        if (const QRect cell = cellAt(row); event->region().intersects(cell)) {
            paintCell(painter, row, cell);
            ++m_cellsPainted;
        }
    m_longest = std::max(m_longest, static_cast<double>(timer.nsecsElapsed()) / 1e6);
}

double GalleryGrid::takeLongestPaint() {
    return std::exchange(m_longest, 0.0);
}

} // namespace sfumato
