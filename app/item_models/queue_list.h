// The queue as a list for a view: rows are taken from the queue's own values, so that ten thousand cost nothing until
// they are looked at.
#pragma once

#include "queue_controller.h"

#include <QAbstractListModel>
#include <QCache>
#include <QHash>
#include <QImage>
#include <QThreadPool>

#include <vector>

namespace sfumato {

class QueueList : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { id_role = Qt::UserRole + 1, title_role, detail_role, status_role, fraction_role, thumbnail_role };

    explicit QueueList(QueueController& queue, QObject* parent = nullptr);
    ~QueueList() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    // Dragging moves jobs.
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

    QueuedJobPtr job(const QModelIndex& index) const;
    int rowOf(QueueId id) const; ///< -1 when absent
    void setThumbnail(QueueId id, const QImage& image);

    static QString stateText(JobState state);

signals:
    void moveRequested(const std::vector<sfumato::QueueId>& ids, std::optional<sfumato::QueueId> before);

private:
    void refresh();
    void takeOut(const std::vector<QueuedJobPtr>& wanted);
    void reorder(const std::vector<QueuedJobPtr>& wanted);
    void putIn(const std::vector<QueuedJobPtr>& wanted);
    QString statusText(const QueuedJob& job) const;
    QVariant thumbnail(const QueuedJob& job) const;

    QueueController& m_queue;
    std::vector<QueuedJobPtr> m_jobs; ///< as the views know them
    QHash<QueueId, int> m_rows;
    mutable QCache<QueueId, QImage> m_thumbnails;
    mutable QThreadPool m_pool; ///< reads pictures
};

} // namespace sfumato
