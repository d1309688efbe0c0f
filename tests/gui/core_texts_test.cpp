// The core's texts in the language of the window: the matching of patterns, the German file, and windows that show
// them.
#include "core_texts.h"
#include "engine/engine.h"
#include "image/formats.h"
#include "item_models/queue_list.h"
#include "language.h"
#include "log_book.h"
#include "recipe/batch_source.h"
#include "test_window.h"
#include "views/batch_dialog.h"
#include "views/message_bar.h"
#include "views/models_page.h"
#include "views/queue_page.h"

#include <QAction>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QXmlStreamReader>

#include <ctime>
#include <fstream>

using namespace sfumato;
namespace fs = std::filesystem;

namespace {

struct Entry {
    QString context, source, translation;
};

std::vector<Entry> entriesOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    QXmlStreamReader xml(&file);
    std::vector<Entry> out;
    Entry entry;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) continue;
        if (xml.name() == QLatin1String("name"))
            entry.context = xml.readElementText();
        else if (xml.name() == QLatin1String("source"))
            entry.source = xml.readElementText();
        else if (xml.name() == QLatin1String("translation")) {
            entry.translation = xml.readElementText();
            out.push_back(entry);
        }
    }
    return out;
}

/// What the core would write: field i is "91i", a text that nothing is known of.
QString filledIn(const QString& pattern) {
    QString out;
    int fields = 0;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const bool doubled = i + 1 < pattern.size() && pattern[i + 1] == pattern[i];
        if ((pattern[i] == u'{' || pattern[i] == u'}') && doubled) {
            out += pattern[i++];
        } else if (pattern[i] == u'{') {
            const qsizetype end = pattern.indexOf(u'}', i);
            const QChar first = pattern[i + 1];
            out += QStringLiteral("91%1").arg(first.isDigit() ? first.digitValue() : fields++);
            i = end;
        } else {
            out += pattern[i];
        }
    }
    return out;
}

QString germanOf(const CoreTexts& texts, const QString& english) {
    return QString::fromStdString(texts.translate(english.toStdString()));
}

} // namespace

class CoreTextsTest : public QObject {
    Q_OBJECT
private slots:
    void init() { installLanguage("de"); }
    void cleanup() { installLanguage("en"); }

    void fieldsKeepTheirPlaceOrChangeIt() {
        CoreTexts texts;
        texts.add("{}: found {}, expected {}", "{}: gefunden: {}, erwartet: {}");
        texts.add("the {} gave {} twice", "{1} kam zweimal von {0}");
        texts.add("{0} is not set; ${{{0}=value}} sets it", "{0} fehlt; ${{{0}=Wert}} setzt es");
        texts.add("{:.1f} MiB are free", "{} MiB sind frei");
        QCOMPARE(texts.translate("a.csv: found 3, expected 4"), std::string("a.csv: gefunden: 3, erwartet: 4"));
        QCOMPARE(texts.translate("the VAE gave NaN twice"), std::string("NaN kam zweimal von VAE"));
        QCOMPARE(texts.translate("x is not set; ${x=value} sets it"), std::string("x fehlt; ${x=Wert} setzt es"));
        QLocale::setDefault(QLocale(QLocale::German));
        QCOMPARE(texts.translate("1.5 MiB are free"), std::string("1,5 MiB sind frei"));
        QCOMPARE(texts.translate("many MiB are free"), std::string("many MiB are free")); // no number
    }

    void thePatternWithMostLettersWins() {
        CoreTexts texts;
        texts.add("{}: is missing", "{}: fehlt");
        texts.add("{}: tensor '{}' is missing", "{}: Tensor „{}“ fehlt");
        texts.add("{}: the file is missing", "{}: die Datei fehlt");
        texts.add("{} of {}", "{} von {}"); // too little to tell anything by
        QCOMPARE(texts.translate("m: tensor 'a' is missing"), std::string("m: Tensor „a“ fehlt"));
        QCOMPARE(texts.translate("m: the file is missing"), std::string("m: die Datei fehlt"));
        QCOMPARE(texts.translate("m: is missing"), std::string("m: fehlt"));
        QCOMPARE(texts.translate("the end of the world"), std::string("the end of the world"));
    }

