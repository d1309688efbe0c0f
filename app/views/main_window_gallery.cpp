// The gallery page and what it gives to the panel.
#include "style/icons.h"
#include "views/canvas_desk.h"
#include "views/gallery_page.h"
#include "views/main_window.h"
#include "views/page_rail.h"

#include <algorithm>

namespace sfumato {

void MainWindow::makeGalleryPage() {
    m_gallery = new GalleryPage(m_places.gallery, m_places.thumbnails);
    m_pages->add(Page::gallery, Glyph::gallery, tr("Gallery"), tr("All pictures: search, rate, reuse"), m_gallery);
    connect(m_pages, &PageRail::changed, this, [this](Page page) {
        if (page != Page::gallery || m_gallery->isStarted()) return;
        m_gallery->start(); // all folders; then the one of new pictures, which may not be among them yet
        m_gallery->watchFolder(pictureFolder());
    });
    connect(&m_files, &PictureFiles::saved, m_gallery,
            [this](quint64, const QString& path) { m_gallery->pictureSaved(path); });
    connect(m_gallery, &GalleryPage::reuseRequested, this, [this](const Recipe& recipe) {
        m_document.adopt(recipe, tr("recipe of the picture"));
        showPage(Page::create);
    });
    connect(m_gallery, &GalleryPage::reuseSeedRequested, this, [this](quint64 seed) {
        m_document.edit(QString(), tr("seed"), [seed](RecipeDraft& draft) {
            draft.recipe.seed = seed;
            draft.seed_mode = SeedMode::fixed;
        });
        showPage(Page::create);
    });
    connect(m_gallery, &GalleryPage::reusePromptRequested, this,
            [this](const QString& prompt, const QString& negative) {
                m_document.edit(QString(), tr("prompt"), [&](RecipeDraft& draft) {
                    draft.recipe.prompt = toStd(prompt);
                    draft.recipe.negative_prompt = toStd(negative);
                });
                showPage(Page::create);
            });
    connect(m_gallery, &GalleryPage::reuseTemplateRequested, this, &MainWindow::reuseTemplate);
    connect(m_gallery, &GalleryPage::initRequested, this, [this](const QString& path) {
        setInit(path);
        showPage(Page::create);
    });
    connect(m_gallery, &GalleryPage::inpaintRequested, this, [this](const QString& path) {
        setInit(path);
        showPage(Page::create);
        m_maskWhenRead = path;
        if (m_desk->hasInitPicture(path)) startMask(path);
    });
    connect(m_gallery, &GalleryPage::enlargeRequested, this, &MainWindow::enlarge);
    connect(m_gallery, &GalleryPage::openRequested, this, [this](const QString& path) {
        openPath(path);
        showPage(Page::create);
    });
}

/// The initial image of this path is in the canvas now: its mask is painted if that was asked for.
void MainWindow::startMask(const QString& path) {
    if (m_maskWhenRead != path) return;
    m_maskWhenRead.clear();
    m_desk->setMasking(true);
}

/// The same picture with a second pass; a picture without a recipe is the start of a larger one.
void MainWindow::enlarge(const GalleryEntry& entry) {
    if (entry.facts.recipe && !entry.facts.recipe->inpaint && !entry.facts.recipe->prompt.empty()) {
        Recipe recipe = *entry.facts.recipe;
        if (!recipe.hires) recipe.hires = Hires{};
        m_document.adopt(recipe, tr("hires fix of the picture"));
    } else {
        setInit(toQString(entry.facts.path.string()));
        m_document.edit(QString(), tr("larger picture"), [&](RecipeDraft& draft) {
            constexpr double gentle = 0.35; // enough for new detail, too little for another picture
            draft.recipe.init->strength = gentle;
            draft.recipe.width = std::min(2 * entry.facts.width, recipe_limits::max_side);
            draft.recipe.height = std::min(2 * entry.facts.height, recipe_limits::max_side);
        });
    }
    showPage(Page::create);
}

} // namespace sfumato
