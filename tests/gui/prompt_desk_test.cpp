// The prompt desk: colours, weights by keys, brackets, completion, history, tokens.
#include "test_window.h"

#include "language.h"
#include "views/prompt_edit.h"
#include "views/prompt_syntax.h"
#include "views/token_strip.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QCompleter>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>

using namespace sfumato;

namespace {

/// The text after the change, its selection in '|'.
QString weighed(QString text, double delta) {
    const auto first = text.indexOf('|'), last = text.lastIndexOf('|');
    text.remove('|');
    const auto change = changeWeight(text, first, last > first ? last - 1 : first, delta);
    if (!change) return text;
    text.replace(change->start, change->removed, change->inserted);
    text.insert(change->selection_end, '|');
    if (change->selection_start != change->selection_end) text.insert(change->selection_start, '|');
    return text;
}

QString marks(const QString& line, PromptDepth depth = {}) {
    QString out(line.size(), '.');
    for (const PromptSpan& span : promptSpans(line, depth))
        for (qsizetype i = 0; i < span.length; ++i)
            out[span.start + i] = QStringLiteral("bwks\\nWv#")[static_cast<int>(span.mark)];
    return out;
}

} // namespace

class PromptDeskTest : public QObject {
    Q_OBJECT
private slots:
    void weights_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("delta");
        QTest::addColumn<QString>("want");
        QTest::newRow("word at the cursor") << "a r|ed cat" << 0.1 << "a (|red|:1.1) cat";
        QTest::newRow("selection") << "a |red cat|, b" << 0.1 << "a (|red cat|:1.1), b";
        QTest::newRow("blanks stay outside") << "a | red |cat" << -0.1 << "a  (|red|:0.9) cat";
        QTest::newRow("again") << "a (|red|:1.1) cat" << 0.1 << "a (|red|:1.2) cat";
        QTest::newRow("cursor inside") << "a (red c|at:1.1)" << 0.1 << "a (|red cat|:1.2)";
        QTest::newRow("back to one") << "a (|red|:1.1) cat" << -0.1 << "a |red| cat";
        QTest::newRow("plain brackets are 1.1") << "(r|ed)" << 0.1 << "(|red|:1.2)";
        QTest::newRow("whole bracket") << "|(red:0.5)|" << 0.1 << "(|red|:0.6)";
        QTest::newRow("escaped brackets are text") << "\\(r|ed\\)" << 0.1 << "\\((|red|:1.1)\\)";
        QTest::newRow("network") << "<lora:a|b:0.8>" << 0.1 << "<lora:a|b:0.9>";
        QTest::newRow("network without weight") << "<lora:a|b>" << -0.1 << "<lora:a|b:0.9>";
        QTest::newRow("nothing there") << "a , | b" << 0.1 << "a ,  b";
    }
    void weights() {
        QFETCH(QString, text);
        QFETCH(double, delta);
        QFETCH(QString, want);
        QCOMPARE(weighed(text, delta), want);
    }

    void parts_of_the_language_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("want");
        QTest::newRow("weight") << "(a:1.2) b"
                                << "b.wwwwb..";
        QTest::newRow("words") << "a BREAK AND band BREAKS"
                               << "..kkkkk.kkk............";
        QTest::newRow("editing") << "[a:b:0.5] a:b"
                                 << "b.s.s...b....";
        QTest::newRow("alternation") << "[a|b] a|b"
                                     << "b.s.b....";
        QTest::newRow("variant") << "{2$$a|b}"
                                 << "bsss.s.b";
        QTest::newRow("escape") << "\\(a\\)"
                                << "\\\\.\\\\";
        QTest::newRow("network") << "<lora:a:1> <b"
                                 << "nnnnnnnnnn...";
        QTest::newRow("wildcard") << "__a/b*__ __ c"
                                  << "WWWWWWWW.....";
        QTest::newRow("variable") << "${a=b}"
                                  << "vvv..b";
        QTest::newRow("comment") << "a # (b)"
                                 << "..#####";
    }
    void parts_of_the_language() {
        QFETCH(QString, line);
        QFETCH(QString, want);
        QCOMPARE(marks(line), want);
    }

    void open_brackets_reach_into_the_next_line() {
        PromptDepth depth;
        promptSpans(QStringLiteral("[a"), depth);
        QCOMPARE(marks(QStringLiteral("b|c"), depth), QStringLiteral(".s."));
        QCOMPARE(PromptDepth::unpacked(depth.packed()).square, 1);
    }

    void brackets_find_each_other() {
        const QString text = QStringLiteral("(a [b] \\) (c)) {");
        QCOMPARE(matchingBracket(text, 0), 13);
        QCOMPARE(matchingBracket(text, 13), 0);
        QCOMPARE(matchingBracket(text, 15), -1);
        QCOMPARE(bracketAt(text, 1), 0);
        QCOMPARE(bracketAt(text, 9), -1);
    }

    void keys_change_weights_and_undo_takes_them_back() {
        TestWindow test;
        test.window->show();
        auto* prompt = test.child<PromptEdit>("prompt");
        prompt->setFocus();
        QTest::keyClicks(prompt, "red apple");
        QTest::keyClick(prompt, Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(prompt->toPlainText(), QStringLiteral("red (apple:1.1)"));
        QTest::keyClick(prompt, Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(prompt->toPlainText(), QStringLiteral("red (apple:1.2)"));
        test.window->document().undoStack().undo();
        QCOMPARE(prompt->toPlainText(), QStringLiteral("red (apple:1.1)"));
        test.window->document().undoStack().undo();
        QCOMPARE(prompt->toPlainText(), QStringLiteral("red apple"));
    }

    void the_language_has_colours() {
        TestWindow test;
        auto* prompt = test.child<PromptEdit>("prompt");
        prompt->setTextKeepingCursor(QStringLiteral("(a:1.2) BREAK"));
        QTRY_VERIFY(prompt->document()->firstBlock().layout()->formats().size() >= 4);
    }

    void wildcards_are_completed() {
        PromptEdit edit(3, 5);
        edit.setWildcards({QStringLiteral("artists/finnish"), QStringLiteral("colour")});
        edit.show();
        edit.setFocus();
        QTest::keyClicks(&edit, "a __col");
        auto* completer = edit.findChild<QCompleter*>();
        QTRY_VERIFY(completer->popup()->isVisible());
        QTest::keyClick(completer->popup(), Qt::Key_Return);
        QCOMPARE(edit.toPlainText(), QStringLiteral("a __colour__"));
        QTest::keyClicks(&edit, " b");
        QVERIFY(!completer->popup()->isVisible());
    }

    void networks_are_completed() {
        PromptEdit edit(3, 5);
        auto* completer = edit.findChild<QCompleter*>();
        QSignalSpy wanted(&edit, &PromptEdit::networksWanted);
        edit.show();
        edit.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&edit));
        edit.setFocus();
        QTest::keyClicks(&edit, "a <lora:LIGHT");
        QVERIFY(!wanted.isEmpty()); // nobody has looked for them yet
        QVERIFY(!completer->popup()->isVisible());
        edit.setNetworks({QStringLiteral("inkline"), QStringLiteral("Soft light"), QStringLiteral("softlight")},
                         {QStringLiteral("calmhands")});
        QTRY_VERIFY(completer->popup()->isVisible()); // while one is still at it
        QCOMPARE(completer->completionCount(), 2);    // any part of a name, whatever its case
        QTest::keyClick(completer->popup(), Qt::Key_Down);
        QTest::keyClick(completer->popup(), Qt::Key_Return);
        QCOMPARE(edit.toPlainText(), QStringLiteral("a <lora:softlight:1>"));
        QVERIFY(!completer->popup()->isVisible());
        QTest::keyClicks(&edit, ", <lora:nobody");
        QVERIFY(!completer->popup()->isVisible());
    }

    void embeddings_are_completed_as_words() {
        PromptEdit edit(3, 5);
        edit.setNetworks({}, {QStringLiteral("calmhands"), QStringLiteral("handsome")});
        auto* completer = edit.findChild<QCompleter*>();
        edit.show();
        edit.setFocus();
        QTest::keyClicks(&edit, "a (ha");
        QVERIFY(!completer->popup()->isVisible()); // two letters begin too many words
        QTest::keyClicks(&edit, "n");
        QTRY_VERIFY(completer->popup()->isVisible());
        QCOMPARE(completer->completionCount(), 1); // only the beginning counts
        QTest::keyClick(completer->popup(), Qt::Key_Return);
        QCOMPARE(edit.toPlainText(), QStringLiteral("a (handsome"));
        edit.clear();
        QTest::keyClicks(&edit, "recalm");
        QVERIFY(!completer->popup()->isVisible()); // within a word
        edit.clear();
        QTest::keyClicks(&edit, "cal");
        QTRY_VERIFY(completer->popup()->isVisible());
        QTest::keyClick(completer->popup(), Qt::Key_Escape);
        QCOMPARE(edit.toPlainText(), QStringLiteral("cal")); // an offer, no more
    }

    void earlier_prompts_come_back() {
        TestWindow test;
        test.window->show();
        auto* prompt = test.child<PromptEdit>("prompt");
        prompt->setFocus();
        for (const char* text : {"one", "two"}) {
            prompt->selectAll();
            QTest::keyClicks(prompt, text);
            auto* button = test.child<QPushButton>("generate");
            QTest::mouseClick(button, Qt::LeftButton);
            test.engine.finish();
            QTRY_COMPARE(button->text(), QStringLiteral("Generate"));
            prompt->setFocus();
        }
        prompt->selectAll();
        QTest::keyClicks(prompt, "three");
        QTest::keyClick(prompt, Qt::Key_Up, Qt::ControlModifier | Qt::AltModifier);
        QTest::keyClick(prompt, Qt::Key_Up, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(prompt->toPlainText(), QStringLiteral("one"));
        for (int i = 0; i < 2; ++i)
            QTest::keyClick(prompt, Qt::Key_Down, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(prompt->toPlainText(), QStringLiteral("three"));
    }

    void tokens_are_counted() {
        TestWindow test;
        test.window->show();
        auto* prompt = test.child<PromptEdit>("prompt");
        auto* strip = test.child<TokenStrip>("promptTokens");
        // The built-in model reads 32 tokens, of which two are beginning and end.
        QTRY_COMPARE(test.child<TokenStrip>("negativeTokens")->counter(), QStringLiteral("0/30"));
        prompt->setFocus();
        QTest::keyClicks(prompt, "red apple BREAK blue # no <lora:x:1>");
        QTRY_VERIFY(strip->counter().endsWith(QStringLiteral("/60")));
        QVERIFY(strip->toolTip().contains(QStringLiteral("# no <lora:x:1>")));
    }

    void what_the_encoder_does_not_see_is_in_sight_and_struck_out() {
        TokenMap map;
        map.chunk_length = 75;
        for (int i = 0; i < 60; ++i)
            map.tokens.push_back({"word", 0, 0, 0, 0, 1, true});
        map.ignored = {"<lora:soft:0.8>"};
        TokenStrip strip;
        strip.resize(240, 24);
        strip.setMap(map);
        QVERIFY(strip.shown().size() < 20); // most of it lies outside
        QCOMPARE(strip.shown().front().text, QStringLiteral("<lora:soft:0.8>"));
        QVERIFY(strip.shown().front().struckOut);
        QVERIFY(!strip.shown()[1].struckOut);
        map.ignored.clear();
        strip.setMap(map);
        QCOMPARE(strip.shown().front().text, QStringLiteral("word"));
        QVERIFY(!strip.shown().front().struckOut);
        map.ignored = {"<lora:a:1>", "<lora:b:1>", "# note", "<lora:c:1>", "<lora:d:1>"};
        strip.setMap(map);
        QCOMPARE(strip.shown()[1].text, QStringLiteral("<lora:b:1>"));
        QCOMPARE(strip.shown()[2].text, QStringLiteral("+3")); // the tip has them all
        QVERIFY(strip.shown()[2].struckOut && !strip.shown()[3].struckOut);
        QVERIFY(strip.toolTip().contains(QStringLiteral("<lora:d:1>")));
    }

    void a_network_behind_a_long_prompt_is_in_sight() {
        TestWindow test;
        test.window->show();
        test.window->document().edit(QString(), QString(), [](RecipeDraft& draft) {
            for (int i = 0; i < 30; ++i)
                draft.recipe.prompt += "a small red apple on a table, ";
            draft.recipe.prompt += "<lora:softlight:1>";
        });
        auto* strip = test.child<TokenStrip>("promptTokens");
        QTRY_VERIFY(!strip->shown().empty() && strip->shown().front().struckOut);
        QVERIFY(strip->shown().front().text.startsWith(QStringLiteral("<lora")));
        test.window->document().edit(QString(), QString(), [](RecipeDraft& draft) { draft.recipe.prompt = "apple"; });
        QTRY_VERIFY(!strip->shown().empty() && !strip->shown().front().struckOut);
    }

    void undo_says_what_it_takes_back_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QStringList>("texts"); // nothing, prompt, variation, redo
        QTest::newRow("English") << "en" << QStringList{"Undo", "Undo: prompt", "Undo: variation", "Redo: variation"};
        QTest::newRow("German") << "de"
                                << QStringList{"Rückgängig", "Rückgängig: Prompt", "Rückgängig: Variation",
                                               "Wiederholen: Variation"};
    }
    void undo_says_what_it_takes_back() {
        QFETCH(QString, language);
        QFETCH(QStringList, texts);
        installLanguage(language);
        {
            TestWindow test;
            auto* undo = test.child<QAction>("undo");
            auto* redo = test.child<QAction>("redo");
            const auto text = [](const QAction* action) { return action->text().remove(QLatin1Char('&')); };
            QCOMPARE(text(undo), texts[0]);
            QVERIFY(!undo->isEnabled() && !redo->isEnabled());
            QTest::keyClicks(test.child<PromptEdit>("prompt"), "apple");
            QCOMPARE(text(undo), texts[1]);
            QVERIFY(undo->isEnabled());
            test.child<QDoubleSpinBox>("variation")->setValue(0.25);
            QCOMPARE(text(undo), texts[2]);
            undo->trigger();
            QCOMPARE(text(undo), texts[1]);
            QCOMPARE(text(redo), texts[3]);
            undo->trigger();
            QCOMPARE(text(undo), texts[0]);
            QVERIFY(test.window->document().recipe().prompt.empty());
        }
        installLanguage(QStringLiteral("en"));
    }

    void variation_seeds_are_drawn() {
        TestWindow test;
        test.window->show();
        auto* dice = test.child<QToolButton>("variationDice");
        test.child<QToolButton>("advancedToggle")->setChecked(true);
        QVERIFY(!dice->isEnabled()); // without a variation it would do nothing
        test.child<QDoubleSpinBox>("variation")->setValue(0.25);
        QVERIFY(dice->isEnabled());
        const std::uint64_t before = test.window->document().recipe().variation_seed;
        QTest::mouseClick(dice, Qt::LeftButton);
        const std::uint64_t first = test.window->document().recipe().variation_seed;
        QTest::mouseClick(dice, Qt::LeftButton);
        const std::uint64_t second = test.window->document().recipe().variation_seed;
        QVERIFY(first != before && second != first); // one in 2^32
        QCOMPARE(test.child<QLineEdit>("variationSeed")->text(), QString::number(second));
        test.window->document().undoStack().undo(); // each is a step of its own
        QCOMPARE(test.window->document().recipe().variation_seed, first);
    }

    void variation_and_emphasis_reach_the_recipe() {
        TestWindow test;
        test.window->show();
        auto* variation = test.child<QDoubleSpinBox>("variation");
        QVERIFY(!test.child<QLineEdit>("variationSeed")->isEnabled());
        variation->setValue(0.25);
        auto* seed = test.child<QLineEdit>("variationSeed");
        QVERIFY(seed->isEnabled());
        seed->clear();
        QTest::keyClicks(seed, "77");
        auto* emphasis = test.child<QComboBox>("emphasis");
        emphasis->setCurrentIndex(1);
        emit emphasis->activated(1);
        QTest::keyClicks(test.child<PromptEdit>("prompt"), "x");
        QTest::mouseClick(test.child<QPushButton>("generate"), Qt::LeftButton);
        QTRY_VERIFY(!test.engine.jobs.empty());
        const Recipe& recipe = test.engine.jobs.back().recipe;
        QCOMPARE(recipe.variation_strength, 0.25);
        QCOMPARE(recipe.variation_seed, std::uint64_t{77});
        QVERIFY(recipe.emphasis == Emphasis::no_norm);
    }
};

QTEST_MAIN(PromptDeskTest)
#include "prompt_desk_test.moc"
