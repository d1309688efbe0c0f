// sfumato-cli gallery: the index of pictures without a window.
#include "command.h"

#include "base/file.h"
#include "interrupt.h"
#include "recipe/json.h"
#include "store/catalogue.h"
#include "store/catalogue_scan.h"
#include "store/infotext.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <ctime>
#include <memory>
#include <optional>

namespace sfumato::cli {
namespace {

namespace fs = std::filesystem;

struct GalleryArguments {
    std::string index;
    std::vector<std::string> folders;  ///< scan
    std::string query;                 ///< search, export
    std::size_t limit = 100;           ///< search; 0: all
    std::vector<std::string> pictures; ///< ids or paths
    int rating = 0;
    std::vector<std::string> add, remove; ///< tag
    bool favourite = false, keep = false, reject = false, plain = false;
    std::string output; ///< export
    bool force = false;
    bool last = false; ///< restore: the latest batch
};

std::string time_text(std::int64_t seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm local{};
    ::localtime_r(&time, &local);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
                       local.tm_hour, local.tm_min, local.tm_sec);
}

std::string_view flag_name(PictureFlag flag) {
    return flag == PictureFlag::keep ? "keep" : flag == PictureFlag::reject ? "reject" : "";
}

std::string_view state_name(PictureState state) {
    return state == PictureState::missing ? "missing" : state == PictureState::trashed ? "trashed" : "present";
}

Json entry_json(const GalleryEntry& entry) {
    const PictureFacts& facts = entry.facts;
    Json json{{"id", entry.id},
              {"path", facts.path.string()},
              {"state", state_name(entry.state)},
              {"bytes", facts.bytes},
              {"format", facts.format},
              {"width", facts.width},
              {"height", facts.height},
              {"created", facts.created},
              {"rating", entry.marks.rating},
              {"flag", flag_name(entry.marks.flag)},
              {"favourite", entry.marks.favourite},
              {"tags", entry.marks.tags},
              {"dialect", facts.dialect}};
    json["recipe"] = facts.recipe ? Json::parse(recipe_to_json(*facts.recipe), nullptr, false) : Json();
    if (!facts.problem.empty()) json["problem"] = facts.problem;
    return json;
}

std::string entry_line(const GalleryEntry& entry) {
    std::string line = fmt::format("{:>6}  {}  {}{}", entry.id, time_text(entry.facts.created),
                                   entry.facts.path.string(), entry.state == PictureState::present ? "" : " (") +
                       (entry.state == PictureState::present ? "" : std::string(state_name(entry.state)) + ")");
    if (entry.marks.rating > 0) line += fmt::format("  {}/5", entry.marks.rating);
    if (entry.marks.favourite) line += "  favourite";
    if (entry.marks.flag != PictureFlag::none) line += fmt::format("  {}", flag_name(entry.marks.flag));
    for (const std::string& tag : entry.marks.tags)
        line += "  #" + tag;
    return line;
}

/// Opens the index; reports what should be known.
Result<Catalogue> open_index(const GalleryArguments& arguments, Database::Access access) {
    const fs::path path = arguments.index.empty() ? Catalogue::usual_path() : fs::path(arguments.index);
    SF_TRY(Catalogue::Opened opened, Catalogue::open(path, access));
    for (const std::string& note : opened.notes)
        print_note(note);
    return std::move(opened.catalogue);
}

/// A number is an id, anything else a path.
Result<std::vector<PictureId>> ids_of(Catalogue& catalogue, const std::vector<std::string>& pictures) {
    std::vector<PictureId> ids;
    for (const std::string& text : pictures) {
        PictureId id = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
        if (error == std::errc() && end == text.data() + text.size()) {
            SF_TRY(const std::optional<GalleryEntry> entry, catalogue.find(id));
            if (!entry) return fail(ErrorCode::not_found, "the gallery has no picture number {}", id);
        } else {
            SF_TRY(id, catalogue.find_path(catalogue_path(text)));
        }
        ids.push_back(id);
    }
    return ids;
}

int tell(const Globals& globals, const Result<Json>& answer, const std::function<void(const Json&)>& as_text) {
    if (!answer) return report_error(globals, answer.error());
    if (globals.json)
        print_json(*answer);
    else
        as_text(*answer);
    return exit_code::ok;
}

Json report_json(const ScanReport& report, const fs::path& folder) {
    return Json{{"folder", folder.string()},    {"seen", report.seen},         {"added", report.added},
                {"changed", report.changed},    {"moved", report.moved},       {"returned", report.returned},
                {"missing", report.missing},    {"problems", report.problems}, {"more_problems", report.more_problems},
                {"cancelled", report.cancelled}};
}

int run_scan(const Globals& globals, const GalleryArguments& arguments) {
    Interrupt interrupt;
    const CancelToken cancel;
    interrupt.watch([cancel] { cancel.cancel(); });
    Result<Catalogue> catalogue = open_index(arguments, Database::Access::write);
    if (!catalogue) return report_error(globals, catalogue.error());
    std::vector<fs::path> folders(arguments.folders.begin(), arguments.folders.end());
    if (folders.empty()) {
        Result<std::vector<fs::path>> known = catalogue->folders();
        if (!known) return report_error(globals, known.error());
        folders = std::move(*known);
        if (folders.empty())
            return report_error(globals, Error{ErrorCode::usage, "no folder was scanned before; name one", {}});
    }
    Json reports = Json::array();
    for (const fs::path& named : folders) {
        const fs::path folder = catalogue_path(named);
        std::error_code error;
        if (!arguments.folders.empty() && !fs::is_directory(folder, error))
            return report_error(globals,
                                Error{ErrorCode::not_found, folder.string() + ": there is no such folder", {}});
        const auto progress = [&](const ScanProgress& at) {
            if (globals.verbose) print_note(fmt::format("{} pictures, {} read, in {}", at.seen, at.read, at.folder));
        };
        Result<> kept = catalogue->add_folder(folder);
        if (!kept) return report_error(globals, kept.error());
        const Result<ScanReport> report = scan_folder(*catalogue, folder, cancel, progress);
        if (!report) return report_error(globals, report.error());
        reports.push_back(report_json(*report, folder));
        for (const std::string& problem : report->problems)
            print_note(problem);
        if (!globals.json)
            print_line(fmt::format("{}: {} pictures, {} new, {} changed, {} moved, {} back, {} missing",
                                   folder.string(), report->seen, report->added, report->changed, report->moved,
                                   report->returned, report->missing));
        if (report->cancelled)
            return report_error(globals, Error{ErrorCode::cancelled, "cancelled", {}}, exit_code::cancelled,
                                Json{{"scans", reports}});
    }
    if (globals.json) print_json(Json{{"scans", reports}});
    return exit_code::ok;
}

Result<std::vector<PictureId>> search(const Catalogue& catalogue, const std::string& query) {
    const ParsedQuery parsed = parse_gallery_query(query);
    if (!parsed.problems.empty())
        return fail(ErrorCode::usage, "at character {} of the search: {}", parsed.problems[0].offset + 1,
                    parsed.problems[0].message);
    return catalogue.search(parsed.search);
}

int run_search(const Globals& globals, const GalleryArguments& arguments) {
    const auto answer = [&]() -> Result<Json> {
        SF_TRY(Catalogue catalogue, open_index(arguments, Database::Access::read));
        SF_TRY(std::vector<PictureId> ids, search(catalogue, arguments.query));
        const std::size_t total = ids.size();
        if (arguments.limit > 0 && ids.size() > arguments.limit) ids.resize(arguments.limit);
        SF_TRY(const std::vector<GalleryEntry> entries, catalogue.entries(ids));
        Json json{{"total", total}};
        Json& pictures = json["pictures"] = Json::array();
        for (const GalleryEntry& entry : entries) {
            pictures.push_back(entry_json(entry));
            if (!globals.json) print_line(entry_line(entry));
        }
        return json;
    };
    return tell(globals, answer(), [](const Json& json) {
        const auto shown = json["pictures"].size();
        if (shown < json["total"])
            print_note(fmt::format("{} of {} are shown; --limit 0 shows all", shown, json["total"].dump()));
        if (shown == 0) print_note("nothing was found");
    });
}

int run_show(const Globals& globals, const GalleryArguments& arguments) {
    const auto answer = [&]() -> Result<Json> {
        SF_TRY(Catalogue catalogue, open_index(arguments, Database::Access::read));
        SF_TRY(const std::vector<PictureId> ids, ids_of(catalogue, arguments.pictures));
        SF_TRY(const std::vector<GalleryEntry> entries, catalogue.entries(ids));
        Json pictures = Json::array();
        for (const GalleryEntry& entry : entries) {
            pictures.push_back(entry_json(entry));
            if (globals.json) continue;
            print_line(entry_line(entry));
            print_line(entry.facts.recipe ? to_infotext(*entry.facts.recipe) : std::string("No recipe inside."));
            if (!entry.facts.problem.empty()) print_note(entry.facts.problem);
        }
        return Json{{"pictures", pictures}};
    };
    return tell(globals, answer(), [](const Json&) {});
}

/// Changes marks of the named pictures and shows them as they are now.
int change(const Globals& globals, const GalleryArguments& arguments, const std::function<void(PictureMarks&)>& apply) {
    const auto answer = [&]() -> Result<Json> {
        SF_TRY(Catalogue catalogue, open_index(arguments, Database::Access::write));
        SF_TRY(const std::vector<PictureId> ids, ids_of(catalogue, arguments.pictures));
        SF_CHECK(catalogue.change_marks(ids, apply));
        SF_TRY(const std::vector<GalleryEntry> entries, catalogue.entries(ids));
        Json pictures = Json::array();
        for (const GalleryEntry& entry : entries) {
            pictures.push_back(entry_json(entry));
            if (!globals.json) print_line(entry_line(entry));
        }
        return Json{{"pictures", pictures}};
    };
    return tell(globals, answer(), [](const Json&) {});
}

int run_tag(const Globals& globals, const GalleryArguments& arguments) {
    const bool nothing = arguments.add.empty() && arguments.remove.empty() && !arguments.favourite && !arguments.keep &&
                         !arguments.reject && !arguments.plain;
    if (nothing)
        return report_error(globals,
                            Error{ErrorCode::usage,
                                  "nothing to change; see --add, --remove, --favourite, --keep, --reject, --plain",
                                  {}});
    return change(globals, arguments, [&](PictureMarks& marks) {
        if (arguments.plain) marks.flag = PictureFlag::none, marks.favourite = false;
        if (arguments.favourite) marks.favourite = true;
        if (arguments.keep) marks.flag = PictureFlag::keep;
        if (arguments.reject) marks.flag = PictureFlag::reject;
        for (const std::string& tag : arguments.remove)
            std::erase(marks.tags, tag);
        marks.tags.insert(marks.tags.end(), arguments.add.begin(), arguments.add.end());
    });
}

/// One line of JSON per picture: what other programs can read whatever becomes of the index.
int run_export(const Globals& globals, const GalleryArguments& arguments) {
    const auto answer = [&]() -> Result<Json> {
        SF_TRY(Catalogue catalogue, open_index(arguments, Database::Access::read));
        SF_TRY(const std::vector<PictureId> ids, search(catalogue, arguments.query));
        SF_TRY(const std::vector<GalleryEntry> entries, catalogue.entries(ids));
        std::string lines;
        for (const GalleryEntry& entry : entries)
            lines += entry_json(entry).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
        SF_CHECK(write_file_atomically(arguments.output, as_bytes(lines),
                                       arguments.force ? Overwrite::replace : Overwrite::refuse));
        return Json{{"path", arguments.output}, {"pictures", entries.size()}};
    };
    const Result<Json> result = answer();
    if (!result && result.error().code == ErrorCode::already_exists)
        return report_error(globals, result.error(), exit_code::failed);
    return tell(globals, result, [](const Json& json) {
        print_line(
            fmt::format("{}: {} pictures", json["path"].get<std::string>(), json["pictures"].get<std::size_t>()));
    });
}

int finish_moves(const Globals& globals, const Json& pictures, const std::vector<std::string>& problems) {
    if (!problems.empty()) {
        for (const std::string& problem : problems)
            print_note(problem);
        return report_error(globals,
                            Error{ErrorCode::io, fmt::format("{} pictures were not moved", problems.size()), {}},
                            exit_code::failed, Json{{"pictures", pictures}, {"problems", problems}});
    }
    if (globals.json) print_json(Json{{"pictures", pictures}});
    return exit_code::ok;
}

int run_trash(const Globals& globals, const GalleryArguments& arguments) {
    std::vector<std::string> problems;
    const auto moved = [&]() -> Result<Json> {
        SF_TRY(Catalogue catalogue, open_index(arguments, Database::Access::write));
        SF_TRY(const std::vector<PictureId> ids, ids_of(catalogue, arguments.pictures));
        SF_TRY(const std::int64_t batch, catalogue.trash(ids, problems));
        SF_TRY(const std::vector<TrashedPicture> trashed, catalogue.trashed());
        Json pictures = Json::array();
        for (const TrashedPicture& picture : trashed) {
            if (picture.batch != batch) continue;
            pictures.push_back(
                {{"id", picture.id}, {"path", picture.original.string()}, {"trashed", picture.trashed.string()}});
            if (!globals.json) print_line(fmt::format("{}: in the trash", picture.original.string()));
        }
        return pictures;
    }();
    if (!moved) return report_error(globals, moved.error());
    return finish_moves(globals, *moved, problems);
}

int run_restore(const Globals& globals, const GalleryArguments& arguments) {
    if (arguments.last == !arguments.pictures.empty())
        return report_error(globals, Error{ErrorCode::usage, "name pictures by number, or give --last", {}});
    std::vector<std::string> problems;
    const auto restored = [&]() -> Result<Json> {
        SF_TRY(Catalogue catalogue, open_index(arguments, Database::Access::write));
        std::vector<PictureId> ids;
        if (arguments.last) {
            SF_TRY(const std::vector<TrashedPicture> trashed, catalogue.trashed());
            if (trashed.empty()) return fail(ErrorCode::not_found, "the trash holds no picture of the gallery");
            for (const TrashedPicture& picture : trashed)
                if (picture.batch == trashed.front().batch) ids.push_back(picture.id);
        } else {
            SF_TRY(ids, ids_of(catalogue, arguments.pictures));
        }
        SF_TRY(const std::vector<PictureId> back, catalogue.restore(ids, problems));
        SF_TRY(const std::vector<GalleryEntry> entries, catalogue.entries(back));
        Json pictures = Json::array();
        for (const GalleryEntry& entry : entries) {
            pictures.push_back({{"id", entry.id}, {"path", entry.facts.path.string()}});
            if (!globals.json) print_line(fmt::format("{}: back again", entry.facts.path.string()));
        }
        return pictures;
    }();
    if (!restored) return report_error(globals, restored.error());
    return finish_moves(globals, *restored, problems);
}

std::string query_footer() {
    std::string text = "What can be searched for:\n";
    for (const QueryHelp& row : gallery_query_help())
        text += fmt::format("  {:<48} {}\n", row.example, row.meaning);
    return text;
}

} // namespace

