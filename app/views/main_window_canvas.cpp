// The canvas's desk in the window: the mask, comparing, and pictures from the clipboard.
#include "base/file.h"
#include "views/canvas.h"
#include "views/canvas_desk.h"
#include "views/main_window.h"
#include "views/plan_label.h"
#include "views/recipe_panel.h"
#include "views/status_area.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QUrl>

namespace sfumato {

void MainWindow::makeDesk() {
    m_desk = new CanvasDesk(m_document, *m_canvas, m_places.kept + QStringLiteral("/masks"));
    connect(m_desk, &CanvasDesk::saveFailed, this, [this](const QString& message) {
        m_messages->tell(MessageBar::Kind::error, tr("The mask could not be saved"), message);
    });
    connect(m_desk, &CanvasDesk::maskingChanged, this, [this](bool on) {
        if (on) {
            m_following = false;
        } else if (!m_shown.view.isNull()) {
            m_canvas->showPicture(m_shown.view);
        }
        updateActions();
    });
    m_panel->setPlan(new PlanLabel(m_document, m_engine));
    connect(m_panel, &RecipePanel::maskRequested, this, [this] {
        if (m_initPath.isEmpty() || m_document.recipe().init == std::nullopt)
            m_messages->tell(MessageBar::Kind::information, tr("Choose an initial image first"));
        else
            m_desk->setMasking(true);
    });
}

void MainWindow::makeCanvasMenu(QMenu& picture) {
    QAction* compare =
        picture.addAction(tr("Compare Others &with This"), this, [this] { m_desk->compareWith(m_shown.view); });
    m_pictureActions.append(compare);
    picture.addAction(tr("Compare with the &Initial Image"), this, [this] { m_desk->compareWith({}); });
}

/// A picture in the clipboard has no file: it gets one in the data folder, so that the recipe can be run again.
void MainWindow::pasteAsInit() {
    const QMimeData* pasted = QGuiApplication::clipboard()->mimeData();
    if (pasted == nullptr) return;
    if (const QString path = pasted->hasUrls() ? pasted->urls().value(0).toLocalFile() : QString(); !path.isEmpty()) {
        setInit(path);
        return;
    }
    const QImage image = qvariant_cast<QImage>(pasted->imageData());
    if (image.isNull()) {
        m_messages->tell(MessageBar::Kind::information, tr("There is no picture in the clipboard"));
        return;
    }
    m_files.keep(image, m_places.kept + QStringLiteral("/pasted"));
}

} // namespace sfumato
