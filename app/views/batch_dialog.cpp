#include "views/batch_dialog.h"
#include "core_texts.h"

#include "recipe/fields.h"
#include "style/icons.h"
#include "style/looks.h"
#include "views/form.h"
#include "views/prompt_edit.h"
#include "views/status_area.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRandomGenerator>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace sfumato {
namespace {

constexpr int plan_after_ms = 250;

QString bytesText(std::uint64_t bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), 1, QLocale::DataSizeTraditionalFormat);
}

QLabel* newHint(const QString& text) {
    auto* label = new QLabel(text);
    label->setWordWrap(true);
    setTone(*label, Tone::dim);
    return label;
}

/// "a,b" as parse_grid_axis() wants it: the field, and what the user wrote.
std::string axisText(const QComboBox& field, const QLineEdit& values) {
    const QString name = field.currentData().toString();
    if (name.isEmpty()) return {};
    return toStd(name + QLatin1Char('=') + values.text());
}

/// What the tab of the matrix begins with: the panel's prompt, unless its brackets, which have a meaning of their own,
/// would be torn apart at the bars or be painted as text.
std::string matrixOf(const std::string& prompt) {
    Recipe recipe;
    recipe.prompt = prompt;
    if (BatchMaker::mayBeTemplate(recipe)) return {};
    int depth = 0;
    for (const char c : prompt) {
        depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        if (c == '|' && depth > 0) return {};
    }
    return prompt;
}

} // namespace

