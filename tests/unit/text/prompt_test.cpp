#include "golden_tool/text_cases.h"
#include "text/prompt.h"
#include "text/vocabulary.h"
#include "weights/safetensors.h"

#include <QtTest>

#include <cmath>
#include <ctime>
#include <numeric>

using namespace sfumato;
using Json = nlohmann::json;

Q_DECLARE_METATYPE(Json)

namespace {

const std::filesystem::path golden_case = std::filesystem::path(SFUMATO_TEST_DATA) / "golden" / "prompt_a1111";

/// One test row per row of a golden file.
void add_rows(const char* file) {
    QTest::addColumn<Json>("row");
    const auto rows = golden::read_rows(golden_case / file);
    if (!rows) qFatal("%s", rows.error().text().c_str());
    int index = 0;
    for (const Json& row : *rows)
        QTest::addRow("%02d %s", index++, row.at("text").get<std::string>().substr(0, 40).c_str()) << row;
}

ClipTokenizer builtin_tokenizer() {
    auto tokenizer = open_clip_tokenizer(SFUMATO_SOURCE_DIR "/resources/builtin-model/tokenizer");
    if (!tokenizer) qFatal("%s", tokenizer.error().text().c_str());
    return std::move(*tokenizer);
}

QString text_of(const Error& error) {
    return QString::fromStdString(error.text());
}

std::string repeated(std::string_view part, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += part;
    return text;
}

std::vector<ScheduledPrompt> schedule_of(std::string_view text, int steps) {
    auto result = prompt_schedule(text, steps);
    return result ? *result : std::vector<ScheduledPrompt>{};
}

/// Processor time since `start`, which other programs do not lengthen; sanitizers take their share.
double seconds_since(std::clock_t start) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    constexpr double slowness = 10;
#else
    constexpr double slowness = 1;
#endif
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / slowness;
}

} // namespace

class PromptTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        golden::CaseInput input;
        input.folder = golden_case;
        input.config = Json::object();
        auto found = golden::case_tokenizer(input, why_not_);
        QVERIFY2(found, found ? "" : found.error().text().c_str());
        clip_ = std::move(*found);
    }

    void attention_data() { add_rows("attention.json"); }
    void attention() {
        QFETCH(Json, row);
        const auto pieces = parse_prompt_attention(row["text"].get<std::string>());
        if (row.contains("error")) {
            QVERIFY(!pieces);
            QCOMPARE(pieces.error().code, ErrorCode::bad_input);
            return;
        }
        QVERIFY2(pieces, pieces ? "" : pieces.error().text().c_str());
        QCOMPARE(pieces->size(), row["parsed"].size());
        for (std::size_t i = 0; i < pieces->size(); ++i) {
            QCOMPARE((*pieces)[i].text, row["parsed"][i][0].get<std::string>());
            QCOMPARE((*pieces)[i].weight, row["parsed"][i][1].get<double>());
            QVERIFY((*pieces)[i].weight == row["parsed"][i][1].get<double>()); // QCOMPARE is fuzzy
        }
    }

    void chunks_data() { add_rows("attention.json"); }
    void chunks() {
        if (!clip_) QSKIP(why_not_.c_str());
        QFETCH(Json, row);
        if (row.contains("error")) return;
        const auto got = tokenize_chunks(*clip_, std::string_view(row["text"].get_ref<const std::string&>()));
        QVERIFY(got);
        QCOMPARE(got->token_count, row["token_count"].get<int>());
        QCOMPARE(got->chunks.size(), row["chunks"].size());
        for (std::size_t i = 0; i < got->chunks.size(); ++i) {
            QCOMPARE(got->chunks[i].ids, row["chunks"][i]["tokens"].get<std::vector<std::int32_t>>());
            QCOMPARE(got->chunks[i].multipliers, row["chunks"][i]["multipliers"].get<std::vector<float>>());
        }
    }

    void schedules_data() { add_rows("schedules.json"); }
    void schedules() {
        QFETCH(Json, row);
        const auto got = prompt_schedule(row["text"].get<std::string>(), row["steps"].get<int>());
        QVERIFY(got);
        Json as_json = Json::array();
        for (const auto& entry : *got)
            as_json.push_back({entry.end_at_step, entry.text});
        QVERIFY2(as_json == row["schedule"], as_json.dump().c_str());
    }

    void emphasis() {
        const auto io = SafetensorsFile::open(golden_case / "io.safetensors");
        QVERIFY(io);
        const auto z = golden::read_values(**io, "emphasis.z"), m = golden::read_values(**io, "emphasis.multipliers");
        QVERIFY(z && m);
        for (const auto& [name, mode] : {std::pair("emphasis.original", EmphasisMode::original),
                                         std::pair("emphasis.no_norm", EmphasisMode::no_norm)}) {
            auto got = z->values;
            apply_emphasis(got, m->values, 77, 6, mode);
            const auto check = golden::check_absolute(name, got, golden::read_values(**io, name)->values, 1e-5);
            QVERIFY2(check.passed, qPrintable(QString("%1: %2").arg(name).arg(check.error)));
        }
        auto same = z->values;
        apply_emphasis(same, m->values, 77, 6, EmphasisMode::ignore);
        QCOMPARE(same, z->values);
        // A mean that vanishes cannot be restored, and must not become infinite.
        std::vector<float> cancelling{1.0f, -1.0f};
        apply_emphasis(cancelling, std::vector<float>{2.0f}, 1, 2);
        QCOMPARE(cancelling, (std::vector<float>{2.0f, -2.0f}));
    }

    void chunks_of_the_builtin_model() {
        const auto tokenizer = builtin_tokenizer();
        const ChunkLayout layout{30, 20, {}};
        const auto empty = tokenize_chunks(tokenizer, std::string_view(), layout);
        QVERIFY(empty);
        QCOMPARE(empty->chunks.size(), std::size_t{1});
        std::vector<std::int32_t> want(32, 3585);
        want[0] = 3584;
        QCOMPARE(empty->chunks[0].ids, want);
        QCOMPARE(empty->chunks[0].multipliers, std::vector<float>(32, 1.0f));
        QCOMPARE(empty->token_count, 0);

        // 6 x 5 tokens fill a chunk to the last place; the 31st begins the next one. "noto style" of the sixth phrase
        // stays, because the token that would not fit any more follows it: the cut is at the last comma.
        const auto full = tokenize_chunks(tokenizer, repeated("red apple, noto style ", 6), layout);
        QCOMPARE(full->chunks.size(), std::size_t{1});
        QCOMPARE(full->token_count, 30);
        const auto over = tokenize_chunks(tokenizer, repeated("red apple, noto style ", 6) + "(red:1.5)", layout);
        QCOMPARE(over->chunks.size(), std::size_t{2});
        QCOMPARE(over->token_count, 30 + 3);
        QCOMPARE(over->chunks[0].ids[29], 3585); // two tokens moved on
        QCOMPARE(over->chunks[1].ids[1], 530);
        QCOMPARE(over->chunks[1].ids[3], 679);
        QCOMPARE(over->chunks[1].multipliers[3], 1.5f);
        QCOMPARE(over->chunks[1].multipliers[4], 1.0f);
        const auto uncut =
            tokenize_chunks(tokenizer, repeated("red apple, noto style ", 6) + "red", ChunkLayout{30, 0, 0});
        QCOMPARE(uncut->token_count, 31);
        QCOMPARE(uncut->chunks[1].ids[1], 679);
        QCOMPARE(uncut->chunks[1].ids[2], 0); // padding of the caller's choice
        QCOMPARE(uncut->chunks[1].ids[31], 3585);
    }

    void breaks_are_marked() {
        const auto pieces = parse_prompt_attention("a BREAK b");
        QCOMPARE(pieces->size(), std::size_t{3});
        QVERIFY((*pieces)[1].is_break && !(*pieces)[0].is_break);
        QVERIFY(!(*parse_prompt_attention("(a BREAK b:1.2)"))[1].is_break); // as in A1111, emphasis disarms it
        QCOMPARE(parse_prompt_attention("\u00E9"
                                        "BREAK x")
                     ->size(),
                 std::size_t{1}); // part of a word
        QCOMPARE(parse_prompt_attention("\u2003BREAK\u3000x")->at(2).text, std::string("x"));
        QCOMPARE(parse_prompt_attention("a BREAK\xFF")->size(), std::size_t{3});
    }

    void odd_weights() {
        QCOMPARE(parse_prompt_attention("(a:\u0661.\u0665)")->at(0).weight,
                 1.5); // digits of other scripts, as in Python
        QVERIFY(!parse_prompt_attention("(a:.)"));
        QVERIFY(!parse_prompt_attention("(a:+)(b:1)").value().empty());
        const auto huge = parse_prompt_attention("(a:" + std::string(60, '9') + ")");
        QVERIFY(!huge);
        QVERIFY2(text_of(huge.error()).contains("too large"), qPrintable(text_of(huge.error())));
        QVERIFY(!parse_prompt_attention("(a:" + std::string(400, '9') + ")"));
        QCOMPARE(parse_prompt_attention("a:1.2.3)")->at(0).text, std::string("a:1.2.3)")); // no bracket, no weight
    }

    void second_pass_counts_on() {
        // Shares from 1.0 to 2.0, steps on from those of the first pass.
        const auto schedule = [](const char* text) {
            const auto result = prompt_schedule(text, 10, 20);
            return result ? *result : std::vector<ScheduledPrompt>{};
        };
        QCOMPARE(schedule("[a:b:1.5]"), (std::vector<ScheduledPrompt>{{5, "a"}, {10, "b"}}));
        QCOMPARE(schedule("[a:b:23]"), (std::vector<ScheduledPrompt>{{3, "a"}, {10, "b"}}));
        QCOMPARE(schedule("[a:b:0.5]"), (std::vector<ScheduledPrompt>{{10, "b"}}));
        QCOMPARE(schedule("[a:b:5]"), (std::vector<ScheduledPrompt>{{10, "b"}}));
    }

    void limits() {
        const auto deep = parse_prompt_attention(repeated("(a", 300));
        QVERIFY(!deep);
        QVERIFY2(text_of(deep.error()).contains("256 brackets"), qPrintable(text_of(deep.error())));
        QVERIFY(parse_prompt_attention(repeated("(a", 256)));
        QVERIFY(!parse_prompt_attention(std::string(max_prompt_bytes + 1, 'a')));
        QVERIFY(!prompt_schedule(std::string(max_prompt_bytes + 1, 'a'), 5));
        QVERIFY(!prompt_schedule(repeated("[", 300), 5));
        QVERIFY(!prompt_schedule("a", 0));
        QVERIFY(!prompt_schedule("a", -3));
        QCOMPARE(prompt_schedule("a", 0).error().code, ErrorCode::usage);
        QVERIFY(!prompt_schedule("[a|" + std::string(1000000, 'b') + "]", 1000)); // 500 MB when expanded
    }

    void hostile_prompts_are_fast_data() {
        QTest::addColumn<QByteArray>("text");
        const auto row = [](const char* name, const std::string& text) {
            QTest::newRow(name) << QByteArray::fromStdString(text);
        };
        row("words", repeated("a red apple, ", 7692));
        row("closing brackets", repeated(")]", 50000));
        row("nested to the limit", repeated(repeated("(a", 250) + repeated(")", 250), 130));
        row("alternately nested", repeated(repeated("[a|(b", 60) + repeated(")]", 60), 240));
        row("open to the limit", repeated("(a", 250) + repeated("b:c|", 25000));
        row("colons", repeated(":", 100000));
        row("colon and spaces", repeated(":  ", 33333));
        row("colon and digits", ":" + std::string(100000, '1'));
        row("breaks", repeated("BREAK ", 16666));
        row("spaces before a break", std::string(100000, ' ') + "BREAK");
        row("backslashes", std::string(100000, '\\'));
        row("schedules", repeated("[a:b:3]", 14285));
        row("ill-formed UTF-8", std::string(100000, '\xF0'));
        row("one word", std::string(100000, 'q'));
        row("combining marks", repeated("\u0315\u0300", 100000));
        row("combining marks out of nothing", repeated("\u0F73", 100000));
    }
    void hostile_prompts_are_fast() {
        QFETCH(QByteArray, text);
        const std::string prompt = text.toStdString();
        const auto tokenizer = builtin_tokenizer();
        const std::clock_t start = std::clock();
        QVERIFY(tokenize_chunks(tokenizer, prompt, ChunkLayout{30, 20, {}}));
        QVERIFY(prompt_schedule(prompt, 30));
        QVERIFY2(seconds_since(start) < 1, qPrintable(QString::number(seconds_since(start)) + " s"));
    }

    void schedule_details() {
        using Schedule = std::vector<ScheduledPrompt>;
        QCOMPARE(schedule_of("[a:b: 0.5 ]", 10), (Schedule{{5, "a"}, {10, "b"}}));
        QCOMPARE(schedule_of("[a:b:1e1]", 20), (Schedule{{10, "a"}, {20, "b"}}));
        QCOMPARE(schedule_of("[a:b:+3]", 10), (Schedule{{3, "a"}, {10, "b"}}));
        QCOMPARE(schedule_of("[a:b:1e999]", 10), (Schedule{{10, "a"}}));
        QCOMPARE(schedule_of("[a:b:inf]", 10), (Schedule{{10, "[a:b:inf]"}}));
        QCOMPARE(schedule_of("[a:b:0x3]", 10), (Schedule{{10, "[a:b:0x3]"}}));
        QCOMPARE(schedule_of("[a:b:--3]", 10), (Schedule{{10, "[a:b:--3]"}}));
        QCOMPARE(schedule_of("[a:b:]", 10), (Schedule{{10, "[a:b:]"}}));
        QCOMPARE(schedule_of("a | b [c:3]", 10), (Schedule{{10, "a | b [c:3]"}})); // no place for '|' outside brackets
        QCOMPARE(schedule_of("[c:3] \\", 10), (Schedule{{10, "[c:3] \\"}}));       // nothing to escape
        QCOMPARE(schedule_of("[a \\| b:3]", 10), (Schedule{{3, ""}, {10, "a \\| b"}}));
        QCOMPARE(schedule_of("(a] [b:3]", 5), (Schedule{{3, "(a] "}, {5, "(a] b"}}));
        QCOMPARE(schedule_of("[x [a:b:c:d] [e:2]", 4), (Schedule{{2, "[x [a:b:c:d] "}, {4, "[x [a:b:c:d] e"}}));
    }

private:
    std::optional<ClipTokenizer> clip_;
    std::string why_not_;
};

QTEST_APPLESS_MAIN(PromptTest)
#include "prompt_test.moc"