    void shortPatternsNeedToBeSure() {
        CoreTexts texts;
        texts.add("{} with {}", "{} mit {}");
        texts.add("weight {}", "Gewicht {}");
        texts.add("neither a picture nor a text with parameters", "weder ein Bild noch ein Text mit Parametern");
        texts.add("{}; did you mean {}?", "{}; gemeint: {}?");
        texts.add("prompt", "Prompt");
        QCOMPARE(texts.translate("a.json with b.txt"), std::string("a.json mit b.txt"));
        QCOMPARE(texts.translate("weight is missing"), std::string("weight is missing"));
        QCOMPARE(texts.translate("f: neither a picture nor a text with parameters"),
                 std::string("f: weder ein Bild noch ein Text mit Parametern"));
        QCOMPARE(texts.translate("promt; did you mean prompt?"), std::string("promt; gemeint: prompt?"));
    }

    void namesInQuotesAreNotTranslated() {
        CoreTexts texts;
        texts.add("a number", "eine Zahl");
        texts.add("found \"{}\", expected {}", "gefunden: „{}“, erwartet: {}");
        QCOMPARE(texts.translate("found \"a number\", expected a number"),
                 std::string("gefunden: „a number“, erwartet: eine Zahl"));
    }

    void listsOfNamesGetTheirWordForOr() {
        CoreTexts texts;
        texts.add("unknown field \"{}\", expected {}", "unbekanntes Feld „{}“, erwartet: {}");
        texts.add(" or {}", " oder {}");
        QCOMPARE(texts.translate("unknown field \"a or b\", expected a, b or c"),
                 std::string("unbekanntes Feld „a or b“, erwartet: a, b oder c"));
        QCOMPARE(texts.translate("unknown field \"x\", expected or or or"),
                 std::string("unbekanntes Feld „x“, erwartet: or oder or"));
        QCOMPARE(texts.translate("unknown field \"x\", expected this text or that"),
                 std::string("unbekanntes Feld „x“, erwartet: this text or that"));
    }

    void textsInTextsAreTranslated() {
        CoreTexts texts;
        texts.add("while loading {}", "beim Laden von {}", true);
        texts.add("in {}", "in {}", true);
        texts.add("cannot open", "kann nicht geöffnet werden");
        texts.add("Permission denied", "Zugriff verweigert");
        texts.add("damaged data ({})", "beschädigte Daten ({})");
        texts.add("unexpected end", "unerwartetes Ende");
        // A path with what errors are made of, a text of the system, and two contexts.
        QCOMPARE(texts.translate("/a: b; c/x.csv: cannot open: Permission denied (while loading /m (1)) (in f)"),
                 std::string(
                     "/a: b; c/x.csv: kann nicht geöffnet werden: Zugriff verweigert (beim Laden von /m (1)) (in f)"));
        // Parentheses that are no context stay in their text.
        QCOMPARE(texts.translate("f: damaged data (unexpected end) (while loading x)"),
                 std::string("f: beschädigte Daten (unerwartetes Ende) (beim Laden von x)"));
        // What nothing is known of stays, beside what is known.
        QCOMPARE(texts.translate("libfoo says no (while loading x)"), std::string("libfoo says no (beim Laden von x)"));
        QCOMPARE(texts.translate("cannot open: Beyond"), std::string("kann nicht geöffnet werden: Beyond"));
        // A known text with a remark that is no context.
        QCOMPARE(texts.translate("cannot open (\"x\"): Permission denied"),
                 std::string("kann nicht geöffnet werden (\"x\"): Zugriff verweigert"));
        QCOMPARE(texts.translate("while loading x"), std::string("while loading x")); // no error without a context
    }

    void whatNothingIsKnownOfStaysAsItIs() {
        const CoreTexts texts = CoreTexts::fromTs("");
        QVERIFY(texts.empty());
        QCOMPARE(texts.translate("cannot open"), std::string("cannot open"));
        QCOMPARE(coreText(""), QString());
        QCOMPARE(coreText("no such sentence, I think"), QString("no such sentence, I think"));
        QCOMPARE(coreText("a: b: c (d) (e)"), QString("a: b: c (d) (e)"));
        QCOMPARE(coreText("("), QString("("));
        QCOMPARE(coreText(" ()"), QString(" ()"));
        QCOMPARE(coreText(")"), QString(")"));
        installLanguage("en");
        QCOMPARE(coreText("cannot open"), QString("cannot open"));
    }

