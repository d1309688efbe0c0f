// The window without a device: what the user does becomes a recipe, what the engine tells is shown.
#include "test_window.h"

#include "image/png.h"
#include "store/metadata.h"
#include "store/writer.h"
#include "views/canvas.h"
#include "views/device_menu.h"
#include "views/picture_strip.h"
#include "views/prompt_edit.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>
#include <QThreadPool>
#include <QToolButton>

using namespace sfumato;

namespace {

Recipe unusualRecipe() {
    Recipe recipe;
    recipe.prompt = "a (red:1.2) apple, \xC3\xA4pfel \xF0\x9F\x8D\x8E\nsecond line";
    recipe.negative_prompt = "blur";
    recipe.model_hash = "0123456789";
    recipe.steps = 33;
    recipe.cfg_scale = 7.123456789;
    recipe.sampler = "dpmpp_2m";
    recipe.schedule = "karras";
    recipe.seed = 18446744073709551615ull;
    recipe.noise_source = NoiseSource::philox;
    recipe.width = 200;
    recipe.height = 136;
    recipe.clip_skip = 2;
    recipe.eta = 0.333333;
    return recipe;
}

/// The drop as the window system delivers it.
void drop(QWidget& target, const QString& path) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent dropped(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&target, &dropped);
}

QString savePicture(const QTemporaryDir& folder, const Recipe& recipe) {
    const QString path = folder.filePath(QStringLiteral("dropped.png"));
    const auto saved = save_image(FakeEngine::plain(24, 16), recipe, SaveTarget{path.toStdString()});
    return saved ? path : QString();
}

} // namespace

class WindowTest : public QObject {
    Q_OBJECT
private slots:
    // -- the panel and the recipe
    void recipeSurvivesThePanel() {
        TestWindow t;
        const Recipe recipe = unusualRecipe();
        t.window->document().adopt(recipe, QStringLiteral("test"));
        QCOMPARE(t.child<PromptEdit>("prompt")->toPlainText(), toQString(recipe.prompt));
        QCOMPARE(t.child<QSpinBox>("steps")->value(), 33);
        QCOMPARE(t.child<QComboBox>("sampler")->currentText(), QStringLiteral("DPM++ 2M"));
        QCOMPARE(t.child<QLineEdit>("seedNumber")->text(), QStringLiteral("18446744073709551615"));
        // Nothing that the widgets cannot show exactly may be rounded by them.
        QVERIFY(t.window->document().recipe() == recipe);
    }

    void editsReachTheRecipe() {
        TestWindow t;
        t.child<PromptEdit>("prompt")->setFocus();
        QTest::keyClicks(t.child<PromptEdit>("prompt"), QStringLiteral("sun"));
        t.child<QSpinBox>("steps")->setValue(7);
        t.child<QDoubleSpinBox>("guidance")->setValue(5.5);
        auto* sampler = t.child<QComboBox>("sampler");
        const int row = sampler->findData(QStringLiteral("heun"));
        QVERIFY(row >= 0);
        sampler->setCurrentIndex(row);
        emit sampler->activated(row);
        auto* mode = t.child<QComboBox>("seedMode");
        mode->setFocus();
        QTest::keyClick(mode, Qt::Key_Down); // from random to fixed
        emit mode->activated(mode->currentIndex());
        QTest::keyClicks(t.child<QLineEdit>("seedNumber"), QStringLiteral("42"));
        const RecipeDraft& draft = t.window->document().draft();
        QCOMPARE(draft.recipe.prompt, std::string("sun"));
        QCOMPARE(draft.recipe.steps, 7);
        QCOMPARE(draft.recipe.cfg_scale, 5.5);
        QCOMPARE(draft.recipe.sampler, std::string("heun"));
        QCOMPARE(draft.seed_mode, SeedMode::fixed);
        QVERIFY(QString::number(draft.recipe.seed).endsWith(QStringLiteral("42")));
    }

    void undoBringsBackAnAdoptedRecipe() {
        TestWindow t;
        QTest::keyClicks(t.child<PromptEdit>("prompt"), QStringLiteral("mine"));
        t.window->document().adopt(unusualRecipe(), QStringLiteral("test"));
        t.window->document().undoStack().undo();
        QCOMPARE(t.child<PromptEdit>("prompt")->toPlainText(), QStringLiteral("mine"));
        QCOMPARE(t.window->document().draft().seed_mode, SeedMode::random);
        t.window->document().undoStack().undo(); // typing is one step
        QVERIFY(t.child<PromptEdit>("prompt")->toPlainText().isEmpty());
        t.window->document().undoStack().redo();
        QCOMPARE(t.child<PromptEdit>("prompt")->toPlainText(), QStringLiteral("mine"));
    }

