// Recipes as tables, and grids of recipes.
#include "recipe/fields.h"
#include "recipe/grid.h"
#include "recipe/table.h"

#include <QtTest>

#include <tuple>

using namespace sfumato;

namespace {

QString error_of(std::string_view text, TableFormat format = TableFormat::csv) {
    const auto result = read_recipe_table(text, format, "t.csv");
    return result ? QString() : QString::fromStdString(result.error().text());
}

std::string joined(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& value : values)
        out += (out.empty() ? "" : ";") + value;
    return out;
}

Recipe full_recipe() {
    Recipe r;
    r.prompt = "a \"quoted\", red\r\napple; \xE6\x97\xA5 ";
    r.negative_prompt = "=1+1";
    r.model = "/models/a b.safetensors";
    r.model_hash = std::string(64, 'a');
    r.steps = 33;
    r.cfg_scale = 0.1 + 0.2;
    r.sampler = "dpmpp_2m";
    r.schedule = "karras";
    r.seed = 18446744073709551615ull;
    r.variation_seed = 5;
    r.variation_strength = 1.0 / 3;
    r.noise_source = NoiseSource::philox;
    r.width = 832;
    r.height = 1216;
    r.clip_skip = 2;
    r.eta = 0.67;
    r.emphasis = Emphasis::none;
    r.init = InitImage{"in/a,b.png", std::string(64, '0'), 1.0 / 3, InitFit::fill};
    r.inpaint =
        Inpaint{MaskSource::alpha,      "mask \"1\".png",   std::string(64, '1'), true, 7, InpaintArea::masked, 9,
                MaskedContent::nothing, Margins{1, 2, 3, 4}};
    r.vae_tiles = {256, 512};
    r.prompt_template = "{a|b}";
    r.negative_template = "x";
    r.parent = ForkOrigin{"{\"sfumato_recipe\": 1}", 3};
    return r;
}

/// The other half of what a recipe may have: not together with a mask.
Recipe hires_recipe() {
    Recipe r = full_recipe();
    r.inpaint.reset();
    r.hires = Hires{4.0 / 3, 640, 704, 11, 0.7 / 3, HiresUpscaler::lanczos};
    return r;
}

// A field that is new in one of these makes its line fail to compile: it needs a row in fields.cpp, and a value in the
// recipes above.
auto parts(const Recipe& r) {
    const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, s, t, u, v, w, x, y] = r;
    return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, s, t, u, v, w, x, y);
}
auto parts(const InitImage& r) {
    const auto& [a, b, c, d] = r;
    return std::tie(a, b, c, d);
}
auto parts(const Inpaint& r) {
    const auto& [a, b, c, d, e, f, g, h, i] = r;
    return std::tie(a, b, c, d, e, f, g, h, i);
}
auto parts(const Margins& r) {
    const auto& [a, b, c, d] = r;
    return std::tie(a, b, c, d);
}
auto parts(const Hires& r) {
    const auto& [a, b, c, d, e, f] = r;
    return std::tie(a, b, c, d, e, f);
}
auto parts(const VaeTiles& r) {
    const auto& [a, b] = r;
    return std::tie(a, b);
}

/// Indices of fields that are as in a new value, and would go through a table unnoticed.
template <class T> std::vector<std::size_t> unset_fields(const T& value) {
    std::vector<std::size_t> out;
    const T fresh{};
    [&]<std::size_t... i>(std::index_sequence<i...>) {
        ((std::get<i>(parts(value)) == std::get<i>(parts(fresh)) ? out.push_back(i) : void()), ...);
    }
    (std::make_index_sequence<std::tuple_size_v<decltype(parts(value))>>());
    return out;
}

} // namespace

class TableTest : public QObject {
    Q_OBJECT
private slots:
    void tables_give_the_recipes_back_data() {
        QTest::addColumn<int>("format");
        QTest::newRow("csv") << static_cast<int>(TableFormat::csv);
        QTest::newRow("tsv") << static_cast<int>(TableFormat::tsv);
        QTest::newRow("jsonl") << static_cast<int>(TableFormat::json_lines);
    }
    void tables_give_the_recipes_back() {
        QFETCH(int, format);
        Recipe plain;
        plain.prompt = "plain";
        Recipe tabbed;
        tabbed.prompt = "a\tb, c";
        const std::vector<Recipe> recipes{full_recipe(), hires_recipe(), plain, tabbed};
        const auto kind = static_cast<TableFormat>(format);
        const auto back = read_recipe_table(write_recipe_table(recipes, kind), kind, "t");
        QVERIFY2(back.has_value(), back ? "" : back.error().text().c_str());
        QCOMPARE(back->size(), recipes.size());
        for (std::size_t i = 0; i < recipes.size(); ++i)
            QVERIFY(back->at(i) == recipes[i]);
    }

