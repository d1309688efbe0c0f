// Settings, keys, log and the first start.
#include "language.h"
#include "log_book.h"
#include "output_settings.h"
#include "test_window.h"
#include "views/log_dialog.h"
#include "views/settings_dialog.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

#include <thread>

using namespace sfumato;

namespace {

QAction* command(const TestWindow& t, const QString& text) {
    for (const ShortcutRow& row : shortcutRows(t.window->menuBar()->actions()))
        if (row.action->text().remove('&').startsWith(text)) return row.action;
    return nullptr;
}

} // namespace

class HouseTest : public QObject {
    Q_OBJECT
private slots:
    void theThemeChangesAtOnce() {
        TestWindow t;
        t.window->findChild<QAction*>("theme-light")->trigger();
        QVERIFY(!themeIsDark());
        command(t, "Settings")->trigger();
        auto* theme = t.child<QDialog>("settings")->findChild<QComboBox*>("theme");
        QCOMPARE(theme->currentData().toString(), QString("light"));
        theme->setCurrentIndex(theme->findData("dark"));
        emit theme->activated(theme->currentIndex());
        QVERIFY(themeIsDark());
        QVERIFY(t.window->findChild<QAction*>("theme-dark")->isChecked()); // the menu says the same
    }

    void picturesAreWrittenAsTheSettingsSay() {
        TestWindow t;
        command(t, "Settings")->trigger();
        auto* settings = t.child<QDialog>("settings");
        auto* format = settings->findChild<QComboBox*>("format");
        auto* names = settings->findChild<QLineEdit*>("names");
        auto* example = settings->findChild<QLabel*>("exampleName");
        QVERIFY(example->text().endsWith(".png"));
        format->setCurrentIndex(format->findText("JPEG"));
        emit format->activated(format->currentIndex());
        names->setFocus();
        QTest::keyClicks(names, "[model]/[se");
        QVERIFY2(example->text().startsWith("Not used"), qPrintable(example->text())); // while it is being typed
        QCOMPARE(t.window->queue().options().output.name_template, std::string("[model]"));
        QTest::keyClicks(names, "ed]");
        QVERIFY2(example->text().endsWith("builtin/0.jpg"), qPrintable(example->text()));
        // The queue does so from the next picture on.
        QCOMPARE(t.window->queue().options().output.format, PictureFormat::jpeg);
        QCOMPARE(t.window->queue().options().output.name_template, std::string("[model]/[seed]"));
        // 16 bits are of PNG only.
        auto* bits = settings->findChild<QComboBox*>("bits");
        QVERIFY(!bits->isVisibleTo(settings));
        format->setCurrentIndex(format->findText("PNG"));
        emit format->activated(format->currentIndex());
        bits->setCurrentIndex(1);
        emit bits->activated(1);
        QVERIFY(t.window->queue().options().output.deep);
        settings->findChild<QCheckBox*>("stripPrompts")->click();
        // And the next start as well.
        QSettings kept(placesIn(t.folder).settings, QSettings::IniFormat);
        t.window.reset();
        kept.sync();
        const OutputOptions options = readOutputOptions(kept);
        QVERIFY(options.deep && options.strip_prompts);
        QCOMPARE(options.name_template, std::string("[model]/[seed]"));
    }

    void settingsThatCannotBeUsedAreTheUsualOnes() {
        QTemporaryDir folder;
        QSettings settings(folder.filePath("s"), QSettings::IniFormat);
        settings.setValue("output/format", "tiff");
        settings.setValue("output/quality", "1000");
        settings.setValue("output/names", "../../[seed]");
        settings.setValue("output/sidecar", "xml");
        QCOMPARE(readOutputOptions(settings), OutputOptions{});
        settings.setValue("output/format", "jpeg");
        settings.setValue("output/bits", 16); // which JPEG does not have
        settings.setValue("output/quality", 0);
        QVERIFY(check_output_options(readOutputOptions(settings), PictureFormat::jpeg));
    }

    void aSizeOutOfReasonIsNotTaken() {
        QTemporaryDir folder;
        QSettings settings(folder.filePath("s"), QSettings::IniFormat);
        QCOMPARE(uiScale(settings), 1.0);
        for (const char* value : {"0", "-1", "nan", "inf", "100", "wide"}) {
            settings.setValue("uiScale", value);
            QCOMPARE(uiScale(settings), 1.0);
        }
        settings.setValue("uiScale", 1.25);
        QCOMPARE(uiScale(settings), 1.25);
    }

