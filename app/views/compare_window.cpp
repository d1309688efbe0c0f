#include "views/compare_window.h"
#include "core_texts.h"

#include "engine_adapter.h"
#include "image/formats.h"
#include "views/canvas.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QPointer>
#include <QThreadPool>

namespace sfumato {

CompareWindow::CompareWindow(const QString& left, const QString& right, QWidget* parent) : QWidget(parent, Qt::Window) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Compare %1 and %2").arg(QFileInfo(left).fileName(), QFileInfo(right).fileName()));
    resize(1200, 700);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    const QString paths[2] = {left, right};
    for (int side = 0; side < 2; ++side) {
        m_canvas[side] = new Canvas;
        m_canvas[side]->setActivity(tr("Reading…"));
        m_canvas[side]->setAccessibleName(QFileInfo(paths[side]).fileName());
        m_name[side] = new QLabel(QFileInfo(paths[side]).fileName());
        m_name[side]->setAlignment(Qt::AlignCenter);
        auto* column = new QVBoxLayout;
        column->addWidget(m_canvas[side], 1);
        column->addWidget(m_name[side]);
        row->addLayout(column, 1);
        read(side, paths[side]);
    }
}

/// The window may be closed meanwhile, and does not wait for a large picture then.
void CompareWindow::read(int side, const QString& path) {
    QThreadPool::globalInstance()->start([window = QPointer<CompareWindow>(this), side, path] {
        const Result<Image> image = load_image(std::filesystem::path(toStd(path)));
        QMetaObject::invokeMethod(
            qApp,
            [window, side, view = image ? toQImage(*image) : QImage(),
             problem = image ? QString() : coreText(image.error().text())] {
                if (window) window->take(side, view, problem);
            },
            Qt::QueuedConnection);
    });
}

void CompareWindow::take(int side, const QImage& view, const QString& problem) {
    if (!problem.isEmpty()) m_name[side]->setText(problem);
    m_canvas[side]->setActivity(QString());
    if (!view.isNull()) m_canvas[side]->showPicture(view);
}

bool CompareWindow::complete() const {
    return m_canvas[0]->hasPicture() && m_canvas[1]->hasPicture();
}

void CompareWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) close();
    QWidget::keyPressEvent(event);
}

} // namespace sfumato