    void reads_what_spreadsheets_write() {
        TableOptions options;
        options.base.steps = 7;
        options.draw_seed = [] { return std::uint64_t{99}; };
        const auto table = read_recipe_table("\xEF\xBB\xBFPrompt;CFG Scale;seed;Size;Denoising strength;Init image\r\n"
                                             "\"a \"\"b\"\";\r\nc\";4,5;1;;;\r\n",
                                             TableFormat::csv, "t.csv", options);
        QVERIFY(!table); // a comma is no decimal point
        QVERIFY(table.error().text().find("line 2, column 10") == std::string::npos);
        QVERIFY2(table.error().text().find("line 3, column 4: cfg_scale: found \"4,5\"") != std::string::npos,
                 table.error().text().c_str());
        const auto good =
            read_recipe_table("prompt,cfg,seed,size,denoising,init\nx,4.5,-1,512x768,0.5,a.png\n\n ,,,,,\ny,,3,,,",
                              TableFormat::csv, "t.csv", options);
        QVERIFY2(good.has_value(), good ? "" : good.error().text().c_str());
        QCOMPARE(good->size(), std::size_t{2});
        QCOMPARE(good->at(0).seed, std::uint64_t{99});
        QCOMPARE(good->at(0).height, 768);
        QCOMPARE(good->at(0).init->strength, 0.5);
        QCOMPARE(good->at(1).steps, 7);
        QVERIFY(!good->at(1).init);
    }

