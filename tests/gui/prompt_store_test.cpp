// Styles, favourites, earlier prompts and settings of models, driven as a user would.
#include "test_window.h"

#include "base/file.h"
#include "views/prompt_edit.h"
#include "views/prompt_menus.h"

#include <QComboBox>
#include <QFile>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

using namespace sfumato;

namespace {

void writeText(const QString& path, const QByteArray& text) {
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

QAction* find(const QMenu& menu, const QString& text) {
    for (QAction* action : menu.actions()) {
        QString plain = action->text();
        if (plain.remove(QLatin1Char('&')).startsWith(text)) return action;
        if (action->menu() != nullptr)
            if (QAction* below = find(*action->menu(), text)) return below;
    }
    return nullptr;
}

/// A menu's entries as they are when it opens.
QMenu& opened(const TestWindow& t, const char* button) {
    QMenu* menu = t.child<QToolButton>(button)->menu();
    emit menu->aboutToShow();
    return *menu;
}

void pick(const TestWindow& t, const char* button, const QString& text) {
    QAction* action = find(opened(t, button), text);
    QVERIFY2(action != nullptr, qPrintable(text));
    QVERIFY2(action->isEnabled(), qPrintable(text));
    action->trigger();
}

void generate(TestWindow& t) {
    t.child<QPushButton>("generate")->click();
    t.engine.finish();
    QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
}

QPushButton* barButton(const TestWindow& t, const QString& text) {
    for (auto* button : t.window->messageBar().findChildren<QPushButton*>())
        if (button->text() == text && button->isVisible()) return button;
    return nullptr;
}

constexpr const char* some_styles = "name,prompt,negative_prompt\nOil,\"oil of {prompt}\",photo\n";

} // namespace

class PromptStoreTest : public QObject {
    Q_OBJECT
private slots:
    void menus_that_are_opened_again_do_not_pile_up() {
        TestWindow t;
        writeText(t.folder.filePath(QStringLiteral("import.csv")), some_styles);
        t.window->promptStore().importStyles(t.folder.filePath(QStringLiteral("import.csv")));
        QTRY_VERIFY(!t.window->promptStore().styles().empty());
        for (const char* button : {"styles", "earlierPrompts"}) {
            const qsizetype once = opened(t, button).findChildren<QObject*>().size();
            QVERIFY(once > 0);
            QCOMPARE(opened(t, button).findChildren<QObject*>().size(), once);
            QCOMPARE(opened(t, button).findChildren<QObject*>().size(), once);
        }
    }

    void a_style_changes_both_prompts_and_is_undone_at_once() {
        TestWindow t;
        writeText(t.folder.filePath(QStringLiteral("import.csv")), some_styles);
        t.window->promptStore().importStyles(t.folder.filePath(QStringLiteral("import.csv")));
        QTRY_COMPARE(t.window->promptStore().styles().size(), std::size_t(1));
        QTest::keyClicks(t.child<PromptEdit>("prompt"), QStringLiteral("a cat"));
        pick(t, "styles", QStringLiteral("Oil"));
        QCOMPARE(t.child<PromptEdit>("prompt")->toPlainText(), QStringLiteral("oil of a cat"));
        QCOMPARE(t.child<PromptEdit>("negativePrompt")->toPlainText(), QStringLiteral("photo"));
        t.window->document().undoStack().undo();
        QCOMPARE(t.child<PromptEdit>("prompt")->toPlainText(), QStringLiteral("a cat"));
        QVERIFY(t.child<PromptEdit>("negativePrompt")->toPlainText().isEmpty());
    }

    void a_broken_styles_file_is_told_with_its_place_and_not_copied() {
        TestWindow t;
        t.window->show();
        writeText(t.folder.filePath(QStringLiteral("broken.csv")), "name,prompt\nA,\"open\n");
        t.window->promptStore().importStyles(t.folder.filePath(QStringLiteral("broken.csv")));
        QTRY_VERIFY(t.window->messageBar().isVisible());
        bool told = false;
        for (auto* label : t.window->messageBar().findChildren<QLabel*>())
            told = told || label->text().contains(QStringLiteral("line 2, column 3"));
        QVERIFY(told);
        QVERIFY(t.window->promptStore().styles().empty());
    }

