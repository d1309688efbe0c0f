// Filters above the gallery: menus of what pictures have, and the terms of the search as chips that can be taken away.
// The search's text stays the only truth; a click adds a term to it or takes one out.
#pragma once

#include "gallery_store.h"

#include <QWidget>

class QMenu;
class QToolButton;

namespace sfumato {

class FilterBar : public QWidget {
    Q_OBJECT
public:
    explicit FilterBar(QWidget* parent = nullptr);

    /// The search as it stands.
    void setQuery(const QString& query);
    void setNames(const GalleryNames& names);

    /// The query with the term added, or without it where it is there. Of `rivals` (beginnings of terms) only one makes
    /// sense at a time: others give way.
    static QString toggled(const QString& query, const QString& term, const QStringList& rivals);
    /// The terms as they are written.
    static QStringList termsOf(const QString& query);
    /// "key:value" so that the whole value is meant.
    static QString term(const QString& key, const QString& value);

signals:
    void queryChosen(const QString& query);
    /// A menu opens: names of models, samplers and tags may be old.
    void namesWanted();

private:
    struct Choice {
        QString text, term;
    };
    QMenu* addMenu(const QString& text, const char* object);
    void fill(QMenu& menu, const QList<Choice>& choices, const QStringList& rivals);
    void fillNames(QMenu& menu, const std::vector<NameCount>& names, const QString& key, bool models);
    void makeChips();

    QString m_query;
    QStringList m_terms;
    QMenu* m_models;
    QMenu* m_samplers;
    QMenu* m_tags;
    QList<QWidget*> m_chips;
};

/// A button with a word and a cross.
QToolButton* newChip(const QString& text, const QString& removeName, QWidget* parent);

} // namespace sfumato
