#include "views/recipe_panel.h"

#include "engine_adapter.h"
#include "sampling/samplers.h"
#include "sampling/schedules.h"
#include "style/icons.h"
#include "style/looks.h"
#include "views/form.h"
#include "views/hires_field.h"
#include "views/init_image_field.h"
#include "views/inpaint_field.h"
#include "views/prompt_edit.h"
#include "views/seed_field.h"
#include "views/size_field.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sfumato {
namespace {

/// Selects the row with `data`, adding one for a value that is not offered, so that nothing is changed silently.
void select(QComboBox& box, const QString& data) {
    const QSignalBlocker blocker(box);
    int row = box.findData(data);
    if (row < 0) {
        box.addItem(data, data);
        row = box.count() - 1;
    }
    box.setCurrentIndex(row);
}

template <class Box, class Value> void setQuietly(Box& box, Value value) {
    const QSignalBlocker blocker(box);
    box.setValue(value);
}

/// A combo must not widen the panel to its longest entry.
void keepNarrow(QComboBox& box) {
    box.setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box.setMinimumContentsLength(12);
}

/// The wheel scrolls the panel; it changes a value only in the field that has the focus.
class WheelGuard final : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::Wheel || static_cast<QWidget*>(watched)->hasFocus()) return false;
        event->ignore();
        return true;
    }
};

void guardWheels(QWidget& panel) {
    auto* guard = new WheelGuard(&panel);
    for (QWidget* child : panel.findChildren<QWidget*>())
        if (qobject_cast<QAbstractSpinBox*>(child) || qobject_cast<QComboBox*>(child) ||
            qobject_cast<QSlider*>(child)) {
            child->setFocusPolicy(Qt::StrongFocus);
            child->installEventFilter(guard);
        }
}

} // namespace

RecipePanel::RecipePanel(RecipeDocument& document, ModelList& models, QWidget* parent)
    : QWidget(parent), m_document(document), m_models(models) {
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(makeForm());
    scroll->viewport()->setAutoFillBackground(false);
    scroll->widget()->setAutoFillBackground(false);

    m_generate = new QPushButton(this);
    m_generate->setObjectName(QStringLiteral("generate"));
    QFont strong = m_generate->font();
    strong.setWeight(QFont::DemiBold);
    m_generate->setFont(strong);
    auto* button_row = new QHBoxLayout;
    button_row->setContentsMargins(16, 8, 16, 16);
    button_row->setSpacing(8);
    button_row->addWidget(m_generate, 1);
    m_add = new QPushButton(tr("Add to Queue"), this);
    m_add->setObjectName(QStringLiteral("addToQueue"));
    m_add->hide();
    describe(*m_add, m_add->text(), tr("Make this picture after those that wait (Ctrl+Return)"));
    button_row->addWidget(m_add, 1);
    connect(m_add, &QPushButton::clicked, this, &RecipePanel::generateRequested);

    m_column = new QVBoxLayout(this);
    QVBoxLayout* layout = m_column;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addLayout(button_row);
    m_scroll = scroll;
    scroll->widget()->installEventFilter(this);
    keepWidth();

    guardWheels(*this);
    connectEdits();
    connectChoices();
    connect(&m_document, &RecipeDocument::changed, this, [this] { showDraft(m_document.draft()); });
    connect(&m_models, &QAbstractItemModel::modelReset, this, &RecipePanel::showModels);
    connect(&m_models, &QAbstractItemModel::rowsInserted, this, &RecipePanel::showModels);
    connect(m_generate, &QPushButton::clicked, this, [this] {
        if (m_action == Action::generate)
            emit generateRequested();
        else if (m_action == Action::cancel)
            emit cancelRequested();
    });
    setAction(Action::generate);
    showModels();
    showDraft(m_document.draft());
}

bool RecipePanel::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::LayoutRequest && watched == m_scroll->widget()) keepWidth();
    return QWidget::eventFilter(watched, event);
}

/// Nothing is cut off at the right, however long a language's labels are.
void RecipePanel::keepWidth() {
    constexpr int least = 312;
    const int form = m_scroll->widget()->minimumSizeHint().width();
    const int bar = style()->pixelMetric(QStyle::PM_ScrollBarExtent, nullptr, m_scroll->verticalScrollBar());
    setMinimumWidth(std::max({least, form + bar, m_column->minimumSize().width()}));
}