    void the_prompt_is_kept_as_a_style() {
        TestWindow t;
        t.window->show();
        QTest::keyClicks(t.child<PromptEdit>("prompt"), QStringLiteral("soft light"));
        pick(t, "styles", QStringLiteral("Keep the Prompt"));
        auto* dialog = t.window->findChild<QInputDialog*>();
        QVERIFY(dialog != nullptr);
        dialog->setTextValue(QStringLiteral("Soft"));
        dialog->accept();
        QTRY_COMPARE(t.window->promptStore().styles().size(), std::size_t(1));
        QCOMPARE(t.window->promptStore().styles()[0].styles[0], (PromptStyle{"Soft", "soft light", ""}));
    }

    void prompts_and_favourites_outlive_the_program() {
        TestWindow t;
        QTest::keyClicks(t.child<PromptEdit>("prompt"), QStringLiteral("a red cat"));
        generate(t);
        pick(t, "earlierPrompts", QStringLiteral("Add to Favourites"));
        t.window.reset(); // writes what is not written yet
        t.window = std::make_unique<MainWindow>(t.adapter, placesIn(t.folder));
        QTRY_COMPARE(t.window->promptStore().memory().prompts, std::vector<std::string>{"a red cat"});
        auto* prompt = t.child<PromptEdit>("prompt");
        prompt->setFocus();
        prompt->selectAll();
        QTest::keyClicks(prompt, QStringLiteral("other"));
        QTest::keyClick(prompt, Qt::Key_Up, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(prompt->toPlainText(), QStringLiteral("a red cat"));
        prompt->selectAll();
        QTest::keyClicks(prompt, QStringLiteral("other"));
        pick(t, "earlierPrompts", QStringLiteral("a red cat"));
        QCOMPARE(prompt->toPlainText(), QStringLiteral("a red cat"));
        t.window->document().undoStack().undo();
        QCOMPARE(prompt->toPlainText(), QStringLiteral("other"));
    }

    void forgetting_can_be_undone() {
        TestWindow t;
        t.window->show();
        QTest::keyClicks(t.child<PromptEdit>("prompt"), QStringLiteral("a secret"));
        generate(t);
        pick(t, "earlierPrompts", QStringLiteral("Clear Earlier Prompts"));
        QVERIFY(t.window->promptStore().memory().prompts.empty());
        QTRY_VERIFY(barButton(t, QStringLiteral("Undo")) != nullptr);
        barButton(t, QStringLiteral("Undo"))->click();
        QCOMPARE(t.window->promptStore().memory().prompts, std::vector<std::string>{"a secret"});
    }

    void nothing_is_remembered_when_that_is_switched_off() {
        TestWindow t;
        find(opened(t, "earlierPrompts"), QStringLiteral("Remember Prompts"))->setChecked(false);
        QTest::keyClicks(t.child<PromptEdit>("prompt"), QStringLiteral("private"));
        generate(t);
        QVERIFY(t.window->promptStore().memory().prompts.empty());
        t.window.reset();
        QFile file(t.folder.filePath(QStringLiteral("prompts.json")));
        QVERIFY(!file.open(QIODevice::ReadOnly) || !file.readAll().contains("private"));
        t.window = std::make_unique<MainWindow>(t.adapter, placesIn(t.folder));
        QVERIFY(!t.window->promptStore().remembering()); // stays off
    }

    void an_unreadable_memory_is_kept_aside() {
        QTemporaryDir folder;
        writeText(folder.filePath(QStringLiteral("prompts.json")), "{ broken");
        EngineAdapter adapter;
        FakeEngine engine(adapter);
        MainWindow window(adapter, placesIn(folder));
        window.show();
        QTRY_VERIFY(window.messageBar().isVisible());
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("prompts.json.unread"))));
    }

    void settings_of_a_model_are_offered_and_can_be_undone() {
        TestWindow t;
        t.window->show();
        t.child<QSpinBox>("steps")->setValue(33);
        generate(t); // the built-in model is used with 33 steps
        t.window->document().edit(QString(), QStringLiteral("model"), [](RecipeDraft& d) {
            d.recipe.model = "/nowhere/other.safetensors";
            d.recipe.steps = 12;
        });
        auto* model = t.child<QComboBox>("model");
        const int row = model->findData(QStringLiteral("builtin"));
        QVERIFY(row >= 0);
        model->setCurrentIndex(row);
        emit model->activated(row);
        QTRY_VERIFY(barButton(t, QStringLiteral("Use Them")) != nullptr);
        QCOMPARE(t.window->document().recipe().steps, 12); // offered, not done
        barButton(t, QStringLiteral("Use Them"))->click();
        QCOMPARE(t.window->document().recipe().steps, 33);
        t.window->document().undoStack().undo();
        QCOMPARE(t.window->document().recipe().steps, 12);
    }
};

QTEST_MAIN(PromptStoreTest)
#include "prompt_store_test.moc"
