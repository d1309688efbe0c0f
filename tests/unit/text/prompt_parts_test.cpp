// What is taken out of a prompt before its words are read.
#include "text/prompt_parts.h"

#include <QtTest>

using namespace sfumato;

namespace {

/// "text*weight|text*weight", an exclamation mark where the weight was written.
std::string told(const std::vector<ComposedPart>& parts) {
    std::string out;
    for (const ComposedPart& part : parts)
        out += (out.empty() ? "" : "|") + part.text + "*" + QString::number(part.weight).toStdString() +
               (part.weight_given ? "!" : "");
    return out;
}

} // namespace

class PromptPartsTest : public QObject {
    Q_OBJECT
private slots:
    void comments_end_with_their_line_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("want");
        // As Python's re.sub gives with A1111's two patterns.
        QTest::newRow("none") << "a, b\nc"
                              << "a, b\nc";
        QTest::newRow("line") << "a\n# x\nb"
                              << "a\nb";
        QTest::newRow("two at the start") << "# x\n# y\nb"
                                          << "\n\nb";
        QTest::newRow("in the middle") << "a # x\nb"
                                       << "a \nb";
        QTest::newRow("at the end") << "a\n#x"
                                    << "a\n";
        QTest::newRow("alone") << "#"
                               << "\n";
        QTest::newRow("empty line kept") << "a#\n\n#b\nc"
                                         << "a\n\nc";
    }
    void comments_end_with_their_line() {
        QFETCH(QString, text);
        QFETCH(QString, want);
        QCOMPARE(QString::fromStdString(without_comments(text.toStdString())), want);
    }

    void weights_of_parts_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("want");
        // As A1111's re_AND and re_weight read them.
        QTest::newRow("plain") << "a cat"
                               << "a cat*1";
        QTest::newRow("two") << "a cat AND a dog"
                             << "a cat*1| a dog*1";
        QTest::newRow("weights") << "a cat :1.2 AND a dog:.5"
                                 << "a cat*1.2!| a dog*0.5!";
        QTest::newRow("negative weight") << "a AND b : -0.3"
                                         << "a*1| b*-0.3!";
        QTest::newRow("plus") << "a: +.5"
                              << "a*0.5!";
        QTest::newRow("colon alone") << "a:"
                                     << "a*1";
        QTest::newRow("point at the end is text") << "a:1."
                                                  << "a:1.*1";
        QTest::newRow("exponent is text") << "a:1e2"
                                          << "a:1e2*1";
        QTest::newRow("last colon counts") << "a:b:2"
                                           << "a:b*2!";
        QTest::newRow("inside brackets") << "(a:1.2)"
                                         << "(a:1.2)*1";
        QTest::newRow("part of a word") << "aANDb BRAND ANDY AND_x"
                                        << "aANDb BRAND ANDY AND_x*1";
        QTest::newRow("letters of any script")
            << QString::fromUtf8("\u00c4AND AND\u00e9") << QString::fromUtf8("\u00c4AND AND\u00e9*1");
        QTest::newRow("commas part") << "a,AND,b"
                                     << "a,*1|,b*1";
        QTest::newRow("case") << "a and b"
                              << "a and b*1";
        QTest::newRow("empty parts") << "AND"
                                     << "*1|*1";
        QTest::newRow("empty") << ""
                               << "*1";
    }
    void weights_of_parts() {
        QFETCH(QString, text);
        QFETCH(QString, want);
        QCOMPARE(QString::fromStdString(told(split_composition(text.toStdString()))), want);
    }

    void networks_are_taken_out() {
        const PlainPrompt plain =
            take_extra_networks("a <lora:my style:0.8:te=0.5>cat<hypernet:x>, 1 < 2 <3 <lora:> <b>");
        QCOMPARE(plain.text, std::string("a cat, 1 < 2 <3 <lora:> <b>"));
        QCOMPARE(plain.networks.size(), std::size_t{2});
        QVERIFY((plain.networks[0] == ExtraNetwork{"lora", {"my style", "0.8", "te=0.5"}}));
        QVERIFY((plain.networks[1] == ExtraNetwork{"hypernet", {"x"}}));
    }

    void hostile_text_costs_its_length() {
        const std::string opens(1 << 20, '<');
        QCOMPARE(take_extra_networks(opens).text, opens);
        std::string tags;
        for (int i = 0; i < 200000; ++i)
            tags += "<a:";
        QCOMPARE(take_extra_networks(tags).text, tags);
        const std::string colons(1 << 20, ':');
        QCOMPARE(split_composition(colons).size(), std::size_t{1});
        QCOMPARE(without_comments(std::string(1 << 20, '#')), std::string("\n"));
    }
};

QTEST_GUILESS_MAIN(PromptPartsTest)
#include "prompt_parts_test.moc"