QWidget* RecipePanel::makeForm() {
    auto* form = new QWidget;
    auto* layout = new QVBoxLayout(form);
    layout->setContentsMargins(16, 16, 16, 8);
    layout->setSpacing(8);
    makePrompts(*layout);
    layout->addSpacing(8);
    makeParameters(*layout);
    layout->addSpacing(8);
    m_init = new InitImageField(form);
    layout->addWidget(m_init);
    m_inpaint = new InpaintField(m_document, form);
    layout->addWidget(m_inpaint);
    layout->addWidget(new HiresField(m_document, form));
    connect(m_inpaint, &InpaintField::maskRequested, this, &RecipePanel::maskRequested);
    makeAdvanced(*layout);
    layout->addStretch(1);
    return form;
}

void RecipePanel::makeParameters(QVBoxLayout& layout) {
    makeNumbers();
    makeChoices();
    m_size = new SizeField;
    m_seed = new SeedField;
    auto* box = new QWidget;
    QGridLayout* form = newForm(box);
    addRow(*form, tr("&Model"), m_model);
    addRow(*form, tr("Si&ze"), m_size, Qt::AlignTop);
    addRow(*form, tr("&Steps"), m_steps);
    addRow(*form, tr("Guid&ance"), m_guidance);
    addRow(*form, tr("Sample&r"), m_sampler);
    addRow(*form, tr("Schedu&le"), m_schedule);
    addRow(*form, tr("See&d"), m_seed);
    addRow(*form, tr("Pict&ures"), m_batch);
    layout.addWidget(box);
}

void RecipePanel::makeNumbers() {
    m_steps = new QSpinBox;
    m_steps->setObjectName(QStringLiteral("steps"));
    m_steps->setRange(1, recipe_limits::max_steps);
    describe(*m_steps, tr("Steps"), tr("More steps take longer and give finer pictures; 16 to 30 is usual"));
    m_guidance = new QDoubleSpinBox;
    m_guidance->setObjectName(QStringLiteral("guidance"));
    m_guidance->setRange(0, recipe_limits::max_cfg_scale);
    m_guidance->setDecimals(2);
    m_guidance->setSingleStep(0.5);
    describe(*m_guidance, tr("Guidance"),
             tr("How closely the picture follows the prompt (CFG scale); 1 switches guidance off"));
    m_batch = new QSpinBox;
    m_batch->setObjectName(QStringLiteral("batch"));
    m_batch->setRange(1, 999);
    describe(*m_batch, tr("Number of pictures"),
             tr("How many pictures one Generate makes, with seeds that follow each other"));
    for (QAbstractSpinBox* box : {static_cast<QAbstractSpinBox*>(m_steps), static_cast<QAbstractSpinBox*>(m_guidance),
                                  static_cast<QAbstractSpinBox*>(m_batch)})
        box->setKeyboardTracking(true);
}

void RecipePanel::makeChoices() {
    m_model = new QComboBox;
    m_model->setObjectName(QStringLiteral("model"));
    describe(*m_model, tr("Model"),
             tr("The model that paints. Models in the models folder are listed; others can be opened or dropped on the "
                "window."));
    m_sampler = new QComboBox;
    m_sampler->setObjectName(QStringLiteral("sampler"));
    describe(*m_sampler, tr("Sampler"), tr("The way from noise to picture"));
    for (const Sampler& row : samplers())
        m_sampler->addItem(toQString(row.label), toQString(row.name));
    m_schedule = new QComboBox;
    m_schedule->setObjectName(QStringLiteral("schedule"));
    describe(*m_schedule, tr("Schedule"), tr("How the noise falls from step to step"));
    for (const Schedule& row : schedules())
        m_schedule->addItem(toQString(row.label), toQString(row.name));
    for (QComboBox* box : {m_model, m_sampler, m_schedule})
        keepNarrow(*box);
}

