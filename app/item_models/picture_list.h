// The finished pictures of this session, newest first. A night's worth must not fill the memory: old ones that are
// saved leave the list, and are in the gallery.
#pragma once

#include "engine_adapter.h"

#include <QAbstractListModel>

#include <vector>

namespace sfumato {

class PictureList : public QAbstractListModel {
    Q_OBJECT
public:
    using Id = quint64;
    enum Role { id_role = Qt::UserRole + 1, path_role };

    struct Entry {
        Id id = 0;
        FinishedPicture picture; ///< `original` is given back once the file is safe; `view` of old ones, too
        QString path;            ///< of the saved file; empty until it is
        bool save_failed = false;
    };

    explicit PictureList(QObject* parent = nullptr) : QAbstractListModel(parent) {}

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    /// Puts it first.
    Id add(const FinishedPicture& picture);
    void setSaved(Id id, const QString& path);
    void setSaveFailed(Id id);
    /// The view came back from disk.
    void setView(Id id, const QImage& view);
    void remove(Id id);

    const Entry* find(Id id) const;
    const Entry* findPath(const QString& path) const;
    int rowOf(Id id) const; ///< -1 when absent
    /// Pictures that exist nowhere but in memory.
    int unsaved() const;

    /// Decoded pictures kept in memory; older ones are read from their files when they are shown again.
    static constexpr int views_kept = 24;
    /// Pictures in the list, each with a thumbnail of up to 256 KiB. Those that are not saved always stay.
    static constexpr int pictures_kept = 300;

private:
    void forgetOld();
    void touch(int row);

    std::vector<Entry> m_entries;
    Id m_last = 0;
};

} // namespace sfumato
