#include "views/init_image_field.h"

#include "engine_adapter.h"
#include "style/house_parts.h"
#include "style/icons.h"
#include "style/looks.h"
#include "style/theme.h"

#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QStyle>
#include <QToolButton>
#include <QUrl>

#include <cmath>

namespace sfumato {

QString localPathOf(const QMimeData* data) {
    for (const QUrl& url : data->urls())
        if (url.isLocalFile()) return url.toLocalFile();
    return {};
}

InitImageField::InitImageField(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("dropTarget"));
    setAcceptDrops(true);
    setAccessibleName(tr("Initial image"));
    m_thumbnail = new QLabel(this);
    m_thumbnail->setAlignment(Qt::AlignCenter);
    m_thumbnail->setFixedSize(56, 56);
    m_name = new QLabel(this);
    setTone(*m_name, Tone::dim);
    m_name->setWordWrap(true);
    m_open = new QPushButton(tr("Choose ima&ge…"), this);
    m_open->setToolTip(tr("Start from a picture instead of from noise"));
    m_open->setAccessibleName(tr("Choose an initial image"));
    m_remove = new QToolButton(this);
    m_remove->setIcon(icon(Glyph::close));
    m_remove->setToolTip(tr("Remove the initial image"));
    m_remove->setAccessibleName(tr("Remove the initial image"));

    m_strengthRow = new QWidget(this);
    auto* label = new QLabel(tr("S&trength"), m_strengthRow);
    m_slider = new QSlider(Qt::Horizontal, m_strengthRow);
    m_slider->setRange(1, 100);
    m_slider->setAccessibleName(tr("Strength"));
    m_strength = new QDoubleSpinBox(m_strengthRow);
    m_strength->setRange(0.01, 1.0);
    m_strength->setDecimals(2);
    m_strength->setSingleStep(0.05);
    m_strength->setKeyboardTracking(false);
    m_strength->setAccessibleName(tr("Strength as a number"));
    const QString tip = tr("How much of the image may change: 0.01 hardly anything, 1 everything");
    m_slider->setToolTip(tip);
    m_strength->setToolTip(tip);
    label->setBuddy(m_strength);
    auto* row = new QHBoxLayout(m_strengthRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(label);
    row->addWidget(m_slider, 1);
    row->addWidget(m_strength);

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addWidget(m_thumbnail, 0, 0, 2, 1);
    layout->addWidget(m_name, 0, 1);
    layout->addWidget(m_open, 1, 1, Qt::AlignLeft);
    layout->addWidget(m_remove, 0, 2, Qt::AlignTop);
    layout->addWidget(m_strengthRow, 2, 0, 1, 3);
    layout->setColumnStretch(1, 1);

    connect(m_open, &QPushButton::clicked, this, &InitImageField::openRequested);
    connect(m_remove, &QToolButton::clicked, this, &InitImageField::removed);
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) { emit strengthEdited(value / 100.0); });
    connect(m_strength, &QDoubleSpinBox::valueChanged, this, &InitImageField::strengthEdited);
    setInit(std::nullopt);
}

void InitImageField::setInit(const std::optional<InitImage>& init) {
    const QString path = init ? toQString(init->path) : QString();
    if (path != m_path || !init) m_image = QImage();
    m_path = path;
    const QString name = QFileInfo(path).fileName();
    m_name->setText(!init            ? tr("Drop a picture here to start from it")
                    : name.isEmpty() ? tr("The recipe's initial image is not at hand: choose it")
                                     : name);
    m_name->setToolTip(path);
    m_open->setVisible(!init || name.isEmpty());
    m_remove->setVisible(init.has_value());
    m_strengthRow->setVisible(init.has_value());
    if (init) {
        const QSignalBlocker block_slider(m_slider), block_number(m_strength);
        m_slider->setValue(static_cast<int>(std::lround(init->strength * 100)));
        m_strength->setValue(init->strength);
    }
    showThumbnail();
}

void InitImageField::setThumbnail(const QString& path, const QImage& thumbnail) {
    if (path != m_path) return;
    m_image = thumbnail;
    showThumbnail();
}

void InitImageField::showThumbnail() {
    const double ratio = devicePixelRatioF();
    if (m_image.isNull()) {
        m_thumbnail->setPixmap(icon(Glyph::image).pixmap(QSize(32, 32), ratio, QIcon::Disabled));
        return;
    }
    QPixmap pixmap =
        QPixmap::fromImage(m_image.scaled(m_thumbnail->size() * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation));
    pixmap.setDevicePixelRatio(ratio);
    m_thumbnail->setPixmap(pixmap);
}

void InitImageField::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) showThumbnail();
}

void InitImageField::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (m_dragged || hasFocus())
        house::drawPanel(painter, rect(), QColor(), themeColors().accent, 2);
    else
        house::drawPanel(painter, rect(), QColor(), themeColors().border, 1, house::radius, Qt::DashLine);
}

void InitImageField::setDragged(bool dragged) {
    m_dragged = dragged;
    update();
}

void InitImageField::dragEnterEvent(QDragEnterEvent* event) {
    if (localPathOf(event->mimeData()).isEmpty()) return;
    event->acceptProposedAction();
    setDragged(true);
}

void InitImageField::dragLeaveEvent(QDragLeaveEvent* event) {
    setDragged(false);
    QFrame::dragLeaveEvent(event);
}

void InitImageField::dropEvent(QDropEvent* event) {
    setDragged(false);
    if (const QString path = localPathOf(event->mimeData()); !path.isEmpty()) {
        event->acceptProposedAction();
        emit dropped(path);
    }
}

} // namespace sfumato
