// Pictures of the steps of what was made lately, on disk within a bound: to look back at how a picture came to be.
#pragma once

#include "store/journal.h"

#include <QImage>
#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <filesystem>

namespace sfumato {

class StepCache : public QObject {
    Q_OBJECT
public:
    /// `folder` is this cache's own; empty: nothing is kept. `limit` in bytes: the oldest pictures' steps go first.
    explicit StepCache(std::filesystem::path folder, std::uint64_t limit = 256u << 20, QObject* parent = nullptr);
    /// Writes what was asked for.
    ~StepCache() override;

    /// `step`: steps done, from 1. Replaces what a begun and repeated picture left.
    void add(QueueId picture, int step, const QImage& image);
    /// Answered by listed().
    void list(QueueId picture);
    /// Answered by loaded(), if it is still there. Of several wishes that wait, the last one counts.
    void load(QueueId picture, int step);

signals:
    /// Ascending.
    void listed(sfumato::QueueId picture, const QList<int>& steps);
    void loaded(sfumato::QueueId picture, int step, const QImage& image);

private:
    std::filesystem::path file(QueueId picture, int step) const;
    void trim(const std::filesystem::path& spared);

    const std::filesystem::path m_folder;
    const std::uint64_t m_limit;
    std::uint64_t m_bytes = 0; ///< on disk; of the thread, like all that touches files
    bool m_measured = false;
    std::atomic<int> m_wish = 0;
    QThreadPool m_pool; ///< one thread
};

} // namespace sfumato
