// The window: puts the widgets together and follows what the engine and the files tell.
#pragma once

#include "batch_maker.h"
#include "draft_file.h"
#include "engine_adapter.h"
#include "generation.h"
#include "grid_sheets.h"
#include "item_models/model_list.h"
#include "item_models/picture_list.h"
#include "item_models/recipe_document.h"
#include "log_book.h"
#include "picture_files.h"
#include "prompt_store.h"
#include "queue_controller.h"
#include "step_cache.h"
#include "style/theme.h"
#include "views/message_bar.h"
#include "views/shortcut_editor.h"

#include <QElapsedTimer>
#include <QHash>
#include <QMainWindow>
#include <QPointer>
#include <QSettings>
#include <QUndoGroup>

#include <filesystem>

class QMenu;
class QSplitter;

namespace sfumato {

class BatchDialog;
class Canvas;
class CanvasDesk;
class DeviceMenu;
class GalleryPage;
struct GalleryEntry;
class PageRail;
class PictureStrip;
class QueuePage;
class RecipePanel;
class StatusArea;
class StepScrubber;

enum class Page;

/// Where the window keeps its things; the tests put other places in.
struct MainWindowPlaces {
    std::filesystem::path builtin; ///< folder of the built-in model; may be empty
    std::filesystem::path draft;   ///< file of the autosaved panel
    std::filesystem::path gallery; ///< the gallery's index
    QString thumbnails;            ///< folder of small pictures
    QString settings;              ///< INI file
    std::filesystem::path steps;   ///< folder of the steps' pictures; empty: they are not kept
    std::filesystem::path queue;   ///< folder of the queue; empty: it is not kept
    QString pictures;              ///< folder of finished pictures when the settings name none
    PromptPlaces prompts;          ///< styles and what is remembered of prompts
    QString kept;                  ///< folder of masks and of pictures that were pasted

    static MainWindowPlaces usual();
};

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(EngineAdapter& engine, const MainWindowPlaces& places, QWidget* parent = nullptr);
    ~MainWindow() override;

    RecipeDocument& document() { return m_document; }
    Generation& generation() { return m_generation; }
    QueueController& queue() { return m_queue; }
    PromptStore& promptStore() { return m_promptStore; }
    PictureList& pictures() { return m_pictures; }
    PageRail& pages() { return *m_pages; }
    void showPage(Page page);
    CanvasDesk& desk() { return *m_desk; }
    Canvas& canvas() { return *m_canvas; }
    const MessageBar& messageBar() const { return *m_messages; }

    /// A picture (its recipe, or as initial image), a model file or a model folder: as dropped on the window.
    void openPath(const QString& path);
    QString pictureFolder() const;
    /// For this time; the settings stay as they are.
    void useDevice(const DeviceRequest& request);
    /// Finds the models and opens the device ahead of the first picture.
    void warmUp();
    /// At the very first start: what this is, and a first picture with one click.
    void welcome();

signals:
    void pictureFolderChanged(const QString& folder);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    /// What the canvas shows: a picture of this session, or an opened file.
    struct Shown {
        PictureList::Id id = 0;
        QString path;
        QImage view;
        std::optional<Recipe> recipe;
    };
    struct Command; ///< one row of a menu's table

