// The queue in the window: its page, what becomes of its pictures, and the word about an earlier time's jobs.
#include "core_texts.h"
#include "recipe/json.h"
#include "style/icons.h"
#include "views/canvas.h"
#include "views/main_window.h"
#include "views/page_rail.h"
#include "views/queue_page.h"
#include "views/recipe_panel.h"
#include "views/status_area.h"
#include "views/step_scrubber.h"

#include <QFileInfo>
#include <QTimer>

namespace sfumato {

void MainWindow::makeQueuePage() {
    m_queuePage = new QueuePage(m_queue);
    m_pages->add(Page::queue, Glyph::queue, tr("Queue"), tr("What waits to be made"), m_queuePage);
    connect(m_queuePage, &QueuePage::showRequested, this, [this](const QString& path) {
        showPage(Page::create);
        openPath(path);
    });
    connect(m_queuePage, &QueuePage::reuseRequested, this, [this](const Recipe& recipe) {
        m_document.adopt(recipe, tr("recipe of a job"));
        showPage(Page::create);
    });
    connect(m_queuePage, &QueuePage::exportRequested, this, &MainWindow::exportRecipes);
    connect(m_queuePage, &QueuePage::editRequested, this, &MainWindow::editJob);
}

void MainWindow::connectQueue() {
    connect(&m_queue, &QueueController::changed, this,
            [this] { m_pages->setCount(Page::queue, static_cast<int>(m_queue.queue().unfinished())); });
    connect(&m_queue, &QueueController::loaded, this, &MainWindow::onQueueLoaded);
    connect(&m_queue, &QueueController::note, this,
            [this](const QString& text) { tellOfQueue(MessageBar::Kind::warning, tr("About the queue"), text); });
    connect(&m_queue, &QueueController::saved, this,
            [this](QueueId job, const QString& path, const QString& trouble, const QString& advice) {
                const PictureList::Id id = m_queuePictures.take(job);
                if (trouble.isEmpty())
                    m_files.announceSaved(id, path);
                else
                    onSaveFailed(id, trouble, advice, path);
            });
    connect(&m_queue, &QueueController::saveFailed, this,
            [this](QueueId job, const QString& message, const QString& advice) {
                onSaveFailed(m_queuePictures.take(job), message, advice, {});
            });
    connect(&m_generation, &Generation::waits, this, [this](int pictures) {
        m_messages->tell(MessageBar::Kind::information,
                         tr("%n picture(s) added; the queue is paused", nullptr, pictures), {}, tr("Continue"), [this] {
                             m_messages->hide();
                             m_queue.setPaused(false);
                         });
    });
}

void MainWindow::tellOfQueue(MessageBar::Kind kind, const QString& title, const QString& text) {
    m_messages->tell(kind, title, text);
}

void MainWindow::onQueueLoaded(int unfinished, const QStringList& notes) {
    if (!notes.isEmpty()) tellOfQueue(MessageBar::Kind::warning, tr("About the queue"), notes.join(QLatin1Char('\n')));
    if (unfinished == 0) return;
    m_generation.setOffered(true);
    // Never started without a word: the user may have another thing in mind today.
    m_messages->tell(MessageBar::Kind::warning,
                     tr("%n picture(s) of the last time are not made yet", nullptr, unfinished),
                     notes.join(QLatin1Char('\n')), tr("Go on"), [this] {
                         m_messages->hide();
                         m_generation.setOffered(false);
                         m_queue.setPaused(false);
                     });
}

void MainWindow::editJob(QueueId id) {
    const QueuedJobPtr job = m_queue.queue().find(id);
    if (!job) return;
    if (job->unreadable.empty()) m_document.adopt(job->recipe, tr("recipe of a job"));
    showPage(Page::create);
    m_messages->tell(MessageBar::Kind::warning, tr("The panel holds a job of the queue"),
                     tr("Change it, then update the job. Generate adds a new one instead."), tr("Update Job"),
                     [this, id] { updateJob(id); });
}

void MainWindow::updateJob(QueueId id) {
    const Recipe recipe = m_document.recipeToRun();
    const Result<> done = m_queue.edit([&](Queue& queue) { return queue.edit(id, recipe); });
    if (!done) {
        m_messages->tell(MessageBar::Kind::error, tr("The job was not changed"), coreText(done.error().text()));
        return;
    }
    m_messages->hide();
    m_status->setMessage(tr("The job was changed"));
    showPage(Page::queue);
}

void MainWindow::connectSteps() {
    connect(&m_engine, &EngineAdapter::previewReady, this, [this](JobId job, const QImage& image, int step) {
        if (const auto id = m_queue.driver().current(job)) m_steps.add(*id, step, image);
    });
    connect(&m_steps, &StepCache::listed, this, [this](QueueId job, const QList<int>& steps) {
        if (job == m_steppedJob && m_shown.recipe) m_scrubber->setSteps(steps, m_shown.recipe->steps);
    });
    connect(&m_steps, &StepCache::loaded, this, [this](QueueId job, int step, const QImage& image) {
        if (job != m_steppedJob || m_scrubber->step() != step) return;
        m_canvas->showPreview(image, m_shown.view.size());
        updateActions();
    });
    connect(m_scrubber, &StepScrubber::stepChosen, this, &MainWindow::showStep);
    connect(m_scrubber, &StepScrubber::forkRequested, this, &MainWindow::forkAt);
    connect(m_scrubber, &StepScrubber::detachRequested, this, [this] {
        m_document.edit(QString(), tr("detached fork"), [](RecipeDraft& draft) { draft.recipe.parent.reset(); });
    });
    connect(&m_document, &RecipeDocument::changed, this, [this] {
        const std::optional<ForkOrigin>& parent = m_document.recipe().parent;
        m_scrubber->setFork(parent ? parent->step : 0);
    });
}

void MainWindow::showStep(int step) {
    if (step > 0) {
        m_following = false;
        m_steps.load(m_steppedJob, step);
        return;
    }
    m_canvas->showPicture(m_shown.view);
    updateActions();
}

void MainWindow::forkAt(int step) {
    if (!m_shown.recipe) return;
    Recipe fork = *m_shown.recipe;
    fork.parent = ForkOrigin{recipe_to_json(*m_shown.recipe), step};
    if (const Result<> valid = validate(fork); !valid) {
        m_messages->tell(MessageBar::Kind::error, tr("This cannot be forked"), coreText(valid.error().text()));
        return;
    }
    m_document.adopt(fork, tr("fork"));
    m_messages->tell(MessageBar::Kind::information,
                     tr("The next picture keeps the first %n step(s) of this one", nullptr, step),
                     tr("Change the prompt, the guidance or the seed, and generate."));
    m_panel->focusPrompt();
}

bool MainWindow::pauseBeforeClosing() {
    if (!m_generation.busy() && m_queue.driver().idle()) return false;
    if (m_closing == 0) {
        m_queue.setPaused(true); // its state is kept, and the next start offers to go on
        m_status->setMessage(tr("Keeping the picture that is being made for the next time"));
    }
    constexpr int most_tries = 100; // ten seconds: a step may take long, and what was kept last is on disk
    if (++m_closing > most_tries) return false;
    QTimer::singleShot(100, this, &QWidget::close);
    return true;
}

} // namespace sfumato
