// What the prompt desk remembers: bounds, order, the file and its faults.
#include "store/prompt_memory.h"

#include <QtTest>

using namespace sfumato;

namespace {

Recipe recipe(std::string prompt, std::string negative = {}, std::string model = "builtin") {
    Recipe r;
    r.prompt = std::move(prompt);
    r.negative_prompt = std::move(negative);
    r.model = std::move(model);
    return r;
}

std::string message(std::string_view text) {
    const auto memory = prompt_memory_from_json(text, "prompts.json");
    return memory ? "read" : memory.error().text();
}

} // namespace

class PromptMemoryTest : public QObject {
    Q_OBJECT
private slots:
    void the_latest_is_last_and_the_oldest_goes() {
        PromptMemory memory;
        for (std::size_t i = 0; i < memory_limits::max_prompts + 5; ++i)
            memory.remember(recipe("prompt " + std::to_string(i)));
        QCOMPARE(memory.prompts.size(), memory_limits::max_prompts);
        QCOMPARE(memory.prompts.front(), std::string("prompt 5"));
        memory.remember(recipe("prompt 7", "bad"));
        QCOMPARE(memory.prompts.size(), memory_limits::max_prompts);
        QCOMPARE(memory.prompts.back(), std::string("prompt 7"));
        memory.remember(recipe(" \n", ""));
        QCOMPARE(memory.prompts.back(), std::string("prompt 7"));
        QCOMPARE(memory.negative_prompts, std::vector<std::string>{"bad"});
    }

    void settings_of_models_hold_no_prompts() {
        PromptMemory memory;
        Recipe used = recipe("secret", "also secret", "/models/a.safetensors");
        used.steps = 33;
        used.width = 640;
        used.height = 480;
        used.seed = 99;
        memory.remember_model(used);
        const Recipe* settings = memory.settings_for("/models/a.safetensors");
        QVERIFY(settings != nullptr);
        QCOMPARE(settings->steps, 33);
        QVERIFY(settings->prompt.empty() && settings->negative_prompt.empty());
        QCOMPARE(settings->seed, 0u);
        QVERIFY(memory.settings_for("builtin") == nullptr);
        Recipe now = recipe("a cat", "", "/models/a.safetensors");
        now.seed = 7;
        const Recipe with = with_settings(now, *settings);
        QCOMPARE(with.prompt, std::string("a cat"));
        QCOMPARE(with.seed, 7u);
        QCOMPARE(with.width, 640);
        used.steps = 34;
        memory.remember_model(used);
        QCOMPARE(memory.models.size(), std::size_t(1));
        QCOMPARE(memory.settings_for(used.model)->steps, 34);
    }

    void favourites_are_there_once() {
        PromptMemory memory;
        QVERIFY(memory.add_favourite({"a", "b"}));
        QVERIFY(memory.add_favourite({"a", "c"}));
        QVERIFY(!memory.add_favourite({"a", "b"}));
        QCOMPARE(memory.favourites.size(), std::size_t(2));
        QCOMPARE(memory.favourites.back().negative_prompt, std::string("b"));
    }

    void the_file_is_read_back() {
        PromptMemory memory;
        memory.remember(recipe("ein Apfel, süß\n\"rot\"", "x"));
        memory.add_favourite({"a", "b"});
        Recipe used = recipe("", "", "m");
        used.hires = Hires();
        used.cfg_scale = 0.1 + 0.2;
        memory.remember_model(used);
        const auto again = prompt_memory_from_json(prompt_memory_to_json(memory), "f");
        QVERIFY(again.has_value());
        QCOMPARE(*again, memory);
    }

    void faults_are_told() {
        QVERIFY(message("").find("prompts.json") != std::string::npos);
        QVERIFY(message("[1]").find("sfumato_prompts") != std::string::npos);
        QVERIFY(message(R"({"sfumato_prompts": 2})").find("version 2") != std::string::npos);
        QVERIFY(message(R"({"sfumato_prompts": 1, "prompts": [1]})").find("field prompts") != std::string::npos);
        QVERIFY(message(R"({"sfumato_prompts": 1, "favourites": [{"prompt": "a"}]})").find("favourites") !=
                std::string::npos);
        QVERIFY(message(R"({"sfumato_prompts": 1, "models": [{"sfumato_recipe": 1, "steps": -4}]})").find("steps") !=
                std::string::npos);
        QVERIFY(message(std::string(100'000, '[')).find("prompts.json") != std::string::npos);
        QCOMPARE(message(R"({"sfumato_prompts": 1})"), std::string("read"));
    }
};

QTEST_GUILESS_MAIN(PromptMemoryTest)
#include "prompt_memory_test.moc"