    void theLanguageIsTheUsersChoice() {
        QVERIFY(languages().contains("en") && languages().contains("de"));
        QCOMPARE(languageName("de"), QString("Deutsch"));
        QTemporaryDir folder;
        QSettings settings(folder.filePath("s"), QSettings::IniFormat);
        settings.setValue("language", "de");
        QCOMPARE(chosenLanguage(settings), QString("de"));
        settings.setValue("language", "../../etc");
        QVERIFY(languages().contains(chosenLanguage(settings)));
        installLanguage("de");
        {
            TestWindow t;
            QVERIFY(t.window->menuBar()->actions().first()->text().contains("Datei"));
        }
        installLanguage("nowhere"); // English
        TestWindow t;
        QVERIFY(t.window->menuBar()->actions().first()->text().contains("File"));
    }

    void keysAreGivenKeptAndTakenBack() {
        TestWindow t;
        QAction* reuse = command(t, "Reuse Recipe");
        QVERIFY(reuse != nullptr);
        QSettings settings(t.folder.filePath("keys"), QSettings::IniFormat);
        const auto rows = shortcutRows(t.window->menuBar()->actions());
        ShortcutEditor editor(rows, settings);
        auto* table = editor.findChild<QTableWidget*>("shortcutTable");
        int row = 0;
        while (rows[row].action != reuse)
            ++row;
        table->setCurrentCell(row, 0);
        auto* edit = editor.findChild<QKeySequenceEdit*>("shortcutEdit");
        edit->setKeySequence(QKeySequence("Ctrl+Alt+R"));
        emit edit->editingFinished();
        QCOMPARE(reuse->shortcut(), QKeySequence("Ctrl+Alt+R"));
        QCOMPARE(table->item(row, 1)->text(), QKeySequence("Ctrl+Alt+R").toString(QKeySequence::NativeText));

        TestWindow later; // another start
        const auto later_rows = shortcutRows(later.window->menuBar()->actions());
        restoreShortcuts(later_rows, settings);
        QCOMPARE(command(later, "Reuse Recipe")->shortcut(), QKeySequence("Ctrl+Alt+R"));

        // The key of another command is refused, and said whose it is.
        QVERIFY(!editor.give(row, QKeySequence("Ctrl+Q")));
        QVERIFY(editor.findChild<QLabel*>("shortcutConflict")->text().contains("Quit"));
        QCOMPARE(reuse->shortcut(), QKeySequence("Ctrl+Alt+R"));
        editor.resetAll();
        QCOMPARE(reuse->shortcut(), QKeySequence("Ctrl+R"));
        QVERIFY(settings.allKeys().isEmpty());
    }

    void theLogTakesWhatThreadsSay() {
        LogBook book;
        QSignalSpy added(&book, &LogBook::added);
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([] {
                for (int n = 0; n < 1000; ++n)
                    log(LogLevel::info, "line {}", n);
            });
        threads.clear();
        QTRY_VERIFY(!added.isEmpty());
        QCOMPARE(book.lines().size(), LogBook::max_lines);
        QVERIFY(added.size() < 4000); // many lines, few signals
    }

    void diagnosticsSayNothingOfPrompts() {
        LogBook book;
        log(LogLevel::info, "opened {}/secret-place/model", QDir::homePath().toStdString());
        Diagnostics about;
        about.device = "some card";
        about.settings << "theme = dark";
        about.prompts = "a private wish";
        LogDialog dialog(book, about);
        QTest::mouseClick(dialog.findChild<QPushButton*>("copyDiagnostics"), Qt::LeftButton);
        QString text = QGuiApplication::clipboard()->text();
        QVERIFY(text.contains("some card") && text.contains("theme = dark") && text.contains("secret-place"));
        QVERIFY(!text.contains("a private wish"));
        if (QDir::homePath().size() > 1) QVERIFY(!text.contains(QDir::homePath()));
        dialog.findChild<QCheckBox*>("withPrompts")->setChecked(true);
        QTest::mouseClick(dialog.findChild<QPushButton*>("copyDiagnostics"), Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().contains("a private wish"));
    }

    void theFirstStartOffersAPicture() {
        QTemporaryDir folder;
        EngineAdapter adapter;
        FakeEngine engine{adapter};
        MainWindowPlaces places = placesIn(folder);
        places.builtin = folder.path().toStdString();
        MainWindow window(adapter, places);
        window.show();
        window.welcome();
        QVERIFY(window.messageBar().isVisible());
        QVERIFY(window.messageBar().title().contains("Welcome"));
        for (auto* button : window.messageBar().findChildren<QPushButton*>())
            if (button->text().contains("apple")) QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(engine.jobs.size(), 1u);
        QCOMPARE(engine.jobs[0].recipe.prompt, std::string("a red apple"));

        MainWindow second(adapter, places); // not the first start any more
        second.show();
        second.welcome();
        QVERIFY(!second.messageBar().isVisible());
    }
};

QTEST_MAIN(HouseTest)
#include "house_test.moc"
