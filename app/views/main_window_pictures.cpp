// Pictures and models that come into the window and leave it.
#include "core_texts.h"
#include "output_settings.h"
#include "picture_clipboard.h"
#include "recipe/batch.h"
#include "views/batch_dialog.h"
#include "views/canvas.h"
#include "views/canvas_desk.h"
#include "views/main_window.h"
#include "views/page_rail.h"
#include "views/picture_strip.h"
#include "views/queue_page.h"
#include "views/recipe_panel.h"
#include "views/status_area.h"
#include "views/step_scrubber.h"

#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QPointer>
#include <QUrl>

namespace sfumato {
namespace {

const QString purpose_recipe = QStringLiteral("recipe"); // its recipe, or else as initial image
const QString purpose_init = QStringLiteral("init");     // thumbnail of the initial image
const QString purpose_show = QStringLiteral("show:");    // a picture of this session whose pixels were given back

QString sizeText(const QImage& image) {
    return MainWindow::tr("%1 × %2").arg(image.width()).arg(image.height());
}

} // namespace

void MainWindow::connectFiles() {
    connect(&m_files, &PictureFiles::kept, this, &MainWindow::setInit);
    connect(&m_files, &PictureFiles::opened, this, &MainWindow::onOpened);
    connect(&m_files, &PictureFiles::openFailed, this,
            [this](const QString& path, const QString& message, const QString& purpose) {
                const QString what = purpose == purpose_init
                                         ? tr("The initial image cannot be read")
                                         : tr("%1 cannot be opened").arg(QFileInfo(path).fileName());
                m_messages->tell(MessageBar::Kind::error, what, message);
            });
    connect(&m_files, &PictureFiles::folderFound, this, [this](const QString& path, const QString& purpose) {
        if (purpose == purpose_recipe) setModel(path);
    });
    connect(&m_files, &PictureFiles::saved, this, [this](quint64 id, const QString& path) {
        m_pictures.setSaved(id, path);
        if (m_shown.id == id) m_shown.path = path;
        if (!m_generation.busy()) m_status->setMessage(tr("Saved as %1").arg(QFileInfo(path).fileName()));
    });
    connect(&m_files, &PictureFiles::saveFailed, this, &MainWindow::onSaveFailed);
    connect(&m_files, &PictureFiles::copied, this, [this](const QString& target) {
        m_status->setMessage(tr("Saved as %1").arg(QFileInfo(target).fileName()));
    });
    connect(&m_files, &PictureFiles::copyFailed, this, [this](const QString&, const QString& message) {
        m_messages->tell(MessageBar::Kind::error, tr("The picture could not be saved there"), message, tr("Save As…"),
                         [this] { saveAsDialog(); });
    });
}

void MainWindow::onFinished(QueueId job, const FinishedPicture& picture) {
    const PictureList::Id id = m_pictures.add(picture);
    m_queuePictures[job] = id; // the queue saves it
    m_jobsOfPictures[id] = job;
    m_queuePage->list().setThumbnail(job, picture.thumbnail);
    m_status->setMessage(tr("Finished in %1").arg(durationText(picture.seconds)));
    if (m_following) {
        m_strip->setCurrent(id);
        showEntry(id);
        m_following = true; // showEntry is also what a click does, which ends following
    }
    if (!picture.notes.isEmpty())
        m_messages->tell(MessageBar::Kind::information, tr("The picture was made with a change"),
                         picture.notes.join(QLatin1Char('\n')));
}

void MainWindow::onSaveFailed(quint64 id, const QString& message, const QString& advice, const QString& rescued) {
    if (rescued.isEmpty())
        m_pictures.setSaveFailed(id);
    else
        m_pictures.setSaved(id, rescued);
    if (m_shown.id == id) m_shown.path = rescued;
    const QString where = rescued.isEmpty() ? tr("The picture is kept in memory only.")
                                            : tr("The picture was put into %1 instead.").arg(rescued);
    m_messages->tell(MessageBar::Kind::error, tr("The output folder did not take the picture"),
                     QStringList{message, where, advice}.join(QLatin1Char('\n')).trimmed(),
                     tr("Choose another folder…"), [this] { chooseFolder(); });
}

void MainWindow::openPath(const QString& path) {
    const QFileInfo file(path); // of its name only; the disk is asked by the reader
    if (file.fileName() == QLatin1String("model_index.json"))
        setModel(file.path());
    else if (file.suffix().compare(QLatin1String("safetensors"), Qt::CaseInsensitive) == 0)
        setModel(path);
    else
        m_files.open(path, purpose_recipe);
}

void MainWindow::onOpened(const OpenedPicture& opened, const QString& purpose) {
    if (purpose == purpose_init) {
        m_panel->setInitThumbnail(opened.path, opened.thumbnail);
        if (opened.path == m_initPath) m_desk->setInitPicture(opened.path, opened.view);
        startMask(opened.path);
    } else if (purpose.startsWith(purpose_show)) {
        const PictureList::Id id = purpose.mid(purpose_show.size()).toULongLong();
        m_pictures.setView(id, opened.view);
        if (m_strip->current() == id) showEntry(id);
    } else {
        adoptOpened(opened);
    }
}

void MainWindow::adoptOpened(const OpenedPicture& opened) {
    const QString name = QFileInfo(opened.path).fileName();
    if (opened.recipe) {
        m_document.adopt(*opened.recipe, tr("recipe of %1").arg(name));
        m_panel->setLastSeed(opened.recipe->seed);
        if (!opened.view.isNull()) present({0, opened.path, opened.view, opened.recipe});
        const QString from = opened.dialect.isEmpty() ? QString() : tr(" (%1)").arg(opened.dialect);
        m_messages->tell(opened.notes.isEmpty() ? MessageBar::Kind::information : MessageBar::Kind::warning,
                         tr("The recipe of %1 is in the panel%2").arg(name, from),
                         opened.notes.isEmpty() ? tr("Generate makes the picture again.")
                                                : opened.notes.join(QLatin1Char('\n')));
        return;
    }
    if (opened.view.isNull()) {
        m_messages->tell(MessageBar::Kind::error, tr("%1 holds no recipe").arg(name),
                         opened.notes.join(QLatin1Char('\n')));
        return;
    }
    present({0, opened.path, opened.view, std::nullopt});
    setInit(opened.path);
    QStringList notes{tr("It holds no recipe, so it became the initial image (%1).").arg(sizeText(opened.view))};
    notes << opened.notes;
    m_messages->tell(MessageBar::Kind::information, tr("The next picture starts from %1").arg(name),
                     notes.join(QLatin1Char('\n')));
}

void MainWindow::present(const Shown& shown) {
    m_shown = shown;
    m_scrubber->setSteps({}, 0);
    m_steppedJob = m_jobsOfPictures.value(shown.id, 0);
    if (m_steppedJob != 0) m_steps.list(m_steppedJob);
    m_desk->showingResult();
    m_canvas->showPicture(shown.view);
    m_canvas->setAccessibleDescription(shown.recipe ? toQString(shown.recipe->prompt)
                                                    : QFileInfo(shown.path).fileName());
    if (m_generation.busy()) m_following = false;
    updateActions();
}

void MainWindow::showEntry(PictureList::Id id) {
    const PictureList::Entry* entry = m_pictures.find(id);
    if (entry == nullptr) return;
    if (entry->picture.view.isNull()) {
        m_files.open(entry->path, purpose_show + QString::number(id));
        return;
    }
    present({id, entry->path, entry->picture.view, entry->picture.recipe});
}

void MainWindow::showMenuFor(PictureList::Id id, const QPoint& at) {
    m_strip->setCurrent(id);
    showEntry(id);
    m_pictureMenu->popup(at);
}

void MainWindow::reuseRecipe() {
    if (!m_shown.recipe) {
        m_messages->tell(MessageBar::Kind::information, tr("This picture holds no recipe"));
        return;
    }
    m_document.adopt(*m_shown.recipe, tr("recipe of the picture"));
    m_status->setMessage(tr("The recipe is in the panel"));
}

/// Only the prompts: Generate draws others from them.
void MainWindow::reuseTemplate(const Recipe& recipe) {
    const Recipe from = back_to_template(recipe);
    m_document.edit(QString(), tr("template"), [&](RecipeDraft& draft) {
        draft.recipe.prompt = from.prompt;
        draft.recipe.negative_prompt = from.negative_prompt;
        draft.recipe.prompt_template.clear();
        draft.recipe.negative_template.clear();
    });
    showPage(Page::create);
    if (BatchMaker::mayBeTemplate(from)) {
        m_status->setMessage(tr("The template is in the panel"));
        return;
    }
    m_messages->tell(MessageBar::Kind::information, tr("The template is a prompt matrix"),
                     tr("Batch makes all of its pictures; Generate paints the text as it stands."), tr("Batch…"),
                     [this, matrix = toQString(from.prompt)] {
                         openBatch();
                         m_batch->setMatrix(matrix);
                     });
}

void MainWindow::copyPicture() {
    copyToClipboard([view = m_shown.view]() -> Result<QImage> { return view; },
                    [window = QPointer<MainWindow>(this)](const Result<>& copied) {
                        if (!window) return;
                        if (copied) return window->m_status->setMessage(tr("Copied"));
                        window->m_messages->tell(MessageBar::Kind::error, tr("The picture cannot be copied"),
                                                 coreText(copied.error().text()));
                    });
}

void MainWindow::useAsInit() {
    if (m_shown.path.isEmpty())
        m_messages->tell(MessageBar::Kind::information, tr("The picture is not saved yet; try again in a moment"));
    else
        setInit(m_shown.path);
}

void MainWindow::setInit(const QString& path) {
    m_document.edit(QString(), tr("initial image"), [&](RecipeDraft& draft) {
        InitImage init;
        if (draft.recipe.init) init.strength = draft.recipe.init->strength;
        init.path = toStd(path);
        if (draft.recipe.init && draft.recipe.init->path != init.path) draft.recipe.inpaint.reset();
        draft.recipe.init = init;
    });
}

void MainWindow::requestInitThumbnail() {
    const std::optional<InitImage>& init = m_document.recipe().init;
    const QString path = init ? toQString(init->path) : QString();
    if (path == m_initPath) return;
    m_initPath = path;
    m_desk->setInitPicture({}, {});
    if (!path.isEmpty()) m_files.open(path, purpose_init);
}

void MainWindow::setModel(const QString& path) {
    m_models.ensure(path);
    m_document.edit(QString(), tr("model"), [&](RecipeDraft& draft) {
        if (draft.recipe.model == toStd(path)) return;
        draft.recipe.model = toStd(path);
        draft.recipe.model_hash.clear();
    });
    m_status->setMessage(tr("The next picture is made with %1").arg(QFileInfo(path).fileName()));
    offerSettings(path);
}

void MainWindow::chooseFile(const QString& title, const QString& filter, std::function<void(const QString&)> then,
                            bool folder) {
    auto* dialog = new QFileDialog(this, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    if (folder)
        dialog->setOption(QFileDialog::ShowDirsOnly);
    else
        dialog->setNameFilter(filter);
    const QString last = m_settings.value(QStringLiteral("lastFolder")).toString();
    if (!last.isEmpty()) dialog->setDirectory(last);
    connect(dialog, &QFileDialog::fileSelected, this, [this, then = std::move(then), folder](const QString& path) {
        m_settings.setValue(QStringLiteral("lastFolder"), folder ? path : QFileInfo(path).path());
        then(path);
    });
    dialog->open();
}

void MainWindow::openImageDialog() {
    chooseFile(tr("Open an image or recipe"),
               tr("Pictures and recipes (*.png *.jpg *.jpeg *.webp *.bmp *.tga *.json *.txt);;All files (*)"),
               [this](const QString& path) { openPath(path); });
}

void MainWindow::openModelDialog() {
    chooseFile(
        tr("Open a model"), tr("Models (*.safetensors model_index.json);;All files (*)"), [this](const QString& path) {
            setModel(QFileInfo(path).fileName() == QLatin1String("model_index.json") ? QFileInfo(path).path() : path);
        });
}

void MainWindow::openModelFolderDialog() {
    chooseFile(
        tr("Open a model folder"), {}, [this](const QString& path) { setModel(path); }, true);
}

void MainWindow::saveAsDialog() {
    if (m_shown.view.isNull()) return;
    auto* dialog = new QFileDialog(this, tr("Save the picture as"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    const QStringList filters{tr("PNG pictures (*.png)"), tr("JPEG pictures (*.jpg *.jpeg)"),
                              tr("WebP pictures (*.webp)")};
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(QStringLiteral("png"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, filters](const QString& filter) {
        dialog->setDefaultSuffix(filter == filters[1]   ? QStringLiteral("jpg")
                                 : filter == filters[2] ? QStringLiteral("webp")
                                                        : QStringLiteral("png"));
    });
    const QString last = m_settings.value(QStringLiteral("lastFolder")).toString();
    if (!last.isEmpty()) dialog->setDirectory(last);
    dialog->selectFile(m_shown.path.isEmpty() ? tr("picture.png")
                                              : QFileInfo(m_shown.path).completeBaseName() + QStringLiteral(".png"));
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::saveShownTo);
    dialog->open();
}

void MainWindow::saveShownTo(const QString& target) {
    m_settings.setValue(QStringLiteral("lastFolder"), QFileInfo(target).path());
    const PictureList::Entry* entry = m_pictures.find(m_shown.id);
    if (!m_shown.path.isEmpty())
        m_files.copyTo(m_shown.path, target, readOutputOptions(m_settings));
    else if (entry != nullptr && entry->picture.original)
        m_files.saveAs({entry->id, entry->picture.original, entry->picture.recipe, {}, readOutputOptions(m_settings)},
                       target);
}

QString MainWindow::pictureFolder() const {
    return m_settings.value(QStringLiteral("outputFolder"), m_places.pictures).toString();
}

void MainWindow::chooseFolder() {
    chooseFile(
        tr("Choose where finished pictures are kept"), {},
        [this](const QString& path) {
            m_settings.setValue(QStringLiteral("outputFolder"), path);
            emit pictureFolderChanged(path);
            m_status->setMessage(tr("Pictures are now kept in %1").arg(path));
            // What could not be saved before gets another chance.
            for (int row = 0; row < m_pictures.rowCount(); ++row) {
                const auto id = m_pictures.index(row).data(PictureList::id_role).value<PictureList::Id>();
                const PictureList::Entry* entry = m_pictures.find(id);
                if (entry->save_failed && entry->picture.original)
                    m_files.save(
                        {id, entry->picture.original, entry->picture.recipe, path, readOutputOptions(m_settings)});
            }
        },
        true);
}

void MainWindow::showFolder() {
    if (!QDesktopServices::openUrl(QUrl::fromLocalFile(pictureFolder())))
        m_messages->tell(MessageBar::Kind::information, tr("Finished pictures are in %1").arg(pictureFolder()));
}

} // namespace sfumato
