#include "views/size_field.h"

#include "recipe/recipe.h"
#include "style/icons.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>

namespace sfumato {
namespace {

QSpinBox* makeNumber(const QString& name, const QString& tip, QWidget* parent) {
    auto* box = new QSpinBox(parent);
    box->setRange(8, recipe_limits::max_side);
    box->setAccelerated(true);
    box->setKeyboardTracking(false);
    box->setAccessibleName(name);
    box->setToolTip(tip);
    box->setSuffix(SizeField::tr(" px"));
    return box;
}

} // namespace

SizeField::SizeField(QWidget* parent) : QWidget(parent) {
    m_presets = new QComboBox(this);
    m_presets->setAccessibleName(tr("Size preset"));
    m_presets->setToolTip(tr("Usual sizes"));
    m_width = makeNumber(tr("Width in pixels"), tr("Width"), this);
    m_height = makeNumber(tr("Height in pixels"), tr("Height"), this);
    m_swap = new QToolButton(this);
    m_swap->setIcon(icon(Glyph::swap));
    m_swap->setToolTip(tr("Swap width and height"));
    m_swap->setAccessibleName(tr("Swap width and height"));

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(8);
    layout->setVerticalSpacing(8);
    layout->addWidget(m_presets, 0, 0, 1, 3);
    layout->addWidget(m_width, 1, 0);
    layout->addWidget(m_swap, 1, 1);
    layout->addWidget(m_height, 1, 2);
    layout->setColumnStretch(0, 1);
    layout->setColumnStretch(2, 1);
    setFocusProxy(m_presets);

    fillPresets();
    connect(m_presets, &QComboBox::activated, this, &SizeField::choosePreset);
    connect(m_width, &QSpinBox::valueChanged, this, &SizeField::editNumbers);
    connect(m_height, &QSpinBox::valueChanged, this, &SizeField::editNumbers);
    connect(m_swap, &QToolButton::clicked, this, [this] { emit edited(m_height->value(), m_width->value()); });
}

void SizeField::fillPresets() {
    const QSignalBlocker blocker(m_presets);
    m_presets->clear();
    m_presets->addItem(m_side > 0 ? tr("Model's own (%1 × %1)").arg(m_side) : tr("Model's own size"), QSize(0, 0));
    const QSize usual[] = {{128, 128}, {256, 256}, {512, 512}, {512, 768},
                           {768, 512}, {640, 640}, {768, 768}, {1024, 1024}};
    for (const QSize& size : usual)
        if (size.width() % m_multiple == 0 && size.height() % m_multiple == 0)
            m_presets->addItem(tr("%1 × %2").arg(size.width()).arg(size.height()), size);
    m_presets->addItem(tr("Custom"), QSize());
    m_width->setSingleStep(m_multiple);
    m_height->setSingleStep(m_multiple);
}

void SizeField::setModelRule(int multiple, int side) {
    if (multiple == m_multiple && side == m_side) return;
    m_multiple = std::max(1, multiple);
    m_side = side;
    const QSize now = m_own ? QSize(0, 0) : QSize(m_width->value(), m_height->value());
    fillPresets();
    setSize(now.width(), now.height());
}

void SizeField::setSize(int width, int height) {
    m_own = width == 0 || height == 0;
    const int side = m_side > 0 ? m_side : 512;
    const QSignalBlocker block_width(m_width), block_height(m_height), block_presets(m_presets);
    m_width->setValue(m_own ? side : width);
    m_height->setValue(m_own ? side : height);
    const int row = m_presets->findData(m_own ? QSize(0, 0) : QSize(width, height));
    m_presets->setCurrentIndex(row >= 0 ? row : m_presets->count() - 1);
}

void SizeField::choosePreset(int index) {
    const QSize size = m_presets->itemData(index).toSize();
    if (size.isValid()) {
        emit edited(size.width(), size.height());
    } else {
        emit edited(m_width->value(), m_height->value());
        m_width->setFocus();
        m_width->selectAll();
    }
}

int SizeField::rounded(int value) const {
    const int nearest = (value + m_multiple / 2) / m_multiple * m_multiple;
    return std::clamp(nearest, m_multiple, recipe_limits::max_side / m_multiple * m_multiple);
}

void SizeField::editNumbers() {
    const int width = rounded(m_width->value());
    const int height = rounded(m_height->value());
    setSize(width, height);
    emit edited(width, height);
}

} // namespace sfumato