void RecipePanel::makeAdvanced(QVBoxLayout& layout) {
    m_advancedToggle = new QToolButton;
    m_advancedToggle->setObjectName(QStringLiteral("advancedToggle"));
    setLook(*m_advancedToggle, ButtonLook::flat);
    m_advancedToggle->setText(tr("Advan&ced"));
    m_advancedToggle->setToolTip(tr("Clip skip, eta and the source of noise"));
    m_advancedToggle->setAccessibleName(tr("Show advanced settings"));
    m_advancedToggle->setCheckable(true);
    m_advancedToggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_advancedToggle->setIcon(icon(Glyph::chevronRight));
    m_advanced = new QWidget;
    QGridLayout* form = newForm(m_advanced);
    m_clipSkip = new QSpinBox;
    m_clipSkip->setRange(1, recipe_limits::max_clip_skip);
    describe(*m_clipSkip, tr("Clip skip"),
             tr("Which layer of the text encoder is used: 1 is the last, 2 the one before"));
    m_eta = new QDoubleSpinBox;
    m_eta->setRange(0, recipe_limits::max_eta);
    m_eta->setDecimals(2);
    m_eta->setSingleStep(0.1);
    describe(*m_eta, tr("Eta"), tr("How much noise ancestral and SDE samplers add again"));
    m_noise = new QComboBox;
    m_noise->addItem(tr("CPU"), static_cast<int>(NoiseSource::cpu));
    m_noise->addItem(tr("GPU (Philox)"), static_cast<int>(NoiseSource::philox));
    describe(*m_noise, tr("Noise source"),
             tr("Which random numbers a seed gives: those of other programs' CPU or GPU setting"));
    addRow(*form, tr("Clip skip"), m_clipSkip);
    addRow(*form, tr("Eta"), m_eta);
    addRow(*form, tr("Noise"), m_noise);
    makeVariation();
    addRow(*form, tr("Variation"), m_variation);
    addRow(*form, tr("Variation seed"), makeVariationSeed());
    addRow(*form, tr("Emphasis"), m_emphasis);
    m_advanced->setVisible(false);
    layout.addWidget(m_advancedToggle, 0, Qt::AlignLeft);
    layout.addWidget(m_advanced);
    connect(m_advancedToggle, &QToolButton::toggled, this, [this](bool on) {
        m_advanced->setVisible(on);
        m_advancedToggle->setIcon(icon(on ? Glyph::chevronDown : Glyph::chevronRight));
    });
}

void RecipePanel::connectEdits() {
    connectPrompts();
    connect(m_size, &SizeField::edited, this, [this](int width, int height) {
        m_document.edit(QStringLiteral("size"), tr("size"), [&](RecipeDraft& d) {
            d.recipe.width = width;
            d.recipe.height = height;
        });
    });
    connect(m_steps, &QSpinBox::valueChanged, this, [this](int value) {
        m_document.edit(QStringLiteral("steps"), tr("steps"), [&](RecipeDraft& d) { d.recipe.steps = value; });
    });
    connect(m_guidance, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_document.edit(QStringLiteral("guidance"), tr("guidance"),
                        [&](RecipeDraft& d) { d.recipe.cfg_scale = value; });
    });
    connect(m_seed, &SeedField::edited, this, [this](quint64 seed, SeedMode mode) {
        m_document.edit(QStringLiteral("seed"), tr("seed"), [&](RecipeDraft& d) {
            d.recipe.seed = seed;
            d.seed_mode = mode;
        });
    });
    connect(m_batch, &QSpinBox::valueChanged, this, [this](int value) {
        m_document.edit(QStringLiteral("batch"), tr("number of pictures"), [&](RecipeDraft& d) { d.batch = value; });
    });
    connect(m_clipSkip, &QSpinBox::valueChanged, this, [this](int value) {
        m_document.edit(QStringLiteral("clip skip"), tr("clip skip"),
                        [&](RecipeDraft& d) { d.recipe.clip_skip = value; });
    });
    connect(m_eta, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_document.edit(QStringLiteral("eta"), tr("eta"), [&](RecipeDraft& d) { d.recipe.eta = value; });
    });
    connect(m_init, &InitImageField::openRequested, this, &RecipePanel::openInitRequested);
    connect(m_init, &InitImageField::dropped, this, &RecipePanel::initDropped);
    connect(m_init, &InitImageField::removed, this, [this] {
        m_document.edit(QString(), tr("removal of the initial image"), [](RecipeDraft& d) {
            d.recipe.init.reset();
            d.recipe.inpaint.reset();
        });
    });
    connect(m_init, &InitImageField::strengthEdited, this, [this](double strength) {
        m_document.edit(QStringLiteral("strength"), tr("strength"), [&](RecipeDraft& d) {
            if (d.recipe.init) d.recipe.init->strength = strength;
        });
    });
}

void RecipePanel::connectChoices() {
    connect(m_model, &QComboBox::activated, this, &RecipePanel::chooseModel);
    connect(m_sampler, &QComboBox::activated, this, [this](int row) {
        const QString name = m_sampler->itemData(row).toString();
        m_document.edit(QStringLiteral("sampler"), tr("sampler"),
                        [&](RecipeDraft& d) { d.recipe.sampler = toStd(name); });
    });
    connect(m_schedule, &QComboBox::activated, this, [this](int row) {
        const QString name = m_schedule->itemData(row).toString();
        m_document.edit(QStringLiteral("schedule"), tr("schedule"),
                        [&](RecipeDraft& d) { d.recipe.schedule = toStd(name); });
    });
    connect(m_noise, &QComboBox::activated, this, [this](int row) {
        const auto source = static_cast<NoiseSource>(m_noise->itemData(row).toInt());
        m_document.edit(QStringLiteral("noise"), tr("noise source"),
                        [&](RecipeDraft& d) { d.recipe.noise_source = source; });
    });
}

