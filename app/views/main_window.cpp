#include "views/main_window.h"

#include "store/catalogue.h"
#include "thumbnails.h"

#include "base/file.h"
#include "recipe/batch.h"
#include "views/batch_dialog.h"
#include "views/canvas.h"
#include "views/canvas_desk.h"
#include "views/init_image_field.h"
#include "views/page_rail.h"
#include "views/picture_strip.h"
#include "views/recipe_panel.h"
#include "views/status_area.h"
#include "views/step_scrubber.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QMenu>
#include <QMimeData>
#include <QScreen>
#include <QSplitter>
#include <QStandardPaths>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace sfumato {

MainWindowPlaces MainWindowPlaces::usual() {
    MainWindowPlaces places;
    if (const Result<std::filesystem::path> builtin = find_builtin_model()) places.builtin = *builtin;
    places.draft = DraftFile::defaultPath();
    places.gallery = Catalogue::usual_path();
    places.thumbnails = Thumbnails::usualFolder();
    places.steps = user_cache_dir() / "steps";
    places.queue = QueueWriter::default_folder();
    places.settings = toQString((user_config_dir() / "window.conf").string());
    places.pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation) + QStringLiteral("/Sfumato");
    places.kept = toQString(user_data_dir().string());
    places.prompts.memory = user_data_dir() / "prompts.json";
    places.prompts.styles = user_data_dir() / "styles";
    if (!places.builtin.empty()) places.prompts.shipped_styles = places.builtin.parent_path() / "styles";
    return places;
}

MainWindow::MainWindow(EngineAdapter& engine, const MainWindowPlaces& places, QWidget* parent)
    : QMainWindow(parent), m_settings(places.settings, QSettings::IniFormat), m_places(places), m_engine(engine),
      m_queue(engine, places.queue), m_steps(places.steps), m_generation(engine, m_queue),
      m_draft(m_document, places.draft), m_promptStore(places.prompts),
      m_sheets(m_queue, places.queue.empty() ? places.queue : places.queue / "grids") {
    setWindowTitle(tr("Sfumato"));
    setAcceptDrops(true);
    m_draft.restore();
    makeCentre();
    makeMenus();
    makeHouse();
    connectGeneration();
    connectPanel();
    connectFiles();
    connectQueue();
    connectSteps();
    connectSheets();
    connectPrompts();
    restoreState();
    updateActions();
    requestInitThumbnail();
    m_panel->focusPrompt();
}

MainWindow::~MainWindow() {
    delete m_batch; // before the maker, which would wait for what the dialog has asked for
}

void MainWindow::makeCentre() {
    m_panel = new RecipePanel(m_document, m_models);
    m_messages = new MessageBar;
    m_canvas = new Canvas;
    m_strip = new PictureStrip(m_pictures);
    m_status = new StatusArea;
    setStatusBar(m_status);

    auto* middle = new QWidget;
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    makeDesk();
    column->addWidget(m_desk);
    column->addWidget(m_canvas, 1);
    m_scrubber = new StepScrubber;
    column->addWidget(m_scrubber);

    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->addWidget(m_panel);
    m_splitter->addWidget(middle);
    m_splitter->addWidget(m_strip);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(4);
    m_splitter->setSizes({344, 800, 136});
    makePages();
    setTabOrder(m_panel, m_canvas);
    setTabOrder(m_canvas, m_strip);
}

void MainWindow::connectGeneration() {
    connect(&m_engine, &EngineAdapter::deviceReady, m_status, &StatusArea::setDevice);
    connect(&m_generation, &Generation::stateChanged, this, &MainWindow::onState);
    connect(&m_generation, &Generation::message, m_status, &StatusArea::setMessage);
    connect(&m_generation, &Generation::message, m_canvas, &Canvas::setActivity);
    connect(&m_generation, &Generation::progressed, this, [this](double fraction, double eta) {
        m_status->setProgress(fraction, eta);
        setWindowTitle(fraction > 0 ? tr("%1 % – Sfumato").arg(std::lround(fraction * 100)) : tr("Sfumato"));
    });
    connect(&m_generation, &Generation::preview, this, [this](const QImage& image, const QSize& size) {
        if (!m_following) return;
        const int side = m_models.defaultSide(toQString(m_document.recipe().model));
        m_desk->showingResult();
        m_canvas->showPreview(image, size.isEmpty() && side > 0 ? QSize(side, side) : size);
        updateActions();
    });
    connect(&m_generation, &Generation::finished, this, &MainWindow::onFinished);
    connect(&m_generation, &Generation::failed, this, [this](const QString& message, const QString& advice) {
        m_messages->tell(MessageBar::Kind::error, tr("The picture could not be made"),
                         advice.isEmpty() ? message : message + QLatin1Char('\n') + advice);
    });
    connect(&m_generation, &Generation::ended, this, &MainWindow::onEnded);
    connect(m_canvas, &Canvas::zoomChanged, this,
            [this](double zoom) { m_status->setZoom(m_canvas->hasPicture() ? zoom : 0); });
}

