#include "base/diagnostic.hpp"

#include "base/listed.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace callflow::base {

namespace {

auto order_of(const Diagnostic& finding) {
    return std::tuple(finding.where.file, finding.where.begin, finding.code->code, finding.where.end,
                      std::string_view(finding.message));
}

} // namespace

std::string_view to_string(Severity severity) {
    switch (severity) {
    case Severity::note: return "note";
    case Severity::warning: return "warning";
    case Severity::error: return "error";
    }
    return "error";
}

Diagnostic& Diagnostics::report(const Code& code, Span where, std::string message) {
    Diagnostic finding;
    finding.code = &code;
    finding.severity = code.severity;
    finding.where = where;
    constexpr std::size_t most = 4'000; // bytes: what it quotes may come from anybody
    finding.message = shortened(std::move(message), most);
    return items_.emplace_back(std::move(finding));
}

void Diagnostics::add(Diagnostic diagnostic) { items_.push_back(std::move(diagnostic)); }

std::size_t Diagnostics::count(Severity severity) const {
    const auto same = [severity](const Diagnostic& finding) { return finding.severity == severity; };
    return static_cast<std::size_t>(std::count_if(items_.begin(), items_.end(), same));
}

bool Diagnostics::unreadable() const {
    const auto says_so = [](const Diagnostic& finding) { return finding.code->unreadable; };
    return std::any_of(items_.begin(), items_.end(), says_so);
}

void Diagnostics::sort() {
    std::vector<std::size_t> order(items_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
        return std::pair(order_of(items_[a]), a) < std::pair(order_of(items_[b]), b);
    });
    std::vector<Diagnostic> sorted;
    sorted.reserve(items_.size());
    for (const std::size_t index : order) {
        // Of equal ones the first reported stays; it is the first in `order`, too.
        if (!sorted.empty() && order_of(sorted.back()) == order_of(items_[index])) continue;
        sorted.push_back(std::move(items_[index]));
    }
    items_ = std::move(sorted);
}

std::string apply_edits(std::string_view text, std::span<const TextEdit> edits) {
    std::vector<const TextEdit*> sorted;
    sorted.reserve(edits.size());
    for (const TextEdit& edit : edits) {
        if (edit.where.begin <= edit.where.end && edit.where.end <= text.size()) sorted.push_back(&edit);
    }
    // An insertion stands before a replacement that begins at the same byte, so that both apply;
    // insertions at one place keep their order, which is that of their addresses.
    std::sort(sorted.begin(), sorted.end(), [](const TextEdit* a, const TextEdit* b) {
        return std::tuple(a->where.begin, a->where.end, a) < std::tuple(b->where.begin, b->where.end, b);
    });
    std::string out;
    out.reserve(text.size());
    std::size_t done = 0;
    for (const TextEdit* edit : sorted) {
        if (edit->where.begin < done) continue;
        out += text.substr(done, edit->where.begin - done);
        out += edit->replacement;
        done = edit->where.end;
    }
    out += text.substr(done);
    return out;
}

} // namespace callflow::base
