#include "views/seed_field.h"

#include "style/icons.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QToolButton>

namespace sfumato {

SeedField::SeedField(QWidget* parent) : QWidget(parent) {
    m_number = new QLineEdit(this);
    m_number->setObjectName(QStringLiteral("seedNumber"));
    m_number->setAccessibleName(tr("Seed"));
    m_number->setToolTip(tr("The same seed and settings give the same picture"));
    m_number->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,20}")), m_number));
    m_random = new QToolButton(this);
    m_random->setObjectName(QStringLiteral("seedRandom"));
    m_random->setCheckable(true);
    m_random->setIcon(icon(Glyph::dice));
    m_random->setAccessibleName(tr("New seed for each picture"));
    m_random->setToolTip(tr("Draw a new seed for each picture"));
    m_reuse = new QToolButton(this);
    m_reuse->setObjectName(QStringLiteral("seedReuse"));
    m_reuse->setIcon(icon(Glyph::reuse));
    m_reuse->setAccessibleName(tr("Use the last seed again"));
    m_reuse->setToolTip(tr("Use the seed of the last picture again"));
    m_reuse->setEnabled(false);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_number, 1);
    layout->addWidget(m_random);
    layout->addWidget(m_reuse);
    setFocusProxy(m_random);

    connect(m_number, &QLineEdit::textEdited, this, [this](const QString& text) {
        bool fits = false;
        const quint64 seed = text.toULongLong(&fits);
        if (fits) emit edited(seed, false);
    });
    // An empty field or a number beyond 64 bits falls back to the last good one.
    connect(m_number, &QLineEdit::editingFinished, this, [this] { setSeed(m_seed, m_random->isChecked()); });
    connect(m_random, &QToolButton::toggled, this, [this](bool on) { emit edited(m_seed, on); });
    connect(m_reuse, &QToolButton::clicked, this, [this] {
        if (m_last) emit edited(*m_last, false);
    });
}

void SeedField::setSeed(quint64 seed, bool random) {
    const QSignalBlocker block_random(m_random);
    m_seed = seed;
    m_random->setChecked(random);
    m_number->setEnabled(!random);
    m_number->setPlaceholderText(tr("new each time"));
    const QString text = random ? QString() : QString::number(seed);
    // A field that is being typed into keeps its cursor.
    if (m_number->text() != text &&
        !(m_number->hasFocus() && m_number->text().toULongLong() == seed && !m_number->text().isEmpty()))
        m_number->setText(text);
    setFocusProxy(random ? static_cast<QWidget*>(m_random) : m_number);
}

void SeedField::setLastSeed(std::optional<quint64> seed) {
    m_last = seed;
    m_reuse->setEnabled(seed.has_value());
    if (seed) m_reuse->setToolTip(tr("Use the seed of the last picture again (%1)").arg(*seed));
}

} // namespace sfumato