    void damagedFilesGiveWhatIsWhole() {
        const QByteArray whole =
            "<TS><context><name>core</name><message><source>cannot open</source>"
            "<translation>geht nicht auf</translation></message><message><source>cannot write</source>"
            "<translation type=\"unfinished\">halb</translation></message>";
        for (const QByteArray& file : {whole + "</context></TS>", whole, whole + "<message><source>cannot"}) {
            const CoreTexts texts = CoreTexts::fromTs(file);
            QCOMPARE(texts.size(), std::size_t(1));
            QCOMPARE(texts.translate("cannot open"), std::string("geht nicht auf"));
            QCOMPARE(texts.translate("cannot write"), std::string("cannot write"));
        }
    }

    void hostileTextsTakeNoTime_data() {
        QTest::addColumn<QByteArray>("piece");
        for (const char* piece : {": ",
                                  "; ",
                                  "(",
                                  ")",
                                  " (in ",
                                  " (in a)",
                                  "x: a; ",
                                  ", expected ",
                                  ": field ",
                                  "'",
                                  "\"",
                                  ": is : is",
                                  " (while loading (",
                                  "{}",
                                  "\xff",
                                  "a",
                                  "cannot open: ",
                                  "; did you mean ",
                                  " or ",
                                  "a or "})
            QTest::newRow(piece) << QByteArray(piece);
    }
    void hostileTextsTakeNoTime() {
        QFETCH(QByteArray, piece);
        coreText("the file is read before the clock starts");
        for (const qsizetype size : {10'000, 32'000, 1'000'000}) {
            const QByteArray text = piece.repeated(size / piece.size());
            const std::clock_t start = std::clock(); // of the processor: other programs do not count
            const QString out = coreText(text.toStdString());
            const double ms = 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
            m_slowest = std::max(m_slowest, ms);
            QVERIFY2(ms < 250, qPrintable(QString("%1 ms").arg(ms)));
            QVERIFY(!out.isEmpty());
        }
    }

    void theSlowestOfThem() { qInfo("%.1f ms", m_slowest); }

    void theFileInFrontCanBeLeftOut() {
        QCOMPARE(coreTextWithout("/m.x", "/m.x: exists already"), QString("gibt es schon"));
        QCOMPARE(coreTextWithout("/n.x", "/m.x: exists already"), QString("/m.x: gibt es schon"));
        QCOMPARE(coreTextWithout("", ": exists already"), QString(": gibt es schon"));
    }

    void aLongSentenceIsStillTranslated() {
        const std::string path = "/" + std::string(9000, 'x') + ".csv";
        QCOMPARE(coreText(path + ": exists already"), QString::fromStdString(path + ": gibt es schon"));
    }

