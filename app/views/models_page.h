// The page of models: what lies in the folders, what it is, whether it can be painted with and why not.
#pragma once

#include "item_models/model_shelf_table.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace sfumato {

class ModelsPage : public QWidget {
    Q_OBJECT
public:
    explicit ModelsPage(QWidget* parent = nullptr);

    ModelShelfTable& table() { return m_table; }
    /// Looks through the folders once; later calls do nothing. For the first time that the page is shown.
    void scanOnce();

signals:
    void useRequested(const QString& model); ///< a path
    void addFolderRequested();               ///< the window asks the user which
    void failed(const QString& message);
    void listChanged(); ///< a scan ended: there may be other models to choose from

public slots:
    void addFolder(const QString& folder);

private:
    QWidget* makeList();
    QWidget* makeDetails();
    QWidget* makeFolders();
    void connectAll();
    int selectedRow() const; ///< in the table, not in the view; -1 when none is
    void showSelected();
    void showSummary();
    void showFolders();
    void removeFolder();
    void addField(const QString& name, const QString& text, bool monospace = false);

    ModelShelfTable m_table;
    QSortFilterProxyModel* m_sorted = nullptr;
    QLineEdit* m_filter = nullptr;
    QComboBox* m_kind = nullptr;
    QTableView* m_view = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_thumbnail = nullptr;
    QLabel* m_reason = nullptr;
    QFormLayout* m_fields = nullptr;
    QPushButton* m_use = nullptr;
    QPushButton* m_hash = nullptr;
    QPushButton* m_show = nullptr;
    QListWidget* m_folders = nullptr;
    QPushButton* m_removeFolder = nullptr;
    QString m_hashing; ///< path of the model whose hash is being reckoned
    bool m_scanned = false;
};

} // namespace sfumato
