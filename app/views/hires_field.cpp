#include "views/hires_field.h"

#include "views/form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace sfumato {

HiresField::HiresField(RecipeDocument& document, QWidget* parent) : QWidget(parent), m_document(document) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_on = new QCheckBox(tr("Hires fi&x"));
    m_on->setObjectName(QStringLiteral("hires"));
    describe(*m_on, tr("Hires fix"),
             tr("Make the picture at the size above, enlarge it, and go over it again: larger pictures without doubled "
                "subjects"));
    column->addWidget(m_on);
    m_settings = new QWidget;
    QGridLayout* form = newForm(m_settings);
    m_scale = new QDoubleSpinBox;
    m_scale->setRange(1, recipe_limits::max_hires_scale);
    m_scale->setDecimals(2);
    m_scale->setSingleStep(0.25);
    describe(*m_scale, tr("Enlarge by"), tr("How many times as wide and as high"));
    m_steps = new QSpinBox;
    m_steps->setRange(0, recipe_limits::max_steps);
    m_steps->setSpecialValueText(tr("as above"));
    describe(*m_steps, tr("Steps of the second pass"), tr("0: as many as in the first pass"));
    m_strength = new QDoubleSpinBox;
    m_strength->setRange(0.01, 1);
    m_strength->setDecimals(2);
    m_strength->setSingleStep(0.05);
    describe(*m_strength, tr("Strength of the second pass"), tr("How much it may change: 0.3 refines, 0.7 redraws"));
    m_upscaler = new QComboBox;
    m_upscaler->addItem(tr("Latent"), static_cast<int>(HiresUpscaler::latent));
    m_upscaler->addItem(tr("Latent (nearest)"), static_cast<int>(HiresUpscaler::latent_nearest));
    m_upscaler->addItem(tr("Lanczos"), static_cast<int>(HiresUpscaler::lanczos));
    describe(*m_upscaler, tr("Upscaler"),
             tr("Latent needs a strength of about 0.55 or more; Lanczos enlarges pixels and works with less"));
    addRow(*form, tr("Enlarge by"), m_scale);
    addRow(*form, tr("Steps"), m_steps);
    addRow(*form, tr("Strength"), m_strength);
    addRow(*form, tr("Upscaler"), m_upscaler);
    column->addWidget(m_settings);

    connect(m_on, &QCheckBox::clicked, this, [this](bool on) {
        m_document.edit(QString(), tr("hires fix"), [&](RecipeDraft& draft) {
            if (on)
                draft.recipe.hires = m_last;
            else
                draft.recipe.hires.reset();
        });
    });
    connect(m_scale, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        change(QStringLiteral("hires scale"), [&](Hires& h) {
            h.scale = value;
            h.width = h.height = 0;
        });
    });
    connect(m_steps, &QSpinBox::valueChanged, this,
            [this](int value) { change(QStringLiteral("hires steps"), [&](Hires& h) { h.steps = value; }); });
    connect(m_strength, &QDoubleSpinBox::valueChanged, this,
            [this](double value) { change(QStringLiteral("hires strength"), [&](Hires& h) { h.strength = value; }); });
    connect(m_upscaler, &QComboBox::activated, this, [this] {
        const auto upscaler = static_cast<HiresUpscaler>(m_upscaler->currentData().toInt());
        change(QStringLiteral("hires upscaler"), [&](Hires& h) { h.upscaler = upscaler; });
    });
    connect(&m_document, &RecipeDocument::changed, this, [this] { show(m_document.recipe()); });
    show(m_document.recipe());
}

void HiresField::change(const QString& field, const std::function<void(Hires&)>& apply) {
    m_document.edit(field, tr("hires fix"), [&](RecipeDraft& draft) {
        if (draft.recipe.hires) apply(*draft.recipe.hires);
    });
}

void HiresField::show(const Recipe& recipe) {
    if (recipe.hires) m_last = *recipe.hires;
    m_on->setChecked(recipe.hires.has_value());
    m_on->setEnabled(!recipe.inpaint);
    m_settings->setVisible(recipe.hires.has_value());
    const QSignalBlocker scale(m_scale), steps(m_steps), strength(m_strength), upscaler(m_upscaler);
    m_scale->setValue(m_last.scale);
    m_steps->setValue(m_last.steps);
    m_strength->setValue(m_last.strength);
    m_upscaler->setCurrentIndex(m_upscaler->findData(static_cast<int>(m_last.upscaler)));
}

} // namespace sfumato
