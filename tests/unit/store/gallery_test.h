// The test classes of the gallery, run one after the other by one executable.
#pragma once

#include <QTest>

class QueryTest : public QObject {
    Q_OBJECT
private slots:
    void words();
    void terms_data();
    void terms();
    void problems_data();
    void problems();
    void dates();
    void sorting();
    void hostile_texts();
    void folding();
};

class CatalogueTest : public QObject {
    Q_OBJECT
private slots:
    void put_and_find();
    void search_data();
    void search();
    void orders();
    void marks_and_undo();
    void bad_tags();
    void survives_reopening();
    void second_program_reads_only();
    void damaged_index_is_kept_aside();
    void scan_finds_everything();
    void scan_notices_moves_and_losses();
    void scan_can_be_cancelled();
    void closed_folder_keeps_its_pictures();
    void hostile_pictures();
    void full_disk();
    void read_only_disk();
    void watched_files();
    void trash_and_restore();
    void restore_when_the_name_is_taken();
    void trash_journal_after_a_crash();
    void sidecars_go_along();
    void sidecars_after_a_crash();
    void hundred_thousand();
};

class ForeignTest : public QObject {
    Q_OBJECT
private slots:
    void comfyui();
    void comfyui_custom_sampler();
    void comfyui_broken_data();
    void comfyui_broken();
    void invokeai();
    void invokeai_old();
    void dream();
    void others();
    void jpeg_user_comment_data();
    void jpeg_user_comment();
    void webp_fields();
    void hostile_data();
    void hostile();
};