    void draftComesBackAfterACrash() {
        TestWindow t;
        QTest::keyClicks(t.child<PromptEdit>("prompt"), QStringLiteral("kept"));
        t.child<QSpinBox>("batch")->setValue(3);
        // No orderly end: only what the timer wrote is there.
        QTRY_VERIFY(QFileInfo(t.folder.filePath(QStringLiteral("draft"))).size() > 0);
        EngineAdapter other_adapter;
        FakeEngine other_engine(other_adapter);
        MainWindow other(other_adapter, placesIn(t.folder));
        QCOMPARE(other.document().recipe().prompt, std::string("kept"));
        QCOMPARE(other.document().draft().batch, 3);
    }

    void damagedDraftIsIgnored() {
        TestWindow t;
        QFile file(t.folder.filePath(QStringLiteral("draft")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("sfumato-draft 1 1 x\n{\"steps\": ");
        file.close();
        EngineAdapter adapter;
        FakeEngine engine(adapter);
        MainWindow other(adapter, placesIn(t.folder));
        QVERIFY(other.document().recipe() == Recipe{});
    }

    void sizesKeepToMultiples() {
        TestWindow t;
        QSpinBox* width = nullptr;
        for (QSpinBox* box : t.window->findChildren<QSpinBox*>())
            if (box->accessibleName() == QStringLiteral("Width in pixels")) width = box;
        QVERIFY(width != nullptr);
        width->setValue(131);
        QCOMPARE(t.window->document().recipe().width, 128);
    }

    // -- Generate and Cancel
    void generateRunsToAPicture() {
        TestWindow t;
        t.window->show();
        auto* button = t.child<QPushButton>("generate");
        auto* canvas = t.child<Canvas>("canvas");
        button->click();
        QCOMPARE(t.engine.jobs.size(), std::size_t(1));
        QCOMPARE(t.window->generation().state(), Generation::State::running);
        QCOMPARE(button->text(), QStringLiteral("Cancel"));
        t.engine.tell(event::Started{1});
        t.engine.tell(event::Stage{1, "sample"});
        t.engine.tell(event::Progress{1, {1, 4, 0.5, 1.5}});
        t.engine.tell(event::Preview{1, 1, FakeEngine::plain(2, 2)});
        QTRY_VERIFY(canvas->showsPreview());
        t.engine.finish();
        QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        QCOMPARE(button->text(), QStringLiteral("Generate"));
        QCOMPARE(canvas->picture().size(), QSize(16, 16));
        QVERIFY(!canvas->showsPreview());
        QCOMPARE(t.window->pictures().rowCount(), 1);
        // Saved by itself, with its recipe.
        QTRY_COMPARE(t.window->pictures().unsaved(), 0);
        const auto metadata =
            read_metadata(t.window->pictures().index(0).data(PictureList::path_role).toString().toStdString());
        QVERIFY(metadata && metadata->recipe);
        QCOMPARE(metadata->recipe->seed, t.engine.jobs[0].recipe.seed);
    }

    void cancelEndsWithTheEnginesAnswer() {
        TestWindow t;
        t.window->show();
        t.child<QPushButton>("generate")->click();
        t.engine.tell(event::Preview{1, 1, FakeEngine::plain(2, 2)});
        QTRY_VERIFY(t.child<Canvas>("canvas")->showsPreview());
        t.child<QPushButton>("generate")->click();
        QCOMPARE(t.window->generation().state(), Generation::State::cancelling);
        QVERIFY(t.engine.cancelled.contains(1));
        QVERIFY(!t.child<QPushButton>("generate")->isEnabled());
        t.engine.tell(event::Cancelled{1});
        QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        QVERIFY(!t.child<Canvas>("canvas")->hasPicture());
        QCOMPARE(t.window->pictures().rowCount(), 0);
    }

    void batchCountsSeedsUpAndStopsOnCancel() {
        TestWindow t;
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) {
            d.batch = 3;
            d.seed_mode = SeedMode::fixed;
            d.recipe.seed = 10;
        });
        t.child<QPushButton>("generate")->click();
        t.engine.finish();
        QTRY_COMPARE(t.engine.jobs.size(), std::size_t(2));
        QCOMPARE(t.engine.jobs[1].recipe.seed, std::uint64_t(11));
        t.child<QPushButton>("generate")->click();
        t.engine.finish(); // was ready before the cancel arrived: kept
        QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        QCOMPARE(t.engine.jobs.size(), std::size_t(2));
        QCOMPARE(t.window->pictures().rowCount(), 2);
    }

