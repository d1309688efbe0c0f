// The pictures that a search gave. Only their ids are here; what is shown of them is fetched in windows.
#pragma once

#include "gallery_store.h"

#include <QAbstractListModel>
#include <QCache>
#include <QSet>

namespace sfumato {

class GalleryList : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { entry_role = Qt::UserRole + 1, id_role };

    explicit GalleryList(GalleryStore& store, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// File URLs: pictures can be dragged into other programs.
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

    void setIds(std::vector<PictureId> ids);
    PictureId id(int row) const { return m_ids[static_cast<std::size_t>(row)]; }
    int rowOf(PictureId id) const; ///< -1 when absent
    /// Null while it is being fetched.
    const GalleryEntry* entry(int row) const;
    /// What is here of it already; may be old. Asks for nothing.
    const GalleryEntry* known(int row) const { return m_entries.object(id(row)); }
    /// What is known of the pictures may be old.
    void refresh();

    static constexpr int window = 128; ///< rows that are fetched together
    static constexpr int entries_kept = 4096;

private:
    void onFetched(const std::vector<GalleryEntry>& entries);

    GalleryStore& m_store;
    std::vector<PictureId> m_ids;
    mutable QCache<PictureId, GalleryEntry> m_entries;
    mutable QSet<PictureId> m_stale;
    mutable QSet<int> m_asked; ///< windows on their way
};

} // namespace sfumato

Q_DECLARE_METATYPE(const sfumato::GalleryEntry*)
