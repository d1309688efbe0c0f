// The virtual grid: cells of one size, so that places are computed and nothing is laid out. What is painted is what is
// seen, whatever the number of pictures.
#pragma once

#include "item_models/gallery_list.h"
#include "thumbnails.h"

#include <QAbstractItemView>

#include <utility>

namespace sfumato {

class GalleryGrid : public QAbstractItemView {
    Q_OBJECT
public:
    GalleryGrid(GalleryList& pictures, Thumbnails& thumbnails, QWidget* parent = nullptr);

    /// Pixels of a cell's picture, 96 to 480.
    void setPictureSide(int side);
    int pictureSide() const { return m_side; }
    std::vector<PictureId> selectedIds() const;
    PictureId currentId() const; ///< 0: none
    void select(const std::vector<PictureId>& ids);
    /// Shown where there are no pictures.
    void setEmptyText(const QString& text);

    QRect visualRect(const QModelIndex& index) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint& point) const override;

    /// Longest time that one painting took since the last call, in milliseconds.
    double takeLongestPaint();
    /// Cells that were painted since the last call.
    int takeCellsPainted() { return std::exchange(m_cellsPainted, 0); }

signals:
    /// Enter or a double click.
    void chosen(sfumato::PictureId id);
    void selectionChangedTo(const std::vector<sfumato::PictureId>& ids);
    void sizeChanged(int side);

protected:
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex&) const override { return false; }
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) override;
    QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void updateGeometries() override;
    void paintEvent(QPaintEvent* event) override;
    /// Only what is seen of it is painted again.
    void dataChanged(const QModelIndex& from, const QModelIndex& to, const QList<int>& roles = {}) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void startDrag(Qt::DropActions actions) override;
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
    void reset() override;

private:
    int columns() const;
    int cellWidth() const;
    int cellHeight() const;
    QRect cellAt(int row) const; ///< in the viewport
    std::pair<int, int> rowsIn(const QRect& part) const;
    void updateCellsOf(const QString& path);
    void paintCell(QPainter& painter, int row, const QRect& cell) const;
    void paintMarks(QPainter& painter, const GalleryEntry& entry, const QRect& picture) const;

    GalleryList& m_pictures;
    Thumbnails& m_thumbnails;
    QString m_empty;
    int m_side = 192;
    double m_longest = 0;
    int m_cellsPainted = 0;
};

} // namespace sfumato
