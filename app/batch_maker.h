// Recipes of templates, tables and grids, and what they would take, on threads of their own: files are read, devices
// asked, and much may be reckoned. One for the whole window, so that a dialog can be closed without waiting for it.
#pragma once

#include "base/cancel.h"
#include "engine/batch_work.h"
#include "recipe/batch_source.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace sfumato {

class BatchMaker : public QObject {
    Q_OBJECT
public:
    explicit BatchMaker(QObject* parent = nullptr);
    /// Nothing is answered any more.
    ~BatchMaker() override;

    using Answer = std::function<void(std::shared_ptr<Result<Batch>>)>;
    /// In the order in which they are asked for; `answer` is called in this object's thread. Without folders of
    /// wildcards the user's own is taken. What was cancelled is not answered.
    void make(BatchSource source, const CancelToken& cancel, Answer answer);

    using Plan = std::function<Result<DryRun>(const Job&)>;
    using Estimate = std::function<void(const Result<BatchEstimate>&, std::uint64_t free_bytes)>;
    /// What the batch would take, and how much is free where its pictures go; `answer` as above.
    void estimate(std::shared_ptr<const Batch> batch, Plan plan, const QString& folder, const CancelToken& cancel,
                  Estimate answer);

    /// Writes recipes as a table of the kind that the name tells, replacing what is there; `answer` is called in this
    /// object's thread.
    void write(std::vector<Recipe> recipes, const QString& path, std::function<void(const Result<>&)> answer);

    /// Whether a prompt holds signs of the language of templates: only then is it worth reading as one.
    static bool mayBeTemplate(const Recipe& recipe);

private:
    void tell(const CancelToken& cancel, std::function<void()> answer);

    QThreadPool m_pool;      ///< one thread
    QThreadPool m_estimates; ///< one thread
    CancelToken m_end;
};

} // namespace sfumato
