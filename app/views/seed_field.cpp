#include "views/seed_field.h"

#include "style/icons.h"
#include "views/form.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QToolButton>

namespace sfumato {

SeedField::SeedField(QWidget* parent) : QWidget(parent) {
    m_mode = new QComboBox(this);
    m_mode->setObjectName(QStringLiteral("seedMode"));
    m_mode->addItem(tr("Random"), static_cast<int>(SeedMode::random));
    m_mode->addItem(tr("Fixed"), static_cast<int>(SeedMode::fixed));
    m_mode->addItem(tr("Increment"), static_cast<int>(SeedMode::increment));
    describe(*m_mode, tr("Choice of the seed"),
             tr("Random: a new seed for each picture. Fixed: the same seed, the same picture. Increment: the next "
                "Generate takes the seed that follows."));
    m_number = new QLineEdit(this);
    m_number->setObjectName(QStringLiteral("seedNumber"));
    describe(*m_number, tr("Seed"), tr("The same seed and settings give the same picture"));
    m_number->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,20}")), m_number));
    m_reuse = new QToolButton(this);
    m_reuse->setObjectName(QStringLiteral("seedReuse"));
    m_reuse->setIcon(icon(Glyph::reuse));
    m_reuse->setEnabled(false);
    describe(*m_reuse, tr("Use the last seed again"), tr("Use the seed of the last picture again"));

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_mode, 0, 0);
    layout->addWidget(m_reuse, 0, 1);
    layout->addWidget(m_number, 1, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    setFocusProxy(m_mode);

    connect(m_mode, &QComboBox::activated, this, [this](int row) {
        const auto mode = static_cast<SeedMode>(m_mode->itemData(row).toInt());
        // Who ends the drawing of seeds wants to keep the picture that is there.
        emit edited(m_shown == SeedMode::random ? m_last.value_or(m_seed) : m_seed, mode);
    });
    connect(m_number, &QLineEdit::textEdited, this, [this](const QString& text) {
        bool fits = false;
        const quint64 seed = text.toULongLong(&fits);
        if (fits) emit edited(seed, static_cast<SeedMode>(m_mode->currentData().toInt()));
    });
    // An empty field or a number beyond 64 bits falls back to the last good one.
    connect(m_number, &QLineEdit::editingFinished, this, [this] { setSeed(m_seed, m_shown); });
    connect(m_reuse, &QToolButton::clicked, this, [this] {
        if (m_last) emit edited(*m_last, SeedMode::fixed);
    });
}

void SeedField::setSeed(quint64 seed, SeedMode mode) {
    m_seed = seed;
    m_shown = mode;
    {
        const QSignalBlocker blocker(m_mode);
        m_mode->setCurrentIndex(m_mode->findData(static_cast<int>(mode)));
    }
    m_number->setVisible(mode != SeedMode::random); // it would say nothing
    const QString text = QString::number(seed);
    // A field that is being typed into keeps its cursor.
    if (m_number->text() != text &&
        !(m_number->hasFocus() && m_number->text().toULongLong() == seed && !m_number->text().isEmpty()))
        m_number->setText(text);
}

void SeedField::setLastSeed(std::optional<quint64> seed) {
    m_last = seed;
    m_reuse->setEnabled(seed.has_value());
    if (seed) m_reuse->setToolTip(tr("Use the seed of the last picture again (%1)").arg(*seed));
}

} // namespace sfumato
