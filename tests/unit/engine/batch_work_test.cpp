// Batches: where their recipes come from, what they would take, and the sheets of grids.
#include "engine/batch_work.h"
#include "engine/grid_record.h"

#include "base/file.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace sfumato;

namespace {

Result<DryRun> plan_of(const Job& job) {
    DryRun run;
    run.device = "some device";
    run.recipe = job.recipe;
    run.recipe.width = run.recipe.height = 64;
    run.guess = false;
    run.peak_bytes = 1000;
    run.stages.push_back({"sample", 0.5 * job.recipe.steps, {}});
    return run;
}

Image plain(int width, int height, std::uint8_t value) {
    const auto bytes = static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
    return {width, height, 3, std::vector<std::uint8_t>(bytes, value)};
}

} // namespace

class BatchWorkTest : public QObject {
    Q_OBJECT
private slots:
    void equal_kinds_are_asked_for_once() {
        std::vector<Recipe> recipes(10);
        for (std::size_t i = 0; i < recipes.size(); ++i) {
            recipes[i].seed = i;
            recipes[i].steps = i < 4 ? 10 : 20;
        }
        int asked = 0;
        const auto estimate = estimate_batch(recipes, [&](const Job& job) {
            ++asked;
            return plan_of(job);
        });
        QVERIFY(estimate.has_value());
        QCOMPARE(asked, 2);
        QVERIFY(estimate->known);
        QCOMPARE(estimate->seconds, 4 * 5.0 + 6 * 10.0);
        QCOMPARE(estimate->picture_bytes, 10u * 64 * 64 * 3);
    }

    void a_second_pass_makes_larger_files() {
        std::vector<Recipe> recipes(1);
        recipes[0].hires = Hires{.scale = 2};
        QCOMPARE(estimate_batch(recipes, plan_of)->picture_bytes, 128u * 128 * 3);
    }

    void what_differs_too_much_is_unknown() {
        std::vector<Recipe> recipes(201);
        for (std::size_t i = 0; i < recipes.size(); ++i)
            recipes[i].steps = static_cast<int>(i) + 1;
        const auto estimate = estimate_batch(recipes, plan_of);
        QVERIFY(!estimate->known);
        QCOMPARE(estimate->kinds, std::size_t(201));
    }

    void reckoning_is_cancelled() {
        CancelToken cancel;
        cancel.cancel();
        const auto estimate = estimate_batch(std::vector<Recipe>(1), plan_of, cancel);
        QVERIFY(!estimate.has_value());
        QCOMPARE(estimate.error().code, ErrorCode::cancelled);
    }

    void sources_name_the_file_the_line_and_the_column() {
        const QTemporaryDir folder;
        const std::string file = folder.filePath("t.csv").toStdString();
        const std::string text = "prompt,steps\na,3\nb,x\n";
        QVERIFY(write_file_atomically(file, std::as_bytes(std::span(text)), Overwrite::replace).has_value());
        BatchSource source;
        source.file = file;
        const auto batch = make_batch(source);
        QVERIFY(!batch.has_value());
        QVERIFY2(batch.error().text().find("t.csv, line 3, column 3") != std::string::npos,
                 batch.error().text().c_str());
    }

    void a_grid_of_a_matrix_has_its_cells_in_order() {
        BatchSource source;
        source.base.prompt = "a|b|c";
        source.matrix = true;
        const auto batch = make_batch(source);
        QCOMPARE(batch->recipes.size(), std::size_t(4));
        QCOMPARE(batch->grid->cells[3].x, std::size_t(1));
        QCOMPARE(batch->grid->cells[3].y, std::size_t(1));
    }

    void seeds_of_variations_stay() {
        BatchSource source;
        source.base.prompt = "{a|b}";
        source.base.seed = 5;
        source.base.variation_strength = 0.2;
        const auto batch = make_batch(source);
        QCOMPARE(batch->recipes[1].seed, 5u);
        QCOMPARE(batch->recipes[1].variation_seed, 1u);
    }

    void sheets_leave_places_open() {
        BatchSource source;
        source.axes = {"steps=1,2", "cfg=3,4", "seed=1,2"};
        const auto batch = make_batch(source);
        QVERIFY(batch.has_value());
        std::vector<std::size_t> asked;
        const auto sheet = draw_grid_sheet(*batch->grid, 1, [&](std::size_t cell) -> Result<Image> {
            asked.push_back(cell);
            if (cell == 5) return fail(ErrorCode::not_found, "gone");
            return plain(1024, 512, 100);
        });
        QVERIFY(sheet.has_value());
        QCOMPARE(asked, (std::vector<std::size_t>{4, 5, 6, 7}));
        QVERIFY(sheet->width >= 2 * 512 && sheet->width < 3 * 512); // made smaller
    }

    void records_of_grids_are_read_back_and_checked() {
        BatchSource source;
        source.axes = {"steps=1,2", "cfg=3,4", ""};
        GridRecord record{make_batch(source)->grid.value(), "/a folder", {5, 6, 7, 8}};
        const auto again = grid_record_from_json(grid_record_to_json(record), "f");
        QVERIFY(again.has_value());
        QCOMPARE(again->ids, record.ids);
        QCOMPARE(again->folder, record.folder);
        QVERIFY(again->grid.axes == record.grid.axes);
        QCOMPARE(again->grid.cells[3].y, std::size_t(1));
        for (const char* text : {"", "[]", R"({"sfumato_grid":2})", R"({"sfumato_grid":1,"folder":"a"})",
                                 R"({"sfumato_grid":1,"folder":"a","axes":[{"field":"","values":[]},
                                    {"field":"","values":[]},{"field":"","values":[]}],"cells":[[1,1,0,0]]})",
                                 R"({"sfumato_grid":1,"folder":"a","axes":[{"field":"","values":[]},
                                    {"field":"","values":[]},{"field":"","values":[]}],"cells":[[1,-1,0,0]]})"}) {
            const auto bad = grid_record_from_json(text, "grid.json");
            QVERIFY2(!bad.has_value(), text);
            QVERIFY(bad.error().message.find("grid.json") != std::string::npos);
        }
    }

    void a_sheet_that_is_too_large_is_refused_before_the_memory_is_full() {
        Grid grid;
        grid.axes[0] = {"seed", std::vector<std::string>(1000, "1")};
        for (std::size_t x = 0; x < 1000; ++x)
            grid.cells.push_back({Recipe(), x, 0, 0});
        std::size_t asked = 0;
        const auto sheet = draw_grid_sheet(grid, 0, [&](std::size_t) -> Result<Image> {
            ++asked;
            return plain(512, 512, 1);
        });
        QVERIFY(!sheet.has_value());
        QVERIFY(asked < 500);
    }
};

QTEST_GUILESS_MAIN(BatchWorkTest)
#include "batch_work_test.moc"
