// The pages of the window: which there are, and the way between them.
#include "style/icons.h"
#include "views/main_window.h"
#include "views/models_page.h"
#include "views/page_rail.h"

#include <QBoxLayout>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>

namespace sfumato {

void MainWindow::makePages() {
    m_pages = new PageRail;
    auto* centre = new QWidget;
    auto* row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_pages);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_messages); // seen on every page
    column->addWidget(m_pages->stack(), 1);
    row->addLayout(column, 1);
    setCentralWidget(centre);
    m_pages->add(Page::create, Glyph::brush, tr("Create"), tr("Make pictures from words"), m_splitter);
    makeQueuePage();
    makeGalleryPage();
    addModelsPage();
    m_undo.addStack(&m_document.undoStack());
    const auto follow = [this](Page page) {
        m_undo.setActiveStack(page == Page::create ? &m_document.undoStack() : nullptr);
    };
    follow(m_pages->current());
    connect(m_pages, &PageRail::changed, this, follow);
    connect(m_pages, &PageRail::changed, this, &MainWindow::updateActions);
}

void MainWindow::addModelsPage() {
    auto* page = new ModelsPage;
    m_pages->add(Page::models, Glyph::cube, tr("Models"), tr("What lies in your folders of models"), page);
    connect(m_pages, &PageRail::changed, page, [page](Page shown) {
        if (shown == Page::models) page->scanOnce();
    });
    connect(page, &ModelsPage::useRequested, this, [this](const QString& path) {
        setModel(path);
        showPage(Page::create);
    });
    connect(page, &ModelsPage::addFolderRequested, this, [this, page] {
        chooseFile(
            tr("Choose a folder of models"), {}, [page](const QString& folder) { page->addFolder(folder); }, true);
    });
    connect(page, &ModelsPage::failed, this, [this](const QString& message) {
        m_messages->tell(MessageBar::Kind::error, tr("This could not be done"), message);
    });
    // Only after a look that the user asked for: at the start the list on the panel is made by warmUp().
    connect(page, &ModelsPage::listChanged, this,
            [this, page] { m_models.refresh(m_places.builtin, page->table().rows()); });
}

void MainWindow::makePageMenu(QMenu& view) {
    const struct {
        Page page;
        QString text;
    } rows[] = {{Page::create, tr("&Create")},
                {Page::queue, tr("&Queue")},
                {Page::gallery, tr("&Gallery")},
                {Page::models, tr("&Models")}};
    for (const auto& [page, text] : rows) {
        if (m_pages->widget(page) == nullptr) continue;
        QAction* action = view.addAction(text);
        action->setShortcut(QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + int(page))));
        connect(action, &QAction::triggered, m_pages, [this, page = page] { m_pages->turnTo(page); });
    }
    view.addSeparator();
}

void MainWindow::showPage(Page page) {
    m_pages->turnTo(page);
}

} // namespace sfumato