Command add_gallery(CLI::App& app, const Globals& globals) {
    CLI::App* command = app.add_subcommand("gallery", "Search, rate, tag and delete pictures");
    command->require_subcommand(1);
    const auto arguments = std::make_shared<GalleryArguments>();
    command->add_option("--index", arguments->index, "Index file (default: the window's)");
    using Run = int (*)(const Globals&, const GalleryArguments&);
    const auto runs = std::make_shared<std::vector<std::pair<CLI::App*, Run>>>();
    const auto add = [&](const char* name, const char* what, Run run) {
        CLI::App* sub = command->add_subcommand(name, what);
        runs->emplace_back(sub, run);
        return sub;
    };
    const auto takes_pictures = [&](CLI::App* sub) {
        return sub->add_option("PICTURE", arguments->pictures, "Number or path of a picture");
    };
    add("scan", "Look through folders for new, changed, moved and missing pictures", run_scan)
        ->add_option("FOLDER", arguments->folders, "Folders; without one those that were scanned before");
    CLI::App* find = add("search", "List pictures", run_search);
    find->add_option("QUERY", arguments->query, "What to search for; nothing: all");
    find->add_option("--limit", arguments->limit, "Most pictures to list, 0: all (default 100)");
    find->footer(query_footer());
    takes_pictures(add("show", "Tell everything about pictures", run_show))->required();
    CLI::App* rate = add("rate", "Give stars", [](const Globals& g, const GalleryArguments& a) {
        return change(g, a, [&](PictureMarks& marks) { marks.rating = a.rating; });
    });
    rate->add_option("STARS", arguments->rating, "0 to 5")->required()->check(CLI::Range(0, 5));
    takes_pictures(rate)->required();
    CLI::App* tag = add("tag", "Change tags and flags", run_tag);
    takes_pictures(tag)->required();
    tag->add_option("--add", arguments->add, "Tag to add")->expected(1)->take_all();
    tag->add_option("--remove", arguments->remove, "Tag to remove")->expected(1)->take_all();
    tag->add_flag("--favourite", arguments->favourite, "Mark as favourite");
    tag->add_flag("--keep", arguments->keep, "Mark to keep");
    tag->add_flag("--reject", arguments->reject, "Mark as rejected");
    tag->add_flag("--plain", arguments->plain, "Take the flag and the favourite mark away");
    CLI::App* save = add("export", "Write what the index knows, one JSON object a line", run_export);
    save->add_option("FILE", arguments->output, "File to write")->required();
    save->add_option("QUERY", arguments->query, "Which pictures; nothing: all");
    save->add_flag("--force", arguments->force, "Replace the file");
    takes_pictures(add("trash", "Move pictures into the trash", run_trash))->required();
    CLI::App* restore = add("restore", "Take pictures out of the trash", run_restore);
    takes_pictures(restore);
    restore->add_flag("--last", arguments->last, "Those that were deleted last");
    return {command, [&globals, arguments, runs] {
                for (const auto& [sub, run] : *runs)
                    if (sub->parsed()) return run(globals, *arguments);
                return exit_code::usage;
            }};
}

} // namespace sfumato::cli