void MainWindow::connectPanel() {
    connect(m_panel, &RecipePanel::generateRequested, this, [this] { generate(); });
    connect(m_panel, &RecipePanel::cancelRequested, &m_generation, &Generation::cancel);
    connect(m_panel, &RecipePanel::openModelRequested, this, &MainWindow::openModelDialog);
    connect(m_panel, &RecipePanel::openInitRequested, this, [this] {
        chooseFile(tr("Choose the initial image"),
                   tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp *.tga);;All files (*)"),
                   [this](const QString& path) { setInit(path); });
    });
    connect(m_panel, &RecipePanel::initDropped, this, &MainWindow::setInit);
    connect(&m_document, &RecipeDocument::changed, this, &MainWindow::requestInitThumbnail);
    connect(m_strip, &PictureStrip::chosen, this, &MainWindow::showEntry);
    connect(m_strip, &PictureStrip::menuRequested, this, &MainWindow::showMenuFor);
    connect(m_canvas, &Canvas::contextMenuRequested, this, [this](const QPoint& at) { m_pictureMenu->popup(at); });
}

void MainWindow::warmUp() {
    m_models.refresh(m_places.builtin);
    m_engine.warmUp(toQString(m_document.recipe().model));
    m_panel->requestNetworks();
}

void MainWindow::onState(Generation::State state) {
    switch (state) {
    case Generation::State::idle: m_panel->setAction(RecipePanel::Action::generate); break;
    case Generation::State::running: m_panel->setAction(RecipePanel::Action::cancel); break;
    case Generation::State::cancelling: m_panel->setAction(RecipePanel::Action::cancelling); break;
    }
    updateActions();
}

void MainWindow::onEnded(bool cancelled) {
    m_status->hideProgress();
    m_canvas->setActivity({});
    setWindowTitle(tr("Sfumato"));
    if (cancelled)
        m_status->setMessage(tr("Stopped"));
    else if (m_messages->isVisible() && m_messages->kind() == MessageBar::Kind::error)
        m_status->setMessage(tr("Ready"));
    // A half-made picture makes way for the last one that is whole.
    if (m_canvas->showsPreview()) {
        if (m_shown.view.isNull())
            m_canvas->clear();
        else
            m_canvas->showPicture(m_shown.view);
    }
    updateActions();
    QApplication::alert(this);
}

void MainWindow::updateActions() {
    // On other pages the same keys belong to what is shown there.
    const bool creating = m_pages->current() == Page::create;
    const bool whole = creating && !m_shown.view.isNull() && !m_canvas->showsPreview();
    for (QAction* action : m_pictureActions)
        action->setEnabled(whole);
    m_reuseTemplate->setEnabled(whole && m_shown.recipe && came_from_template(*m_shown.recipe));
    for (QAction* action : m_zoomActions)
        action->setEnabled(creating && m_canvas->hasPicture());
    m_cancelAction->setEnabled(m_generation.state() == Generation::State::running);
    m_status->setZoom(m_canvas->hasPicture() ? m_canvas->zoom() : 0);
}

void MainWindow::restoreState() {
    const QByteArray geometry = m_settings.value(QStringLiteral("geometry")).toByteArray();
    if (geometry.isEmpty() || !restoreGeometry(geometry)) {
        const QSize room = screen() != nullptr ? screen()->availableSize() : QSize(1280, 800);
        resize(std::min(1280, room.width() * 9 / 10), std::min(860, room.height() * 9 / 10));
    }
    m_splitter->restoreState(m_settings.value(QStringLiteral("splitter")).toByteArray());
    m_splitter->setHandleWidth(4); // an older state would bring its own
    m_panel->showAdvanced(m_settings.value(QStringLiteral("advanced"), false).toBool());
}

void MainWindow::saveState() {
    m_settings.setValue(QStringLiteral("geometry"), saveGeometry());
    m_settings.setValue(QStringLiteral("splitter"), m_splitter->saveState());
    m_settings.setValue(QStringLiteral("advanced"), m_panel->advancedShown());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_generation.addAll(); // nothing that was asked for is lost
    if (pauseBeforeClosing()) {
        event->ignore();
        return;
    }
    if (m_files.pending() > 0 && !m_closeAnyway) {
        // The disk is slow: the window goes away when the last picture is safe.
        event->ignore();
        m_status->setMessage(tr("Saving the last picture"));
        QTimer::singleShot(100, this, &QWidget::close);
        return;
    }
    if (m_pictures.unsaved() > 0 && !m_closeAnyway) {
        event->ignore();
        m_messages->tell(MessageBar::Kind::warning,
                         tr("%n picture(s) could not be saved", nullptr, m_pictures.unsaved()),
                         tr("Save them with Save As, or close the window to lose them."), tr("Close anyway"), [this] {
                             m_closeAnyway = true;
                             close();
                         });
        return;
    }
    saveState();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!localPathOf(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QString path = localPathOf(event->mimeData());
    if (path.isEmpty()) return;
    event->acceptProposedAction();
    openPath(path);
}

} // namespace sfumato
