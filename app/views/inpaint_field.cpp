#include "views/inpaint_field.h"

#include "style/looks.h"
#include "views/form.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace sfumato {
namespace {

template <class E> void addChoice(QComboBox& box, const QString& text, E value, const QString& tip) {
    box.addItem(text, static_cast<int>(value));
    box.setItemData(box.count() - 1, tip, Qt::ToolTipRole);
}

template <class E> void choose(QComboBox& box, E value) {
    const QSignalBlocker blocker(box);
    box.setCurrentIndex(box.findData(static_cast<int>(value)));
}

void setQuietly(QSpinBox& box, int value) {
    const QSignalBlocker blocker(box);
    box.setValue(value);
}

QSpinBox* pixels(int most, const QString& name, const QString& tip) {
    auto* box = new QSpinBox;
    box->setRange(0, most);
    box->setSuffix(InpaintField::tr(" px"));
    describe(*box, name, tip);
    return box;
}

} // namespace

InpaintField::InpaintField(RecipeDocument& document, QWidget* parent) : QWidget(parent), m_document(document) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* top = new QWidget;
    QGridLayout* form = newForm(top);
    m_fit = new QComboBox;
    m_fit->setAccessibleName(tr("Fit of the initial image"));
    addChoice(*m_fit, tr("Crop"), InitFit::crop, tr("Its middle, as large as the picture"));
    addChoice(*m_fit, tr("Stretch"), InitFit::stretch, tr("All of it, out of shape where it must be"));
    addChoice(*m_fit, tr("Fill"), InitFit::fill, tr("All of it in shape, its edges drawn out"));
    addRow(*form, tr("Fit"), m_fit);
    auto* paint = new QPushButton(tr("Paint mas&k…"));
    paint->setObjectName(QStringLiteral("paintMask"));
    paint->setToolTip(tr("Only what is masked is made anew; all else stays bit for bit"));
    m_state = new QLabel;
    setTone(*m_state, Tone::dim);
    m_state->setWordWrap(true);
    form->addWidget(paint, form->rowCount(), 0);
    form->addWidget(m_state, form->rowCount() - 1, 1);
    column->addWidget(top);

    m_settings = new QWidget;
    QGridLayout* settings = newForm(m_settings);
    m_area = new QComboBox;
    m_area->setObjectName(QStringLiteral("inpaintArea"));
    m_area->setAccessibleName(tr("Inpaint area"));
    addChoice(*m_area, tr("Whole picture"), InpaintArea::whole, tr("The model sees all of the picture"));
    addChoice(*m_area, tr("Only masked"), InpaintArea::masked,
              tr("The model sees the masked part and its surroundings at the size above: finer details"));
    m_content = new QComboBox;
    m_content->setAccessibleName(tr("Masked content"));
    addChoice(*m_content, tr("Original"), MaskedContent::original, tr("Begin with the picture under the mask"));
    addChoice(*m_content, tr("Fill"), MaskedContent::fill, tr("Begin with the blurred surroundings"));
    addChoice(*m_content, tr("Latent noise"), MaskedContent::noise, tr("Begin with noise; needs a high strength"));
    addChoice(*m_content, tr("Latent nothing"), MaskedContent::nothing,
              tr("Begin with nothing; needs a high strength"));
    m_blur = pixels(recipe_limits::max_mask_blur, tr("Mask blur"), tr("Softness of the mask's edge"));
    m_padding =
        pixels(recipe_limits::max_padding, tr("Padding"), tr("Surroundings of the masked part that the model sees"));
    addRow(*settings, tr("Area"), m_area);
    addRow(*settings, tr("Begin with"), m_content);
    addRow(*settings, tr("Mask blur"), m_blur);
    addRow(*settings, tr("Padding"), m_padding);
    column->addWidget(m_settings);
    makeGrow();
    column->addWidget(m_grow);

    connect(paint, &QPushButton::clicked, this, &InpaintField::maskRequested);
    connect(m_fit, &QComboBox::activated, this, [this] {
        const auto fit = static_cast<InitFit>(m_fit->currentData().toInt());
        m_document.edit(QStringLiteral("fit"), tr("fit of the initial image"), [&](RecipeDraft& d) {
            if (d.recipe.init) d.recipe.init->fit = fit;
        });
    });
    connect(m_area, &QComboBox::activated, this, [this] {
        const auto area = static_cast<InpaintArea>(m_area->currentData().toInt());
        change(QStringLiteral("area"), tr("inpaint area"), [&](Inpaint& i) { i.area = area; });
    });
    connect(m_content, &QComboBox::activated, this, [this] {
        const auto content = static_cast<MaskedContent>(m_content->currentData().toInt());
        change(QStringLiteral("content"), tr("masked content"), [&](Inpaint& i) { i.content = content; });
    });
    connect(m_blur, &QSpinBox::valueChanged, this, [this](int value) {
        change(QStringLiteral("blur"), tr("mask blur"), [&](Inpaint& i) { i.blur = value; });
    });
    connect(m_padding, &QSpinBox::valueChanged, this, [this](int value) {
        change(QStringLiteral("padding"), tr("padding"), [&](Inpaint& i) { i.padding = value; });
    });
    connect(&m_document, &RecipeDocument::changed, this, [this] { show(m_document.recipe()); });
    show(m_document.recipe());
}