    void theFileIsReadQuickly() {
        double best = 1e9;
        for (int i = 0; i < 5; ++i) {
            installCoreTexts("en");
            coreText("x");
            installCoreTexts("de");
            const std::clock_t start = std::clock();
            coreText("cannot open");
            best = std::min(best, 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
        }
        qInfo("the texts are read in %.1f ms", best);
        QVERIFY2(best < 20, qPrintable(QString("%1 ms").arg(best)));
    }

    /// Each text of the file is found again by what the core makes of it, whichever others fit as well.
    void everyGermanTextIsReached() {
        const std::vector<Entry> entries = entriesOf(":/i18n/core_de.ts");
        QVERIFY(entries.size() > 700);
        QFile file(":/i18n/core_de.ts");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const CoreTexts texts = CoreTexts::fromTs(file.readAll());
        QStringList wrong;
        for (const Entry& entry : entries) {
            if (entry.source == " or {}") continue; // between names only
            const bool context = entry.context == "core context";
            const QString english = context ? "x (" + filledIn(entry.source) + ")" : filledIn(entry.source);
            const QString german = context ? "x (" + filledIn(entry.translation) + ")" : filledIn(entry.translation);
            if (germanOf(texts, english) != german)
                wrong << english + " -> " + germanOf(texts, english) + " not " + german;
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }

    void realErrorsAreGerman() {
        QTemporaryDir folder;
        const fs::path path = folder.filePath("broken.png").toStdString();
        std::ofstream(path) << "no picture at all";
        const auto image = load_image(path);
        QVERIFY(!image);
        const QString text = coreText(image.error().text());
        QVERIFY2(text.startsWith(folder.filePath("broken.png") + ": kein Bild eines bekannten Formats (erwartet: PNG"),
                 qPrintable(text));
        const auto missing = load_image(fs::path(folder.filePath("none.png").toStdString()));
        QCOMPARE(coreText(missing.error().text()),
                 folder.filePath("none.png") + ": kann nicht geöffnet werden: Datei oder Ordner nicht gefunden");
    }

    // Windows.

    void aFailedJobSaysWhyInGerman() {
        TestWindow t;
        t.window->show();
        t.child<QPushButton>("generate")->click();
        const Error lost{
            ErrorCode::device_lost, "RTX 9000: the device was lost", {"after the device had been opened anew once"}};
        t.engine.tell(event::Failed{1, lost});
        QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
        const QString german = "RTX 9000: das Gerät ging verloren (nachdem das Gerät einmal neu geöffnet worden war)";
        QVERIFY2(t.window->messageBar().text().contains(german), qPrintable(t.window->messageBar().text()));
        const QListView* jobs = t.child<QListView>("queueView");
        QVERIFY(jobs != nullptr);
        const QModelIndex row = jobs->model()->index(0, 0);
        QTRY_VERIFY2(row.data(QueueList::status_role).toString().contains(german),
                     qPrintable(row.data(QueueList::status_role).toString()));
        // The file and reports keep the core's own words.
        QCOMPARE(t.window->queue().queue().find(1)->reason, lost.text());
    }

    void aBrokenTableSaysWhyInGerman() {
        TestWindow t;
        t.window->show();
        for (QAction* action : t.window->findChildren<QAction*>())
            if (action->shortcut() == QKeySequence(QStringLiteral("Ctrl+B"))) action->trigger();
        auto* dialog = t.window->findChild<BatchDialog*>();
        dialog->findChild<QTabWidget*>("batchTabs")->setCurrentIndex(2);
        const QString file = t.folder.filePath("broken.csv");
        std::ofstream(file.toStdString()) << "prompt,steps\na cat,5\na dog,many\n";
        dialog->findChild<QLineEdit*>("batchFile")->setText(file);
        const auto* summary = dialog->findChild<QLabel*>("batchSummary");
        const QString german = file + ", Zeile 3, Spalte 7: steps: gefunden: „many“, erwartet: eine ganze Zahl";
        QTRY_VERIFY2(summary->text().contains(german), qPrintable(summary->text()));
        dialog->findChild<QLineEdit*>("batchFile")->setText(t.folder.filePath("none.csv"));
        QTRY_VERIFY2(summary->text().contains("none.csv: kann nicht geöffnet werden: "), qPrintable(summary->text()));
    }

    void theGalleryTellsWhatASearchMeansInGerman() {
        TestWindow t;
        t.window->show();
        auto* search = t.child<QLineEdit>("gallerySearch");
        QVERIFY(search != nullptr);
        QVERIFY(search->toolTip().contains("Teil eines Namens"));
        QVERIFY(search->toolTip().contains("newest, oldest")); // to be typed
        QVERIFY(search->toolTip().contains(">Pixel<"));
        search->setText("rating:x");
        auto* problem = t.child<QLabel>("galleryProblem");
        QTRY_VERIFY2(problem->text().startsWith("rating:x bedeutet nichts: erwartet: eine Zahl wie 4"),
                     qPrintable(problem->text()));
    }

    void aBrokenModelSaysWhyInGerman() {
        QTemporaryDir home;
        for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
            qputenv(name, (home.path() + "/" + name).toUtf8());
        const fs::path folder = home.filePath("mine").toStdString();
        fs::create_directories(folder);
        std::ofstream(folder / "page.safetensors") << "<html>404 not found, sorry for that</html>";
        ModelsPage page;
        page.addFolder(QString::fromStdString(folder));
        QTRY_COMPARE(page.table().rowCount(), 1);
        QTRY_VERIFY(!page.table().scanning());
        page.findChild<QTableView*>("modelTable")->selectRow(0);
        const QString reason = page.findChild<QLabel*>("modelReason")->text();
        QVERIFY2(!reason.contains(home.path()), qPrintable(reason)); // the file is named below
        QVERIFY2(reason.contains(": ist keine safetensors-Datei: die Kopflänge ist ") &&
                     reason.contains("; sieht nach Text (HTML oder XML) aus: unvollständig heruntergeladen oder die "
                                     "Fehlerseite einer Website?"),
                 qPrintable(reason));
    }

    void theLogStaysEnglish() {
        LogBook book;
        log(LogLevel::warning, "{}", Error{ErrorCode::io, "x: cannot open: Permission denied", {}}.text());
        QTRY_VERIFY(!book.lines().empty());
        QVERIFY(LogBook::text(book.lines().back()).contains("x: cannot open: Permission denied"));
    }

private:
    double m_slowest = 0;
};

QTEST_MAIN(CoreTextsTest)
#include "core_texts_test.moc"
