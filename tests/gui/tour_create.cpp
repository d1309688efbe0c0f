// The page Create: first start, prompt desk and recipe panel.
#include "tour.h"
#include "views/canvas.h"
#include "views/picture_strip.h"
#include "views/prompt_edit.h"
#include "views/token_strip.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDoubleSpinBox>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QToolButton>
#include <QWheelEvent>

namespace sfumato {
namespace {

PromptEdit* promptOf(Tour& t) {
    return t.child<PromptEdit>("prompt");
}

void chooseTheProcessor(Tour& t) {
    t.command({"Device", "Processor"});
    SEE(t, t.child<QToolButton>("device")->text().size() > 3);
}

void startPage(Tour& t) {
    if (t.round > 0) return; // nobody starts for the first time twice
    t.window().welcome();
    SEE(t, t.button("Paint a red apple") != nullptr);
    t.click(t.button("Paint a red apple"));
    SEE(t, t.window().pictures().rowCount() == 1 && t.idle());
    QVERIFY(t.window().canvas().hasPicture() && !t.window().canvas().showsPreview());
    QCOMPARE(t.recipe().prompt, std::string("a red apple"));
}

void typeAPrompt(Tour& t) {
    t.freshPanel("");
    t.retype(promptOf(t), "red apple, (soft:1.2) [pear:lemon:0.5] # round");
    t.retype(t.child<PromptEdit>("negativePrompt"), "blue");
    QCOMPARE(t.recipe().prompt, std::string("red apple, (soft:1.2) [pear:lemon:0.5] # round"));
    QCOMPARE(t.recipe().negative_prompt, std::string("blue"));
}

void weightsByKeys(Tour& t) {
    PromptEdit* prompt = promptOf(t);
    t.retype(prompt, "red apple");
    for (int i = 0; i < 3; ++i)
        t.key(prompt, Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(prompt->toPlainText(), QString("red (apple:1.3)"));
    t.key(prompt, Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(prompt->toPlainText(), QString("red (apple:1.2)"));
}

void undoAndRedo(Tour& t) {
    PromptEdit* prompt = promptOf(t);
    const QString before = prompt->toPlainText();
    t.key(prompt, Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(prompt->toPlainText() != before);
    t.command({"Edit", "Redo"});
    QCOMPARE(prompt->toPlainText(), before);
}

/// Letters until the list is there, and Return.
void completed(Tour& t, const QString& text, const QString& begun, const QString& whole) {
    PromptEdit* prompt = promptOf(t);
    t.retype(prompt, text);
    t.type(prompt, begun);
    const auto* completer = prompt->findChild<QCompleter*>();
    SEE(t, completer->popup()->isVisible());
    t.key(completer->popup(), Qt::Key_Return);
    QCOMPARE(prompt->toPlainText(), text + whole);
}

void completeWildcards(Tour& t) {
    completed(t, "a ", "__fru", "__fruit__");
}

void completeNetworks(Tour& t) {
    completed(t, "a ", "<lora:soft", "<lora:softlight:1>");
    completed(t, "a ", "calmh", "calmhands");
}

void tokenStrip(Tour& t) {
    PromptEdit* prompt = promptOf(t);
    t.retype(prompt, "red apple BREAK blue pear on a table # no <lora:x:1>");
    auto* strip = t.child<TokenStrip>("promptTokens");
    SEE(t, strip->counter().endsWith("/60"));
    for (int i = 0; i < 4; ++i) {
        QWheelEvent wheel(QPointF(20, 8), strip->mapToGlobal(QPointF(20, 8)), {}, QPoint(0, -120), {}, {},
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(strip, &wheel);
        t.rest();
    }
}

void styles(Tour& t) {
    PromptEdit* prompt = promptOf(t);
    t.retype(prompt, "soft light");
    t.pick(t.child<QToolButton>("styles"), {"Keep the Prompt"});
    QInputDialog* dialog = nullptr;
    SEE(t, (dialog = t.window().findChild<QInputDialog*>()) != nullptr && dialog->isVisible());
    t.type(dialog->findChild<QLineEdit*>(), QString("Soft %1").arg(t.round));
    t.key(dialog->findChild<QLineEdit*>(), Qt::Key_Return);
    SEE(t, !t.window().promptStore().styles().empty() &&
               t.window().promptStore().styles()[0].styles.size() == std::size_t(t.round + 1));
    t.retype(prompt, "red apple");
    const QString file = toQString(t.window().promptStore().styles()[0].file.stem().string());
    t.pick(t.child<QToolButton>("styles"), {file, QString("Soft %1").arg(t.round)});
    QVERIFY(prompt->toPlainText().contains("soft light") && prompt->toPlainText().contains("red apple"));
    t.key(prompt, Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(prompt->toPlainText(), QString("red apple"));
}

void favouritesAndHistory(Tour& t) {
    PromptEdit* prompt = promptOf(t);
    t.retype(prompt, "green pear");
    t.pick(t.child<QToolButton>("earlierPrompts"), {"Add to Favourites"});
    t.paint();
    t.retype(prompt, "other");
    t.pick(t.child<QToolButton>("earlierPrompts"), {"green pear"});
    QCOMPARE(prompt->toPlainText(), QString("green pear"));
    t.retype(prompt, "other");
    t.key(prompt, Qt::Key_Up, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(prompt->toPlainText(), QString("green pear"));
}

void seeds(Tour& t) {
    t.freshPanel("red apple");
    t.paint();
    t.click(t.child<QToolButton>("seedReuse"));
    QCOMPARE(t.window().document().draft().seed_mode, SeedMode::fixed);
    t.choose(t.child<QComboBox>("seedMode"), "Increment");
    t.retype(t.child<QLineEdit>("seedNumber"), "40");
    t.retype(t.child<QSpinBox>("batch"), "2");
    t.paint(2);
    QCOMPARE(t.recipe().seed, std::uint64_t(42));
}

void variation(Tour& t) {
    auto* toggle = t.child<QToolButton>("advancedToggle");
    if (!toggle->isChecked()) t.click(toggle);
    auto* strength = t.child<QDoubleSpinBox>("variation");
    for (int i = 0; i < 3; ++i)
        t.key(strength, Qt::Key_Up);
    QVERIFY(t.recipe().variation_strength > 0.1);
    t.retype(t.child<QLineEdit>("variationSeed"), "77");
    QCOMPARE(t.recipe().variation_seed, std::uint64_t(77));
    const std::uint64_t before = t.recipe().variation_seed;
    t.click(t.child<QToolButton>("variationDice"));
    QVERIFY(t.recipe().variation_seed != before);
    t.choose(t.child<QComboBox>("emphasis"), "No norm");
    t.paint(2);
}

void shapes(Tour& t) {
    t.freshPanel("red apple");
    t.choose(t.child<QComboBox>("shape"), "3:2");
    QVERIFY(t.recipe().width > t.recipe().height);
    t.click(t.child<QToolButton>("swapSides"));
    QVERIFY(t.recipe().width < t.recipe().height);
    t.click(t.child<QToolButton>("lockShape"));
    auto* width = t.named<QSpinBox>("Width in pixels");
    t.retype(width, "64");
    t.key(width, Qt::Key_Return);
    QCOMPARE(t.recipe().width, 64);
    QVERIFY(t.recipe().height > 64);
    t.click(t.child<QToolButton>("lockShape"));
    SEE(t, t.child<QLabel>("plan")->text().contains("of memory"));
}

void choices(Tour& t) {
    t.freshPanel("red apple");
    t.choose(t.child<QComboBox>("sampler"), "DPM++ 2M");
    t.choose(t.child<QComboBox>("schedule"), "Karras");
    t.retype(t.child<QSpinBox>("steps"), "5");
    auto* guidance = t.child<QDoubleSpinBox>("guidance");
    t.key(guidance, Qt::Key_Down);
    auto* hires = t.child<QCheckBox>("hires");
    t.clickAt(hires, QPoint(12, hires->height() / 2)); // the box, not the room behind its text
    QVERIFY(t.recipe().hires.has_value());
    t.paint();
    t.clickAt(hires, QPoint(12, hires->height() / 2));
    QVERIFY(!t.recipe().hires.has_value());
}

/// The settings that a model was used with last, offered when it is chosen.
void presetsOfTheModel(Tour& t) {
    t.freshPanel("red apple", 7);
    t.paint();
    t.freshPanel("red apple", 4);
    t.choose(t.child<QComboBox>("model"), 0);
    SEE(t, t.button("Use Them") != nullptr);
    t.click(t.button("Use Them"));
    QCOMPARE(t.recipe().steps, 7);
}

void cancelAPicture(Tour& t) {
    t.freshPanel("red apple", 60);
    t.click(t.child<QPushButton>("generate"));
    SEE(t, t.window().canvas().showsPreview());
    t.key(promptOf(t), Qt::Key_Escape);
    SEE(t, t.idle());
    QVERIFY(!t.window().canvas().showsPreview());
}

void picturesOfTheSession(Tour& t) {
    auto* strip = t.child<PictureStrip>("strip");
    for (int row = 0; row < 3; ++row) {
        t.clickAt(strip->viewport(), strip->visualRect(strip->model()->index(row, 0)).center());
        SEE(t, t.window().canvas().hasPicture());
    }
    t.command({"Picture", "Copy"});
    t.command({"Picture", "Reuse Recipe"});
    QVERIFY(!t.recipe().prompt.empty());
    t.command({"View", "Zoom In"});
    t.command({"View", "Actual Size"});
    t.command({"View", "Fit in Window"});
    t.command({"File", "Save As"});
    t.answerFileDialog(t.file("copy.webp") + QString::number(t.round) + ".webp");
    SEE(t, QFile::exists(t.file("copy.webp") + QString::number(t.round) + ".webp"));
}

void scrollThePanel(Tour& t) {
    QScrollArea* area = nullptr;
    for (QWidget* above = promptOf(t); above != nullptr && area == nullptr; above = above->parentWidget())
        area = qobject_cast<QScrollArea*>(above);
    QVERIFY(area != nullptr);
    for (int i = 0; i < 20; ++i) {
        area->verticalScrollBar()->setValue(i < 10 ? 60 * i : 60 * (20 - i));
        t.rest();
    }
    t.command({"View", "Recipe Panel"});
    t.command({"View", "Recipe Panel"});
    t.command({"View", "Live Preview", "Full"});
    t.paint();
    t.command({"View", "Live Preview", "Quick"});
}

constexpr TourStep prompt_steps[] = {
    {"the device", chooseTheProcessor},
    {"start page", startPage},
    {"typing a prompt", typeAPrompt},
    {"weights by keys", weightsByKeys},
    {"undo and redo", undoAndRedo},
    {"completion of wildcards", completeWildcards},
    {"completion of LoRA and embeddings", completeNetworks},
    {"token strip", tokenStrip},
    {"styles", styles},
    {"favourites and history", favouritesAndHistory},
};

constexpr TourStep panel_steps[] = {
    {"seeds", seeds},
    {"variation", variation},
    {"shapes", shapes},
    {"sampler, schedule, hires fix", choices},
    {"settings of the model", presetsOfTheModel},
    {"cancel a picture", cancelAPicture},
    {"pictures of the session", picturesOfTheSession},
    {"panels and previews", scrollThePanel},
};

} // namespace

std::span<const TourStep> promptSteps() {
    return prompt_steps;
}

std::span<const TourStep> panelSteps() {
    return panel_steps;
}

} // namespace sfumato