    void errors_name_line_and_column_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("format");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const char* text, TableFormat format, const char* part) {
            QTest::newRow(name) << QByteArray(text) << static_cast<int>(format) << part;
        };
        using enum TableFormat;
        row("empty", "", csv, "the table is empty");
        row("unknown", "prompt,stepz\na,1", csv,
            "line 1, column 8: \"stepz\" is no field of a recipe; did you mean steps?");
        row("twice", "prompt,steps,sampling steps\n", csv, "column steps is there twice");
        row("number", "prompt,steps\na,many", csv, "line 2, column 3: steps: found \"many\", expected a whole number");
        row("validate", "prompt,steps\na,0", csv, "line 2, column 1: steps is 0");
        row("unclosed", "prompt,steps\n\"a,1\nb", csv, "line 2, column 1: the quote that opens here is never closed");
        row("behind quote", "prompt\n\"a\"b", csv, "line 2, column 4: text behind the closing quote");
        row("quote inside", "prompt\nab\"c", csv, "line 2, column 3: a quote");
        row("cells", "prompt,steps\na,1,2", csv, "line 2, column 5: 3 cells in this row, the header has 2");
        row("after line break", "prompt,steps\n\"a\nb\",x", csv, "line 3, column 4: steps");
        row("utf8", "prompt\nab\xFF", csv, "line 2, column 3: not valid UTF-8: byte 0xff");
        row("strength alone", "prompt,strength\na,0.5", csv, "needs an initial image");
        row("seed -1", "prompt,seed\na,-1", csv, "seed: found \"-1\"");
        row("tsv", "prompt\tsteps\na\tx", tsv, "line 2, column 3: steps");
        row("json", "{\"prompt\": \"a\"}\n{\"prompt\": a}", json_lines, "line 2, column 12: this is not valid JSON");
        row("json key", "{\"promt\": \"a\"}", json_lines, "did you mean prompt");
        row("json kind", "{\"prompt\": [1]}", json_lines, "prompt: found array");
        row("json no object", "3", json_lines, "expected an object");
        row("json recipe", "{\"sfumato_recipe\": 1, \"steps\": \"x\"}", json_lines, "recipe field steps");
    }
    void errors_name_line_and_column() {
        QFETCH(QByteArray, text);
        QFETCH(int, format);
        QFETCH(QString, part);
        const QString error = error_of(text.toStdString(), static_cast<TableFormat>(format));
        QVERIFY2(error.contains(part), qPrintable(error));
    }

    void every_field_reads_what_it_writes() {
        // Nothing is left at its default but what the other recipe has.
        QCOMPARE(unset_fields(full_recipe()), (std::vector<std::size_t>{22}));
        QCOMPARE(unset_fields(hires_recipe()), (std::vector<std::size_t>{21}));
        QVERIFY(unset_fields(*full_recipe().init).empty());
        QVERIFY(unset_fields(*full_recipe().inpaint).empty());
        QVERIFY(unset_fields(full_recipe().inpaint->grow).empty());
        QVERIFY(unset_fields(full_recipe().vae_tiles).empty());
        QVERIFY(unset_fields(*hires_recipe().hires).empty());
        for (const Recipe& full : {full_recipe(), hires_recipe()}) {
            Recipe built;
            for (const RecipeField& field : recipe_fields())
                if (const std::string text = field.get(full); !text.empty())
                    QVERIFY2(field.set(built, text), std::string(field.name).c_str());
            QVERIFY(built == full);
        }
    }

    void masks_in_a_table_need_little() {
        const auto read = read_recipe_table("init,mask,hires\na.png,m.png,\n,,1.5\n", TableFormat::csv, "t.csv");
        QVERIFY2(read.has_value(), read ? "" : read.error().text().c_str());
        QCOMPARE(read->at(0).inpaint->path, std::string("m.png"));
        QCOMPARE(read->at(0).inpaint->source, MaskSource::file);
        QVERIFY(!read->at(0).hires);
        QCOMPARE(read->at(1).hires->scale, 1.5);
        QVERIFY(!read->at(1).inpaint);
        QVERIFY2(error_of("prompt,mask\na,m.png\n").contains("needs an initial image"),
                 qPrintable(error_of("prompt,mask\na,m.png\n")));
        QVERIFY(error_of("mask_invert\nmaybe\n").contains("expected true or false"));
        QVERIFY(error_of("hires_upscaler\nesrgan\n").contains("expected latent or latent_nearest or lanczos"));
    }

    void axes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("want");
        QTest::newRow("list") << "cfg=4, 6,8.5"
                              << "cfg_scale=4;6;8.5";
        QTest::newRow("range") << "steps=10-13"
                               << "steps=10;11;12;13";
        QTest::newRow("step") << "steps=10-50 (+20)"
                              << "steps=10;30;50";
        QTest::newRow("down") << "seed=5-1(-2)"
                              << "seed=5;3;1";
        QTest::newRow("count") << "cfg=1-2[5]"
                               << "cfg_scale=1;1.25;1.5;1.75;2";
        QTest::newRow("fraction") << "eta=0-0.3(+0.1)"
                                  << "eta=0;0.1;0.2;0.3";
        QTest::newRow("mixed") << "seed=1-3,77"
                               << "seed=1;2;3;77";
        QTest::newRow("names") << "Sampler=euler,\"DPM++ 2M\""
                               << "sampler=euler;DPM++ 2M";
        QTest::newRow("quotes") << "s/r=\"a, b\",\"say \"\"c\"\"\""
                                << "s/r=a, b;say \"c\"";
        QTest::newRow("size") << "size=512x512,768x512"
                              << "size=512x512;768x512";
    }
    void axes() {
        QFETCH(QString, text);
        QFETCH(QString, want);
        const auto axis = parse_grid_axis(text.toStdString());
        QVERIFY2(axis.has_value(), axis ? "" : axis.error().text().c_str());
        QCOMPARE(QString::fromStdString(axis->field + "=" + joined(axis->values)), want);
    }

    void bad_axes_are_told() {
        for (const char* text : {"cfg", "stepz=1", "steps=a", "steps=1-5(+0)", "steps=1-5(-1)", "steps=1-100000",
                                 "s/r=,b", "sampler=\"a", "sampler=\"a\"b", "size=5"})
            QVERIFY2(!parse_grid_axis(text), text);
    }

    void grids() {
        Recipe base;
        base.prompt = "a red cat, red";
        const auto grid = make_grid(base, {*parse_grid_axis("s/r=red,green"), *parse_grid_axis("steps=5,6,7")});
        QVERIFY2(grid.has_value(), grid ? "" : grid.error().text().c_str());
        QCOMPARE(grid->cells.size(), std::size_t{6});
        QCOMPARE(grid->cells[1].recipe.prompt, std::string("a green cat, green"));
        QCOMPARE(grid->cells[1].x, std::size_t{1});
        QCOMPARE(grid->cells[5].recipe.steps, 7);
        QCOMPARE(grid->cells[5].y, std::size_t{2});
        QCOMPARE(grid->label(1, 2), std::string("steps: 7"));
        QVERIFY(!make_grid(base, {*parse_grid_axis("s/r=blue,green")}));
        QVERIFY(!make_grid(base, {*parse_grid_axis("steps=0,1")}));
        QVERIFY(!make_grid(base, {*parse_grid_axis("steps=1-1000"), *parse_grid_axis("seed=1-1000")}));
    }
};

QTEST_GUILESS_MAIN(TableTest)
#include "table_test.moc"
