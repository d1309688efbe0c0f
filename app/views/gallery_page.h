// The gallery: search field, grid, details.
#pragma once

#include "folder_watch.h"
#include "gallery_store.h"
#include "item_models/gallery_list.h"
#include "thumbnails.h"

#include <QTimer>
#include <QUndoStack>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSlider;

namespace sfumato {

class FilterBar;
class GalleryDetails;
class GalleryGrid;
class MessageBar;

class GalleryPage : public QWidget {
    Q_OBJECT
public:
    GalleryPage(const std::filesystem::path& index, const QString& thumbnailFolder, QWidget* parent = nullptr);

    /// Opens the index and looks through the folders; to be called when the page is shown for the first time.
    void start();
    bool isStarted() const { return m_started; }
    /// The folder of finished pictures: looked through from now on.
    void watchFolder(const QString& folder);
    /// A picture has been saved.
    void pictureSaved(const QString& path);

    QUndoStack& undoStack() { return m_undo; }
    GalleryGrid& grid() { return *m_grid; }
    GalleryList& pictures() { return m_pictures; }
    GalleryStore& store() { return m_store; }
    MessageBar& messages() { return *m_messages; }

public slots:
    void setQuery(const QString& query);
    void rate(int stars);
    void setFlag(sfumato::PictureFlag flag);
    void toggleFavourite();
    void addTags(const QString& text);
    void removeTag(const QString& tag);
    void moveToTrash();
    /// Takes those of the selected pictures out of the index whose files are missing.
    void forgetSelected();
    void forgetAllMissing();
    void copyAsImage();
    void copyAsText();
    void openFolder();
    void compare();

signals:
    /// What the panel should take over.
    void reuseRequested(const sfumato::Recipe& recipe);
    void reuseSeedRequested(quint64 seed);
    void reusePromptRequested(const QString& prompt, const QString& negative);
    /// The prompts that this recipe's prompts were drawn from.
    void reuseTemplateRequested(const sfumato::Recipe& recipe);
    void initRequested(const QString& path);
    void inpaintRequested(const QString& path);
    /// Make it again, larger. Without a recipe only the file can be started from.
    void enlargeRequested(const sfumato::GalleryEntry& entry);
    void openRequested(const QString& path);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void makeTop();
    void connectTop();
    void makeActions();
    void connectDetails();
    void connectStore();
    void search();
    void onFound(const GalleryFound& found);
    void onSelection(const std::vector<PictureId>& ids);
    void showMenu(const QPoint& at);
    void change(const QString& what, const std::function<void(PictureMarks&)>& change);
    void onScanned(const ScanReport& report);
    void onForgotten(const ForgottenPictures& entries);
    void showTags();
    void connectWatch();
    void makeSendActions();
    QAction* addPageAction(const QString& text, const QKeySequence& key, const std::function<void()>& run);
    void addSeparator();
    void chooseFolder();
    void updateEmptyText(const GalleryFound& found);
    const GalleryEntry* currentEntry() const;

    GalleryStore m_store;
    GalleryList m_pictures;
    Thumbnails m_thumbnails;
    QUndoStack m_undo;
    FolderWatch m_watch;
    QTimer m_typing; ///< the search begins when the typing rests
    QTimer m_rescan; ///< for folders that cannot be watched

    QAction* m_reuseTemplate = nullptr;
    QLineEdit* m_search = nullptr;
    QLabel* m_problem = nullptr;
    QLabel* m_count = nullptr;
    QComboBox* m_sort = nullptr;
    QSlider* m_size = nullptr;
    QPushButton* m_missing = nullptr;
    QPushButton* m_forget = nullptr;
    FilterBar* m_filters = nullptr;
    QWidget* m_progress = nullptr;
    QLabel* m_progressText = nullptr;
    QPushButton* m_stop = nullptr;
    MessageBar* m_messages = nullptr;
    GalleryGrid* m_grid = nullptr;
    GalleryDetails* m_details = nullptr;
    bool m_started = false;
    bool m_everFound = false;
};

} // namespace sfumato
