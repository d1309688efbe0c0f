#include "views/status_area.h"

#include "style/looks.h"

#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <cmath>

namespace sfumato {

QString durationText(double seconds) {
    const auto total = static_cast<qint64>(std::ceil(seconds));
    if (total < 60) return StatusArea::tr("%1 s").arg(total);
    if (total < 3600) return StatusArea::tr("%1 min %2 s").arg(total / 60).arg(total % 60);
    return StatusArea::tr("%1 h %2 min").arg(total / 3600).arg(total % 3600 / 60);
}

StatusArea::StatusArea(QWidget* parent) : QStatusBar(parent) {
    setSizeGripEnabled(false);
    setContentsMargins(8, 0, 8, 0);
    m_message = new QLabel(tr("Ready"), this);
    m_message->setAccessibleName(tr("State"));
    m_progress = new QProgressBar(this);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setFixedWidth(160);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(8);
    m_eta = new QLabel(this);
    m_eta->setAccessibleName(tr("Time left"));
    m_zoom = new QLabel(this);
    m_zoom->setAccessibleName(tr("Zoom"));
    m_device = new QToolButton(this);
    m_device->setObjectName(QStringLiteral("device"));
    m_device->setAccessibleName(tr("Device"));
    setLook(*m_device, ButtonLook::quiet);
    m_device->setPopupMode(QToolButton::InstantPopup);
    m_device->setText(tr("Device"));
    m_device->setToolTip(tr("Choose what paints"));
    for (QLabel* label : {m_eta, m_zoom})
        setTone(*label, Tone::dim);
    m_zoom->setContentsMargins(0, 0, 16, 0);
    addWidget(m_message);
    addWidget(m_progress);
    addWidget(m_eta, 1);
    addPermanentWidget(m_zoom);
    addPermanentWidget(m_device);
    hideProgress();
}

void StatusArea::setDevice(const QString& name, const QString& driver, bool software, const QString& why) {
    // Mesa's processor driver tells the compiler's version in brackets, which is of no use here.
    m_device->setText(software ? tr("%1 (processor)").arg(name.section(QStringLiteral(" ("), 0, 0)) : name);
    QStringList lines{name, driver};
    if (!why.isEmpty())
        lines << tr("Chosen automatically: %1").arg(why);
    else if (software)
        lines << tr("No graphics card is used: the processor paints, which takes longer");
    m_device->setToolTip(lines.join(QLatin1Char('\n')));
}

void StatusArea::setDeviceMenu(QMenu* menu) {
    m_device->setMenu(menu);
}

void StatusArea::setMessage(const QString& text) {
    m_message->setText(text);
}

void StatusArea::setProgress(double fraction, double eta) {
    m_progress->setRange(0, fraction < 0 ? 0 : 1000);
    if (fraction >= 0) m_progress->setValue(static_cast<int>(std::lround(fraction * 1000)));
    m_progress->show();
    m_eta->setText(eta > 0 ? tr("about %1 left").arg(durationText(eta)) : QString());
}

void StatusArea::hideProgress() {
    m_progress->hide();
    m_eta->clear();
}

void StatusArea::setZoom(double zoom) {
    m_zoom->setText(zoom > 0 ? tr("%1 %").arg(std::lround(zoom * 100)) : QString());
}

} // namespace sfumato
