// Qt first: its moc stumbles over <concepts> when that is the first standard header it meets.
#include <QtTest>

#include "base/file.h"
#include "text/bpe.h"
#include "text/gunzip.h"
#include "text/vocabulary.h"

#include <QTemporaryDir>
#include <ctime>
#include <filesystem>

using namespace sfumato;
namespace fs = std::filesystem;

namespace {

const fs::path builtin = SFUMATO_SOURCE_DIR "/resources/builtin-model/tokenizer";

ClipTokenizer builtin_tokenizer() {
    auto tokenizer = ClipTokenizer::from_vocab_and_merges(builtin / "vocab.json", builtin / "merges.txt");
    if (!tokenizer) qFatal("%s", tokenizer.error().text().c_str());
    return std::move(*tokenizer);
}

/// A vocabulary of the given symbols (ids in order) and start and end tokens.
std::string vocab_of(std::initializer_list<const char*> symbols) {
    std::string json = "{";
    int id = 0;
    for (const char* symbol : symbols)
        json += "\"" + std::string(symbol) + "\": " + std::to_string(id++) + ", ";
    return json + "\"<|startoftext|>\": " + std::to_string(id) + ", \"<|endoftext|>\": " + std::to_string(id + 1) + "}";
}

QString message_of(const Result<ClipTokenizer>& result) {
    return result ? QString("(no error)") : QString::fromStdString(result.error().text());
}

void write(const fs::path& path, std::string_view text) {
    fs::create_directories(path.parent_path());
    if (auto done = write_file_atomically(path, as_bytes(text)); !done) qFatal("%s", done.error().text().c_str());
}

/// "title\nc a\n" a hundred times, packed by gzip.
const QByteArray packed_list =
    QByteArray::fromHex("1f8b08000000000002ff2bc92cc949e54a5648e42a19658db24659c3940500b93af73be8030000");

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

class BpeTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        // Nothing of the machine this runs on may be found by chance.
        QVERIFY(home_.isValid());
        qputenv("XDG_DATA_HOME", home_.path().toUtf8());
        qunsetenv("SFUMATO_TOKENIZERS");
    }

    void builtin_prompts_data() {
        QTest::addColumn<QByteArray>("prompt");
        QTest::addColumn<std::vector<std::int32_t>>("ids");
        using Ids = std::vector<std::int32_t>;
        // The first three are the prompts of the built-in model's reference run.
        QTest::newRow("apple") << QByteArray("red apple, noto style") << Ids{679, 1393, 267, 530, 602};
        QTest::newRow("cat") << QByteArray("smiling cat face, flat style") << Ids{742, 802, 550, 267, 527, 602};
        QTest::newRow("sailboat") << QByteArray("sailboat at sea, noto style") << Ids{3152, 517, 1245, 267, 530, 602};
        QTest::newRow("upper case") << QByteArray("RED Apple , NOTO\tstyle\n") << Ids{679, 1393, 267, 530, 602};
        QTest::newRow("empty") << QByteArray() << Ids{};
        QTest::newRow("blank") << QByteArray(" \n\t\xC2\xA0 ") << Ids{};
        QTest::newRow("special tokens") << QByteArray("<|startoftext|>red<|ENDOFTEXT|>") << Ids{3584, 679, 3585};
        QTest::newRow("control characters vanish") << QByteArray("r\x01"
                                                                 "e\xE2\x80\x8B"
                                                                 "d",
                                                                 7)
                                                   << Ids{679};
        QTest::newRow("ill-formed bytes vanish") << QByteArray("r\xFF"
                                                               "e\xC3"
                                                               "d\xF0\x9F\x98")
                                                 << Ids{679};
        QTest::newRow("surrogate in UTF-8 vanishes") << QByteArray("re\xED\xA0\x80"
                                                                   "d")
                                                     << Ids{679};
        QTest::newRow("overlong slash vanishes") << QByteArray("re\xC0\xAF"
                                                               "d")
                                                 << Ids{679};
        QTest::newRow("zero byte vanishes") << QByteArray("re\0d", 4) << Ids{679};
    }
    void builtin_prompts() {
        QFETCH(QByteArray, prompt);
        QFETCH(std::vector<std::int32_t>, ids);
        const auto tokenizer = builtin_tokenizer();
        QCOMPARE(tokenizer.encode({prompt.constData(), static_cast<std::size_t>(prompt.size())}), ids);
    }

    void builtin_vocabulary() {
        const auto tokenizer = builtin_tokenizer();
        QCOMPARE(tokenizer.size(), std::size_t{3586});
        QCOMPARE(tokenizer.bos(), 3584);
        QCOMPARE(tokenizer.eos(), 3585);
        QCOMPARE(tokenizer.find(",</w>").value_or(-1), 267);
        QVERIFY(!tokenizer.find("no such symbol"));
        QCOMPARE(tokenizer.token_text(679), std::string("red "));
        QCOMPARE(tokenizer.token_text(-1), std::string());
        QCOMPARE(tokenizer.token_text(3586), std::string());
    }

    /// Byte-level coding loses nothing: decoding gives back the words, whatever the script.
    void decode_gives_words_back() {
        const auto tokenizer = builtin_tokenizer();
        for (const std::string text : {"red apple", "na\u00EFve caf\u00E9", "\u03BA\u03CC\u03C3\u03BC\u03B5",
                                       "\U0001F600", "\u05E9\u05DC\u05D5\u05DD"})
            QCOMPARE(tokenizer.decode(tokenizer.encode(text)), text);
        QCOMPARE(tokenizer.decode(std::vector<std::int32_t>{3584, 679, 3585}), std::string("red"));
    }

    /// Rules of normalisation, told apart by comparing with the ids of the text they should lead to.
    void equal_texts_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("same_as");
        QTest::newRow("composition") << QByteArray("cafe\u0301") << QByteArray("caf\u00E9");
        QTest::newRow("order of marks") << QByteArray("a\u0315\u0300\u0323\u0301")
                                        << QByteArray("\u1EA1\u0300\u0301\u0315");
        QTest::newRow("marks made of marks")
            << QByteArray("a\u0F74\u0F73\u0F71") << QByteArray("a\u0F71\u0F71\u0F72\u0F74");
        QTest::newRow("final sigma") << QByteArray("\u039F\u03A3") << QByteArray("\u03BF\u03C2");
        QTest::newRow("sigma inside") << QByteArray("\u03A3\u039F") << QByteArray("\u03C3\u03BF");
        QTest::newRow("dotted capital i") << QByteArray("\u0130") << QByteArray("i\u0307");
        QTest::newRow("ideographs stand alone") << QByteArray("\u65E5\u672C") << QByteArray("\u65E5 \u672C");
        QTest::newRow("kana do not") << QByteArray("\u30BF\u30AB ") << QByteArray("\u30BF\u30AB");
        QTest::newRow("line separator") << QByteArray("a\u2028b") << QByteArray("a b");
        QTest::newRow("form feed joins") << QByteArray("a\x0C"
                                                       "b")
                                         << QByteArray("ab");
        QTest::newRow("private use vanishes") << QByteArray("a\uE000b") << QByteArray("ab");
        QTest::newRow("iota subscript is passed over") << QByteArray("!\u0345?") << QByteArray("! ?");
        QTest::newRow("contraction") << QByteArray("it's") << QByteArray("it 's");
        QTest::newRow("digits are single") << QByteArray("12") << QByteArray("1 2");
        QTest::newRow("letters end at digits") << QByteArray("v1") << QByteArray("v 1");
    }
    void equal_texts() {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, same_as);
        const auto tokenizer = builtin_tokenizer();
        const auto got = tokenizer.encode(text.toStdString());
        QVERIFY(!got.empty());
        QCOMPARE(got, tokenizer.encode(same_as.toStdString()));
    }

    /// All occurrences of the best pair are joined before new pairs are looked at, from left to right.
    void merge_order() {
        const auto vocab = vocab_of({"a", "a</w>", "aa", "aaa</w>", "aaaa", "aa</w>"});
        auto tokenizer =
            ClipTokenizer::from_vocab_and_merges_text(vocab, "#version: 0.2\na a\naa a</w>\naa aa\na a</w>\n", "t");
        QVERIFY2(tokenizer, qPrintable(message_of(tokenizer)));
        QCOMPARE(tokenizer->encode("aaa"), (std::vector<std::int32_t>{3}));
        QCOMPARE(tokenizer->encode("aaaa"), (std::vector<std::int32_t>{2, 5}));
        QCOMPARE(tokenizer->encode("aaaaa"), (std::vector<std::int32_t>{2, 3}));
        QCOMPARE(tokenizer->encode("aaaaaa"), (std::vector<std::int32_t>{4, 5}));
        // A byte that the vocabulary lacks is the unknown token.
        QCOMPARE(tokenizer->encode("b"), (std::vector<std::int32_t>{tokenizer->eos()}));
    }

    void broken_vocabularies_data() {
        QTest::addColumn<QByteArray>("vocab");
        QTest::addColumn<QByteArray>("merges");
        QTest::addColumn<QByteArray>("message");
        const QByteArray good = QByteArray::fromStdString(vocab_of({"a", "b</w>", "ab</w>"}));
        QTest::newRow("no json") << QByteArray("#version: 0.2\n") << QByteArray("a b</w>")
                                 << QByteArray("not valid JSON");
        QTest::newRow("empty file") << QByteArray() << QByteArray("a b</w>") << QByteArray("not valid JSON");
        QTest::newRow("array") << QByteArray("[1]") << QByteArray() << QByteArray("found a JSON array");
        QTest::newRow("nested") << QByteArray("{\"a\": {\"b\": 0}}") << QByteArray()
                                << QByteArray("expected a whole number");
        QTest::newRow("id is text") << QByteArray("{\"a\": \"0\"}") << QByteArray()
                                    << QByteArray("expected a whole number from 0 to 0");
        QTest::newRow("negative id") << QByteArray("{\"a\": -1}") << QByteArray() << QByteArray("id of 'a' is -1");
        QTest::newRow("huge id") << QByteArray("{\"a\": 18446744073709551615}") << QByteArray()
                                 << QByteArray("expected a whole number");
        QTest::newRow("id out of range") << QByteArray("{\"a\": 0, \"b\": 2}") << QByteArray()
                                         << QByteArray("id of 'b' is 2");
        QTest::newRow("same id twice") << QByteArray("{\"a\": 0, \"b\": 0}") << QByteArray()
                                       << QByteArray("'a' and 'b' have the same id 0");
        QTest::newRow("same symbol twice")
            << QByteArray("{\"a\": 0, \"a\": 1}") << QByteArray() << QByteArray("'a' occurs twice");
        QTest::newRow("no start token") << QByteArray("{\"a\": 0, \"<|endoftext|>\": 1}") << QByteArray()
                                        << QByteArray("lacks '<|startoftext|>'");
        QTest::newRow("no end token") << QByteArray("{\"a\": 0, \"<|startoftext|>\": 1}") << QByteArray()
                                      << QByteArray("lacks '<|endoftext|>'");
        QTest::newRow("left part missing") << good << QByteArray("x b</w>") << QByteArray("needs 'x'");
        QTest::newRow("right part missing") << good << QByteArray("a x") << QByteArray("needs 'x'");
        QTest::newRow("result missing") << good << QByteArray("a a") << QByteArray("merge 1 ('a a') needs 'aa'");
        QTest::newRow("merge twice") << good << QByteArray("a b</w>\na b</w>") << QByteArray("repeats merge 1");
        QTest::newRow("one symbol") << good << QByteArray("#version: 0.2\na b</w>\nab") << QByteArray("line 3 is 'ab'");
        QTest::newRow("three symbols") << good << QByteArray("a b c") << QByteArray("line 1 is 'a b c'");
    }
    void broken_vocabularies() {
        QFETCH(QByteArray, vocab);
        QFETCH(QByteArray, merges);
        QFETCH(QByteArray, message);
        const auto result =
            ClipTokenizer::from_vocab_and_merges_text(vocab.toStdString(), merges.toStdString(), "the-source");
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::bad_input);
        QVERIFY2(message_of(result).contains(message), qPrintable(message_of(result)));
        QVERIFY2(message_of(result).contains("the-source"), qPrintable(message_of(result)));
    }

    void merges_list_alone() {
        auto tokenizer = ClipTokenizer::from_merges_text("title\nc a\nca t</w>\nd o\n", "t", 2);
        QVERIFY2(tokenizer, qPrintable(message_of(tokenizer)));
        QCOMPARE(tokenizer->size(), std::size_t{512 + 2 + 2});
        QCOMPARE(tokenizer->encode("cat"), (std::vector<std::int32_t>{513}));
        QCOMPARE(tokenizer->encode("!"), (std::vector<std::int32_t>{256})); // printable bytes come first
        QCOMPARE(tokenizer->bos(), 514);
        QVERIFY(!ClipTokenizer::from_merges_text("title only", "t"));
        QVERIFY(!ClipTokenizer::from_merges_text("title\nc a\nc a\n", "t"));
    }

    void long_prompts_are_fast() {
        const auto tokenizer = builtin_tokenizer();
        std::string words, one_word, many_words;
        while (words.size() < 100000)
            words += "a red apple, on (the:1.2) table; ";
        one_word.assign(100000, 'a');
        for (int i = 0; many_words.size() < 100000; ++i)
            many_words += "w" + std::to_string(i) + "x ";
        for (const std::string& text : {words, one_word, many_words}) {
            const std::clock_t start = std::clock();
            const auto ids = tokenizer.encode(text);
            QVERIFY(!ids.empty());
            QVERIFY2(seconds_since(start) < 1, qPrintable(QString::number(seconds_since(start)) + " s"));
        }
    }

    void finds_a_vocabulary_beside_the_checkpoint() {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        const auto vocab = vocab_of({"a</w>"});
        write(root / "model.safetensors", "x");
        QVERIFY(!find_clip_tokenizer(root / "model.safetensors"));
        write(root / "tokenizer" / "vocab.json", vocab);
        QVERIFY(!find_clip_tokenizer(root / "model.safetensors")); // half of a pair is none
        write(root / "tokenizer" / "merges.txt", "#version: 0.2\n");
        QVERIFY(find_clip_tokenizer(root / "model.safetensors"));
        QVERIFY(find_clip_tokenizer(root)); // a diffusers folder
        // What lies beside the checkpoint itself comes first.
        write(root / "vocab.json", vocab_of({"a</w>", "b</w>"}));
        write(root / "merges.txt", "");
        QCOMPARE(find_clip_tokenizer(root / "model.safetensors")->size(), std::size_t{4});
    }

    void finds_a_vocabulary_elsewhere() {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString(), checkpoint = root / "models" / "m.safetensors";
        write(checkpoint, "x");
        const auto put = [&](const fs::path& folder) {
            write(folder / "vocab.json", vocab_of({"a</w>"}));
            write(folder / "merges.txt", "");
        };
        put(root / "configured");
        QVERIFY(!find_clip_tokenizer(checkpoint));
        QVERIFY(find_clip_tokenizer(checkpoint, root / "configured"));
        QVERIFY(find_clip_tokenizer(checkpoint, root / "configured" / "vocab.json"));
        put(root / "variable" / "clip");
        qputenv("SFUMATO_TOKENIZERS", QByteArray::fromStdString((root / "variable").string()));
        QVERIFY(find_clip_tokenizer(checkpoint));
        qunsetenv("SFUMATO_TOKENIZERS");
        QVERIFY(!find_clip_tokenizer(checkpoint));
        put(fs::path(home_.path().toStdString()) / "sfumato" / "tokenizers" / "clip");
        QVERIFY(find_clip_tokenizer(checkpoint));
        fs::remove_all(fs::path(home_.path().toStdString()) / "sfumato");
    }

    void missing_vocabulary_message() {
        QTemporaryDir dir;
        const auto result =
            find_clip_tokenizer(fs::path(dir.path().toStdString()) / "m.safetensors", "/configured/place");
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::not_found);
        const QString message = message_of(result);
        for (const QString& part :
             {QString("m.safetensors"), QString("bpe_simple_vocab_16e6.txt.gz"), QString("vocab.json"),
              QString("merges.txt"), QString("SFUMATO_TOKENIZERS"), QString("/configured/place"),
              dir.path() + "/tokenizer", home_.path() + "/sfumato/tokenizers/clip",
              QString("924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a")})
            QVERIFY2(message.contains(part), qPrintable(part + " not in: " + message));
    }

    void wrong_packed_vocabulary() {
        QTemporaryDir dir;
        const fs::path root = dir.path().toStdString();
        write(root / "bpe_simple_vocab_16e6.txt.gz",
              std::string_view(packed_list.constData(), static_cast<std::size_t>(packed_list.size())));
        const auto result = find_clip_tokenizer(root / "m.safetensors");
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::bad_input);
        QVERIFY2(message_of(result).contains("expected 924691ac"), qPrintable(message_of(result)));
        QVERIFY(!ClipTokenizer::from_merges_gz(root / "absent.gz"));
        QVERIFY(!ClipTokenizer::from_merges_gz(root)); // a folder
    }

    void gzip_data() {
        const std::string packed = packed_list.toStdString();
        const auto text = gunzip(as_bytes(packed), 2000, "t");
        QVERIFY(text);
        QCOMPARE(text->size(), std::size_t{1000});
        QVERIFY(text->starts_with("title\nc a\ntitle"));
        QVERIFY(gunzip(as_bytes(packed), 1000, "t"));
        QVERIFY(!gunzip(as_bytes(packed), 999, "t"));
        for (std::size_t length = 0; length < packed.size(); ++length)
            QVERIFY(!gunzip(as_bytes(std::string_view(packed).substr(0, length)), 2000, "t"));
        std::string damaged = packed;
        damaged[packed.size() - 6] = static_cast<char>(damaged[packed.size() - 6] ^ 1); // check sum
        QVERIFY(!gunzip(as_bytes(damaged), 2000, "t"));
        QVERIFY(!gunzip(as_bytes("plain text"), 2000, "t"));
    }

    /// With CLIP's own vocabulary, when it is on this machine; its rows are compared in text_conditioning_test.
    void clip_vocabulary() {
        fs::path place = SFUMATO_SOURCE_DIR "/../shared/tokenizers/clip";
        if (!fs::exists(place / clip_merges_gz_name)) QSKIP("CLIP's vocabulary is not in ../shared/tokenizers/clip");
        const auto tokenizer = open_clip_tokenizer(place);
        QVERIFY2(tokenizer, qPrintable(message_of(tokenizer)));
        QCOMPARE(tokenizer->size(), std::size_t{49408});
        QCOMPARE(tokenizer->encode("a photo of a cat"), (std::vector<std::int32_t>{320, 1125, 539, 320, 2368}));
        // A file that was cut off is refused by its hash.
        auto bytes = read_file(place / clip_merges_gz_name);
        QVERIFY(bytes);
        bytes->resize(bytes->size() / 2);
        write(fs::path(home_.path().toStdString()) / "cut.gz", *bytes);
        QVERIFY(!ClipTokenizer::from_merges_gz(fs::path(home_.path().toStdString()) / "cut.gz"));
    }

private:
    QTemporaryDir home_;
};

QTEST_APPLESS_MAIN(BpeTest)
#include "bpe_test.moc"
