// Token maps: where tokens come from, and what the encoder does not see.
#include "text/token_map.h"
#include "text/vocabulary.h"

#include <QtTest>

using namespace sfumato;

class TokenMapTest : public QObject {
    Q_OBJECT
private:
    std::optional<ClipTokenizer> tokenizer_;

    TokenMap map(std::string_view prompt, bool composed = true, int length = 75) {
        auto result = map_tokens(*tokenizer_, prompt, 10, composed, EmphasisMode::original,
                                 ChunkLayout{.chunk_length = length, .comma_backtrack = 20, .pad = {}});
        if (!result) qFatal("%s", result.error().text().c_str());
        return *result;
    }

private slots:
    void initTestCase() {
        auto tokenizer = open_clip_tokenizer(SFUMATO_SOURCE_DIR "/resources/builtin-model/tokenizer");
        QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().text().c_str());
        tokenizer_ = std::move(*tokenizer);
    }

    void places_spell_the_words() {
        const std::string prompt = "Red (apple:1.3), red pear";
        const TokenMap tokens = map(prompt);
        std::string words;
        for (const MappedToken& token : tokens.tokens) {
            QVERIFY(token.end > token.begin);
            words += prompt.substr(token.begin, token.end - token.begin) + (token.ends_word ? " " : "");
        }
        QCOMPARE(words, std::string("Red apple , red pear "));
        for (const MappedToken& token : tokens.tokens)
            QCOMPARE(token.weight, token.begin >= 5 && token.begin < 10 ? 1.3f : 1.0f);
        QCOMPARE(tokens.count, static_cast<int>(tokens.tokens.size()));
        QCOMPARE(tokens.chunks, 1);
        QCOMPARE(tokens.chunk_length, 75);
    }

    void chunks_and_parts_have_borders() {
        const TokenMap broken = map("red BREAK blue");
        QCOMPARE(broken.chunks, 2);
        QCOMPARE(broken.tokens.front().chunk, 0);
        QCOMPARE(broken.tokens.back().chunk, 1);
        const TokenMap composed = map("red AND blue");
        QCOMPARE(composed.tokens.back().part, 1);
        QCOMPARE(composed.chunks, 2);
        QCOMPARE(map("red AND blue", false).chunks, 1); // a negative prompt reads the word
        const TokenMap longer = map("red red red red red", true, 3);
        QCOMPARE(longer.chunks, 2);
    }

    void what_the_encoder_does_not_see_is_told() {
        const std::string prompt = "red <lora:apple:1> apple # apple pie\nblue";
        const TokenMap tokens = map(prompt);
        QCOMPARE(tokens.ignored, (std::vector<std::string>{"# apple pie", "<lora:apple:1>"}));
        for (const MappedToken& token : tokens.tokens)
            QVERIFY(token.begin < 4 || token.begin >= 19); // not in the name of the network
        QVERIFY(tokens.tokens.back().begin > prompt.find('\n'));
        QVERIFY(!tokens.changes);
        QVERIFY(map("[red|blue]").changes);
    }

    void long_prompts_are_quick() {
        std::string prompt;
        for (int i = 0; i < 50000; ++i)
            prompt += "w\xC3\xA4lder ";
        QElapsedTimer timer;
        timer.start();
        QVERIFY(map(prompt).tokens.size() > 50000);
        QVERIFY2(timer.elapsed() < 20000, std::to_string(timer.elapsed()).c_str());
    }
};

QTEST_GUILESS_MAIN(TokenMapTest)
#include "token_map_test.moc"
