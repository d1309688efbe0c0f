// The panel's content on disk, written a moment after each edit: a crash loses nothing.
#pragma once

#include "item_models/recipe_document.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <filesystem>

namespace sfumato {

class DraftFile : public QObject {
    Q_OBJECT
public:
    /// Watches `document` and writes to `path` on another thread.
    DraftFile(RecipeDocument& document, std::filesystem::path path, QObject* parent = nullptr);
    /// Writes what is not written yet.
    ~DraftFile() override;

    /// A small file, read once at the start. False when there is none or it cannot be understood.
    bool restore();
    static std::filesystem::path defaultPath();

private:
    void writeLater();
    void write();

    RecipeDocument& m_document;
    std::filesystem::path m_path;
    QTimer m_timer;
    QThreadPool m_pool; ///< one thread: the last edit is written last
};

} // namespace sfumato
