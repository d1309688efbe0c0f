// The catalogue on a thread of its own: the window asks, answers come back as signals with values.
#pragma once

#ifndef Q_MOC_RUN // moc stumbles over the library's concepts
#include "store/catalogue.h"
#include "store/catalogue_scan.h"
#endif

#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace sfumato {

/// What a search gave.
struct GalleryFound {
    std::vector<PictureId> ids;
    ParsedQuery parsed;
    qint64 missing = 0; ///< pictures of the index whose files were not found
    qint64 trashed = 0;
    qint64 total = 0; ///< pictures that are there
};

/// Names that pictures have, for filters, the most frequent first.
struct GalleryNames {
    std::vector<NameCount> models, samplers, tags;
};

/// Entries that were taken out of the index.
using ForgottenPictures = std::shared_ptr<const std::vector<GalleryEntry>>;

class GalleryStore : public QObject {
    Q_OBJECT
public:
    /// Nothing is opened before the first call.
    explicit GalleryStore(std::filesystem::path index, QObject* parent = nullptr);
    /// Cancels a scan and waits for the running step.
    ~GalleryStore() override;

    /// Answered by found(); of searches that wait only the latest is made.
    void search(const QString& query);
    /// Answered by fetched().
    void fetch(const std::vector<PictureId>& ids);
    /// `then` is called on this thread when it has been done, with what undo needs.
    void changeMarks(const std::vector<PictureId>& ids, std::function<void(PictureMarks&)> change,
                     std::function<void(const std::vector<EarlierMarks>&)> then = {});
    void restoreMarks(const std::vector<EarlierMarks>& marks);
    /// Answered by trashed() and restored().
    void trash(const std::vector<PictureId>& ids);
    void restore(const std::vector<PictureId>& ids);
    /// Takes those out of the index whose files are missing; `then` gets what remember() puts back. Many are done part
    /// by part, with others in between: see changing(); cancel() stops after a part, and `then` gets what has gone.
    void forget(const std::vector<PictureId>& ids, std::function<void(const ForgottenPictures&)> then);
    /// The same of all whose files are missing.
    void forgetMissing(std::function<void(const ForgottenPictures&)> then);
    /// Answers with the new ids. Many are put back part by part, too, and always all of them.
    void remember(const ForgottenPictures& entries, std::function<void(const std::vector<PictureId>&)> then);
    /// Answered by names().
    void askNames();
    /// Looks through these, which lie in known folders.
    void scanFolders(const QStringList& folders);
    /// Remembers the folder, which is made when absent, and looks through it.
    void addFolder(const QString& folder);
    /// Looks through all folders that are known. Other questions are answered meanwhile.
    void scanAll();
    /// Stops looking through folders, and forgetting.
    void cancel();
    /// Files that were made, changed or removed.
    void notice(const QStringList& files);
    /// Reads what a file says in all dialects; answered by detailsRead().
    void readDetails(PictureId id, const QString& path);

signals:
    void opened(bool readOnly, const QStringList& notes);
    void openFailed(const QString& message);
    void found(const sfumato::GalleryFound& found);
    void fetched(const std::vector<sfumato::GalleryEntry>& entries);
    void trashed(const std::vector<sfumato::PictureId>& ids, const QStringList& problems);
    void restored(const std::vector<sfumato::PictureId>& ids, const QStringList& problems);
    /// The index holds other pictures than before: search again.
    void changed();
    /// Of many that are forgotten, or come back (which is not to be stopped half-way); followed by changeEnded().
    void changing(qint64 done, qint64 all, bool canStop);
    void changeEnded();
    void scanProgressed(qint64 seen, qint64 read, const QString& folder);
    void scanned(const sfumato::ScanReport& report);
    void names(const sfumato::GalleryNames& names);
    void detailsRead(sfumato::PictureId id, const QStringList& notes, const QStringList& texts);
    void failed(const QString& message);

private:
    struct Worker;
    using Work = std::function<void(Catalogue&)>;
    void post(Work work, bool slow = false);
    void tell(std::function<void()> answer);
    /// Calls `part` for each part; ends with the first error.
    Result<> inParts(Catalogue& catalogue, std::size_t count, bool canStop,
                     const std::function<Result<>(std::size_t first, std::size_t count)>& part);
    void forgetNow(Catalogue& catalogue, const std::vector<PictureId>& ids,
                   const std::function<void(const ForgottenPictures&)>& then);
    void scan(Catalogue& catalogue, const std::vector<std::filesystem::path>& folders);

    std::unique_ptr<Worker> m_worker;
};

} // namespace sfumato
