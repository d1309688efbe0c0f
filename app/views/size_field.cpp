#include "views/size_field.h"

#include "recipe/recipe.h"
#include "style/icons.h"
#include "style/looks.h"
#include "views/form.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace sfumato {
namespace {

/// Where the model's own size is not known.
constexpr int usual_side = 512;
/// Larger pictures than this many times the model's area tend to show things twice, smaller ones to fall apart.
constexpr double large_area = 2.25, small_area = 0.4;

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

double distance(double found, double wanted) {
    return std::abs(std::log(found / wanted));
}

} // namespace

QSize sizeOfShape(QSize ratio, int side, int multiple) {
    const double shape = double(ratio.width()) / ratio.height();
    const double area = double(side) * side;
    const int most = recipe_limits::max_side / multiple;
    const auto units = [&](double pixels) { return std::clamp(int(std::lround(pixels / multiple)), 1, most); };
    const int middle = units(std::sqrt(area / shape));
    // A wrong shape is seen, an area that is a little off is not: but of small models' sizes few have the very shape.
    constexpr double shape_matters = 3;
    QSize best;
    double least = 1e9;
    const int reach = std::max(1, middle / 8);
    for (int rows = std::max(1, middle - reach); rows <= std::min(most, middle + reach); ++rows) {
        const QSize size(units(rows * multiple * shape) * multiple, rows * multiple);
        const double off = shape_matters * distance(double(size.width()) / size.height(), shape) +
                           distance(double(size.width()) * size.height(), area);
        if (off >= least) continue;
        least = off;
        best = size;
    }
    return best;
}

SizeField::SizeField(QWidget* parent) : QWidget(parent) {
    m_presets = new QComboBox(this);
    m_presets->setObjectName(QStringLiteral("shape"));
    m_presets->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_presets->setMinimumContentsLength(12);
    describe(*m_presets, tr("Shape of the picture"), tr("Shapes with about as many pixels as the model was made for"));
    makeNumbers();
    m_hint = new QLabel(this);
    m_hint->setObjectName(QStringLiteral("sizeHint"));
    setTone(*m_hint, Tone::dim);
    m_hint->setWordWrap(true);

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(8);
    layout->setVerticalSpacing(8);
    layout->addWidget(m_presets, 0, 0, 1, 2);
    layout->addWidget(m_lock, 0, 2);
    layout->addWidget(m_width, 1, 0);
    layout->addWidget(m_height, 1, 1);
    layout->addWidget(m_swap, 1, 2);
    layout->addWidget(m_hint, 2, 0, 1, 3);
    layout->setColumnStretch(0, 1);
    layout->setColumnStretch(1, 1);
    setFocusProxy(m_presets);

    fillPresets();
    connect(m_presets, &QComboBox::activated, this, &SizeField::choosePreset);
    connect(m_width, &QSpinBox::valueChanged, this, [this] { editNumbers(true); });
    connect(m_height, &QSpinBox::valueChanged, this, [this] { editNumbers(false); });
    connect(m_swap, &QToolButton::clicked, this, [this] {
        m_shape.transpose();
        emit edited(m_height->value(), m_width->value());
    });
    connect(m_lock, &QToolButton::toggled, this, [this] { m_shape = QSize(m_width->value(), m_height->value()); });
}

void SizeField::makeNumbers() {
    m_width = makeNumber(tr("Width in pixels"), tr("Width"), this);
    m_height = makeNumber(tr("Height in pixels"), tr("Height"), this);
    m_swap = new QToolButton(this);
    m_swap->setObjectName(QStringLiteral("swapSides"));
    m_swap->setIcon(icon(Glyph::swap));
    describe(*m_swap, tr("Swap width and height"), tr("Swap width and height"));
    m_lock = new QToolButton(this);
    m_lock->setObjectName(QStringLiteral("lockShape"));
    m_lock->setIcon(icon(Glyph::lock));
    m_lock->setCheckable(true);
    describe(*m_lock, tr("Keep the shape"), tr("Keep the shape: the other side follows when one is changed"));
}

void SizeField::fillPresets() {
    const QSignalBlocker blocker(m_presets);
    m_presets->clear();
    m_presets->addItem(m_side > 0 ? tr("Model's own (%1 × %1)").arg(m_side) : tr("Model's own size"), QSize(0, 0));
    const QSize shapes[] = {{1, 1},  {5, 4}, {4, 3}, {3, 2}, {16, 9}, {2, 1},
                            {21, 9}, {4, 5}, {3, 4}, {2, 3}, {9, 16}, {1, 2}};
    const int side = m_side > 0 ? m_side : usual_side;
    for (const QSize& shape : shapes) {
        const QSize size = sizeOfShape(shape, side, m_multiple);
        if (m_presets->findData(size) < 0)
            m_presets->addItem(
                tr("%1:%2 (%3 × %4)").arg(shape.width()).arg(shape.height()).arg(size.width()).arg(size.height()),
                size);
    }
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
    const int side = m_side > 0 ? m_side : usual_side;
    const QSignalBlocker block_width(m_width), block_height(m_height), block_presets(m_presets);
    m_width->setValue(m_own ? side : width);
    m_height->setValue(m_own ? side : height);
    const int row = m_presets->findData(m_own ? QSize(0, 0) : QSize(width, height));
    m_presets->setCurrentIndex(row >= 0 ? row : m_presets->count() - 1);
    // Another shape from elsewhere is the one to keep from now on; rounded sides of the same shape are not.
    const QSize now(m_width->value(), m_height->value());
    if (m_shape.isEmpty() || std::abs(now.width() - double(now.height()) * m_shape.width() / m_shape.height()) >
                                 2.0 * m_multiple * std::max(1.0, double(m_shape.width()) / m_shape.height()))
        m_shape = now;
    showHint();
}

void SizeField::showHint() {
    const double area = double(m_width->value()) * m_height->value();
    const double times = m_own || m_side <= 0 ? 1 : area / (double(m_side) * m_side);
    m_hint->setVisible(times > large_area || times < small_area);
    const QString number = QLocale().toString(times, 'g', 2);
    m_hint->setText(
        times > 1 ? tr("%1 times the area that this model was made for: things may appear twice. Hires fix helps.")
                        .arg(number)
                  : tr("%1 of the area that this model was made for: pictures may fall apart.").arg(number));
}

void SizeField::choosePreset(int index) {
    const QSize size = m_presets->itemData(index).toSize();
    if (!size.isValid()) {
        emit edited(m_width->value(), m_height->value());
        m_width->setFocus();
        m_width->selectAll();
        return;
    }
    m_shape = size.isEmpty() ? QSize(1, 1) : size;
    emit edited(size.width(), size.height());
}

int SizeField::rounded(double value) const {
    const int nearest = int(std::lround(std::min(value, 1e6) / m_multiple)) * m_multiple;
    return std::clamp(nearest, m_multiple, recipe_limits::max_side / m_multiple * m_multiple);
}

void SizeField::editNumbers(bool width_leads) {
    int width = rounded(m_width->value());
    int height = rounded(m_height->value());
    if (m_lock->isChecked() && !m_shape.isEmpty()) {
        const double shape = double(m_shape.width()) / m_shape.height();
        if (width_leads)
            height = rounded(width / shape);
        else
            width = rounded(height * shape);
    }
    setSize(width, height);
    emit edited(width, height);
}

} // namespace sfumato