    void failureIsToldWithoutABox() {
        TestWindow t;
        t.window->show();
        t.child<QPushButton>("generate")->click();
        t.engine.tell(event::Failed{1, Error{ErrorCode::out_of_memory, "no 2 GiB in one piece", {}}});
        QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        QVERIFY(t.window->messageBar().isVisible());
        QCOMPARE(t.window->messageBar().kind(), MessageBar::Kind::error);
        QVERIFY(t.window->messageBar().text().contains(QStringLiteral("no 2 GiB in one piece")));
        QVERIFY(t.window->messageBar().text().contains(QStringLiteral("smaller size")));
        QVERIFY(QApplication::activeModalWidget() == nullptr);
    }

    void eventsOfOtherJobsAreIgnored() {
        TestWindow t;
        t.child<QPushButton>("generate")->click();
        t.engine.tell(event::Cancelled{77});
        t.engine.tell(event::Failed{78, Error{ErrorCode::io, "not ours", {}}});
        t.engine.tell(event::Stage{1, "sample"});
        QSignalSpy spy(&t.window->generation(), &Generation::message);
        QTRY_VERIFY(!spy.isEmpty());
        QCOMPARE(t.window->generation().state(), Generation::State::running);
    }

    void sinkOutlivesTheAdapter() {
        std::function<void(Event)> sink;
        {
            EngineAdapter adapter;
            sink = adapter.sink();
            sink(event::Preview{1, 1, FakeEngine::plain(2, 2)});
        }
        sink(event::Started{1});
        sink(event::Preview{1, 2, FakeEngine::plain(2, 2)});
    }

    void onlyTheLatestPreviewWaits() {
        EngineAdapter adapter;
        const auto sink = adapter.sink();
        QSignalSpy spy(&adapter, &EngineAdapter::previewReady);
        for (int step = 1; step <= 5; ++step)
            sink(event::Preview{1, step, FakeEngine::plain(2, 2)});
        QTRY_COMPARE(spy.size(), 1);
        QCOMPARE(spy[0][2].toInt(), 5);
    }

    // -- pictures that come and go
    void droppedPictureGivesItsRecipe() {
        TestWindow t;
        t.window->show();
        Recipe recipe = unusualRecipe();
        const QString path = savePicture(t.folder, recipe);
        QVERIFY(!path.isEmpty());
        // The prompt takes dropped text only: a file that falls on it is the window's.
        drop(*t.child<PromptEdit>("prompt")->viewport(), path);
        QTRY_COMPARE(t.window->document().recipe().prompt, recipe.prompt);
        QCOMPARE(t.window->document().recipe().seed, recipe.seed);
        QCOMPARE(t.window->document().recipe().cfg_scale, recipe.cfg_scale);
        QCOMPARE(t.window->document().draft().seed_mode, SeedMode::fixed);
        QCOMPARE(t.child<Canvas>("canvas")->picture().size(), QSize(24, 16));
        QVERIFY(t.window->messageBar().isVisible());
    }