BatchDialog::BatchDialog(RecipeDocument& document, EngineAdapter& adapter, BatchMaker& maker,
                         std::function<QString()> folder, QWidget* parent)
    : QDialog(parent), m_document(document), m_adapter(adapter), m_maker(maker), m_folder(std::move(folder)) {
    setObjectName(QStringLiteral("batchDialog"));
    setWindowTitle(tr("Batch"));
    m_soon.setSingleShot(true);
    m_soon.setInterval(plan_after_ms);
    drawSeed();

    m_tabs = new QTabWidget;
    m_tabs->setObjectName(QStringLiteral("batchTabs"));
    m_tabs->addTab(makeTemplateTab(), tr("Te&mplate"));
    m_tabs->addTab(makeMatrixTab(), tr("Prompt Matri&x"));
    m_tabs->addTab(makeTableTab(), tr("&Table"));
    m_tabs->addTab(makeGridTab(), tr("&Grid"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addWidget(m_tabs);
    column->addWidget(makePreview(), 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_export = buttons->addButton(tr("&Export…"), QDialogButtonBox::ActionRole);
    m_export->setToolTip(tr("Write these recipes to a table (CSV, TSV or JSON lines)"));
    m_add = buttons->addButton(tr("&Add to Queue"), QDialogButtonBox::ActionRole);
    m_add->setObjectName(QStringLiteral("batchAdd"));
    m_add->setDefault(true);
    column->addWidget(buttons);
    resize(760, 680);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_export, &QPushButton::clicked, this, [this] { emit exportRequested(m_batch); });
    connect(m_add, &QPushButton::clicked, this, &BatchDialog::add);
    connect(m_tabs, &QTabWidget::currentChanged, this, &BatchDialog::planSoon);
    connect(&m_document, &RecipeDocument::changed, this, &BatchDialog::planSoon);
    connect(&m_soon, &QTimer::timeout, this, &BatchDialog::plan);
    planSoon();
}

BatchDialog::~BatchDialog() {
    m_cancel.cancel(); // what was cancelled is not answered
}

PromptEdit* BatchDialog::newPrompt(const QString& name, const QString& tip, const QString& text) {
    auto* edit = new PromptEdit(3, 6);
    describe(*edit, name, tip);
    edit->setTextKeepingCursor(text);
    connect(edit, &PromptEdit::edited, this, &BatchDialog::planSoon);
    return edit;
}

QWidget* BatchDialog::makeTemplateTab() {
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->addWidget(newHint(tr("{red|green} takes one of several, __name__ a line of a wildcard, {2$$a|b|c} two of "
                                 "three. The negative prompt of the panel may be a template, too.")));
    m_template = newPrompt(tr("Template"), tr("A prompt with parts that vary"), toQString(m_document.recipe().prompt));
    m_template->setObjectName(QStringLiteral("batchTemplate"));
    column->addWidget(m_template);
    QGridLayout* form = newForm(nullptr);
    m_mode = new QComboBox;
    m_mode->setObjectName(QStringLiteral("batchMode"));
    m_mode->addItem(tr("All combinations"), static_cast<int>(PromptSampler::combinatorial));
    m_mode->addItem(tr("Drawn at random"), static_cast<int>(PromptSampler::random));
    m_mode->addItem(tr("In turn"), static_cast<int>(PromptSampler::cyclical));
    describe(*m_mode, tr("Choice of what varies"),
             tr("All combinations, or as many prompts as asked for: at random or one value after the other"));
    m_count = new QSpinBox;
    m_count->setObjectName(QStringLiteral("batchCount"));
    m_count->setRange(1, static_cast<int>(batch_limits::max_recipes));
    m_count->setValue(std::max(10, m_document.draft().batch));
    m_count->setEnabled(false);
    describe(*m_count, tr("Number of prompts"), tr("How many prompts are made"));
    m_sameSeed = new QCheckBox(tr("One &seed for all pictures"));
    m_sameSeed->setToolTip(tr("So that only the prompt makes a difference"));
    addRow(*form, tr("&Choose"), m_mode);
    addRow(*form, tr("&Number"), m_count);
    form->addWidget(m_sameSeed, form->rowCount(), 1);
    column->addLayout(form);
    column->addStretch(1);
    connect(m_mode, &QComboBox::currentIndexChanged, this, [this] {
        m_count->setEnabled(m_mode->currentData().toInt() != static_cast<int>(PromptSampler::combinatorial));
        planSoon();
    });
    connect(m_count, &QSpinBox::valueChanged, this, &BatchDialog::planSoon);
    connect(m_sameSeed, &QCheckBox::toggled, this, &BatchDialog::planSoon);
    return page;
}

QWidget* BatchDialog::makeMatrixTab() {
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->addWidget(newHint(tr("a castle|in winter|at night: what stands before the first bar always, each part "
                                 "behind one with and without. All pictures have one seed.")));
    m_matrix = newPrompt(tr("Prompt matrix"), tr("Parts of a prompt with bars between them"),
                         toQString(matrixOf(m_document.recipe().prompt)));
    m_matrix->setObjectName(QStringLiteral("batchMatrix"));
    m_matrix->setPlaceholderText(tr("a castle|in winter|at night"));
    column->addWidget(m_matrix);
    column->addStretch(1);
    return page;
}

QWidget* BatchDialog::makeTableTab() {
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->addWidget(
        newHint(tr("A table whose columns are fields of the recipe (CSV, TSV, JSON lines), or a text with "
                   "a prompt a line. What it does not say is as in the panel.")));
    auto* row = new QHBoxLayout;
    m_file = new QLineEdit;
    m_file->setObjectName(QStringLiteral("batchFile"));
    m_file->setPlaceholderText(tr("Name of the file"));
    describe(*m_file, tr("File"), tr("The table or text with prompts"));
    auto* choose = new QPushButton(tr("Ch&oose…"));
    row->addWidget(m_file, 1);
    row->addWidget(choose);
    column->addLayout(row);
    m_expand = new QCheckBox(tr("Its &prompts are templates"));
    m_expand->setToolTip(tr("Of each row all combinations are made"));
    column->addWidget(m_expand);
    column->addStretch(1);
    connect(choose, &QPushButton::clicked, this, &BatchDialog::chooseFileRequested);
    connect(m_file, &QLineEdit::textChanged, this, &BatchDialog::planSoon);
    connect(m_expand, &QCheckBox::toggled, this, &BatchDialog::planSoon);
    return page;
}

QWidget* BatchDialog::makeGridTab() {
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->addWidget(
        newHint(tr("Values are parted by commas; of numbers also ranges: 4-8, 4-8(+2), 1-10[4]. Of words in the prompt "
                   "the first value is replaced by each. A labelled contact sheet is drawn at the end.")));
    QGridLayout* form = newForm(nullptr);
    const QString names[] = {tr("Columns"), tr("Rows"), tr("Sheets")};
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        auto* field = m_fields[i] = new QComboBox;
        field->setObjectName(QStringLiteral("gridField%1").arg(i));
        field->addItem(tr("Nothing"), QString());
        field->addItem(tr("Words in the prompt"), QStringLiteral("s/r"));
        for (const RecipeField& row : recipe_fields())
            if (!row.name.ends_with("template") && row.name != "model_hash")
                field->addItem(toQString(row.name).replace(QLatin1Char('_'), QLatin1Char(' ')), toQString(row.name));
        describe(*field, tr("%1: what varies").arg(names[i]), tr("The field that has another value in each"));
        auto* values = m_values[i] = new QLineEdit;
        values->setObjectName(QStringLiteral("gridValues%1").arg(i));
        values->setEnabled(false);
        describe(*values, tr("%1: values").arg(names[i]), tr("Values, parted by commas"));
        auto* line = new QHBoxLayout;
        line->setSpacing(8);
        line->addWidget(field, 2);
        line->addWidget(values, 3);
        auto* label = new QLabel(names[i]);
        label->setBuddy(field);
        form->addWidget(label, static_cast<int>(i), 0);
        form->addLayout(line, static_cast<int>(i), 1);
        connect(field, &QComboBox::currentIndexChanged, this, [this, field, values] {
            values->setEnabled(!field->currentData().toString().isEmpty());
            planSoon();
        });
        connect(values, &QLineEdit::textChanged, this, &BatchDialog::planSoon);
    }
    column->addLayout(form);
    column->addStretch(1);
    return page;
}

QWidget* BatchDialog::makePreview() {
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 8, 0, 0);
    m_summary = new QLabel;
    m_summary->setObjectName(QStringLiteral("batchSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_summary);
    m_view = new QTableView;
    m_view->setObjectName(QStringLiteral("batchView"));
    m_view->setModel(&m_table);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setWordWrap(false);
    m_view->setAlternatingRowColors(true);
    m_view->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->horizontalHeader()->setSectionResizeMode(BatchTable::prompt_column, QHeaderView::Stretch);
    m_view->setColumnWidth(BatchTable::seed_column, 110);
    m_view->setColumnWidth(BatchTable::settings_column, 220);
    m_view->setTabKeyNavigation(false);
    describe(*m_view, tr("Pictures of the batch"), tr("What would be made, a row each"));
    column->addWidget(m_view, 1);
    return box;
}

void BatchDialog::setFile(const QString& path) {
    m_tabs->setCurrentIndex(table_tab);
    m_file->setText(path);
}

void BatchDialog::setMatrix(const QString& text) {
    m_tabs->setCurrentIndex(matrix_tab);
    m_matrix->setTextKeepingCursor(text);
    planSoon();
}

void BatchDialog::drawSeed() {
    m_seed = QRandomGenerator::global()->generate();
}

void BatchDialog::tell(const QString& text, bool error) {
    m_summary->setText(text);
    setTone(*m_summary, error ? Tone::error : Tone::normal);
}

void BatchDialog::planSoon() {
    if (m_add == nullptr) return; // editors speak while they are made
    m_cancel.cancel();
    m_batch.reset();
    m_add->setEnabled(false);
    m_export->setEnabled(false);
    m_soon.start();
}

BatchSource BatchDialog::source() const {
    BatchSource source;
    source.base = m_document.recipe();
    if (m_document.draft().seed_mode == SeedMode::random) source.base.seed = m_seed;
    source.base.prompt_template.clear();
    source.base.negative_template.clear();
    source.prompt_seed = source.base.seed;
    switch (m_tabs->currentIndex()) {
    case template_tab:
        source.base.prompt = toStd(m_template->toPlainText());
        source.sampler = static_cast<PromptSampler>(m_mode->currentData().toInt());
        if (source.sampler != PromptSampler::combinatorial) source.count = static_cast<std::uint64_t>(m_count->value());
        source.same_seed = m_sameSeed->isChecked();
        break;
    case matrix_tab:
        source.matrix = true;
        source.base.prompt = toStd(m_matrix->toPlainText());
        break;
    case table_tab:
        source.file = toStd(m_file->text().trimmed());
        source.expand = m_expand->isChecked();
        break;
    default:
        for (std::size_t i = 0; i < m_fields.size(); ++i)
            source.axes[i] = axisText(*m_fields[i], *m_values[i]);
    }
    return source;
}

void BatchDialog::plan() {
    m_cancel = CancelToken();
    const BatchSource wanted = source();
    m_table.setBatch(nullptr, wanted.base);
    const bool table = m_tabs->currentIndex() == table_tab, grid = m_tabs->currentIndex() == grid_tab;
    if (table && wanted.file.empty()) {
        tell(tr("Choose a file."), false);
        return;
    }
    const auto unset = [](const QLineEdit* values) {
        return !values->isEnabled() || values->text().trimmed().isEmpty();
    };
    if (grid && std::ranges::all_of(m_values, unset)) {
        tell(tr("Choose what varies, and its values."), false);
        return;
    }
    if (m_tabs->currentIndex() == matrix_tab && m_matrix->toPlainText().trimmed().isEmpty()) {
        tell(tr("Write the parts of the prompt, with bars between them."), false);
        return;
    }
    tell(tr("Reading…"), false);
    m_maker.make(wanted, m_cancel, [this](const std::shared_ptr<Result<Batch>>& made) { showMade(made); });
}

void BatchDialog::showMade(const std::shared_ptr<Result<Batch>>& made) {
    if (!*made) {
        tell(coreText(made->error().text()), true);
        return;
    }
    m_batch = std::shared_ptr<const Batch>(made, &made->value());
    m_table.setBatch(m_batch, source().base);
    m_add->setEnabled(true);
    m_export->setEnabled(true);
    tell(tr("%n picture(s); reckoning time and disk…", nullptr, m_table.rowCount()), false);
    estimate();
}

void BatchDialog::estimate() {
    if (!m_adapter.port().plan) {
        showEstimate(BatchEstimate(), 0);
        return;
    }
    m_maker.estimate(m_batch, m_adapter.port().plan, m_folder(), m_cancel,
                     [this](const Result<BatchEstimate>& answer, std::uint64_t free) { showEstimate(answer, free); });
}

void BatchDialog::showEstimate(const Result<BatchEstimate>& estimate, std::uint64_t free) {
    QStringList parts{tr("%n picture(s)", nullptr, m_table.rowCount())};
    bool bad = false;
    if (!estimate) {
        parts << tr("they cannot be made: %1").arg(coreText(estimate.error().text()));
        bad = true;
    } else if (estimate->known) {
        const QString time = durationText(estimate->seconds);
        parts
            << (estimate->guess ? tr("perhaps %1 on %2") : tr("about %1 on %2")).arg(time, toQString(estimate->device));
        parts << tr("at most %1 on disk").arg(bytesText(estimate->picture_bytes));
        if (free > 0) parts << tr("%1 are free").arg(bytesText(free));
        bad = free > 0 && free < estimate->picture_bytes;
        if (bad) parts << tr("they may not fit on the disk");
    } else {
        parts << tr("time and disk unknown");
    }
    tell(parts.join(QStringLiteral("  ·  ")), bad);
}

void BatchDialog::add() {
    if (!m_batch) return;
    const char* kinds[] = {"template", "matrix", "table", "grid"};
    emit addRequested(m_batch, QString::fromLatin1(kinds[m_tabs->currentIndex()]));
    drawSeed(); // the next batch is another one
    planSoon();
}

} // namespace sfumato
