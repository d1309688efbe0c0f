// The recipe panel: seeds, shapes of pictures, keys, and room for long words.
#include "test_window.h"

#include "language.h"
#include "recipe/batch.h"
#include "views/recipe_panel.h"
#include "views/size_field.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMap>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QToolButton>

using namespace sfumato;

namespace {

/// Chosen as a user does it: from the open list, by keys.
void choose(QComboBox& box, int row) {
    box.setFocus();
    box.showPopup();
    QAbstractItemView* list = box.view();
    list->setCurrentIndex(box.model()->index(row, 0));
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_COMPARE(box.currentIndex(), row);
}

void choose(QComboBox& box, SeedMode mode) {
    choose(box, box.findData(static_cast<int>(mode)));
}

/// Clicks Generate and lets the engine make the pictures.
void generate(TestWindow& t, int pictures = 1) {
    const std::size_t before = t.engine.jobs.size();
    t.child<QPushButton>("generate")->click();
    for (int i = 1; i <= pictures; ++i) {
        QTRY_COMPARE(t.engine.jobs.size(), before + static_cast<std::size_t>(i));
        t.engine.finish();
    }
    QTRY_COMPARE(t.window->generation().state(), Generation::State::idle);
}

QString mnemonicOf(const QWidget& widget) {
    QString text;
    if (const auto* label = qobject_cast<const QLabel*>(&widget); label != nullptr && label->buddy() != nullptr)
        text = label->text();
    else if (const auto* button = qobject_cast<const QAbstractButton*>(&widget))
        text = button->text();
    return QKeySequence::mnemonic(text).toString();
}

} // namespace

class RecipePanelTest : public QObject {
    Q_OBJECT
private slots:
    void increment_counts_up_after_each_generate_and_can_be_undone() {
        TestWindow t;
        t.window->show();
        choose(*t.child<QComboBox>("seedMode"), SeedMode::increment);
        auto* number = t.child<QLineEdit>("seedNumber");
        QVERIFY(number->isVisible());
        number->selectAll();
        QTest::keyClicks(number, QStringLiteral("40"));
        t.child<QSpinBox>("batch")->setValue(2);
        generate(t, 2);
        QCOMPARE(t.engine.jobs[0].recipe.seed, 40u);
        QCOMPARE(t.engine.jobs[1].recipe.seed, 41u);
        QCOMPARE(t.window->document().recipe().seed, 42u);
        QCOMPARE(number->text(), QStringLiteral("42"));
        t.window->document().undoStack().undo();
        QCOMPARE(t.window->document().recipe().seed, 40u);
    }

    void a_fixed_seed_stays_and_a_random_one_can_be_kept() {
        TestWindow t;
        t.window->show();
        QVERIFY(!t.child<QLineEdit>("seedNumber")->isVisible()); // random: a number would say nothing
        QVERIFY(!t.child<QToolButton>("seedReuse")->isEnabled());
        generate(t);
        const std::uint64_t drawn = t.engine.jobs[0].recipe.seed;
        choose(*t.child<QComboBox>("seedMode"), SeedMode::fixed);
        QCOMPARE(t.window->document().recipe().seed, drawn);
        generate(t);
        QCOMPARE(t.engine.jobs[1].recipe.seed, drawn);
        choose(*t.child<QComboBox>("seedMode"), SeedMode::random);
        generate(t);
        const std::uint64_t second = t.engine.jobs[2].recipe.seed;
        QVERIFY(second != drawn); // one in 2^32
        t.child<QToolButton>("seedReuse")->click();
        QCOMPARE(t.window->document().recipe().seed, second);
        QCOMPARE(t.window->document().draft().seed_mode, SeedMode::fixed);
    }

