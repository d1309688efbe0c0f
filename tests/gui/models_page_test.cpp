#include "test_window.h"
#include "views/models_page.h"
#include "views/page_rail.h"
#include "weights/safetensors.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <fstream>

using namespace sfumato;
namespace fs = std::filesystem;

/// Each case has a home of its own with one folder of models beside the program's.
class ModelsPageTest : public QObject {
    Q_OBJECT
private slots:
    void init() {
        m_home = std::make_unique<QTemporaryDir>();
        for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"})
            qputenv(name, (m_home->path() + "/" + name).toUtf8());
        m_folder = m_home->path().toStdString() + "/mine";
        fs::create_directories(m_folder);
        fs::create_directory_symlink(*find_builtin_model(), m_folder / "small");
        const std::vector<float> values{1, 2};
        const TensorView view{"k.lora_down.weight", DType::f32, {2}, std::as_bytes(std::span(values))};
        QVERIFY(write_safetensors(m_folder / "soft.safetensors", std::span(&view, 1),
                                  {{"modelspec.title", "Soft <b>light</b>"}, {"modelspec.license", "CC0-1.0"}}));
        std::ofstream(m_folder / "old.ckpt") << "a pickle";
    }

    void foldersAreAddedAndShown() {
        ModelsPage page;
        page.scanOnce();
        QTRY_VERIFY(!page.table().scanning());
        QCOMPARE(page.table().rowCount(), 0);
        auto* folders = page.findChild<QListWidget*>("modelFolders");
        QTRY_COMPARE(folders->count(), 1);
        page.addFolder(QString::fromStdString(m_folder));
        QTRY_COMPARE(page.table().rowCount(), 3);
        QTRY_COMPARE(folders->count(), 2);
        auto* remove = page.findChild<QPushButton*>("removeFolder");
        folders->setCurrentRow(0);
        QVERIFY(!remove->isEnabled()); // the program's own stays
        folders->setCurrentRow(1);
        QTest::mouseClick(remove, Qt::LeftButton);
        QTRY_COMPARE(folders->count(), 1);
        QTRY_COMPARE(page.table().rowCount(), 0);
        QVERIFY(fs::exists(m_folder / "soft.safetensors"));
    }

    void aFolderThatIsNotThereIsTold() {
        ModelsPage page;
        QSignalSpy failed(&page, &ModelsPage::failed);
        page.addFolder("/nowhere");
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains("/nowhere"));
    }

    void searchAndKindNarrowTheTable() {
        ModelsPage page;
        page.addFolder(QString::fromStdString(m_folder));
        QTRY_COMPARE(page.table().rowCount(), 3);
        QTRY_VERIFY(!page.table().scanning());
        auto* view = page.findChild<QTableView*>("modelTable");
        auto* filter = page.findChild<QLineEdit*>("modelFilter");
        QTest::keyClicks(filter, "LIGHT");
        QCOMPARE(view->model()->rowCount(), 1);
        filter->clear();
        auto* kind = page.findChild<QComboBox*>();
        kind->setCurrentIndex(kind->findData(int(ModelKind::model)));
        QCOMPARE(view->model()->rowCount(), 1);
        QVERIFY(view->model()->index(0, 0).data().toString().contains("small"));
    }

    void whatCannotRunSaysWhy() {
        ModelsPage page;
        page.addFolder(QString::fromStdString(m_folder));
        QTRY_COMPARE(page.table().rowCount(), 3);
        QTRY_VERIFY(!page.table().scanning());
        auto* view = page.findChild<QTableView*>("modelTable");
        view->selectRow(0); // "old"
        QVERIFY(page.findChild<QLabel*>("modelReason")->text().contains("pickle"));
        QVERIFY(!page.findChild<QPushButton*>("useModel")->isEnabled());
        view->selectRow(2); // "soft": its title is text, not markup
        QVERIFY(page.findChild<QLabel*>("modelTitle")->text().contains("&lt;b&gt;"));
    }

    void theChosenModelGoesToThePanel() {
        TestWindow t;
        t.window->showPage(Page::models);
        auto* page = t.child<ModelsPage>("modelsPage");
        page->addFolder(QString::fromStdString(m_folder));
        QTRY_COMPARE(page->table().rowCount(), 3);
        QTRY_VERIFY(!page->table().scanning());
        t.child<QTableView>("modelTable")->selectRow(1);
        auto* use = t.child<QPushButton>("useModel");
        QVERIFY(use->isEnabled());
        QTest::mouseClick(use, Qt::LeftButton);
        QCOMPARE(t.window->document().recipe().model, (m_folder / "small").string());
        QCOMPARE(t.window->pages().current(), Page::create);
        t.window->document().undoStack().undo();
        QCOMPARE(t.window->document().recipe().model, std::string("builtin"));
    }

    void aHashIsReckonedAndKept() {
        ModelsPage page;
        page.addFolder(QString::fromStdString(m_folder));
        QTRY_COMPARE(page.table().rowCount(), 3);
        QTRY_VERIFY(!page.table().scanning());
        QSignalSpy hashed(&page.table(), &ModelShelfTable::hashed);
        page.table().reckonHash(QString::fromStdString(m_folder / "soft.safetensors"));
        QTRY_COMPARE(hashed.size(), 1);
        page.table().scan();
        QTRY_VERIFY(!page.table().scanning());
        int known = 0;
        for (int row = 0; row < page.table().rowCount(); ++row)
            known += !page.table().at(row).sha256.empty();
        QCOMPARE(known, 1);
    }

private:
    std::unique_ptr<QTemporaryDir> m_home;
    fs::path m_folder;
};

QTEST_MAIN(ModelsPageTest)
#include "models_page_test.moc"