    void droppedForeignPictureNotesWhatIsMissing() {
        TestWindow t;
        t.window->show();
        const std::vector<TextChunk> chunks{
            {"parameters", "a cat\nSteps: 5, Sampler: No Such Sampler, CFG scale: 3, Seed: 4, Size: 64x64"}};
        const auto bytes = encode_png(FakeEngine::plain(8, 8), chunks);
        QVERIFY(bytes);
        QFile file(t.folder.filePath(QStringLiteral("foreign.png")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(reinterpret_cast<const char*>(bytes->data()), static_cast<qint64>(bytes->size()));
        file.close();
        drop(*t.window, file.fileName());
        QTRY_COMPARE(t.window->document().recipe().prompt, std::string("a cat"));
        QCOMPARE(t.window->messageBar().kind(), MessageBar::Kind::warning);
        QVERIFY(t.window->messageBar().text().contains(QStringLiteral("No Such Sampler")));
    }

    void droppedPlainPictureBecomesTheInitialImage() {
        TestWindow t;
        QImage image(20, 12, QImage::Format_RGB32);
        image.fill(Qt::red);
        const QString path = t.folder.filePath(QStringLiteral("plain.png"));
        QVERIFY(image.save(path));
        drop(*t.window, path);
        QTRY_VERIFY(t.window->document().recipe().init.has_value());
        QCOMPARE(t.window->document().recipe().init->path, path.toStdString());
    }

    void droppedRubbishIsAnError() {
        TestWindow t;
        t.window->show();
        QFile file(t.folder.filePath(QStringLiteral("rubbish.png")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("this is not a picture");
        file.close();
        const Recipe before = t.window->document().recipe();
        drop(*t.window, file.fileName());
        QTRY_VERIFY(t.window->messageBar().isVisible());
        QCOMPARE(t.window->messageBar().kind(), MessageBar::Kind::error);
        QVERIFY(t.window->document().recipe() == before);
    }

    void droppedModelIsChosen() {
        TestWindow t;
        const QString path = t.folder.filePath(QStringLiteral("some.safetensors"));
        t.window->openPath(path);
        QCOMPARE(t.window->document().recipe().model, path.toStdString());
        QCOMPARE(t.child<QComboBox>("model")->currentData().toString(), path);
    }

    void droppedFolderIsAModel() {
        TestWindow t;
        t.window->show();
        const QString path = t.folder.filePath(QStringLiteral("a model.v2"));
        QVERIFY(QDir().mkpath(path));
        drop(*t.window, path);
        QTRY_COMPARE(t.window->document().recipe().model, path.toStdString());
        QVERIFY(!t.window->messageBar().isVisible());
    }

    /// Packed on a thread: Qt asks the window's thread to do it when another program wants the picture.
    void copiedPicturesArePackedAlready() {
        TestWindow t;
        t.window->show();
        t.child<QPushButton>("generate")->click();
        t.engine.finish();
        QTRY_VERIFY(t.child<QAction>("copyPicture")->isEnabled());
        QClipboard* clipboard = QGuiApplication::clipboard();
        clipboard->clear();
        t.child<QAction>("copyPicture")->trigger();
        QTRY_VERIFY(!clipboard->image().isNull());
        const QByteArray png = clipboard->mimeData()->data(QStringLiteral("image/png"));
        const auto packed = decode_png(as_bytes({png.constData(), static_cast<std::size_t>(png.size())}));
        QVERIFY(packed);
        QCOMPARE(toQImage(*packed), clipboard->image().convertToFormat(QImage::Format_RGB32));

        // What is copied while a picture is packed is the later copy.
        t.child<QAction>("copyPicture")->trigger();
        clipboard->setText(QStringLiteral("later"));
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents();
        QCOMPARE(clipboard->text(), QStringLiteral("later"));
        QVERIFY(!clipboard->mimeData()->hasImage());
    }

    void refusingFolderLosesNothing() {
        TestWindow t;
        t.window->show();
        qputenv("XDG_DATA_HOME", t.folder.filePath(QStringLiteral("data")).toLocal8Bit());
        QFile blocker(t.folder.filePath(QStringLiteral("pictures"))); // a file where the folder should be
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        t.child<QPushButton>("generate")->click();
        t.engine.finish();
        QTRY_VERIFY(t.window->messageBar().isVisible());
        QCOMPARE(t.window->messageBar().kind(), MessageBar::Kind::error);
        const QString path = t.window->pictures().index(0).data(PictureList::path_role).toString();
        QVERIFY(path.startsWith(t.folder.filePath(QStringLiteral("data"))));
        QVERIFY(QFileInfo::exists(path));
        qunsetenv("XDG_DATA_HOME");
    }

    void clickedThumbnailIsShownWhileTheNextForms() {
        TestWindow t;
        t.window->show();
        t.child<QPushButton>("generate")->click();
        t.engine.finish(16, 16);
        QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        t.child<QPushButton>("generate")->click();
        auto* strip = t.child<PictureStrip>("strip");
        emit strip->clicked(t.window->pictures().index(0));
        QSignalSpy spy(&t.adapter, &EngineAdapter::previewReady);
        t.engine.tell(event::Preview{2, 1, FakeEngine::plain(2, 2)});
        QTRY_COMPARE(spy.size(), 1);
        QVERIFY(!t.child<Canvas>("canvas")->showsPreview());
        t.engine.finish(8, 8);
        QTRY_COMPARE(t.window->pictures().rowCount(), 2);
        QCOMPARE(t.child<Canvas>("canvas")->picture().size(), QSize(16, 16));
    }

    // -- hands and ears
    void controlReturnGeneratesFromTheEditors() {
        TestWindow t;
        t.window->show();
        t.window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(t.window.get()));
        for (const char* name : {"prompt", "negativePrompt"}) {
            auto* editor = t.child<PromptEdit>(name);
            editor->setFocus();
            const std::size_t before = t.engine.jobs.size();
            QTest::keyClick(editor, Qt::Key_Return, Qt::ControlModifier);
            QCOMPARE(t.engine.jobs.size(), before + 1);
            QVERIFY(editor->toPlainText().isEmpty());
            QTest::keyClick(editor, Qt::Key_Escape);
            QVERIFY(t.engine.cancelled.contains(t.engine.last()));
            t.engine.tell(event::Cancelled{t.engine.last()});
            QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        }
    }

    void shortcutsAreThereOnce() {
        TestWindow t;
        QSet<QString> seen;
        for (const QAction* action : t.window->findChildren<QAction*>())
            for (const QKeySequence& key : action->shortcuts()) {
                // Keys of a page count there only, and those of the picture rest meanwhile.
                if (action->shortcutContext() != Qt::WindowShortcut) continue;
                QVERIFY2(!seen.contains(key.toString()), qPrintable(key.toString()));
                seen.insert(key.toString());
            }
        for (const char* key : {"Ctrl+O", "Ctrl+S", "Ctrl+Return", "Esc", "Ctrl+Z", "Ctrl+0", "Ctrl+1", "Ctrl+R", "F1"})
            QVERIFY2(seen.contains(QString::fromLatin1(key)), key);
    }

    void everyControlHasAName() {
        TestWindow t;
        t.window->show();
        for (QWidget* widget : t.window->findChildren<QWidget*>()) {
            const bool control = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QAbstractSpinBox*>(widget) ||
                                 qobject_cast<QComboBox*>(widget) || qobject_cast<QAbstractSlider*>(widget) ||
                                 qobject_cast<QPlainTextEdit*>(widget) || qobject_cast<QAbstractItemView*>(widget) ||
                                 widget->objectName() == QStringLiteral("canvas");
            // Qt's own parts (scroll bars, line edits inside spin boxes, lists of combo boxes) speak for their owner.
            const bool part = widget->objectName().startsWith(QStringLiteral("qt_")) ||
                              widget->inherits("QScrollBar") ||
                              widget->parentWidget()->inherits("QComboBoxPrivateContainer");
            if (!control || part) continue;
            QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
            QVERIFY(face != nullptr);
            const QString who =
                QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') + widget->objectName();
            const bool hidden_action = widget->inherits("QPushButton") && !widget->isVisible();
            QVERIFY2(hidden_action || !face->text(QAccessible::Name).isEmpty(), qPrintable(who));
        }
    }

    // -- the device
    void theDeviceIsChosenAndKept() {
        QTemporaryDir folder;
        EngineAdapter adapter;
        FakeEngine engine(adapter);
        DeviceSummary card{"Card & Co", "driver 1", "discrete", "1.3.0", 1 << 30, true, {}};
        DeviceSummary old{"Old", "driver 2", "integrated", "1.1.0", 0, false, "it has no compute queue"};
        engine.devices = std::vector{card, old};
        {
            MainWindow window(adapter, placesIn(folder));
            QVERIFY(engine.device == DeviceRequest{});
            auto& menu = *window.findChild<DeviceMenu*>();
            emit menu.aboutToShow();
            const auto row = [&](const QString& text) {
                for (QAction* action : menu.actions())
                    if (action->text() == text) return action;
                return static_cast<QAction*>(nullptr);
            };
            QTRY_VERIFY(row(QStringLiteral("Card && Co")) != nullptr);
            QVERIFY(!row(QStringLiteral("Old"))->isEnabled());
            QVERIFY(row(QStringLiteral("Old"))->toolTip().contains(QStringLiteral("no compute queue")));
            QVERIFY(row(QStringLiteral("&Automatic"))->isChecked());
            row(QStringLiteral("Card && Co"))->trigger();
            QCOMPARE(engine.device.executor, ExecutorKind::vulkan);
            QCOMPARE(engine.device.vulkan, std::string("Card & Co"));
            window.findChild<QAction*>(QStringLiteral("deviceBf16"))->setChecked(true);
            QVERIFY(engine.device.bf16);
            QCOMPARE(engine.device.vulkan, std::string("Card & Co"));
        }
        engine.device = {};
        MainWindow again(adapter, placesIn(folder));
        QCOMPARE(engine.device.vulkan, std::string("Card & Co"));
        QVERIFY(engine.device.bf16);
        // What the command line asks for is for this time only, and is shown.
        again.useDevice({ExecutorKind::cpu, {}});
        QCOMPARE(engine.device.executor, ExecutorKind::cpu);
        MainWindow third(adapter, placesIn(folder));
        QCOMPARE(engine.device.vulkan, std::string("Card & Co"));
    }

    void theStatusBarTellsTheDeviceAndWhy() {
        TestWindow t;
        t.engine.tell(event::DeviceReady{"llvmpipe (LLVM 15.0.6)", "Mesa", true, "there is no graphics card"});
        auto* button = t.child<QToolButton>("device");
        QTRY_COMPARE(button->text(), QStringLiteral("llvmpipe (processor)"));
        QVERIFY(button->toolTip().contains(QStringLiteral("there is no graphics card")));
        QVERIFY(button->menu() == t.window->findChild<DeviceMenu*>());
    }

    void aNewDeviceIsOpenedAtOnceUnlessSomethingRuns() {
        TestWindow t;
        auto& menu = *t.window->findChild<DeviceMenu*>();
        QVERIFY(t.engine.warmed.empty());
        menu.actions().at(1)->trigger();
        QCOMPARE(t.engine.device.executor, ExecutorKind::cpu);
        QCOMPARE(t.engine.warmed, t.window->document().recipe().model);
        t.engine.warmed.clear();
        t.window->generation().start({});
        menu.actions().at(0)->trigger();
        QCOMPARE(t.engine.device.executor, ExecutorKind::automatic);
        QVERIFY(t.engine.warmed.empty());
    }

    void aNightOfPicturesDoesNotFillTheMemory() {
        PictureList list;
        FinishedPicture picture;
        picture.original = std::make_shared<const Image>();
        picture.deep = std::make_shared<const DeepImage>();
        picture.view = QImage(8, 8, QImage::Format_RGB32);
        picture.thumbnail = picture.view;
        const std::weak_ptr<const DeepImage> deep = picture.deep;
        const PictureList::Id unsaved = list.add(picture);
        for (int i = 0; i < PictureList::pictures_kept + 20; ++i)
            list.setSaved(list.add(picture), QStringLiteral("/pictures/%1.png").arg(i));
        picture = {};
        QVERIFY(deep.expired());
        QCOMPARE(list.rowCount(), PictureList::pictures_kept + 1);
        QVERIFY(list.find(unsaved) != nullptr && list.find(unsaved)->picture.original != nullptr); // nothing is lost
        QVERIFY(list.findPath(QStringLiteral("/pictures/0.png")) == nullptr);
        QVERIFY(list.findPath(QStringLiteral("/pictures/%1.png").arg(PictureList::pictures_kept + 19)) != nullptr);
        int views = 0;
        for (int row = 0; row < list.rowCount(); ++row)
            views += !list.find(list.index(row).data(PictureList::id_role).toULongLong())->picture.view.isNull();
        QCOMPARE(views, PictureList::views_kept + 1);
        list.setSaved(unsaved, QStringLiteral("/pictures/late.png"));
        QCOMPARE(list.rowCount(), PictureList::pictures_kept);
    }

    void canvasIsCrispOnlyWhenEnlarged() {
        Canvas canvas;
        canvas.resize(400, 300);
        QImage image(64, 64, QImage::Format_RGB32);
        image.fill(Qt::blue);
        canvas.showPicture(image);
        QCOMPARE(canvas.zoom(), 4.0); // whole factors, so that all pixels are equally large
        QVERIFY(canvas.crisp());
        canvas.actualSize();
        QVERIFY(!canvas.crisp());
        canvas.fit();
        canvas.showPreview(image, QSize(64, 64));
        QVERIFY(!canvas.crisp());
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
