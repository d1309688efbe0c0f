#include "picture_files.h"
#include "core_texts.h"

#include "base/file.h"
#include "image/formats.h"
#include "kept_image.h"
#include "store/metadata.h"
#include "store/writer.h"

#include <utility>

namespace sfumato {
namespace {

namespace fs = std::filesystem;

fs::path toPath(const QString& text) {
    return fs::path(text.toStdString());
}

QString fromPath(const fs::path& path) {
    return toQString(path.string());
}

QString dialectLabel(const std::string& name) {
    for (const Dialect& dialect : dialects())
        if (name == dialect.name) return coreText(dialect.label);
    return {};
}

Result<OpenedPicture> read(const QString& file) {
    const fs::path path = toPath(file);
    SF_TRY(ImageMetadata metadata, read_metadata(path));
    OpenedPicture opened;
    opened.path = file;
    opened.recipe = std::move(metadata.recipe);
    opened.dialect = dialectLabel(metadata.dialect);
    for (const std::string& note : metadata.notes)
        opened.notes << coreText(note);
    const bool only_text = metadata.format == "recipe" || metadata.format == "text";
    if (only_text) return opened;
    SF_TRY(const Image image, load_image(path));
    opened.view = toQImage(image);
    opened.thumbnail = thumbnailOf(opened.view);
    return opened;
}

Result<fs::path> saveInto(const fs::path& folder, const PictureToSave& picture) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail(ErrorCode::permission, "{}: cannot make this folder: {}", folder.string(), error.message());
    SaveTarget target{folder};
    target.options = picture.options;
    return save_image(*picture.image, picture.recipe, target);
}

Result<> copyFile(const QString& source, const QString& target, const OutputOptions& options) {
    SF_TRY(const PictureFormat format, picture_format_of(toPath(target)));
    const auto from = picture_format_of(toPath(source));
    if (!from || *from != format) return convert_picture(toPath(source), toPath(target), options);
    SF_TRY(const MappedFile file, MappedFile::open(toPath(source)));
    return write_file_atomically(toPath(target), file.bytes(), Overwrite::replace);
}

} // namespace

PictureFiles::PictureFiles(QObject* parent) : QObject(parent) {
    m_readers.setMaxThreadCount(2);
    m_writer.setMaxThreadCount(1);
}

PictureFiles::~PictureFiles() {
    m_readers.clear();
    m_readers.waitForDone();
    m_writer.waitForDone();
}

void PictureFiles::open(const QString& path, const QString& purpose) {
    m_readers.start([this, path, purpose] {
        // The pools are waited for in the destructor, so that `this` outlives the posting.
        std::error_code ignored;
        if (fs::is_directory(toPath(path), ignored)) {
            QMetaObject::invokeMethod(
                this, [this, path, purpose] { emit folderFound(path, purpose); }, Qt::QueuedConnection);
            return;
        }
        Result<OpenedPicture> result = read(path);
        QMetaObject::invokeMethod(
            this,
            [this, path, purpose, result = std::move(result)] {
                if (result)
                    emit opened(*result, purpose);
                else
                    emit openFailed(path, coreText(result.error().text()), purpose);
            },
            Qt::QueuedConnection);
    });
}

void PictureFiles::write(std::function<std::function<void()>()> work) {
    ++m_pending;
    m_writer.start([this, work = std::move(work)] {
        QMetaObject::invokeMethod(
            this,
            [this, answer = work()] {
                --m_pending;
                answer();
            },
            Qt::QueuedConnection);
    });
}

void PictureFiles::save(const PictureToSave& picture) {
    write([this, picture]() -> std::function<void()> {
        const quint64 id = picture.id;
        const Result<fs::path> path = saveInto(toPath(picture.folder), picture);
        if (path) return [this, id, file = fromPath(*path)] { emit saved(id, file); };
        const Result<fs::path> rescued = saveInto(toPath(rescueFolder()), picture);
        const QString file = rescued ? fromPath(*rescued) : QString();
        return [this, id, error = path.error(), file] {
            emit saveFailed(id, coreText(error.text()), adviceFor(error.code), file);
        };
    });
}

void PictureFiles::saveAs(const PictureToSave& picture, const QString& target) {
    write([this, picture, target]() -> std::function<void()> {
        SaveTarget place{toPath(target), Overwrite::replace};
        if (const auto format = picture_format_of(place.path))
            place.options = fitting_options(picture.options, *format);
        place.options.deep = false; // there is no such picture here
        const Result<fs::path> path = save_image(*picture.image, picture.recipe, place);
        if (path) return [this, target] { emit copied(target); };
        return [this, target, error = path.error()] { emit copyFailed(target, coreText(error.text())); };
    });
}

void PictureFiles::keep(const QImage& image, const QString& folder) {
    write([this, image, folder]() -> std::function<void()> {
        const KeptImage file = keepImage(image, folder);
        if (file.problem.isEmpty()) return [this, path = file.path] { emit kept(path); };
        return [this, folder, problem = file.problem] { emit copyFailed(folder, problem); };
    });
}

void PictureFiles::copyTo(const QString& source, const QString& target, const OutputOptions& options) {
    write([this, source, target, options]() -> std::function<void()> {
        const Result<> copy = copyFile(source, target, options);
        if (copy) return [this, target] { emit copied(target); };
        return [this, target, error = copy.error()] { emit copyFailed(target, coreText(error.text())); };
    });
}

QString PictureFiles::rescueFolder() {
    return fromPath(user_data_dir() / "rescued");
}

} // namespace sfumato