    // main_window.cpp
    void makeCentre();
    void connectGeneration();
    void connectPanel();
    void restoreState();
    void saveState();
    void onState(Generation::State state);
    void onEnded(bool cancelled);
    void updateActions();
    // main_window_batch.cpp
    void generate(bool front = false);
    void startGeneration(bool front);
    BatchRequest requestOf(const Recipe& recipe, bool front) const;
    void drawTemplate(const BatchRequest& request);
    void addRequest(const BatchRequest& request);
    void openBatch();
    void addBatch(const std::shared_ptr<const Batch>& batch, const QString& kind);
    void exportRecipes(const std::vector<Recipe>& recipes);
    void exportRecipesTo(const std::vector<Recipe>& recipes, const QString& path);
    void connectSheets();
    // main_window_canvas.cpp
    void makeDesk();
    void makeCanvasMenu(QMenu& picture);
    void pasteAsInit();
    // main_window_pages.cpp
    void makePages();
    void addModelsPage();
    void makePageMenu(QMenu& view);
    // main_window_prompts.cpp
    void connectPrompts();
    void askStyleName();
    void offerSettings(const QString& model);
    // main_window_house.cpp
    void makeHouse();
    void openSettings();
    void openLog();
    void noticeEnd(bool cancelled);
    // main_window_gallery.cpp
    void makeGalleryPage();
    // main_window_queue.cpp
    void makeQueuePage();
    void connectQueue();
    void onQueueLoaded(int unfinished, const QStringList& notes);
    void tellOfQueue(MessageBar::Kind kind, const QString& title, const QString& text);
    void connectSteps();
    void showStep(int step);
    void forkAt(int step);
    void editJob(QueueId id);
    void updateJob(QueueId id);
    /// Whether closing has to wait for the picture that is being made to be kept.
    bool pauseBeforeClosing();
    // main_window_menus.cpp
    void makeMenus();
    void makeFileMenu();
    void makeEditMenu();
    void makeUndoActions(QMenu& menu);
    void makePictureMenu();
    void makeViewMenu();
    void makeHelpMenu();
    void makeDeviceMenu();
    void makeThemeMenu(QMenu& view);
    void makePreviewMenu(QMenu& view);
    QAction* addCommand(QMenu& menu, const Command& command);
    void setTheme(Theme theme);
    // main_window_pictures.cpp
    void connectFiles();
    void onFinished(QueueId job, const FinishedPicture& picture);
    void onOpened(const OpenedPicture& opened, const QString& purpose);
    void onSaveFailed(quint64 id, const QString& message, const QString& advice, const QString& rescued);
    void adoptOpened(const OpenedPicture& opened);
    void present(const Shown& shown);
    void showEntry(PictureList::Id id);
    void showMenuFor(PictureList::Id id, const QPoint& at);
    void reuseRecipe();
    void reuseTemplate(const Recipe& recipe);
    void copyPicture();
    void useAsInit();
    void setInit(const QString& path);
    void startMask(const QString& path);
    void enlarge(const GalleryEntry& entry);
    void requestInitThumbnail();
    void setModel(const QString& path);
    void chooseFile(const QString& title, const QString& filter, std::function<void(const QString&)> then,
                    bool folder = false);
    void openImageDialog();
    void openModelDialog();
    void openModelFolderDialog();
    void saveAsDialog();
    void saveShownTo(const QString& target);
    void chooseFolder();
    void showFolder();

    LogBook m_log;
    QSettings m_settings;
    QString m_maskWhenRead; ///< initial image whose mask is to be painted once it has been read
    MainWindowPlaces m_places;
    EngineAdapter& m_engine;
    RecipeDocument m_document;
    QUndoGroup m_undo; ///< the document's stack while its page is shown; other pages have keys of their own
    ModelList m_models;
    PictureList m_pictures;
    PictureFiles m_files;
    QueueController m_queue;
    StepCache m_steps;
    Generation m_generation;
    DraftFile m_draft;
    PromptStore m_promptStore;
    BatchMaker m_batchMaker;
    GridSheets m_sheets;

    QPointer<BatchDialog> m_batch; ///< while it is open
    CanvasDesk* m_desk = nullptr;
    PageRail* m_pages = nullptr;
    GalleryPage* m_gallery = nullptr;
    QSplitter* m_splitter = nullptr; ///< of the page Create
    RecipePanel* m_panel = nullptr;
    MessageBar* m_messages = nullptr;
    Canvas* m_canvas = nullptr;
    PictureStrip* m_strip = nullptr;
    QueuePage* m_queuePage = nullptr;
    StepScrubber* m_scrubber = nullptr;
    StatusArea* m_status = nullptr;
    QMenu* m_pictureMenu = nullptr;
    DeviceMenu* m_deviceMenu = nullptr;

    QAction* m_generateAction = nullptr;
    QAction* m_cancelAction = nullptr;
    QList<QAction*> m_pictureActions;   ///< need a shown picture
    QAction* m_reuseTemplate = nullptr; ///< needs one whose prompt was drawn
    QList<QAction*> m_zoomActions;
    Shown m_shown;
    QHash<QueueId, PictureList::Id> m_queuePictures;  ///< made, not saved yet
    QHash<PictureList::Id, QueueId> m_jobsOfPictures; ///< of this session
    QueueId m_steppedJob = 0;                         ///< whose steps the scrubber shows
    int m_closing = 0;                                ///< how often closing has waited
    bool m_following = true;                          ///< previews go to the canvas
    bool m_closeAnyway = false;
    QList<ShortcutRow> m_shortcuts;
    QString m_deviceName, m_driver; ///< as the engine told; empty before
    QElapsedTimer m_workTime;       ///< since the present batch began
    QString m_initPath;             ///< whose thumbnail was asked for
    PreviewKind m_preview = PreviewKind::linear;
};

} // namespace sfumato