void RecipePanel::chooseModel(int row) {
    if (row >= m_models.rowCount()) {
        showModels(); // "Open model…" is an action, not a choice
        emit openModelRequested();
        return;
    }
    const QString model = m_model->itemData(row).toString();
    m_document.edit(QStringLiteral("model"), tr("model"), [&](RecipeDraft& d) {
        if (d.recipe.model == toStd(model)) return;
        d.recipe.model = toStd(model);
        d.recipe.model_hash.clear();
    });
    emit modelChosen(model);
}

void RecipePanel::showModels() {
    const QString model = toQString(m_document.recipe().model);
    if (m_models.rowOf(model) < 0) {
        m_models.ensure(model); // comes back here through rowsInserted
        return;
    }
    const QSignalBlocker blocker(m_model);
    m_model->clear();
    for (int row = 0; row < m_models.rowCount(); ++row) {
        const QModelIndex index = m_models.index(row);
        m_model->addItem(index.data().toString(), index.data(ModelList::model_role));
        m_model->setItemData(row, index.data(Qt::ToolTipRole), Qt::ToolTipRole);
        if (!m_models.flags(index).testFlag(Qt::ItemIsEnabled)) m_model->setItemData(row, 0, Qt::UserRole - 1);
    }
    m_model->insertSeparator(m_model->count());
    m_model->addItem(tr("Open model…"));
    m_model->setCurrentIndex(m_models.rowOf(model));
    m_size->setModelRule(m_models.sideMultiple(model), m_models.defaultSide(model));
}

void RecipePanel::showDraft(const RecipeDraft& draft) {
    const Recipe& recipe = draft.recipe;
    m_prompt->setTextKeepingCursor(toQString(recipe.prompt));
    m_negative->setTextKeepingCursor(toQString(recipe.negative_prompt));
    if (m_model->currentData().toString() != toQString(recipe.model)) showModels();
    m_size->setSize(recipe.width, recipe.height);
    setQuietly(*m_steps, recipe.steps);
    setQuietly(*m_guidance, recipe.cfg_scale);
    select(*m_sampler, toQString(recipe.sampler));
    select(*m_schedule, toQString(recipe.schedule));
    m_seed->setSeed(recipe.seed, draft.seed_mode);
    setQuietly(*m_batch, draft.batch);
    m_init->setInit(recipe.init);
    setQuietly(*m_clipSkip, recipe.clip_skip);
    setQuietly(*m_eta, recipe.eta);
    showPromptSettings(recipe);
    const QSignalBlocker blocker(m_noise);
    m_noise->setCurrentIndex(m_noise->findData(static_cast<int>(recipe.noise_source)));
}

void RecipePanel::setAction(Action action) {
    m_action = action;
    const bool idle = action == Action::generate;
    m_generate->setText(idle ? tr("Generate") : action == Action::cancel ? tr("Cancel") : tr("Stopping…"));
    m_generate->setEnabled(action != Action::cancelling);
    setLook(*m_generate, idle ? ButtonLook::call : ButtonLook::halt);
    m_add->setVisible(!idle);
    describe(*m_generate, m_generate->text(),
             idle ? tr("Make the picture (Ctrl+Return)") : tr("Stop within one step (Esc)"));
}

void RecipePanel::setInitThumbnail(const QString& path, const QImage& thumbnail) {
    m_init->setThumbnail(path, thumbnail);
}

void RecipePanel::setLastSeed(std::optional<quint64> seed) {
    m_seed->setLastSeed(seed);
}

void RecipePanel::setPlan(QWidget* plan) {
    plan->setContentsMargins(16, 8, 16, 0);
    m_column->insertWidget(1, plan);
}

void RecipePanel::focusPrompt() {
    m_prompt->setFocus(Qt::OtherFocusReason);
}

bool RecipePanel::advancedShown() const {
    return m_advancedToggle->isChecked();
}

void RecipePanel::showAdvanced(bool shown) {
    m_advancedToggle->setChecked(shown);
}

} // namespace sfumato
