// The pages of the window: which there are, and the way between them.
#include "style/icons.h"
#include "views/main_window.h"
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
    row->addWidget(m_pages->stack(), 1);
    setCentralWidget(centre);
    m_pages->add(Page::create, Glyph::brush, tr("Create"), tr("Make pictures from words"), m_splitter);
    connect(m_pages, &PageRail::changed, this, &MainWindow::updateActions);
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
