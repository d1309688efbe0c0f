#include "views/picture_strip.h"

#include "style/theme.h"

#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>

namespace sfumato {
namespace {

constexpr int cell = 112; ///< device-independent pixels
constexpr int picture = 96;

class ThumbnailDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const QImage image = index.data(Qt::DecorationRole).value<QImage>();
        if (image.isNull()) return;
        QSize size = image.size().scaled(picture, picture, Qt::KeepAspectRatio);
        QRect place(QPoint(0, 0), size);
        place.moveCenter(option.rect.center());
        painter->save();
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->drawImage(place, image);
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
        if (selected || hovered) {
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(QPen(selected ? themeColors().accent : themeColors().border, 2));
            painter->drawRoundedRect(QRectF(place).adjusted(-3, -3, 3, 3), 3, 3);
        }
        if (index.data(PictureList::path_role).toString().isEmpty()) {
            // Not on disk (yet): a dot in the corner, explained by the tool tip.
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setBrush(themeColors().warning);
            painter->setPen(QPen(themeColors().canvas, 1));
            painter->drawEllipse(QPointF(place.right() - 6, place.top() + 7), 4, 4);
        }
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
        const auto* view = qobject_cast<const QListView*>(option.widget);
        return view != nullptr && view->gridSize().isValid() ? view->gridSize() : QSize(cell, cell);
    }
};

} // namespace

PictureStrip::PictureStrip(PictureList& pictures, QWidget* parent) : QListView(parent) {
    setObjectName(QStringLiteral("strip"));
    setModel(&pictures);
    setItemDelegate(new ThumbnailDelegate(this));
    setViewMode(QListView::ListMode);
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setMovement(QListView::Static);
    setUniformItemSizes(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setAccessibleName(tr("Pictures of this session"));
    setAccessibleDescription(tr("Return shows a picture, the menu key its actions"));
    setMinimumWidth(cell + 24);
    setFrameShape(NoFrame);
    setViewportMargins(4, 4, 4, 4);
    viewport()->setBackgroundRole(QPalette::Window);
    connect(this, &QListView::clicked, this, [this](const QModelIndex& index) {
        emit chosen(index.data(PictureList::id_role).value<PictureList::Id>());
    });
    connect(this, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        const QModelIndex index = indexAt(at).isValid() ? indexAt(at) : currentIndex();
        if (index.isValid())
            emit menuRequested(index.data(PictureList::id_role).value<PictureList::Id>(), viewport()->mapToGlobal(at));
    });
}

PictureList::Id PictureStrip::current() const {
    return currentIndex().isValid() ? currentIndex().data(PictureList::id_role).value<PictureList::Id>() : 0;
}

void PictureStrip::setCurrent(PictureList::Id id) {
    const int row = static_cast<const PictureList*>(model())->rowOf(id);
    setCurrentIndex(row < 0 ? QModelIndex() : model()->index(row, 0));
}

QSize PictureStrip::sizeHint() const {
    return {cell + 24, 400};
}

void PictureStrip::currentChanged(const QModelIndex& current, const QModelIndex& previous) {
    QListView::currentChanged(current, previous);
    // Arrow keys show pictures too; a row that is only being inserted does not.
    if (current.isValid() && hasFocus()) emit chosen(current.data(PictureList::id_role).value<PictureList::Id>());
}

void PictureStrip::resizeEvent(QResizeEvent* event) {
    QListView::resizeEvent(event);
    // Columns share the width evenly, so that one column stands in the middle. The scroll bar's room is left free.
    const int room = width() - 28;
    setGridSize(QSize(room / std::max(1, room / cell), cell));
}

void PictureStrip::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    if (model()->rowCount() > 0) return;
    QPainter painter(viewport());
    painter.setPen(themeColors().dim);
    painter.drawText(viewport()->rect().adjusted(8, 16, -8, -16), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                     tr("Finished pictures of this session are kept here"));
}

} // namespace sfumato
