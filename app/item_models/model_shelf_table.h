// The table of everything that lies in the folders of models; filled while a thread looks through them.
#pragma once

#include "engine/model_shelf.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QString>
#include <QThreadPool>

#include <memory>
#include <optional>
#include <vector>

namespace sfumato {

class ModelShelfTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { name_column, kind_column, family_column, precision_column, size_column, state_column, column_count };
    enum Role { sort_role = Qt::UserRole + 1 }; ///< what rows are sorted by

    explicit ModelShelfTable(QObject* parent = nullptr);
    ~ModelShelfTable() override;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    const std::vector<ShelfModel>& rows() const { return m_rows; }
    const ShelfModel& at(int row) const { return m_rows[static_cast<std::size_t>(row)]; }

    /// Empties the table and looks again; a look that is under way ends first, within one file.
    void scan();
    bool scanning() const { return m_scanning; }

    /// Answered by hashed(), or by failed().
    void reckonHash(const QString& path);
    void cancelHash();
    /// The thumbnail of the file itself or of the picture beside it; answered by thumbnailReady() where there is one.
    void requestThumbnail(int row, int side);
    /// Changes the user's folders on the thread of the disk, then scans. Without the program's own folder.
    void setFolders(const QStringList& folders);
    /// As found by the last scan, the program's own first.
    QStringList folders() const { return m_folders; }

signals:
    void scanEnded();
    void foldersChanged();
    void hashed(const QString& path, const QString& sha256);
    void thumbnailReady(const QString& path, const QImage& image);
    void failed(const QString& message);

private:
    void take(int scan, std::vector<ShelfModel> found);
    void tell(const QString& message);

    std::vector<ShelfModel> m_rows;
    QStringList m_folders;
    QThreadPool m_scanner; ///< one thread each: a slow disk is not asked twice at a time
    QThreadPool m_hasher;
    CancelToken m_stop; ///< of the present scan
    CancelToken m_stopHash;
    int m_scan = 0; ///< number of the present scan
    bool m_scanning = false;
};

} // namespace sfumato
