#include "views/compare_window.h"
#include "core_texts.h"

#include "engine_adapter.h"
#include "image/formats.h"
#include "views/canvas.h"

#include <QBoxLayout>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>

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
        auto* name = new QLabel(QFileInfo(paths[side]).fileName());
        name->setAlignment(Qt::AlignCenter);
        auto* column = new QVBoxLayout;
        column->addWidget(m_canvas[side], 1);
        column->addWidget(name);
        row->addLayout(column, 1);
        m_pool.start([this, side, path = paths[side], name] {
            const Result<Image> image = load_image(std::filesystem::path(toStd(path)));
            const QImage view = image ? toQImage(*image) : QImage();
            const QString problem = image ? QString() : coreText(image.error().text());
            QMetaObject::invokeMethod(
                this,
                [this, side, view, problem, name] {
                    if (!problem.isEmpty()) name->setText(problem);
                    m_canvas[side]->setActivity(QString());
                    if (!view.isNull()) m_canvas[side]->showPicture(view);
                },
                Qt::QueuedConnection);
        });
    }
}

CompareWindow::~CompareWindow() {
    m_pool.waitForDone();
}

bool CompareWindow::complete() const {
    return m_canvas[0]->hasPicture() && m_canvas[1]->hasPicture();
}

void CompareWindow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) close();
    QWidget::keyPressEvent(event);
}

} // namespace sfumato