    void variations_of_a_batch_keep_the_seed() {
        TestWindow t;
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) {
            d.seed_mode = SeedMode::increment;
            d.recipe.seed = 7;
            d.recipe.variation_seed = 100;
            d.batch = 2;
        });
        t.child<QDoubleSpinBox>("variation")->setValue(0.1);
        generate(t, 2);
        QCOMPARE(t.engine.jobs[1].recipe.seed, 7u);
        QCOMPARE(t.engine.jobs[1].recipe.variation_seed, 101u);
        QCOMPARE(t.window->document().recipe().seed, 7u);
        QCOMPARE(t.window->document().recipe().variation_seed, 102u);
    }

    void the_mode_of_seeds_is_kept_over_a_restart() {
        TestWindow t;
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) {
            d.seed_mode = SeedMode::increment;
            d.recipe.seed = 9;
            d.recipe.prompt = "kept";
            d.batch = 3;
        });
        t.window.reset(); // writes what is not written yet
        const MainWindow again(t.adapter, placesIn(t.folder));
        QCOMPARE(const_cast<MainWindow&>(again).document().draft().seed_mode, SeedMode::increment);
        QCOMPARE(const_cast<MainWindow&>(again).document().recipe().prompt, std::string("kept"));
        QCOMPARE(const_cast<MainWindow&>(again).document().draft().batch, 3);
    }

    void shapes_keep_the_area_and_the_multiples_of_the_model_data() {
        QTest::addColumn<QSize>("shape");
        QTest::addColumn<int>("side");
        QTest::addColumn<int>("multiple");
        QTest::newRow("square") << QSize(1, 1) << 512 << 8;
        QTest::newRow("SD 1.5, 3:2") << QSize(3, 2) << 512 << 8;
        QTest::newRow("SD 1.5, 9:16") << QSize(9, 16) << 512 << 64;
        QTest::newRow("SDXL, 21:9") << QSize(21, 9) << 1024 << 8;
        QTest::newRow("built-in, 16:9") << QSize(16, 9) << 128 << 8;
        QTest::newRow("built-in, 1:2") << QSize(1, 2) << 128 << 8;
    }
    void shapes_keep_the_area_and_the_multiples_of_the_model() {
        QFETCH(QSize, shape);
        QFETCH(int, side);
        QFETCH(int, multiple);
        const QSize size = sizeOfShape(shape, side, multiple);
        QCOMPARE(size.width() % multiple, 0);
        QCOMPARE(size.height() % multiple, 0);
        const double area = double(size.width()) * size.height() / (double(side) * side);
        QVERIFY2(area > 0.8 && area < 1.25, qPrintable(QString::number(area)));
        const double ratio = double(size.width()) / size.height() / (double(shape.width()) / shape.height());
        QVERIFY2(ratio > 0.93 && ratio < 1.07, qPrintable(QString::number(ratio)));
    }
    void known_shapes() {
        QCOMPARE(sizeOfShape({1, 1}, 512, 8), QSize(512, 512));
        QCOMPARE(sizeOfShape({2, 3}, 512, 8), QSize(416, 624));
        QCOMPARE(sizeOfShape({1, 1}, 128, 8), QSize(128, 128));
        const QSize thin = sizeOfShape({1, 20000}, 16, 8); // no side is 0 or beyond the limits
        QCOMPARE(thin.width(), 8);
        QVERIFY(thin.height() > 8 && thin.height() <= recipe_limits::max_side);
    }

    void a_shape_is_chosen_swapped_and_locked() {
        TestWindow t;
        t.window->show();
        auto* shape = t.child<QComboBox>("shape");
        choose(*shape, shape->findText(QStringLiteral("3:2"), Qt::MatchStartsWith));
        const Recipe& recipe = t.window->document().recipe();
        const QSize wide(recipe.width, recipe.height);
        QCOMPARE(wide, sizeOfShape({3, 2}, 512, 8)); // nothing is known of the model yet
        t.child<QToolButton>("swapSides")->click();
        QCOMPARE(QSize(recipe.width, recipe.height), wide.transposed());
        QVERIFY(shape->currentText().startsWith(QStringLiteral("2:3")));
        t.child<QToolButton>("lockShape")->click();
        QSpinBox* width = nullptr;
        for (auto* box : t.window->findChildren<QSpinBox*>())
            if (box->accessibleName() == QStringLiteral("Width in pixels")) width = box;
        width->setFocus();
        width->selectAll();
        QTest::keyClicks(width, QStringLiteral("803"));
        QTest::keyClick(width, Qt::Key_Return);
        QCOMPARE(recipe.width, 800);
        QCOMPARE(recipe.height, 1200);
        t.child<QToolButton>("lockShape")->click();
        width->selectAll();
        QTest::keyClicks(width, QStringLiteral("512"));
        QTest::keyClick(width, Qt::Key_Return);
        QCOMPARE(QSize(recipe.width, recipe.height), QSize(512, 1200));
        t.window->document().undoStack().undo();
        QCOMPARE(QSize(recipe.width, recipe.height), QSize(0, 0)); // quick changes of one field are one step
    }

    void sizes_far_from_the_models_are_told() {
        SizeField field;
        field.setModelRule(8, 512);
        auto* hint = field.findChild<QLabel*>(QStringLiteral("sizeHint"));
        field.setSize(768, 768);
        QVERIFY(hint->isHidden());
        field.setSize(1024, 1024);
        QVERIFY(!hint->isHidden());
        QVERIFY(hint->text().startsWith(QStringLiteral("4 times")));
        field.setSize(0, 0);
        QVERIFY(hint->isHidden());
    }

    void no_key_means_two_things_data() {
        QTest::addColumn<QString>("language");
        for (const QString& code : languages())
            QTest::newRow(qPrintable(code)) << code;
    }
    void no_key_means_two_things() {
        QFETCH(QString, language);
        installLanguage(language);
        TestWindow t;
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) {
            d.recipe.init = InitImage{"/nowhere/a.png", "", 0.5, InitFit::crop};
            d.recipe.variation_strength = 0.1;
        });
        t.child<QToolButton>("advancedToggle")->setChecked(true);
        t.window->show();
        QMap<QString, QString> keys;
        QStringList clashes;
        const auto take = [&](const QString& key, const QString& text) {
            if (key.isEmpty()) return;
            if (keys.contains(key)) clashes << QStringLiteral("%1: %2 / %3").arg(key, keys[key], text);
            keys[key] = text;
        };
        for (const QAction* action : t.window->menuBar()->actions())
            take(QKeySequence::mnemonic(action->text()).toString(), action->text());
        for (const QWidget* widget : t.window->findChildren<QWidget*>())
            if (widget->isVisible() && widget->window() == t.window.get())
                take(mnemonicOf(*widget), widget->property("text").toString());
        QVERIFY2(clashes.isEmpty(), qPrintable(clashes.join(QStringLiteral("; "))));
        QVERIFY(keys.size() > 15); // they were found at all
        installLanguage(QStringLiteral("en"));
    }

    void nothing_is_cut_off_at_the_right_data() { no_key_means_two_things_data(); }
    void nothing_is_cut_off_at_the_right() {
        QFETCH(QString, language);
        installLanguage(language);
        TestWindow t;
        t.child<QToolButton>("advancedToggle")->setChecked(true);
        t.window->document().edit(QString(), QString(), [](RecipeDraft& d) { d.recipe.hires = Hires(); });
        t.window->resize(900, 600);
        t.window->show();
        auto* panel = t.window->findChild<RecipePanel*>();
        auto* scroll = panel->findChild<QScrollArea*>();
        QTRY_VERIFY2(
            scroll->widget()->width() <= scroll->viewport()->width(),
            qPrintable(QStringLiteral("%1 > %2").arg(scroll->widget()->width()).arg(scroll->viewport()->width())));
        QVERIFY(panel->width() < 480); // what is long is broken or shortened, the canvas has its room
        installLanguage(QStringLiteral("en"));
    }
};

QTEST_MAIN(RecipePanelTest)
#include "recipe_panel_test.moc"