void InpaintField::makeGrow() {
    m_grow = new QWidget;
    auto* grid = new QGridLayout(m_grow);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(4);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->addWidget(new QLabel(tr("Grow the frame (outpaint)")), 0, 0, 1, 2);
    const QString names[] = {tr("Left"), tr("Top"), tr("Right"), tr("Bottom")};
    constexpr std::pair<int, int> cells[] = {{2, 0}, {1, 0}, {2, 1}, {1, 1}};
    for (int i = 0; i < 4; ++i) {
        m_sides[i] = pixels(recipe_limits::max_side, tr("Grow: %1").arg(names[i]),
                            tr("New pixels on this side, painted by the model"));
        m_sides[i]->setPrefix(names[i] + QLatin1Char(' '));
        m_sides[i]->setSingleStep(64);
        m_sides[i]->setKeyboardTracking(false);
        grid->addWidget(m_sides[i], cells[i].first, cells[i].second);
        connect(m_sides[i], &QSpinBox::valueChanged, this, [this] {
            const Margins grow{m_sides[0]->value(), m_sides[1]->value(), m_sides[2]->value(), m_sides[3]->value()};
            change(QStringLiteral("grow"), tr("growing the frame"), [&](Inpaint& inpaint) { inpaint.grow = grow; });
        });
    }
}

void InpaintField::change(const QString& field, const QString& text, const std::function<void(Inpaint&)>& apply) {
    m_document.edit(field, text, [&](RecipeDraft& draft) {
        if (!draft.recipe.init) return;
        const bool had = draft.recipe.inpaint.has_value();
        Inpaint inpaint = draft.recipe.inpaint.value_or(Inpaint{.source = MaskSource::frame});
        apply(inpaint);
        // Drawn-out edges are streaks: what is new begins with its surroundings.
        if (!had && inpaint.grow.any()) inpaint.content = MaskedContent::fill;
        if (inpaint.source == MaskSource::frame && !inpaint.grow.any())
            draft.recipe.inpaint.reset();
        else
            draft.recipe.inpaint = inpaint;
        if (draft.recipe.inpaint) draft.recipe.hires.reset(); // the two cannot be combined
    });
}

void InpaintField::show(const Recipe& recipe) {
    setVisible(recipe.init.has_value());
    if (!recipe.init) return;
    const Inpaint inpaint = recipe.inpaint.value_or(Inpaint{});
    const bool masked = recipe.inpaint && inpaint.source != MaskSource::frame;
    m_state->setText(masked           ? tr("Only the masked part is made anew")
                     : recipe.inpaint ? tr("Only the new frame is made")
                                      : tr("No mask: all of it changes"));
    m_settings->setVisible(recipe.inpaint.has_value());
    choose(*m_fit, recipe.init->fit);
    choose(*m_area, inpaint.area);
    choose(*m_content, inpaint.content);
    setQuietly(*m_blur, inpaint.blur);
    setQuietly(*m_padding, inpaint.padding);
    m_padding->setEnabled(inpaint.area == InpaintArea::masked);
    const int sides[] = {inpaint.grow.left, inpaint.grow.top, inpaint.grow.right, inpaint.grow.bottom};
    for (int i = 0; i < 4; ++i)
        setQuietly(*m_sides[i], recipe.inpaint ? sides[i] : 0);
}

} // namespace sfumato
