// Thumbnails of this session's pictures, newest first.
#pragma once

#include "item_models/picture_list.h"

#include <QListView>

namespace sfumato {

class PictureStrip : public QListView {
    Q_OBJECT
public:
    explicit PictureStrip(PictureList& pictures, QWidget* parent = nullptr);

    PictureList::Id current() const; ///< 0: none
    void setCurrent(PictureList::Id id);

    QSize sizeHint() const override;

signals:
    void chosen(sfumato::PictureList::Id id);
    void menuRequested(sfumato::PictureList::Id id, const QPoint& globalPosition);

protected:
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
};

} // namespace sfumato
