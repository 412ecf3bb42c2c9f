// Walks as scenarios that say what they expect. Internal to scenario.
#pragma once

#include "base/files.hpp"
#include "scenario/paths/walks.hpp"
#include "scenario/trace.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace callflow::scenario {

// Plays walks and writes down what came of them.
class ScenarioMaker {
public:
    ScenarioMaker(const engine::Machine& machine, const Search& search, const PathOptions& options,
                  base::FileStore& files, bool documents);

    // The walk as a scenario that passes; false where it does not play as it should: a provider cannot do what some response
    // asks of it. Then `shown` of the walk is cut to what could be played, and with `made` without steps nothing could.
    [[nodiscard]] bool make(PathWalk& walk, Scenario& made);
    // What kept the last walk that did not play from it.
    [[nodiscard]] const PathLeftOut& trouble() const { return trouble_; }
    // What kept the rest of each walk that was cut from being played, with the state that it would have come to.
    [[nodiscard]] const std::vector<PathLeftOut>& cut() const { return cut_; }
    [[nodiscard]] std::vector<PathDocument> documents() const { return documents_; }

private:
    void add_steps(const PathWalk& walk, bool look, Scenario& made) const;
    [[nodiscard]] bool begins_with_news(const World& world);
    void end_by_hanging_up(Scenario& made, const engine::Call& call) const;
    [[nodiscard]] std::size_t expect(Scenario& made);
    [[nodiscard]] flow::StateId ahead(const PathWalk& walk, std::size_t played) const;
    [[nodiscard]] bool passes(const Scenario& made);
    [[nodiscard]] std::string account_of(const Scenario& made) const;
    [[nodiscard]] std::string name_of(const Scenario& made);
    void note_trouble(const Scenario& made, const Trace& trace, const base::Diagnostics& findings);
    [[nodiscard]] std::string document(const std::string& state, const std::string& provider, const std::string& text);

    const engine::Machine& machine_;
    const Search& search_;
    const PathOptions& options_;
    base::FileStore& files_;
    bool wants_documents_;
    bool has_effects_ = false;
    std::set<std::string> set_by_flow_;
    std::set<Feature> looked_at_; // of calls at their beginning, whose first document a scenario shows
    std::vector<PathDocument> documents_;
    PathLeftOut trouble_;
    std::vector<PathLeftOut> cut_;
    std::map<std::string, std::string> by_text_; // provider and text: file
    std::set<std::string> taken_;                // names of files and scenarios
};

// Whether the scenario's first step is a look at the first document, which a walk has not got.
[[nodiscard]] bool looks_first(const Scenario& made);
// What a walk shows as far as the scenario made of it goes.
[[nodiscard]] std::vector<Feature> features_of(const Search& search, const PathWalk& walk, const Scenario& made);

} // namespace callflow::scenario
