#include "expr/expression.hpp"

#include "base/codes.hpp"
#include "base/text.hpp"
#include "expr/checker.hpp"
#include "expr/cost.hpp"
#include "expr/parser.hpp"
#include "expr/program.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace callflow::expr {

// From text to program; each step only where the one before went well.
class Compiler {
public:
    Compiler(Scope& scope, const Locate& locate, base::Diagnostics& diagnostics, CompileMode mode)
        : scope_(scope), locate_(locate), diagnostics_(diagnostics), mode_(mode) {}

    Expression run(std::string_view text, const Type& want) {
        auto program = std::make_shared<Program>();
        if (!parse(text, *program)) return {};
        Checker checker(program->ast, scope_, locate_, diagnostics_, mode_);
        if (!checker.run(want)) return {};
        if (mode_ == CompileMode::strict && !check_cost(program->ast)) return {};
        program->type = checker.type();
        program->references = checker.take_references();
        program->patterns = checker.take_patterns();
        program->constants = program->ast.literals;
        std::ranges::copy(checker.known(), std::back_inserter(program->constants));
        emit(*program, checker.nodes());
        Expression out;
        out.program_ = std::move(program);
        return out;
    }

private:
    bool parse(std::string_view text, Program& program) {
        Problem problem;
        if (text.size() > max_expression_bytes) {
            problem.code = &base::codes::expression_cost;
            problem.message = "this expression has " + std::to_string(text.size()) + " bytes, at most " +
                              std::to_string(max_expression_bytes) + " are read";
        } else if (const std::size_t bad = base::find_invalid_utf8(text); bad != std::string_view::npos) {
            const auto at = static_cast<std::uint32_t>(bad);
            problem.code = &base::codes::expression_syntax;
            problem.where = {at, at + 1};
            problem.message = "this byte is no UTF-8 text";
        } else if (expr::parse(text, program.ast, problem)) {
            program.ast.text = text;
            return true;
        }
        report(problem);
        return false;
    }

    bool check_cost(const Ast& ast) {
        const Cost cost = estimate_cost(ast);
        if (cost.steps <= static_cast<double>(max_evaluation_steps)) return true;
        Problem problem;
        problem.code = &base::codes::expression_cost;
        problem.where = ast.nodes[cost.dearest].token;
        problem.message = "these loops may take " + in_short(cost.steps) + " steps, at most " +
                          in_short(static_cast<double>(max_evaluation_steps)) + " are done";
        problem.help =
            "each loop within a loop multiplies; a list of unknown length counts as " + std::to_string(assumed_length);
        report(problem);
        return false;
    }

    void report(const Problem& problem) {
        const base::Span where = locate_ ? locate_(problem.where.begin, problem.where.end) : base::Span{};
        base::Diagnostic& finding = diagnostics_.report(*problem.code, where, problem.message);
        finding.help = problem.help;
        if (problem.replacement && where.valid()) finding.edits.push_back({where, *problem.replacement});
    }

    Scope& scope_;
    const Locate& locate_;
    base::Diagnostics& diagnostics_;
    CompileMode mode_;
};

Expression compile(std::string_view text, Scope& scope, const Type& want, const Locate& locate,
                   base::Diagnostics& diagnostics, CompileMode mode) {
    return Compiler(scope, locate, diagnostics, mode).run(text, want);
}

const std::string& Expression::text() const {
    static const std::string none;
    return program_ == nullptr ? none : program_->ast.text;
}

const Type& Expression::type() const {
    static const Type unknown;
    return program_ == nullptr ? unknown : program_->type;
}

std::span<const Reference> Expression::references() const {
    return program_ == nullptr ? std::span<const Reference>{} : program_->references;
}

const Ast& Expression::ast() const {
    assert(program_ != nullptr);
    return program_->ast;
}

} // namespace callflow::expr
