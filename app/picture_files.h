// Reading and saving pictures, on threads of their own; answers come back as signals.
#pragma once

#include "engine_adapter.h"
#include "store/writer.h"

#include <QImage>
#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <optional>

namespace sfumato {

/// What a file gave.
struct OpenedPicture {
    QString path;
    QImage view; ///< null for recipe files without a picture
    QImage thumbnail;
    std::optional<Recipe> recipe;
    QString dialect;   ///< name of the program whose metadata was read; empty when none
    QStringList notes; ///< what could not be mapped
};

/// A picture that is to be saved; `id` is handed back.
struct PictureToSave {
    quint64 id = 0;
    std::shared_ptr<const Image> image;
    Recipe recipe;
    QString folder;
    OutputOptions options{};
};

class PictureFiles : public QObject {
    Q_OBJECT
public:
    explicit PictureFiles(QObject* parent = nullptr);
    /// Waits until everything is written.
    ~PictureFiles() override;

    /// Reads picture and metadata; answers opened(), folderFound() or openFailed() with the same `purpose`.
    void open(const QString& path, const QString& purpose);
    /// Saves under a new name in its folder, which is made when absent. When that fails, the picture goes to
    /// `rescueFolder()` and saveFailed() says so.
    void save(const PictureToSave& picture);
    /// Copies a saved picture to `target`, replacing it (the file dialog has asked).
    /// A target of another format gets the picture and its metadata in that format.
    void copyTo(const QString& source, const QString& target, const OutputOptions& options);
    /// Writes a picture that has no file yet.
    void saveAs(const PictureToSave& picture, const QString& target);

    /// Writes a picture that came from elsewhere into `folder`, named by its content; answers kept(), or copyFailed().
    void keep(const QImage& image, const QString& folder);
    /// Says saved() of a picture that the queue has saved.
    void announceSaved(quint64 id, const QString& path) { emit saved(id, path); }

    /// Where pictures go when their folder refuses them: the user's data folder.
    static QString rescueFolder();
    /// Saves and copies that are not done yet.
    int pending() const { return m_pending; }

signals:
    void opened(const sfumato::OpenedPicture& picture, const QString& purpose);
    void folderFound(const QString& path, const QString& purpose);
    void openFailed(const QString& path, const QString& message, const QString& purpose);
    void saved(quint64 id, const QString& path);
    /// `rescuedTo` is empty when the picture could not be written anywhere.
    void saveFailed(quint64 id, const QString& message, const QString& advice, const QString& rescuedTo);
    void kept(const QString& path);
    void copied(const QString& target);
    void copyFailed(const QString& target, const QString& message);

private:
    /// Runs `work` on the writer's thread and what it returns on this one.
    void write(std::function<std::function<void()>()> work);

    QThreadPool m_readers;
    QThreadPool m_writer; ///< one thread: pictures are written in the order in which they were made
    int m_pending = 0;
};

} // namespace sfumato
