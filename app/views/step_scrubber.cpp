#include "views/step_scrubber.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QVBoxLayout>

namespace sfumato {

StepScrubber::StepScrubber(QWidget* parent)
    : QWidget(parent), m_row(new QWidget), m_slider(new QSlider(Qt::Horizontal)), m_label(new QLabel),
      m_fork(new QPushButton(tr("Fork Here"))), m_forkRow(new QWidget), m_forkLabel(new QLabel) {
    setObjectName(QStringLiteral("stepScrubber"));
    m_slider->setObjectName(QStringLiteral("stepSlider"));
    m_slider->setAccessibleName(tr("Step of the picture"));
    m_slider->setAccessibleDescription(tr("Look back at how the picture came to be"));
    m_slider->setToolTip(m_slider->accessibleDescription());
    m_slider->setPageStep(5);
    m_fork->setObjectName(QStringLiteral("forkHere"));
    m_fork->setToolTip(tr("Keep the steps up to here, and go on with another prompt, guidance or seed"));
    m_fork->setAccessibleName(m_fork->text());
    m_fork->setAccessibleDescription(m_fork->toolTip());
    auto* row = new QHBoxLayout(m_row);
    row->setContentsMargins(16, 4, 16, 4);
    row->addWidget(m_slider, 1);
    row->addWidget(m_label);
    row->addWidget(m_fork);
    auto* detach = new QPushButton(tr("Detach"));
    detach->setObjectName(QStringLiteral("detachFork"));
    detach->setToolTip(tr("Make the panel's picture from its first step again"));
    detach->setAccessibleName(detach->text());
    detach->setAccessibleDescription(detach->toolTip());
    auto* fork_row = new QHBoxLayout(m_forkRow);
    fork_row->setContentsMargins(16, 4, 16, 4);
    fork_row->addWidget(m_forkLabel, 1);
    fork_row->addWidget(detach);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_row);
    column->addWidget(m_forkRow);
    connect(m_slider, &QSlider::valueChanged, this, [this] {
        follow();
        emit stepChosen(step());
    });
    connect(m_fork, &QPushButton::clicked, this, [this] {
        if (step() > 0) emit forkRequested(step());
    });
    connect(detach, &QPushButton::clicked, this, &StepScrubber::detachRequested);
    setSteps({}, 0);
    setFork(0);
}

void StepScrubber::setSteps(const QList<int>& steps, int total) {
    m_steps = steps;
    m_total = total;
    const QSignalBlocker quiet(m_slider);
    m_slider->setRange(0, static_cast<int>(steps.size()));
    m_slider->setValue(m_slider->maximum());
    m_row->setVisible(!steps.isEmpty());
    follow();
}

void StepScrubber::setFork(int step) {
    m_forkRow->setVisible(step > 0);
    m_forkLabel->setText(tr("The panel is a fork: it begins after step %1 of the picture it leaves").arg(step));
}

int StepScrubber::step() const {
    return m_slider->value() < m_steps.size() ? m_steps[m_slider->value()] : 0;
}

void StepScrubber::follow() {
    const int shown = step();
    m_label->setText(shown > 0 ? tr("Step %1 of %2").arg(shown).arg(m_total) : tr("Finished"));
    m_fork->setEnabled(shown > 0);
}

} // namespace sfumato
