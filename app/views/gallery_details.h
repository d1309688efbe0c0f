// Everything about the selected picture, and what can be done with it.
#pragma once

#include "store/gallery_entry.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace sfumato {

class GalleryDetails : public QWidget {
    Q_OBJECT
public:
    explicit GalleryDetails(QWidget* parent = nullptr);

    void showNothing();
    void showMany(int count);
    void showEntry(const GalleryEntry& entry);
    /// Each with a button that takes it away.
    void setTags(const QStringList& tags);
    /// What the file says beyond the recipe.
    void setTexts(PictureId id, const QStringList& notes, const QStringList& texts);
    PictureId shown() const { return m_id; }
    QString text() const;

    /// All that is known of a picture, as text for people.
    static QString describe(const GalleryEntry& entry);

signals:
    void tagsEntered(const QString& text);
    void tagRemoved(const QString& tag);
    void reuseAll();
    void reusePrompt();
    void reuseSeed();
    void useAsInit();

private:
    void setButtons(bool enabled, bool recipe);

    PictureId m_id = 0;
    QString m_described;
    QLabel* m_title;
    QPlainTextEdit* m_text;
    QLineEdit* m_tags;
    QWidget* m_chips;
    QStringList m_shownTags;
    QPushButton* m_all;
    QPushButton* m_prompt;
    QPushButton* m_seed;
    QPushButton* m_init;
};

} // namespace sfumato
