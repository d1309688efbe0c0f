// Contact sheets of grids: drawn when the last picture of a grid is made, on a thread of its own. What is awaited is
// kept in files, so that closing the program in between loses no sheet.
#pragma once

#include "base/cancel.h"
#include "engine/grid_record.h"
#include "queue_controller.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <filesystem>
#include <vector>

namespace sfumato {

class GridSheets : public QObject {
    Q_OBJECT
public:
    /// `folder` of the records; empty: they are not kept.
    GridSheets(QueueController& queue, std::filesystem::path folder, QObject* parent = nullptr);
    /// What is being drawn is given up, and drawn at the next start.
    ~GridSheets() override;

    /// `ids` are the jobs of the grid's cells, in their order; the sheets go into `folder`. `name` is of the batch.
    void follow(const Grid& grid, const QString& name, const QString& folder, const std::vector<QueueId>& ids);

signals:
    void made(const QString& path); ///< the first sheet
    void failed(const QString& message, const QString& advice);

private:
    struct Work {
        GridRecord record;
        std::filesystem::path file; ///< of the record; empty: not kept
    };
    void read();
    void look();
    void draw(Work work);

    QueueController& m_queue;
    const std::filesystem::path m_folder;
    std::vector<Work> m_open;
    QTimer m_soon;
    QThreadPool m_pool;
    CancelToken m_end;
};

} // namespace sfumato
