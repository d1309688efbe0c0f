// What Generate asks for: one recipe, or those that are drawn from a template.
#include "core_texts.h"
#include "views/batch_dialog.h"
#include "views/canvas_desk.h"
#include "views/main_window.h"
#include "views/page_rail.h"
#include "views/recipe_panel.h"
#include "views/status_area.h"

#include <QDateTime>
#include <QFileDialog>
#include <QFileInfo>

namespace sfumato {

void MainWindow::generate(bool front) {
    m_desk->whenSaved([this, front] { startGeneration(front); });
}

BatchRequest MainWindow::requestOf(const Recipe& recipe, bool front) const {
    BatchRequest request;
    request.recipe = recipe;
    request.count = m_document.draft().batch;
    request.preview = m_preview;
    request.folder = pictureFolder();
    request.front = front;
    return request;
}

void MainWindow::startGeneration(bool front) {
    const BatchRequest request = requestOf(m_document.recipeToRun(), front);
    m_panel->setLastSeed(m_document.lastSeed());
    m_promptStore.remember(m_document.recipe());
    if (m_messages->kind() == MessageBar::Kind::error) m_messages->hide();
    if (BatchMaker::mayBeTemplate(request.recipe))
        drawTemplate(request);
    else
        addRequest(request);
}

/// Each picture gets a prompt of its own; what was drawn and what it was drawn from stand in its recipe. Equal seeds
/// draw equal prompts.
void MainWindow::drawTemplate(const BatchRequest& request) {
    BatchSource source;
    source.base = request.recipe;
    source.sampler = PromptSampler::random;
    source.count = static_cast<std::uint64_t>(request.count);
    source.prompt_seed = request.recipe.seed;
    m_status->setMessage(tr("Drawing from the template"));
    m_batchMaker.make(source, {}, [this, request](const std::shared_ptr<Result<Batch>>& batch) {
        m_status->setMessage({});
        if (!*batch) {
            m_messages->tell(MessageBar::Kind::error, tr("Nothing can be drawn from this template"),
                             coreText(batch->error().text()), tr("Generate as Written"), [this, request] {
                                 m_messages->hide();
                                 addRequest(request);
                             });
            return;
        }
        BatchRequest drawn = request;
        // A text without anything to draw stands for itself.
        if (!batch->value().recipes.front().prompt_template.empty()) drawn.recipes = {batch, &batch->value().recipes};
        addRequest(drawn);
    });
}

void MainWindow::addRequest(const BatchRequest& request) {
    m_document.countUp(static_cast<int>(request.size()));
    const bool added = m_generation.busy();
    if (!added) m_following = true;
    m_generation.start(request);
    if (added) m_status->setMessage(tr("Added to the queue"));
}

void MainWindow::openBatch() {
    if (m_batch == nullptr) {
        m_batch = new BatchDialog(
            m_document, m_engine, m_batchMaker, [this] { return pictureFolder(); }, this);
        m_batch->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_batch, &BatchDialog::addRequested, this, &MainWindow::addBatch);
        connect(m_batch, &BatchDialog::chooseFileRequested, this, [this] {
            chooseFile(tr("Choose a table or a text with prompts"),
                       tr("Tables and texts (*.csv *.tsv *.jsonl *.ndjson *.txt);;All files (*)"),
                       [this](const QString& path) {
                           if (m_batch != nullptr) m_batch->setFile(path);
                       });
        });
        connect(m_batch, &BatchDialog::exportRequested, this, [this](const std::shared_ptr<const Batch>& batch) {
            if (batch) exportRecipes(batch->recipes);
        });
    }
    m_batch->show();
    m_batch->raise();
    m_batch->activateWindow();
}

/// Its pictures lie together: a grid in a folder of its own, where its contact sheet will be.
void MainWindow::addBatch(const std::shared_ptr<const Batch>& batch, const QString& kind) {
    const QString name = kind + QDateTime::currentDateTime().toString(QStringLiteral("-yyyyMMdd-HHmmss"));
    BatchRequest request = requestOf(batch->recipes.front(), false);
    request.recipes = {batch, &batch->recipes};
    request.batch = name;
    if (batch->grid) request.folder += QLatin1Char('/') + name;
    request.together = batch->grid.has_value(); // the sheets need to know all of them
    const bool idle = !m_generation.busy();
    if (idle) m_following = true;
    m_document.countUp(static_cast<int>(batch->recipes.size()));
    const QString folder = request.folder;
    const std::vector<QueueId> ids = m_generation.start(std::move(request));
    if (batch->grid) m_sheets.follow(*batch->grid, name, folder, ids);
    m_status->setMessage(tr("%n picture(s) added to the queue", nullptr, static_cast<int>(batch->recipes.size())));
}

void MainWindow::exportRecipes(const std::vector<Recipe>& recipes) {
    auto* dialog = new QFileDialog(this, tr("Export recipes"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(
        {tr("Comma-separated values (*.csv)"), tr("Tab-separated values (*.tsv)"), tr("JSON lines (*.jsonl)")});
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.section(QStringLiteral("*."), 1).section(QLatin1Char(')'), 0, 0));
    });
    const QString last = m_settings.value(QStringLiteral("lastFolder")).toString();
    if (!last.isEmpty()) dialog->setDirectory(last);
    dialog->selectFile(tr("recipes.csv"));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, recipes](const QString& path) { exportRecipesTo(recipes, path); });
    dialog->open();
}

void MainWindow::exportRecipesTo(const std::vector<Recipe>& recipes, const QString& path) {
    m_settings.setValue(QStringLiteral("lastFolder"), QFileInfo(path).path());
    m_batchMaker.write(recipes, path, [this, path, count = recipes.size()](const Result<>& written) {
        if (written)
            m_status->setMessage(tr("%n recipe(s) written to %1", nullptr, static_cast<int>(count)).arg(path));
        else
            m_messages->tell(MessageBar::Kind::error, tr("The recipes could not be written"),
                             coreText(written.error().text()));
    });
}

void MainWindow::connectSheets() {
    connect(&m_sheets, &GridSheets::made, this, [this](const QString& path) {
        m_messages->tell(MessageBar::Kind::information, tr("The grid is finished"), path, tr("Show"), [this, path] {
            m_messages->hide();
            showPage(Page::create);
            openPath(path);
        });
    });
    connect(&m_sheets, &GridSheets::failed, this, [this](const QString& message, const QString& advice) {
        m_messages->tell(MessageBar::Kind::error, tr("The contact sheet could not be made"),
                         advice.isEmpty() ? message : message + QLatin1Char('\n') + advice);
    });
}

} // namespace sfumato
