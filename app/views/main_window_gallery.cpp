// The gallery page and what it gives to the panel.
#include "style/icons.h"
#include "views/gallery_page.h"
#include "views/main_window.h"
#include "views/page_rail.h"

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
            draft.random_seed = false;
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
    connect(m_gallery, &GalleryPage::initRequested, this, [this](const QString& path) {
        setInit(path);
        showPage(Page::create);
    });
    connect(m_gallery, &GalleryPage::openRequested, this, [this](const QString& path) {
        openPath(path);
        showPage(Page::create);
    });
}

} // namespace sfumato
