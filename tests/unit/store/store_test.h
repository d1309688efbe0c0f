// The test classes of store, run one after the other by one executable.
#pragma once

#include "recipe/recipe.h"

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <memory>

namespace sfumato::testing {

/// All fields away from their defaults, texts with everything that needs quoting.
inline Recipe full_recipe() {
    Recipe r;
    r.prompt = "a red apple, \"fresh\"\n(still life:1.2) \xE6\x97\xA5\xE6\x9C\xAC";
    r.negative_prompt = "blurry, text: none";
    r.model = "/models/my model_v1.0.safetensors";
    r.model_hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    r.steps = 28;
    r.cfg_scale = 5.5;
    r.sampler = "dpmpp_2m";
    r.schedule = "karras";
    r.seed = 18446744073709551615ull;
    r.noise_source = NoiseSource::cpu;
    r.width = 832;
    r.height = 1216;
    r.clip_skip = 2;
    r.eta = 0.67;
    r.init = InitImage{"/pictures/in.png", std::string(64, 'f'), 0.6};
    return r;
}

} // namespace sfumato::testing

class DatabaseTest : public QObject {
    Q_OBJECT
private slots:
    void init();
    void keeps_what_was_written();
    void upgrades_an_older_file();
    void keeps_a_newer_file_aside();
    void keeps_a_damaged_file_aside_data();
    void keeps_a_damaged_file_aside();
    void keeps_the_database_of_another_aside();
    void the_second_program_reads();
    void reading_needs_a_file();
    void transactions_are_whole();
    void a_killed_program_loses_no_finished_transaction();
    void names_what_went_wrong();
    void a_query_can_be_interrupted();

private:
    std::unique_ptr<QTemporaryDir> folder_;
    std::filesystem::path path_;
};

class InfotextTest : public QObject {
    Q_OBJECT
private slots:
    void vectors_data();
    void masks_are_written_as_a1111_does();
    void vectors();
    void parsing_data();
    void parsing();
    void long_texts_are_linear();
    void quoting_data();
    void quoting();
    void writer_text();
    void prompt_desk_fields();
    void writer_leaves_out_what_is_empty();
    void written_text_is_parsed_back_data();
    void written_text_is_parsed_back();
    void recipe_round_trip();
    void samplers_of_other_programs_data();
    void samplers_of_other_programs();
    void recipe_notes();
    void second_pass_strength_is_not_img2img();
    void invalid_utf8_is_an_error();
};

class MetadataTest : public QObject {
    Q_OBJECT
private slots:
    void chunks_of_a_recipe();
    void latin1_prompts_use_text_chunks();
    void xmp_packet();
    void xmp_survives_odd_prompts();
    void own_json_wins();
    void a1111_image();
    void newer_own_json_falls_back();
    void foreign_dialects_data();
    void foreign_dialects();
    void images_without_metadata();
    void recipe_and_text_files();
    void bad_files_data();
    void bad_files();
    void home_is_not_told();
};

class WriterTest : public QObject {
    Q_OBJECT
private slots:
    void round_trip_data();
    void round_trip();
    void equal_input_gives_equal_bytes();
    void never_overwrites_unless_told();
    void names_in_folders();
    void hostile_prompts_stay_in_the_folder_data();
    void hostile_prompts_stay_in_the_folder();
    void same_second_same_prompt();
    void racing_writers();
    void folder_is_made();
    void check_target_data();
    void check_target();
    void invalid_recipe_is_refused();
    void missing_folder();
    void no_permission();
    void disk_full();
    void size_is_the_pictures();
    void other_formats_data();
    void other_formats();
    void sixteen_bits();
    void long_prompts_of_jpeg_are_not_lost();
    void stripped_prompts();
    void name_templates();
    void sidecars_take_no_ones_place();
    void conversion_keeps_the_recipe();
    void too_large_for_webp();
    void bad_templates_data();
    void bad_templates();
};
