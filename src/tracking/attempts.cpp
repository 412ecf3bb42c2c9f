#include "tracking/attempts.hpp"

#include "base/hash.hpp"

#include <string>

namespace callflow::tracking {

void Attempts::number(logs::Cdr& cdr) {
    if (cdr.contact.empty()) return;
    std::string who;
    for (const std::string* one : {&cdr.source, &cdr.campaign, &cdr.contact}) who.append(*one).append(1, '\0');
    if (last_.size() >= most_) last_.clear();
    std::uint32_t& last = last_[base::stable_hash(who)];
    if (cdr.attempt == 0) cdr.attempt = last + 1;
    last = cdr.attempt;
}

} // namespace callflow::tracking
